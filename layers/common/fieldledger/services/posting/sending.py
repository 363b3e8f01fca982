"""Sending prepared postings, batch after batch, as long as the vendor takes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched
from typing import Final

from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import ConnectionState, VendorName
from fieldledger.domain.drafts import day_of
from fieldledger.domain.posting import Posting
from fieldledger.domain.sealed_batch import SealedBatch
from fieldledger.repositories.connections import Connections
from fieldledger.result import ErrorCode, Result
from fieldledger.services.deadline import SEND_SECONDS, Deadline
from fieldledger.services.posting.delivery import Delivery
from fieldledger.services.posting.preparing import Prepared
from fieldledger.services.posting.recording import Recorded
from fieldledger.services.posting.reports import Sent, WriterReport
from fieldledger.services.posting.sealing import Sealer
from fieldledger.services.posting.sources import SourceVersions, is_current

LOST_IN_A_ROW: Final = 5
"""So many requests without an answer one after another end a round, as they open the vendor's circuit."""


class Sending:
    """Seals and sends. The size of a batch shrinks for this container when the vendor says that it is too large."""

    def __init__(
        self,
        connections: Connections,
        sources: SourceVersions,
        sealer: Sealer,
        delivery: Delivery,
        clock: Clock,
        batch_items: int,
    ) -> None:
        self._connections = connections
        self._sources = sources
        self._sealer = sealer
        self._delivery = delivery
        self._clock = clock
        self._batch_items = batch_items

    def whole_batches(self, ready: Sequence[Posting]) -> int:
        """How many of ``ready`` fill batches to the last item."""
        return len(ready) - len(ready) % self._batch_items

    async def send(
        self, company_id: str, ready: Sequence[Posting], prepared: Prepared, deadline: Deadline
    ) -> Result[WriterReport]:
        """A lost answer holds up nothing else: its batch waits to be settled, the next one goes at once.

        What the vendor refuses to take now ends the round: with ``again_at`` where it named a time, else as a failure.
        """
        connection = await self._connections.get(company_id, VendorName.QUICKBOOKS)
        if connection.failed:
            return connection.failure()
        if connection.unwrap().state is ConnectionState.RECONNECT_REQUIRED:  # sealing would be in vain
            return Result.fail("QuickBooks has to be reconnected by a person", ErrorCode.RECONNECT_REQUIRED)
        report = WriterReport()
        lost = 0
        for group in batched(sorted(ready, key=_by_day), self._batch_items, strict=False):
            if not deadline.allows(SEND_SECONDS):
                return Result.ok(report.again(self._clock.now()))
            attempt = await self._attempt(connection.unwrap().account_id, list(group), prepared)
            done = attempt.recorded
            if done.error_code == ErrorCode.VERSION_CONFLICT:  # another worker or a sync was faster: next round
                continue
            report = report.plus(self._report(group, attempt))
            lost = lost + 1 if done.failed else 0
            if done.error_code == ErrorCode.BATCH_TOO_LARGE:
                self._batch_items = max(1, self._batch_items // 2)
            if done.failed and (lost >= LOST_IN_A_ROW or outcome_of(done) is not CallOutcome.UNKNOWN):
                return _interrupted(done, report)
        return Result.ok(report)

    def _report(self, group: Sequence[Posting], attempt: "_Attempt") -> WriterReport:
        done = attempt.recorded
        if done.failed and outcome_of(done) is CallOutcome.NOT_SENT:
            return WriterReport()
        waited = self._clock.now() - min(posting.created_at for posting in group)
        sent = Sent(1, len(group), int(done.failed), waited.total_seconds())
        if done.failed:
            is_open = outcome_of(done) is CallOutcome.UNKNOWN
            return WriterReport(sent=sent, next_due=attempt.settle_after if is_open else None)
        return WriterReport(done.unwrap().posted, sent=sent, next_due=done.unwrap().next_due)

    async def _attempt(self, realm_id: str, group: list[Posting], prepared: Prepared) -> "_Attempt":
        sealed = await self._seal(realm_id, group, prepared)
        if sealed.failed:
            return _Attempt(sealed.failure(), None)
        batch = sealed.unwrap()
        return _Attempt(await self._delivery.deliver(batch), batch.settle_after)

    async def _seal(self, realm_id: str, group: list[Posting], prepared: Prepared) -> Result[SealedBatch]:
        versions = await self._sources.current(group[0].company_id, [posting.source for posting in group])
        if versions.failed:
            return versions.failure()
        if not all(is_current(posting, versions.unwrap()) for posting in group):
            return Result.fail("a source record changed meanwhile", ErrorCode.VERSION_CONFLICT)
        checks = [version.check for version in versions.unwrap().values()]
        return await self._sealer.seal(realm_id, group, prepared.items, checks)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What became of a group, and from when it may be settled if nobody knows."""

    recorded: Result[Recorded]
    settle_after: datetime | None


def _by_day(posting: Posting) -> tuple[date, datetime, str]:
    """A batch that spans few days is asked for with few rows if its answer is lost."""
    return day_of(posting.payload) or date.min, posting.created_at, posting.posting_id


def _interrupted(failed: Result[Recorded], report: WriterReport) -> Result[WriterReport]:
    """A vendor that cannot take more now ends the round; what was posted so far stays counted."""
    return failed.failure() if failed.retry_at is None else Result.ok(report.again(failed.retry_at))
