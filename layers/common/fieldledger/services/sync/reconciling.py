"""Comparing what we hold with what the vendor has: after a read of everything, once a day.

Such a read takes a census on its way. If ours is the same, nothing is amiss. If not, the vendor is asked once more for
all keys, and for each record by itself that it no longer lists: only its own word makes a record deleted. Feeds of
changes have no census: their records are listed pay period by pay period (``time_card_periods.py``).

A comparison is a chain of steps, each of which begins afresh: whoever dies in one, or does one twice, falsifies
nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fieldledger.domain.census import Census, counted, differing
from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.sync_resource import SyncResource, brought_by
from fieldledger.domain.sync_state import SyncMode, SyncRun, SyncState
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.holdings import Holdings
from fieldledger.repositories.mirror import Mirror
from fieldledger.repositories.paging import every_item
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.deadline import Deadline
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.sync.second_look import Covered, Second, SecondLook, held_records, named
from fieldledger.services.sync.source import Scope, SourceTraits
from fieldledger.services.sync.stepping import days_read, is_counted
from fieldledger.services.sync.time_card_periods import TimeCardPeriods

EVERY: Final = timedelta(hours=20)
MOST_TIMES: Final = 10
"""A list is looked at in one comparison: of records that vanished at once, 500 are looked up in one night."""
_PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class Compared:
    """Vendor calls of one step, and where the next one begins; None after the last.

    ``complete`` is false where there was no time for all: then the next read of everything compares again.
    """

    following: str | None = None
    calls: int = 0
    complete: bool = True


class Reconciling:
    """Works on every resource, wherever its records are kept."""

    def __init__(
        self, mirror: Mirror, holdings: Holdings, look: SecondLook, periods: TimeCardPeriods, inbox: Inbox
    ) -> None:
        self._mirror = mirror
        self._holdings = holdings
        self._look = look
        self._periods = periods
        self._inbox = inbox

    def is_due(self, state: SyncState, run: SyncRun, traits: SourceTraits, now: datetime) -> bool:
        """Only a read of everything can be compared; once a day is enough, unless somebody asks for it."""
        whole = run.mode is SyncMode.FULL and (is_counted(traits) or traits.by_period)
        asked_for = run.requested_by != SYSTEM
        return whole and (asked_for or state.reconciled_at is None or state.reconciled_at + EVERY <= now)

    async def step(self, run: SyncRun, traits: SourceTraits, deadline: Deadline) -> Result[Compared]:
        """A difference becomes an item of the inbox (``SYNC_DIFFERS``), which closes when there is none any more.

        What the vendor says by itself is followed. Where the time of an invocation is not enough for that, the item
        says so. Fails with the source's codes: the step is to be done again then.
        """
        if traits.by_period:
            compared = await self._periods.compare(run, traits, run.progress.comparing or "", deadline)
            return compared.map(lambda done: Compared(done.following, done.calls))
        scopes = await self._scopes(run, traits)
        if scopes.failed:
            return scopes.failure()
        covered = Covered(traits, scopes.unwrap(), days_read(run, traits))
        calls, complete = 0, True
        begins_with, times = _place(run)
        resources = brought_by(run.resource)
        for resource in resources[resources.index(begins_with) :]:
            looked = await self._resource(run, resource, covered, deadline)
            if looked.failed:
                return looked.failure()
            second = looked.unwrap()
            calls, complete = calls + second.calls, complete and not second.unfinished
            if second.goes_on and times < MOST_TIMES:
                return Result.ok(Compared(f"{resource}#{times + 1}", calls, complete))
            times = 1
        return Result.ok(Compared(calls=calls, complete=complete))

    async def _resource(
        self, run: SyncRun, resource: SyncResource, covered: Covered, deadline: Deadline
    ) -> Result[Second]:
        held = await self._ours(run.company_id, resource, covered)
        if held.failed:
            return held.failure()
        ours = held.unwrap()
        parts = differing(ours, run.progress.census.get(resource, {}))
        if not parts:
            return (await self._close(run.company_id, resource)).map(lambda _: Second())
        logger.warning(LogEvent.SYNC_DIFFERED, extra={"entity_id": run.company_id, "resource": resource.value})
        looked = await self._look.again(run, resource, covered.narrowed(parts), deadline)
        if looked.failed:
            return looked.failure()
        second = looked.unwrap()
        records = sum(ours[part].records for part in parts if part in ours)
        told = await self._tell(run.company_id, resource, records, second, covered.narrowed(parts))
        return told.map(lambda _: second)

    async def _scopes(self, run: SyncRun, traits: SourceTraits) -> Result[dict[str, Scope] | None]:
        """The scopes that were read; None where there are none."""
        if traits.scoped_by is None:
            return Result.ok(None)
        skipped = {scope.scope_id for scope in run.progress.skipped}
        scopes: dict[str, Scope] = {}
        parent = traits.scoped_by
        async for found in every_item(lambda start: self._mirror.page(run.company_id, parent, _PAGE, start)):
            if found.failed:
                return found.failure()
            record = found.unwrap()
            if not record.deleted and traits.scope_when(record) and record.record_id not in skipped:
                scopes[record.record_id] = Scope(record.record_id, record.scope_id)
        return Result.ok(scopes)

    async def _ours(self, company_id: str, resource: SyncResource, covered: Covered) -> Result[dict[int, Census]]:
        census: dict[int, Census] = {}
        async for found in held_records(self._holdings, company_id, resource):
            if found.failed:
                return found.failure()
            record = found.unwrap()
            if covered.has(record):
                census = counted(census, record.scope_id, record.record_id, record.amount)
        return Result.ok(census)

    async def _tell(
        self, company_id: str, resource: SyncResource, ours: int, second: Second, covered: Covered
    ) -> Result[None]:
        """Nothing is told of what the second look explains: records that came while the first one was under way."""
        if second.explains:
            return await self._close(company_id, resource)
        where = "" if covered.scopes is None else f" where both differ ({len(covered.scopes)} of its lists)"
        text = (
            f"{resource.vendor} lists {len(second.keys)} {resource.short_name}{where}, we held {ours}; "
            f"{len(second.gone)} are no longer listed"
        )
        text += " and were looked up one by one" if covered.traits.looked_up else ": look for them there"
        if second.unfinished or second.too_many:
            text += "; there was no time for all of them: ask for a full sync"
        details = {
            "vendor_records": str(len(second.keys)),
            "our_records": str(ours),
            "vendor_amount": str(second.amount),
            "our_amount": str(second.held_amount),
            "no_longer_listed": named(record_id for _, record_id in second.gone),
            "missing_here": named(record_id for _, record_id in second.missing),
        }
        problem = Problem(ErrorCode.SYNC_DIFFERS, f"sync:{resource}", text, details)
        return (await self._inbox.raise_(company_id, problem)).map(lambda _: None)

    async def _close(self, company_id: str, resource: SyncResource) -> Result[None]:
        item = exception_id(company_id, ErrorCode.SYNC_DIFFERS, f"sync:{resource}")
        return (await self._inbox.resolve(company_id, [item])).map(lambda _: None)


def _place(run: SyncRun) -> tuple[SyncResource, int]:
    """What a step begins with, and how often that is looked at by then: what comes before it is done and told."""
    resource, _, times = (run.progress.comparing or f"{run.resource}#1").partition("#")
    return SyncResource(resource), int(times)
