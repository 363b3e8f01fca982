"""One job that two systems of the field founded: whichever was read first, it becomes one record.

Raken's sync keeps its jobs itself, so a job that Procore founded before is there twice when Raken shows it (the other
way round Procore's is placed at once). An exact number that occurs once on each side joins the two, as it links.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import Identity, IdentityKind, founder_record
from fieldledger.domain.party import Party, number_key
from fieldledger.result import ErrorCode, Result
from fieldledger.services.crosswalk.comparing import Comparing, Comparison
from fieldledger.services.crosswalk.deciding import RULE
from fieldledger.services.crosswalk.merging import Merging

_PAIR: Final = frozenset({VendorName.PROCORE, VendorName.RAKEN})
_BY_NUMBER: Final = f"{RULE}number"
_LEFT_TO_A_PERSON: Final = frozenset({ErrorCode.LINK_CONFLICT, ErrorCode.VERSION_CONFLICT})


class Joining:
    """Works on one company at a time. A repeated run finds nothing to do."""

    def __init__(self, comparing: Comparing, merging: Merging) -> None:
        self._comparing = comparing
        self._merging = merging

    async def jobs(self, company_id: str) -> Result[list[Identity]]:
        """The survivors. Procore's record survives: it is the older one, or both are new.

        Nothing is joined where the company switched automatic links off, where more than these two have the number, in
        Procore's list too, or that a person parted before.
        """
        rules = await self._comparing.rules(company_id)
        if rules.failed or not rules.unwrap().auto_link:
            return rules.map(lambda _: [])
        compared = await self._comparing.compare(company_id, IdentityKind.PROJECT, VendorName.PROCORE)
        if compared.failed:
            return compared.failure()
        joined: list[Identity] = []
        for raken, procore in _pairs(compared.unwrap()):
            merged = await self._merging.merge(company_id, _BY_NUMBER, IdentityKind.PROJECT, raken.id, procore.id)
            if merged.success:
                joined.append(merged.unwrap().identity)
            elif merged.error_code not in _LEFT_TO_A_PERSON:
                return merged.failure()
        return Result.ok(joined)


def _pairs(compared: Comparison) -> Iterator[tuple[Party, Party]]:
    """Raken's and Procore's record of each number that exactly these two have."""
    numbered: dict[str, list[Party]] = defaultdict(list)
    for party in compared.ours.values():
        numbered[number_key(party.number)].append(party)
    listed = Counter(number_key(party.number) for party in compared.theirs.values() if party.active)
    for number, group in numbered.items():
        by_founder = {each.source: each for each in group if each.active}
        if number and len(group) == len(_PAIR) and by_founder.keys() == _PAIR and listed[number] <= 1:
            pair = by_founder[VendorName.RAKEN], by_founder[VendorName.PROCORE]
            if not _refused(pair[0], compared.identities.get(pair[1].id)):
                yield pair


def _refused(raken: Party, survivor: Identity | None) -> bool:
    """Whether a person said that they are two."""
    founder = founder_record(raken.source, raken.id)
    return founder is not None and survivor is not None and survivor.was_refused(*founder)
