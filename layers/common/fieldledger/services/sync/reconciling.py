"""Comparing what we hold with what the vendor has: after a read of everything, once a day.

Such a read takes a census on its way. If ours is the same, nothing is amiss. If not, the vendor is asked once more for
all keys, and for each record by itself that it no longer lists: only its own word makes a record deleted.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from fieldledger.domain.census import Census
from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncMode, SyncRun, SyncState
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.mirror import Mirror
from fieldledger.result import ErrorCode, Result
from fieldledger.services.deadline import Deadline
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.sync.reading import PageKeeping
from fieldledger.services.sync.source import PageRequest, Scope, SourceTraits
from fieldledger.services.sync.sources import Registry

EVERY: Final = timedelta(hours=20)
_PAGE: Final = 1000
_MOST_NAMED: Final = 20
_MOST_ASKED: Final = 50
_CALL_SECONDS: Final = 20.0

type _Key = tuple[str | None, str]


@dataclass(slots=True)
class _Second:
    """The second look: what the vendor lists now, what of ours it does not; ``unfinished`` if time ran out.

    ``added`` are records that we did not have: they came while the first look was under way. ``held`` is what the
    listed records add up to by what we hold of them.
    """

    keys: dict[_Key, Decimal] = field(default_factory=dict)
    added: int = 0
    gone: list[_Key] = field(default_factory=list)
    held: Decimal = Decimal(0)
    unfinished: bool = False

    @property
    def amount(self) -> Decimal:
        """What the listed records add up to."""
        return sum(self.keys.values(), Decimal(0))


class Reconciling:
    """Works on resources that are kept in the mirror."""

    def __init__(self, registry: Registry, mirror: Mirror, keeping: PageKeeping, inbox: Inbox) -> None:
        self._registry = registry
        self._mirror = mirror
        self._keeping = keeping
        self._inbox = inbox

    def is_due(self, state: SyncState, run: SyncRun, now: datetime) -> bool:
        """Only a read of everything can be compared, and once a day is enough."""
        whole = run.mode is SyncMode.FULL and run.progress.window_since is None
        return whole and (state.reconciled_at is None or state.reconciled_at + EVERY <= now)

    async def compare(self, run: SyncRun, traits: SourceTraits, deadline: Deadline) -> Result[bool]:
        """Whether both were the same. A difference is mended and becomes an item of the inbox (``SYNC_DIFFERS``).

        Where the time of an invocation is not enough to mend it, the item says so.
        """
        scopes = await self._scopes(run, traits)
        if scopes.failed:
            return scopes.failure()
        same = True
        for resource, theirs in (run.progress.census or {run.resource: Census()}).items():
            if self._registry.sinks(resource) is not None:
                continue
            ours = await self._ours(run.company_id, resource, scopes.unwrap())
            if ours.failed:
                return ours.failure()
            if ours.unwrap() == theirs:
                await self._inbox.resolve(run.company_id, [_item(run.company_id, resource)])
                continue
            same = False
            second = await self._mend(run, traits, resource, scopes.unwrap(), deadline)
            if second.failed:
                return second.failure()
            told = await self._tell(run, resource, ours.unwrap(), second.unwrap())
            if told.failed:
                return told.failure()
        return Result.ok(same)

    async def _scopes(self, run: SyncRun, traits: SourceTraits) -> Result[dict[str, Scope] | None]:
        """The scopes that were read; None where there are none."""
        if traits.scoped_by is None:
            return Result.ok(None)
        skipped = {scope.scope_id for scope in run.progress.skipped}
        scopes: dict[str, Scope] = {}
        async for found in self._records(run.company_id, traits.scoped_by):
            if found.failed:
                return found.failure()
            record = found.unwrap()
            if not record.deleted and traits.scope_when(record) and record.record_id not in skipped:
                scopes[record.record_id] = Scope(record.record_id, record.scope_id)
        return Result.ok(scopes)

    async def _ours(
        self, company_id: str, resource: SyncResource, scopes: Mapping[str, Scope] | None
    ) -> Result[Census]:
        census = Census()
        async for found in self._records(company_id, resource):
            if found.failed:
                return found.failure()
            record = found.unwrap()
            if _counts(record, scopes):
                census = census.plus(record.scope_id, record.record_id, record.amount)
        return Result.ok(census)

    async def _mend(
        self,
        run: SyncRun,
        traits: SourceTraits,
        resource: SyncResource,
        scopes: Mapping[str, Scope] | None,
        deadline: Deadline,
    ) -> Result[_Second]:
        """Keep what the vendor lists, and ask for what it does not list any more."""
        second = _Second()
        listed = await self._list_again(run, resource, scopes, deadline, second)
        if listed.failed or second.unfinished:
            return listed.map(lambda _: second)
        async for held in self._records(run.company_id, resource):
            if held.failed:
                return held.failure()
            key = (held.unwrap().scope_id, held.unwrap().record_id)
            if key in second.keys:
                second.held += held.unwrap().amount
            elif _counts(held.unwrap(), scopes):
                second.gone.append(key)
        for scope_id, record_id in second.gone[:_MOST_ASKED]:
            if not deadline.allows(_CALL_SECONDS):
                second.unfinished = True
                break
            scope = None if scope_id is None else (scopes or {}).get(scope_id, Scope(scope_id))
            asked = await self._ask(run.company_id, traits.resource, resource, record_id, scope)
            if asked.failed:
                return asked.failure()
        return Result.ok(second)

    async def _list_again(
        self,
        run: SyncRun,
        resource: SyncResource,
        scopes: Mapping[str, Scope] | None,
        deadline: Deadline,
        second: _Second,
    ) -> Result[None]:
        source = self._registry.source_of(run)
        if source.failed:
            return source.failure()
        for scope in [None] if scopes is None else list(scopes.values()):
            request: PageRequest | None = PageRequest(run.company_id, scope)
            while request is not None:
                if not deadline.allows(_CALL_SECONDS):
                    second.unfinished = True
                    return Result.ok(None)
                page = await source.unwrap().page(request)
                kept = await page.and_then_async(lambda found: self._keeping.keep(run.company_id, run.resource, found))
                if kept.failed:
                    return kept.failure()
                second.added += kept.unwrap().created
                for row in page.unwrap().rows:
                    if row.resource is resource and row.facts is not None and not row.deleted:
                        second.keys[row.scope_id, row.record_id] = row.facts.census_amount
                cursor = page.unwrap().next_cursor
                request = None if cursor is None else PageRequest(run.company_id, scope, cursor=cursor)
        return Result.ok(None)

    async def _ask(
        self, company_id: str, read_with: SyncResource, resource: SyncResource, record_id: str, scope: Scope | None
    ) -> Result[None]:
        source = self._registry.source(read_with)
        page = await source.and_then_async(lambda reader: reader.one(company_id, resource, record_id, scope))
        kept = await page.and_then_async(lambda found: self._keeping.keep(company_id, resource, found))
        return kept.map(lambda _: None)

    async def _tell(self, run: SyncRun, resource: SyncResource, ours: Census, second: _Second) -> Result[None]:
        """Nothing is told of what the second look explains: records that came while the first one was under way."""
        logger.warning(LogEvent.SYNC_DIFFERED, extra={"entity_id": run.company_id, "resource": resource.value})
        if not second.gone and not second.unfinished and second.amount == second.held:
            return Result.ok(None)
        details = {
            "vendor_records": str(len(second.keys)),
            "our_records": str(ours.records),
            "vendor_amount": str(second.amount),
            "our_amount": str(second.held),
            "no_longer_listed": ", ".join(record_id for _, record_id in second.gone[:_MOST_NAMED]),
        }
        text = (
            f"{resource.vendor} lists {len(second.keys)} {resource.short_name}, we held {ours.records}; "
            f"{len(second.gone)} are no longer listed and were looked up one by one"
        )
        if second.unfinished or len(second.gone) > _MOST_ASKED:
            text += "; there was no time for all of them: ask for a full sync"
        problem = Problem(ErrorCode.SYNC_DIFFERS, f"sync:{resource}", text, details)
        return (await self._inbox.raise_(run.company_id, problem)).map(lambda _: None)

    async def _records(self, company_id: str, resource: SyncResource) -> AsyncIterator[Result[MirrorRecord]]:
        start: StartKey | None = None
        while True:
            page = await self._mirror.page(company_id, resource, _PAGE, start)
            if page.failed:
                yield page.failure()
                return
            for record in page.unwrap().items:
                yield Result.ok(record)
            start = page.unwrap().next_start
            if start is None:
                return


def _counts(record: MirrorRecord, scopes: Mapping[str, Scope] | None) -> bool:
    """Whether a read of everything would have brought it."""
    return not record.deleted and (scopes is None or record.scope_id in scopes)


def _item(company_id: str, resource: SyncResource) -> str:
    return exception_id(company_id, ErrorCode.SYNC_DIFFERS, f"sync:{resource}")
