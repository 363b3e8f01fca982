"""The scheduled Raken sync of one company: walks the sources of jobs, members and time cards one after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.sync_run import SyncCheckpoint, SyncCounts
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.checkpoints import Checkpoints
from fieldledger.result import Result
from fieldledger.services.deadline import PAGE_SECONDS, Deadline
from fieldledger.services.inbox import Inbox
from fieldledger.services.sync.malformed import malformed
from fieldledger.services.sync.sinking import RecordSink, Rows
from fieldledger.services.sync.source import PageRequest, SourcePage, SyncSource
from fieldledger.services.sync.windows import next_window, page_done, window_done

LEASE_SECONDS: Final = 330  # a little longer than the function may run
_RUN: Final = "sync#raken"


@dataclass(frozen=True, slots=True)
class Kept:
    """A source and where its rows go."""

    source: SyncSource
    sink: RecordSink


@dataclass(frozen=True, slots=True)
class RakenSyncParts:
    """What the sync works with; ``lists`` are read whole, jobs and members before the cards that name them."""

    lists: tuple[Kept, ...]
    time_cards: Kept
    checkpoints: Checkpoints
    inbox: Inbox
    clock: Clock
    owner: Callable[[], str]


class RakenSync:
    """One run per company at a time."""

    def __init__(self, parts: RakenSyncParts) -> None:
        self._parts = parts

    async def run(self, company_id: str, deadline: Deadline) -> Result[SyncCounts]:
        """Counts of this run; all zero if another run holds the company's lease.

        A budget or quota that is used up is a failure with ``retry_at``; the next run goes on at the checkpoint.
        """
        parts = self._parts
        leased = await parts.checkpoints.acquire(company_id, _RUN, parts.owner(), parts.clock.now(), LEASE_SECONDS)
        if leased.failed:
            return leased.failure()
        if not leased.unwrap():
            logger.info(LogEvent.SYNC_SKIPPED, extra={"entity_id": company_id})
            return Result.ok(SyncCounts())
        done = await self._run(company_id, deadline)
        await parts.checkpoints.release(company_id, _RUN, parts.owner(), parts.clock.now())
        await self._report(company_id, done)
        return done

    async def _run(self, company_id: str, deadline: Deadline) -> Result[SyncCounts]:
        total = SyncCounts()
        for kept in self._parts.lists:
            counts = await self._read_list(company_id, kept)
            if counts.failed:
                return counts
            total = total.plus(counts.unwrap())
        cards = await self._read_by_time(company_id, self._parts.time_cards, deadline)
        return cards.map(total.plus)

    async def _read_list(self, company_id: str, kept: Kept) -> Result[SyncCounts]:
        counts = SyncCounts()
        request: PageRequest | None = PageRequest(company_id)
        while request is not None:
            read = await self._read_page(kept, request)
            if read.failed:
                return read.failure()
            page, done = read.unwrap()
            counts = counts.plus(done)
            request = None if page.next_cursor is None else PageRequest(company_id, cursor=page.next_cursor)
        return Result.ok(counts)

    async def _read_by_time(self, company_id: str, kept: Kept, deadline: Deadline) -> Result[SyncCounts]:
        """Window by window until now, with a checkpoint after every page; stops after any page."""
        now, resource = self._parts.clock.now(), kept.source.traits.resource
        found = await self._parts.checkpoints.find(company_id, resource.vendor, resource.short_name)
        if found.failed:
            return found.failure()
        fresh = SyncCheckpoint(
            company_id=company_id, vendor=resource.vendor, resource=resource.short_name, updated_at=now
        )
        checkpoint = found.unwrap() or fresh
        total = SyncCounts()
        while deadline.allows(PAGE_SECONDS):
            if checkpoint.synced_until is not None and checkpoint.synced_until >= now:
                break
            window = next_window(checkpoint, kept.source.traits, now)
            read = await self._read_page(kept, PageRequest(company_id, window=window, cursor=checkpoint.cursor))
            if read.failed:
                return read.failure()
            page, counts = read.unwrap()
            cursor = page.next_cursor
            moved = (
                window_done(checkpoint, window)
                if cursor is None
                else page_done(checkpoint, kept.source.traits, window, cursor)
            )
            changes = {"counts": checkpoint.counts.plus(counts), "updated_at": self._parts.clock.now()}
            saved = await self._parts.checkpoints.save(moved.model_copy(update=changes))
            if saved.failed:
                return saved.failure()
            checkpoint, total = saved.unwrap(), total.plus(counts)
        return Result.ok(total)

    async def _read_page(self, kept: Kept, request: PageRequest) -> Result[tuple[SourcePage, SyncCounts]]:
        asked_at = self._parts.clock.now()
        read = await kept.source.page(request)
        if read.failed:
            return read.failure()
        page = read.unwrap()
        for row in page.malformed:
            raised = await self._parts.inbox.raise_(request.company_id, malformed(kept.source.traits.resource, row))
            if raised.failed:
                return raised.failure()
        stored = await kept.sink.keep(Rows(request.company_id, page.rows, asked_at))
        failed = len(page.malformed)
        counts = SyncCounts(seen=failed, failed=failed, calls=page.calls)
        return stored.map(lambda done: (page, done.plus(counts)))

    async def _report(self, company_id: str, done: Result[SyncCounts]) -> None:
        if done.success:
            counts = done.unwrap().model_dump()
            logger.info(LogEvent.SYNC_FINISHED, extra={"entity_id": company_id, "counts": counts})
            return
        logger.warning(LogEvent.SYNC_STOPPED, extra={"entity_id": company_id, "code": done.error_code})
        await self._parts.inbox.raise_lost_connection(company_id, VendorName.RAKEN, done)
