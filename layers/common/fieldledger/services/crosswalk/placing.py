"""Which canonical record a field system's record belongs to: the one it is linked to, a certain match, or a new one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import Identity, IdentityKind, founding_id
from fieldledger.domain.identity_rules import IdentityRules
from fieldledger.domain.party_matching import Matcher, Suggestion
from fieldledger.log import LogEvent, log_mutation
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.crosswalk.comparing import Comparing, Comparison, certain_keys
from fieldledger.services.crosswalk.deciding import RULE, LinkDecisions, Wanted
from fieldledger.services.crosswalk.links import IdentityLinks
from fieldledger.services.crosswalk.record_fields import Sighting
from fieldledger.services.writing import Transactions


@dataclass(frozen=True, slots=True)
class Asked:
    """Records of one kind that one vendor showed."""

    company_id: str
    kind: IdentityKind
    vendor: VendorName
    sightings: Sequence[Sighting]


class Placing:
    """Places many records with a handful of reads; each new link is a transaction of its own."""

    def __init__(
        self, comparing: Comparing, links: IdentityLinks, decisions: LinkDecisions, transactions: Transactions
    ) -> None:
        self._comparing = comparing
        self._links = links
        self._decisions = decisions
        self._transactions = transactions

    async def place(self, asked: Asked, rules: IdentityRules) -> Result[Mapping[str, str]]:
        """Our id by the vendor's id. A record that is nobody's, and that its vendor may not found, has none."""
        vendor_ids = [each.vendor_id for each in asked.sightings]
        known = await self._links.ours(asked.company_id, asked.kind, asked.vendor, vendor_ids)
        if known.failed:
            return known.failure()
        strangers = [each for each in asked.sightings if each.vendor_id not in known.unwrap()]
        if not strangers:
            return known
        compared = await self._comparing.compare(asked.company_id, asked.kind, asked.vendor)
        if compared.failed:
            return compared.failure()
        matches = _matches(asked, compared.unwrap()) if rules.auto_link else {}
        placed = dict(known.unwrap())
        for sighting in strangers:
            where = await self._stranger(asked, rules, sighting, matches.get(sighting.vendor_id))
            if where.failed:
                return where.failure()
            placed |= {} if where.data is None else {sighting.vendor_id: where.data}
        return Result.ok(placed)

    async def _stranger(
        self, asked: Asked, rules: IdentityRules, sighting: Sighting, match: tuple[Identity, Suggestion] | None
    ) -> Result[str | None]:
        if match is not None:
            linked = await self._link(asked, *match)
            if linked.success:
                return Result.ok(linked.unwrap().canonical_id)
            if linked.error_code not in {ErrorCode.LINK_CONFLICT, ErrorCode.LINK_REFUSED}:
                return linked.failure()
        gone = sighting.fields.get("status") == "deleted"
        founds = rules.founds(asked.kind, asked.vendor) and rules.fits(asked.kind, sighting.fields.get("number"))
        return Result.ok(founding_id(asked.vendor, sighting.vendor_id) if founds and not gone else None)

    async def _link(self, asked: Asked, identity: Identity, found: Suggestion) -> Result[Identity]:
        wanted = Wanted(
            company_id=asked.company_id,
            kind=asked.kind,
            canonical_id=identity.canonical_id,
            vendor=asked.vendor,
            vendor_id=found.party.id,
            decided_by=f"{RULE}{found.key}",
            reason=found.reason,
            score=found.score,
        )
        decided = await self._decisions.link(wanted)
        if decided.failed:
            return decided.failure()
        written = await self._transactions.transact(decided.unwrap().writes)
        if written.failed:
            return written.failure()
        log_mutation(LogEvent.LINK_DECIDED, SYSTEM, identity.subject, vendor=asked.vendor, vendor_id=found.party.id)
        return Result.ok(decided.unwrap().identity)


def _matches(asked: Asked, compared: Comparison) -> dict[str, tuple[Identity, Suggestion]]:
    """Certain on both sides, where all that the vendor has counts, not only what it showed now."""
    theirs = {**compared.theirs, **{each.vendor_id: each.party for each in asked.sightings}}
    matcher = Matcher(compared.ours.values(), theirs.values(), certain_keys(asked.kind, asked.vendor))
    found: dict[str, list[tuple[Identity, Suggestion]]] = defaultdict(list)
    for party in compared.unlinked():
        best = matcher.certain(party)
        if best is not None:
            found[best.party.id].append((compared.identity(asked.company_id, party.id), best))
    return {key: matches[0] for key, matches in found.items() if len(matches) == 1}
