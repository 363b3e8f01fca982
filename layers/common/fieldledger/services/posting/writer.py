"""The QuickBooks writer: brings one company's pending postings into the books, as far as time and budget allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import ConnectionState, VendorName
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.connections import Connections
from fieldledger.repositories.postings import Postings
from fieldledger.repositories.time_cards import TimeCards
from fieldledger.result import ErrorCode, Result
from fieldledger.services.deadline import SEND_SECONDS, Deadline
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.posting.delivery import Delivery
from fieldledger.services.posting.directory import BooksDirectory
from fieldledger.services.posting.parking import Parking
from fieldledger.services.posting.resolution import PostingResolver, Resolved
from fieldledger.services.posting.sealing import Sealer
from fieldledger.services.posting.settling import Settlement

MAX_ATTEMPTS: Final = 8
_FILL: Final = 300


@dataclass(frozen=True, slots=True)
class WriterReport:
    """``again_at``: more work waits, and when it may go on; None when nothing is left for now."""

    posted: int = 0
    parked: int = 0
    settled: int = 0
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WriterParts:
    """What the writer works with."""

    companies: Companies
    connections: Connections
    postings: Postings
    cards: TimeCards
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
        report = await self._settle_open(company_id, deadline)
        written = report
        if report.success:
            written = await self._write_pending(company_id, posting_ids, deadline, report.unwrap())
        posted = written.unwrap_or(report.unwrap_or(WriterReport())).posted
        extra = {"entity_id": company_id, "code": written.error_code, "posted": posted}
        logger.info(LogEvent.WRITER_FINISHED, extra=extra)
        if written.failed:
            await self._parts.inbox.raise_lost_connection(company_id, VendorName.QUICKBOOKS, written)
        return written

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
        posted, parked = so_far.posted, so_far.parked
        hints = list(posting_ids)
        tried: set[str] = set()
        while True:
            found = await self._pending(company_id, hints)
            if found.failed:
                return found.failure()
            waiting = [posting for posting in found.unwrap() if posting.posting_id not in tried]
            if not waiting:
                return Result.ok(WriterReport(posted, parked, so_far.settled))
            if not deadline.allows(SEND_SECONDS):
                return Result.ok(WriterReport(posted, parked, so_far.settled, self._parts.clock.now()))
            tried.update(posting.posting_id for posting in waiting)
            hints = []
            done = await self._post(company_id, waiting, deadline)
            if done.failed:
                return done
            posted += done.unwrap().posted
            parked += done.unwrap().parked
            if done.unwrap().again_at is not None:
                return Result.ok(WriterReport(posted, parked, so_far.settled, done.unwrap().again_at))

    async def _pending(self, company_id: str, hints: Sequence[str]) -> Result[list[Posting]]:
        """The named postings and the oldest pending ones, read consistently, that are due."""
        oldest = await self._parts.postings.by_state(company_id, PostingState.PENDING, _FILL)
        if oldest.failed:
            return oldest.failure()
        identifiers = dict.fromkeys([*hints, *(posting.posting_id for posting in oldest.unwrap().items)])
        found = await self._parts.postings.get_many(company_id, list(identifiers))
        now = self._parts.clock.now()
        return found.map(
            lambda postings: sorted(
                (p for p in postings if p.state is PostingState.PENDING and p.not_before <= now),
                key=lambda p: (p.created_at, p.payload.work_date, p.posting_id),
            )
        )

    async def _post(self, company_id: str, waiting: list[Posting], deadline: Deadline) -> Result[WriterReport]:
        company = await self._parts.companies.get(company_id)
        if company.failed:
            return company.failure()
        fresh = await self._parts.directory.ensure_fresh(company_id)
        if fresh.failed:
            return fresh.failure()
        current = await self._unchanged(waiting)
        if current.failed:
            return current.failure()
        usable, problems = current.unwrap()
        resolved = await self._parts.resolver.resolve(company.unwrap(), usable)
        if resolved.failed:
            return resolved.failure()
        problems |= resolved.unwrap().problems
        parked = await self._parts.parking.park([p for p in waiting if p.posting_id in problems], problems)
        if parked.failed:
            return parked.failure()
        ready = [posting for posting in usable if posting.posting_id in resolved.unwrap().ids]
        sent = await self._send(company_id, ready, resolved.unwrap(), deadline)
        return sent.map(lambda report: WriterReport(report.posted, parked.unwrap(), 0, report.again_at))

    async def _unchanged(self, waiting: list[Posting]) -> Result[tuple[list[Posting], dict[str, Problem]]]:
        """Postings whose card still is what was approved; a changed card's postings wait for a person."""
        company_id = waiting[0].company_id
        found = await self._parts.cards.get_many(company_id, [p.source.record_id for p in waiting])
        if found.failed:
            return found.failure()
        hashes = {card.time_card_id: card.content_hash for card in found.unwrap()}
        usable = [p for p in waiting if hashes.get(p.source.record_id) == p.source.content_hash]
        problems: dict[str, Problem] = {}
        for posting in waiting:
            if hashes.get(posting.source.record_id) != posting.source.content_hash:
                problems[posting.posting_id] = _changed(posting)
            elif posting.attempts >= MAX_ATTEMPTS:
                problems[posting.posting_id] = _exhausted(posting)
        return Result.ok(([p for p in usable if p.posting_id not in problems], problems))

    async def _send(
        self, company_id: str, ready: list[Posting], resolved: Resolved, deadline: Deadline
    ) -> Result[WriterReport]:
        connection = await self._parts.connections.get(company_id, VendorName.QUICKBOOKS)
        if connection.failed:
            return connection.failure()
        if connection.unwrap().state is ConnectionState.RECONNECT_REQUIRED:  # sealing would be in vain
            return Result.fail("QuickBooks has to be reconnected by a person", ErrorCode.RECONNECT_REQUIRED)
        posted = 0
        for group in batched(ready, self._batch_items, strict=False):
            if not deadline.allows(SEND_SECONDS):
                return Result.ok(WriterReport(posted, again_at=self._parts.clock.now()))
            done = await self._send_group(connection.unwrap().account_id, list(group), resolved)
            if done.success:
                posted += done.unwrap()
                continue
            if done.error_code == ErrorCode.VERSION_CONFLICT:  # another worker or a sync was faster: next round
                continue
            if done.error_code == ErrorCode.BATCH_TOO_LARGE:  # the vendor's limit moved: shrink for this container
                self._batch_items = max(1, self._batch_items // 2)
            return _interrupted(done, posted)
        return Result.ok(WriterReport(posted))

    async def _send_group(self, realm_id: str, group: list[Posting], resolved: Resolved) -> Result[int]:
        cards = await self._parts.cards.get_many(group[0].company_id, [p.source.record_id for p in group])
        if cards.failed:
            return cards.failure()
        by_id = {card.time_card_id: card for card in cards.unwrap()}
        same = all(by_id[p.source.record_id].content_hash == p.source.content_hash for p in group)
        if not same:
            return Result.fail("a card changed meanwhile", ErrorCode.VERSION_CONFLICT)
        batch = await self._parts.sealer.seal(realm_id, group, resolved.ids, by_id)
        if batch.failed:
            return batch.failure()
        delivered = await self._parts.delivery.deliver(batch.unwrap())
        return delivered.map(lambda recorded: recorded.posted)


def _interrupted(failed: Result[int], posted: int) -> Result[WriterReport]:
    """A vendor that cannot take more now ends the round; what was posted so far stays counted."""
    if failed.retry_at is None:
        return failed.failure()
    return Result.ok(WriterReport(posted, again_at=failed.retry_at))


def _changed(posting: Posting) -> Problem:
    return Problem(
        ErrorCode.CHANGED_AFTER_APPROVAL,
        f"time_card:{posting.source.record_id}",
        "the time card changed in Raken after it was approved and before it was posted",
    )


def _exhausted(posting: Posting) -> Problem:
    return Problem(
        ErrorCode.BOOKS_REFUSED,
        f"posting:{posting.posting_id}",
        f"QuickBooks did not take the record in {MAX_ATTEMPTS} attempts",
    )
