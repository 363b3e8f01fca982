"""The QuickBooks writer: brings one company's pending postings into the books, as far as time and budget allow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import batched
from typing import Final

from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import ConnectionState, VendorName
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.checkpoints import Checkpoints
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.connections import Connections
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.deadline import SEND_SECONDS, Deadline
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.posting.delivery import Delivery
from fieldledger.services.posting.directory import BooksDirectory
from fieldledger.services.posting.parking import Parking
from fieldledger.services.posting.preparing import Prepared, Preparing
from fieldledger.services.posting.resolution import PostingResolver, lists_needed
from fieldledger.services.posting.sealing import Sealer
from fieldledger.services.posting.settling import Settlement
from fieldledger.services.posting.sources import SourceVersions, is_current, split
from fieldledger.services.posting.waves import Waves

MAX_ATTEMPTS: Final = 8
FILL: Final = 300
SLICE: Final = timedelta(seconds=30)
"""How long one company may keep a worker while others may be waiting for one."""

LEASE: Final = "quickbooks_writer"
LEASE_SECONDS: Final = 140
BUSY: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Sent:
    """What went out: batches, their items, batches without an answer, and the longest that an item had waited."""

    batches: int = 0
    items: int = 0
    unanswered: int = 0
    longest_wait_seconds: float = 0

    def plus(self, more: "Sent") -> "Sent":
        """Both together."""
        longest = max(self.longest_wait_seconds, more.longest_wait_seconds)
        return Sent(self.batches + more.batches, self.items + more.items, self.unanswered + more.unanswered, longest)


@dataclass(frozen=True, slots=True)
class WriterReport:
    """``again_at``: more work waits, and when it may go on; None when nothing is left for now."""

    posted: int = 0
    parked: int = 0
    settled: int = 0
    again_at: datetime | None = None
    sent: Sent = Sent()

    def plus(self, more: "WriterReport") -> "WriterReport":
        """Both together; the later one says when to come back."""
        posted, parked = self.posted + more.posted, self.parked + more.parked
        return WriterReport(posted, parked, self.settled, more.again_at, self.sent.plus(more.sent))

    def again(self, moment: datetime) -> "WriterReport":
        """The same, to be continued at ``moment``."""
        return replace(self, again_at=moment)


@dataclass(frozen=True, slots=True)
class WriterParts:
    """What the writer works with."""

    companies: Companies
    connections: Connections
    postings: Postings
    sources: SourceVersions
    waves: Waves
    preparing: Preparing
    leases: Checkpoints
    owner: str
    directory: BooksDirectory
    resolver: PostingResolver
    parking: Parking
    inbox: Inbox
    sealer: Sealer
    delivery: Delivery
    settlement: Settlement
    clock: Clock
    batch_items: int


class PostingWriter:
    """Writes of one realm are serial (one message group per company); correctness does not rest on that."""

    def __init__(self, parts: WriterParts) -> None:
        self._parts = parts
        self._batch_items = parts.batch_items

    async def write(self, company_id: str, posting_ids: Sequence[str], deadline: Deadline) -> Result[WriterReport]:
        """Settle what is open, then post what is pending: the named postings first, then the oldest others.

        Codes that mean "come back at ``details.retry_at``": ``BUDGET_EXHAUSTED``, ``VENDOR_THROTTLED``. Postings of a
        company that must reconnect stay pending (``RECONNECT_REQUIRED``, ``NOT_CONNECTED``).
        """
        written = await self._under_lease(company_id, posting_ids, deadline)
        posted = written.unwrap_or(WriterReport()).posted
        extra = {"entity_id": company_id, "code": written.error_code, "posted": posted}
        logger.info(LogEvent.WRITER_FINISHED, extra=extra)
        if written.failed:
            await self._parts.inbox.raise_lost_connection(company_id, VendorName.QUICKBOOKS, written)
        return written

    async def _under_lease(
        self, company_id: str, posting_ids: Sequence[str], deadline: Deadline
    ) -> Result[WriterReport]:
        """One writer per realm at a time: a second one would only compete for the same budget."""
        leased = await self._lease(company_id)
        if leased.failed:
            return leased.failure()
        if not leased.unwrap():
            return Result.ok(WriterReport(again_at=self._parts.clock.now() + BUSY))
        report = await self._settle_open(company_id, deadline)
        written = report
        if report.success:
            written = await self._write_pending(company_id, posting_ids, deadline, report.unwrap())
        # A lease that cannot be given back runs out by itself.
        await self._parts.leases.release(company_id, LEASE, self._parts.owner, self._parts.clock.now())
        return written

    async def _lease(self, company_id: str) -> Result[bool]:
        parts = self._parts
        return await parts.leases.acquire(company_id, LEASE, parts.owner, parts.clock.now(), LEASE_SECONDS)

    async def _settle_open(self, company_id: str, deadline: Deadline) -> Result[WriterReport]:
        open_batches = await self._parts.postings.open_batches(company_id)
        if open_batches.failed:
            return open_batches.failure()
        settled = 0
        for batch in open_batches.unwrap():
            if batch.settle_after > self._parts.clock.now() or not deadline.allows(SEND_SECONDS):
                continue
            done = await self._parts.settlement.settle(batch)
            if done.failed and done.error_code != ErrorCode.VERSION_CONFLICT:
                return done.failure()
            settled += done.map(lambda recorded: recorded.posted).unwrap_or(0)
        return Result.ok(WriterReport(posted=settled, settled=settled))

    async def _write_pending(
        self, company_id: str, posting_ids: Sequence[str], deadline: Deadline, so_far: WriterReport
    ) -> Result[WriterReport]:
        report = so_far
        hints = list(posting_ids)
        tried: set[str] = set()
        ends = self._parts.clock.now() + SLICE
        while True:
            found = await self._wave(company_id, hints, tried)
            if found.failed:
                return found.failure()
            waiting = found.unwrap()
            if not waiting:
                return Result.ok(report)
            if not deadline.allows(SEND_SECONDS) or self._parts.clock.now() >= ends:
                return Result.ok(report.again(self._parts.clock.now()))
            kept = await self._lease(company_id)
            if kept.failed or not kept.unwrap():
                return Result.ok(report.again(self._parts.clock.now() + BUSY))
            tried.update(posting.posting_id for posting in waiting)
            hints = []
            done = await self._post(company_id, waiting, deadline)
            if done.failed:
                return done
            report = report.plus(done.unwrap())
            if report.again_at is not None:
                return Result.ok(report)

    async def _wave(self, company_id: str, hints: Sequence[str], tried: set[str]) -> Result[list[Posting]]:
        """The named postings and the oldest pending ones, read consistently, as far as they may go now."""
        found = await self._pending(company_id, hints, tried)
        if found.failed:
            return found
        now = self._parts.clock.now()
        wave = await self._parts.waves.next(company_id, found.unwrap(), now)
        if wave.failed:
            return wave.failure()
        told = await self._parts.waves.defer(found.unwrap(), wave.unwrap().stuck, now)
        if told.failed:
            return told.failure()
        order = sorted(wave.unwrap().ready, key=lambda p: (p.created_at, p.posting_id))
        return Result.ok(order)

    async def _pending(self, company_id: str, hints: Sequence[str], tried: set[str]) -> Result[list[Posting]]:
        """Pages on until there is enough to go on with: what waits for a later time must not hide what is due."""
        pending: dict[str, Posting] = {}
        identifiers = list(hints)
        start: StartKey | None = None
        while True:
            page = await self._parts.postings.by_state(company_id, PostingState.PENDING, FILL, start)
            if page.failed:
                return page.failure()
            identifiers.extend(posting.posting_id for posting in page.unwrap().items)
            wanted = [key for key in dict.fromkeys(identifiers) if key not in tried]
            found = await self._parts.postings.get_many(company_id, wanted)
            if found.failed:
                return found
            mine = [p for p in found.unwrap() if p.state is PostingState.PENDING and p.target == "quickbooks"]
            pending |= {p.posting_id: p for p in mine}
            identifiers = []
            start = page.unwrap().next_start
            due = sum(posting.not_before <= self._parts.clock.now() for posting in pending.values())
            if start is None or due >= FILL:
                return Result.ok(list(pending.values()))

    async def _post(self, company_id: str, waiting: list[Posting], deadline: Deadline) -> Result[WriterReport]:
        company = await self._parts.companies.get(company_id)
        if company.failed:
            return company.failure()
        lists = sorted(lists_needed(company.unwrap(), waiting))
        fresh = await self._parts.directory.ensure_fresh(company_id, lists)
        if fresh.failed:
            return fresh.failure()
        versions = await self._parts.sources.current(company_id, [posting.source for posting in waiting])
        if versions.failed:
            return versions.failure()
        usable, problems = split(waiting, versions.unwrap())
        problems |= {p.posting_id: _exhausted(p) for p in usable if p.attempts >= MAX_ATTEMPTS}
        usable = [posting for posting in usable if posting.posting_id not in problems]
        resolved = await self._parts.resolver.resolve(company.unwrap(), usable)
        if resolved.failed:
            return resolved.failure()
        problems |= resolved.unwrap().problems
        usable = [posting for posting in usable if posting.posting_id not in problems]
        prepared = await self._parts.preparing.prepare(company.unwrap(), usable, resolved.unwrap())
        if prepared.failed:
            return prepared.failure()
        problems |= prepared.unwrap().problems
        parked = await self._parts.parking.park([p for p in waiting if p.posting_id in problems], problems)
        if parked.failed:
            return parked.failure()
        ready = [posting for posting in usable if posting.posting_id in prepared.unwrap().items]
        sent = await self._send(company_id, ready, prepared.unwrap(), deadline)
        return sent.map(lambda report: replace(report, parked=parked.unwrap()))

    async def _send(
        self, company_id: str, ready: list[Posting], prepared: Prepared, deadline: Deadline
    ) -> Result[WriterReport]:
        connection = await self._parts.connections.get(company_id, VendorName.QUICKBOOKS)
        if connection.failed:
            return connection.failure()
        if connection.unwrap().state is ConnectionState.RECONNECT_REQUIRED:  # sealing would be in vain
            return Result.fail("QuickBooks has to be reconnected by a person", ErrorCode.RECONNECT_REQUIRED)
        report = WriterReport()
        lost: Result[int] | None = None
        for group in batched(ready, self._batch_items, strict=False):
            if not deadline.allows(SEND_SECONDS):
                return Result.ok(report.again(self._parts.clock.now()))
            done = await self._send_group(connection.unwrap().account_id, list(group), prepared)
            if done.error_code == ErrorCode.VERSION_CONFLICT:  # another worker or a sync was faster: next round
                continue
            report = report.plus(WriterReport(done.unwrap_or(0), sent=self._sent(group, done)))
            if done.success:
                lost = None
                continue
            if done.error_code == ErrorCode.BATCH_TOO_LARGE:  # the vendor's limit moved: shrink for this container
                self._batch_items = max(1, self._batch_items // 2)
            if lost is not None or outcome_of(done) is not CallOutcome.UNKNOWN:
                return _interrupted(done, report)
            lost = done  # one lost answer: the other batches need not wait for it
        if lost is not None and not report.posted:
            return _interrupted(lost, report)
        return Result.ok(report if lost is None else report.again(self._parts.clock.now()))

    def _sent(self, group: Sequence[Posting], done: Result[int]) -> Sent:
        if done.failed and outcome_of(done) is CallOutcome.NOT_SENT:
            return Sent()
        waited = self._parts.clock.now() - min(posting.created_at for posting in group)
        return Sent(1, len(group), int(done.failed), waited.total_seconds())

    async def _send_group(self, realm_id: str, group: list[Posting], prepared: Prepared) -> Result[int]:
        versions = await self._parts.sources.current(group[0].company_id, [posting.source for posting in group])
        if versions.failed:
            return versions.failure()
        if not all(is_current(posting, versions.unwrap()) for posting in group):
            return Result.fail("a source record changed meanwhile", ErrorCode.VERSION_CONFLICT)
        checks = [version.check for version in versions.unwrap().values()]
        batch = await self._parts.sealer.seal(realm_id, group, prepared.items, checks)
        if batch.failed:
            return batch.failure()
        delivered = await self._parts.delivery.deliver(batch.unwrap())
        return delivered.map(lambda recorded: recorded.posted)


def _interrupted(failed: Result[int], report: WriterReport) -> Result[WriterReport]:
    """A vendor that cannot take more now ends the round; what was posted so far stays counted."""
    return failed.failure() if failed.retry_at is None else Result.ok(report.again(failed.retry_at))


def _exhausted(posting: Posting) -> Problem:
    return Problem(
        ErrorCode.BOOKS_REFUSED,
        f"posting:{posting.posting_id}",
        f"QuickBooks did not take the record in {MAX_ATTEMPTS} attempts",
    )
