"""Links that a rule is certain of: an exact key that occurs once on both sides. Everything else is suggested."""

from collections.abc import Collection
from dataclasses import dataclass, field

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import Identity, IdentityKind
from fieldledger.domain.party import Party
from fieldledger.domain.party_matching import Suggestion
from fieldledger.log import LogEvent, log_mutation
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.crosswalk.comparing import Comparing, Comparison
from fieldledger.services.crosswalk.deciding import RULE, LinkDecisions, Wanted
from fieldledger.services.writing import Transactions


@dataclass
class AutoLinked:
    """``left`` counts ours without anything certain; ``refused`` those where others were faster or said no."""

    linked: list[Identity] = field(default_factory=list)
    left: int = 0
    refused: int = 0


class AutoLinking:
    """Runs over everything of one kind that is not linked to one vendor yet."""

    def __init__(self, comparing: Comparing, decisions: LinkDecisions, transactions: Transactions) -> None:
        self._comparing = comparing
        self._decisions = decisions
        self._transactions = transactions

    async def run(
        self,
        company_id: str,
        kind: IdentityKind,
        vendor: VendorName,
        compared: Comparison | None = None,
        among: Collection[str] | None = None,
    ) -> Result[AutoLinked]:
        """``among``: only the vendor's records of these ids. A repeated run finds nothing to do.

        Each link is a transaction of its own; a run that dies is continued by the next one.
        """
        rules = await self._comparing.rules(company_id)
        read = Result.ok(compared) if compared else await self._comparing.compare(company_id, kind, vendor)
        if rules.failed or read.failed:
            return rules.failure() if rules.failed else read.failure()
        done = AutoLinked()
        for party in read.unwrap().unlinked() if rules.unwrap().auto_link else []:
            found = _certain(read.unwrap(), company_id, party)
            if found is None or (among is not None and found.party.id not in among):
                done.left += 1
                continue
            linked = await self._link(_wanted(company_id, kind, vendor, party, found))
            if linked.success:
                done.linked.append(linked.unwrap())
            elif linked.error_code in _LOST:
                done.refused += 1
            else:
                return linked.failure()
        return Result.ok(done)

    async def _link(self, wanted: Wanted) -> Result[Identity]:
        decided = await self._decisions.link(wanted)
        if decided.failed or not decided.unwrap().changes:
            return decided.map(lambda decision: decision.identity)
        written = await self._transactions.transact(decided.unwrap().writes)
        if written.failed:
            return written.failure()
        identity = decided.unwrap().identity
        log_mutation(LogEvent.LINK_DECIDED, SYSTEM, identity.subject, vendor=wanted.vendor, vendor_id=wanted.vendor_id)
        return Result.ok(identity)


_LOST = frozenset({ErrorCode.LINK_CONFLICT, ErrorCode.LINK_REFUSED, ErrorCode.VERSION_CONFLICT})


def _certain(compared: Comparison, company_id: str, party: Party) -> Suggestion | None:
    return next((each for each in compared.suggestions(company_id, party) if each.certain), None)


def _wanted(company_id: str, kind: IdentityKind, vendor: VendorName, party: Party, found: Suggestion) -> Wanted:
    return Wanted(
        company_id=company_id,
        kind=kind,
        canonical_id=party.id,
        vendor=vendor,
        vendor_id=found.party.id,
        decided_by=f"{RULE}{found.key}",
        reason=found.reason,
        score=found.score,
    )
