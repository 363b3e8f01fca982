"""The QuickBooks writer: brings one company's pending postings into the books, as far as time and budget allow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.posting import Posting
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.checkpoints import Checkpoints
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.deadline import SEND_SECONDS, Deadline
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.linked_parties import LinkedParties
from fieldledger.services.posting.parking import Parking
from fieldledger.services.posting.pending import PendingPostings
from fieldledger.services.posting.readying import Readying
from fieldledger.services.posting.reports import WriterReport
from fieldledger.services.posting.sending import Sending
from fieldledger.services.posting.settling import Settlement

FILL: Final = 240
SLICE: Final = timedelta(seconds=10)
"""How long one company may keep a worker while others may be waiting for one: about a wave."""

LEASE: Final = "quickbooks_writer"
LEASE_SECONDS: Final = 140
_SILENT: Final = frozenset({ErrorCode.VENDOR_UNAVAILABLE, ErrorCode.VENDOR_TIMEOUT})
BUSY: Final = timedelta(seconds=5)
LOOK_AGAIN: Final = timedelta(seconds=30)
"""How soon the books are asked again about a batch after they could not be asked."""


@dataclass(frozen=True, slots=True)
class WriterParts:
    """What the writer works with."""

    companies: Companies
    postings: Postings
    pending: PendingPostings
    linked: LinkedParties
    readying: Readying
    leases: Checkpoints
    owner: str
    parking: Parking
    inbox: Inbox
    sending: Sending
    settlement: Settlement
    clock: Clock


class PostingWriter:
    """Writes of one realm are serial (one message group per company); correctness does not rest on that."""

    def __init__(self, parts: WriterParts) -> None:
        self._parts = parts

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
        if report.success and report.unwrap().again_at is None:
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
        report = WriterReport()
        for batch in open_batches.unwrap():
            if batch.settle_after > self._parts.clock.now():
                report = report.due(batch.settle_after)
                continue
            if not deadline.allows(SEND_SECONDS):
                return Result.ok(report.again(self._parts.clock.now()))
            done = await self._parts.settlement.settle(batch)
            if done.success:
                recorded = done.unwrap()
                report = report.plus(WriterReport(recorded.posted, settled=recorded.posted)).due(recorded.next_due)
            elif done.error_code in _SILENT:  # the vendor, not the store: what is pending may go all the same
                report = report.due(self._parts.clock.now() + LOOK_AGAIN)
            elif done.error_code != ErrorCode.VERSION_CONFLICT:
                return done.failure() if done.retry_at is None else Result.ok(report.again(done.retry_at))
        return Result.ok(report)

    async def _write_pending(
        self, company_id: str, posting_ids: Sequence[str], deadline: Deadline, so_far: WriterReport
    ) -> Result[WriterReport]:
        report = so_far
        hints = list(posting_ids)
        tried: set[str] = set()
        ends = self._parts.clock.now() + SLICE
        while True:
            found = await self._parts.pending.next(company_id, hints, tried, FILL)
            if found.failed:
                return found.failure()
            wave = found.unwrap()
            report = report.due(wave.next_due)
            if not wave.ready:
                return Result.ok(report)
            if not _Slice(deadline, self._parts.clock, ends).allows(SEND_SECONDS):
                return Result.ok(report.again(self._parts.clock.now()))
            kept = await self._lease(company_id)
            if kept.failed or not kept.unwrap():
                return Result.ok(report.again(self._parts.clock.now() + BUSY))
            waiting = list(wave.ready[:FILL])
            tried.update(posting.posting_id for posting in waiting)
            hints = [key for key in hints if key not in tried]
            done = await self._post(company_id, waiting, _Slice(deadline, self._parts.clock, ends), tried)
            if done.failed:
                return done
            report = report.plus(done.unwrap())
            if report.again_at is not None:
                return Result.ok(report)

    async def _post(
        self, company_id: str, waiting: list[Posting], deadline: Deadline, tried: set[str]
    ) -> Result[WriterReport]:
        company = await self._parts.companies.get(company_id)
        if company.failed:
            return company.failure()
        remaining = await self._parts.linked.settle(company_id, waiting)
        if remaining.failed:
            return remaining.failure()
        settled, waiting = len(waiting) - len(remaining.unwrap()), remaining.unwrap()
        made = await self._parts.readying.ready(company.unwrap(), waiting)
        if made.failed:
            return made.failure()
        ready, problems = made.unwrap().postings, made.unwrap().problems
        parked = await self._parts.parking.park([p for p in waiting if p.posting_id in problems], problems)
        if parked.failed:
            return parked.failure()
        if len(waiting) >= FILL:  # more waits: what would not fill a batch goes with the next wave
            whole = self._parts.sending.whole_batches(ready)
            tried -= {posting.posting_id for posting in ready[whole:]}
            ready = ready[:whole]
        sent = await self._parts.sending.send(company_id, ready, made.unwrap().prepared, deadline)
        return sent.map(lambda report: replace(report, parked=parked.unwrap(), posted=report.posted + settled))


@dataclass(frozen=True, slots=True)
class _Slice:
    """Implements ``Deadline``: the invocation's own, and the end of the company's turn."""

    deadline: Deadline
    clock: Clock
    ends: datetime

    def allows(self, seconds: float) -> bool:
        """Whether the turn goes on, and so much of the invocation is left."""
        return self.clock.now() < self.ends and self.deadline.allows(seconds)
