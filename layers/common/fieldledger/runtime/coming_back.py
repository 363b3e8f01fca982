"""What becomes of a wake-up after a round of the writer: done, back to its queue, or followed by another one.

A message that comes back holds its lane up meanwhile, which is right while nothing of the company can go. What is due
later than the rest gets a wake-up of its own, in a group of its own, that holds up nothing.
"""

from datetime import datetime, timedelta
from typing import Final

from fieldledger.clients.wake_queue import LaneQueue
from fieldledger.domain.clock import Clock, iso
from fieldledger.result import Remedy, Result
from fieldledger.runtime import metrics
from fieldledger.runtime.sqs_batch import Done, Outcome, Retry
from fieldledger.services.posting.reports import WriterReport

# Waiting must not end in the dead-letter queue: after so many receives a new wake-up, or the sweep, takes over.
MOST_RECEIVES: Final = 12
PAUSE: Final = timedelta(seconds=30)


class ComingBack:
    """Decides, sends the wake-ups that follow, and counts what was done as metrics."""

    def __init__(self, queue: LaneQueue, clock: Clock) -> None:
        self._queue = queue
        self._clock = clock

    async def after(
        self, company_id: str, group: str | None, receive_count: int, written: Result[WriterReport]
    ) -> Outcome:
        """``group`` and ``receive_count`` are those of the message that the round was for."""
        _measure(written)
        if written.failed:
            return self._after_failure(written, receive_count)
        now, report = self._clock.now(), written.unwrap()
        if report.again_at is None:
            return Done() if report.next_due is None else await self._later(company_id, report.next_due)
        if report.again_at <= now:  # as a new message: work that goes on must not use up receives
            went_on = await self._queue.go_on(company_id, group, iso(now))
            return Done() if went_on.success else Retry(report.again_at)
        if receive_count >= MOST_RECEIVES:
            return await self._later(company_id, report.again_at)
        return Retry(report.again_at)

    async def _later(self, company_id: str, moment: datetime) -> Outcome:
        """Where the queue does not take it, the sweep comes a minute after the moment."""
        await self._queue.wake_at(company_id, moment)
        return Done()

    def _after_failure(self, written: Result[WriterReport], receive_count: int) -> Outcome:
        waits = written.traits.remedy in {Remedy.RETRY, Remedy.RECONNECT}
        if waits and receive_count >= MOST_RECEIVES:  # the sweep goes on
            return Done()
        return Retry(self._clock.now() + PAUSE)


def _measure(written: Result[WriterReport]) -> None:
    """How much, in how many requests, how full they were, how long the oldest had waited, lost connections."""
    if written.failed and written.traits.remedy is Remedy.RECONNECT:
        metrics.count("ReconnectRequired")
    report = written.unwrap_or(WriterReport())
    metrics.count("Posted", report.posted)
    sent = report.sent
    if sent.batches:
        metrics.count("Batches", sent.batches)
        metrics.count("UnansweredBatches", sent.unanswered)
        metrics.gauge("ItemsPerBatch", sent.items / sent.batches, metrics.MetricUnit.Count)
        metrics.gauge("PostingWait", sent.longest_wait_seconds, metrics.MetricUnit.Seconds)
