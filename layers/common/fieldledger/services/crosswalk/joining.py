"""One job that two systems of the field founded: whichever was read first, it becomes one record.

Raken's sync keeps its jobs itself, so a job that Procore founded before is there twice when Raken shows it (the other
way round Procore's is placed at once). An exact number that occurs once on each side joins the two, as it links.
"""

from collections import defaultdict
from collections.abc import Sequence

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import Identity, IdentityKind, founder_record
from fieldledger.domain.party import Party, number_key
from fieldledger.repositories.identities import Identities
from fieldledger.repositories.parties import Parties
from fieldledger.result import ErrorCode, Result
from fieldledger.services.crosswalk.comparing import Comparing
from fieldledger.services.crosswalk.deciding import RULE
from fieldledger.services.crosswalk.merging import Merging

_PAIR = frozenset({VendorName.PROCORE, VendorName.RAKEN})
_BY_NUMBER = f"{RULE}number"


class Joining:
    """Works on one company at a time. A repeated run finds nothing to do."""

    def __init__(self, comparing: Comparing, identities: Identities, parties: Parties, merging: Merging) -> None:
        self._comparing = comparing
        self._identities = identities
        self._parties = parties
        self._merging = merging

    async def jobs(self, company_id: str) -> Result[list[Identity]]:
        """The survivors. Procore's record survives: it is the older one, or both are new.

        Nothing is joined where the company switched automatic links off, where more than two records have the number,
        or that a person parted before.
        """
        kind = IdentityKind.PROJECT
        rules = await self._comparing.rules(company_id)
        parties = await self._parties.every(company_id, kind)
        stored = await self._identities.every(company_id, kind)
        failed = next((each for each in (rules, parties, stored) if each.failed), None)
        if failed is not None:
            return failed.failure()
        if not rules.unwrap().auto_link:
            return Result.ok([])
        known = {each.canonical_id: each for each in stored.unwrap()}
        mine = [each for each in parties.unwrap() if rules.unwrap().fits(kind, each.number)]
        joined: list[Identity] = []
        for raken, procore in _pairs(mine, known):
            merged = await self._merging.merge(company_id, _BY_NUMBER, kind, raken.id, procore.id)
            if merged.success:
                joined.append(merged.unwrap().identity)
            elif merged.error_code not in {ErrorCode.LINK_CONFLICT, ErrorCode.VERSION_CONFLICT}:
                return merged.failure()  # a conflict leaves both to a person, who sees them as doubles
        return Result.ok(joined)


def _pairs(parties: Sequence[Party], known: dict[str, Identity]) -> list[tuple[Party, Party]]:
    """Raken's and Procore's record of each number that exactly these two have."""
    numbered: dict[str, list[Party]] = defaultdict(list)
    for party in parties:
        identity = known.get(party.id)
        if number_key(party.number) and (identity is None or identity.merged_into is None):
            numbered[number_key(party.number)].append(party)
    founded = [{each.source: each for each in group} for group in numbered.values() if len(group) == len(_PAIR)]
    pairs = [(group[VendorName.RAKEN], group[VendorName.PROCORE]) for group in founded if group.keys() == _PAIR]
    return [pair for pair in pairs if all(each.active for each in pair) and not _parted(*pair, known)]


def _parted(raken: Party, procore: Party, known: dict[str, Identity]) -> bool:
    """Whether a person said that they are two."""
    founder, survivor = founder_record(raken.source, raken.id), known.get(procore.id)
    return founder is not None and survivor is not None and survivor.was_refused(*founder)
