"""What a sync's changes mean for the crosswalk: records to keep, links that became certain, links that became stale."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final, Protocol

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import Identity, IdentityKind
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.log import LogEvent, log_mutation
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.crosswalk.auto_linking import AutoLinking
from fieldledger.services.crosswalk.comparing import Comparing, Comparison
from fieldledger.services.crosswalk.deciding import Decision, LinkDecisions
from fieldledger.services.crosswalk.joining import Joining
from fieldledger.services.crosswalk.keeping import RecordKeeping
from fieldledger.services.crosswalk.lists import COMPARED
from fieldledger.services.crosswalk.staleness import WATCHED, Twins, stale_because
from fieldledger.services.crosswalk.waking import WaitingForLinks
from fieldledger.services.writing import Transactions

_FOUNDING_JOBS: Final = frozenset({SyncResource.RAKEN_PROJECTS, SyncResource.PROCORE_PROJECTS})
_BOOKS: Final = (VendorName.QUICKBOOKS, VendorName.FOUNDATION)


class CrosswalkChanges(Protocol):
    """What a sync tells the crosswalk after it stored changes of a resource."""

    async def after_changes(
        self, company_id: str, resource: SyncResource, record_ids: Collection[str]
    ) -> Result["Followed"]:
        """May be called again for the same changes."""
        ...


@dataclass
class Followed:
    """What was done."""

    kept: int = 0
    linked: list[Identity] = field(default_factory=list)
    stale: list[Identity] = field(default_factory=list)
    released: int = 0


class ChangesFollowed:
    """Implements ``CrosswalkChanges``. Reads each list once, whatever the number of changes; nothing for no changes."""

    def __init__(
        self,
        keeping: RecordKeeping,
        comparing: Comparing,
        linking: AutoLinking,
        decisions: LinkDecisions,
        transactions: Transactions,
        waiting: WaitingForLinks,
        joining: Joining,
    ) -> None:
        self._joining = joining
        self._keeping = keeping
        self._comparing = comparing
        self._linking = linking
        self._decisions = decisions
        self._transactions = transactions
        self._waiting = waiting

    async def after_changes(
        self, company_id: str, resource: SyncResource, record_ids: Collection[str]
    ) -> Result[Followed]:
        """Resources that are not compared need nothing."""
        kind = COMPARED.get(resource)
        if kind is None or not record_ids:
            return Result.ok(Followed())
        done = Followed()
        kept = await self._keeping.from_mirror(company_id, resource, record_ids)
        if kept.failed:
            return kept.failure()
        done.kept = kept.unwrap()
        joined = await self._joining.jobs(company_id) if resource in _FOUNDING_JOBS else Result.ok([])
        if joined.failed:
            return joined.failure()
        done.linked.extend(joined.unwrap())
        for vendor in (resource.vendor,) if resource.vendor in _BOOKS else (*_BOOKS, resource.vendor):
            followed = await self._follow(company_id, kind, vendor, done)
            if followed.failed:
                return followed.failure()
        released = await self._waiting.release(company_id, done.linked, "linked by its number")
        return released.map(lambda count: _with(done, count))

    async def _follow(self, company_id: str, kind: IdentityKind, vendor: VendorName, done: Followed) -> Result[None]:
        compared = await self._comparing.compare(company_id, kind, vendor)
        if compared.failed:
            return compared.failure()
        taken = set(compared.unwrap().taken)
        if vendor in _BOOKS:  # a record of the field is linked, if at all, where it is kept
            linked = await self._linking.run(company_id, kind, vendor, compared.unwrap())
            if linked.failed:
                return linked.failure()
            done.linked.extend(linked.unwrap().linked)
            taken |= {link.vendor_id for each in linked.unwrap().linked for link in each.links if link.vendor is vendor}
        stale = await self._stale(compared.unwrap(), taken) if kind in WATCHED else Result.ok([])
        done.stale.extend(stale.unwrap_or([]))
        return stale.map(lambda _: None)

    async def _stale(self, compared: Comparison, taken: Collection[str]) -> Result[list[Identity]]:
        twins = Twins(compared.theirs.values())
        marked: list[Identity] = []
        for identity in compared.identities.values():
            link = identity.link(compared.vendor)
            linked = None if link is None else compared.theirs.get(link.vendor_id)
            because = None if link is None else stale_because(link, linked, twins, taken)
            if link is None or because is None:
                continue
            written = await self._mark(self._decisions.mark_stale(identity, link, because))
            if written.failed:
                return written.failure()
            marked.extend([identity] if written.unwrap() else [])
        return Result.ok(marked)

    async def _mark(self, decision: Decision) -> Result[bool]:
        """Whoever decided about the link meanwhile is right; the next run looks again."""
        written = await self._transactions.transact(decision.writes)
        if written.success:
            log_mutation(LogEvent.LINK_STALE, SYSTEM, decision.identity.subject)
        lost = written.error_code == ErrorCode.VERSION_CONFLICT
        return Result.ok(written.success) if written.success or lost else written.failure()


def _with(done: Followed, released: int) -> Followed:
    done.released = released
    return done
