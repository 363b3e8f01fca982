"""What becomes of a wake-up after a round of the writer: done, or back to its queue until a moment."""

from datetime import datetime, timedelta
from typing import Final

from fieldledger.result import Remedy, Result
from fieldledger.runtime import metrics
from fieldledger.runtime.sqs_batch import Done, Outcome, Retry
from fieldledger.services.posting.writer import WriterReport

# Waiting must not end in the dead-letter queue: after so many receives the sweep wakes the company instead.
HAND_TO_SWEEP_AFTER: Final = 12
PAUSE: Final = timedelta(seconds=30)


def coming_back(written: Result[WriterReport], receive_count: int, now: datetime) -> Outcome:
    """Counts what was posted and sent, and connections that a person has to renew, as metrics."""
    _measure(written.unwrap_or(WriterReport()))
    if written.success:
        again_at = written.unwrap().again_at
        waits = again_at is not None
    else:
        again_at = now + PAUSE
        waits = written.traits.remedy in {Remedy.RETRY, Remedy.RECONNECT}
        if written.traits.remedy is Remedy.RECONNECT:
            metrics.count("ReconnectRequired")
    if again_at is None or (waits and receive_count >= HAND_TO_SWEEP_AFTER):
        return Done()
    return Retry(again_at)


def _measure(report: WriterReport) -> None:
    """How much, in how many requests, how full they were, and how long the oldest had waited."""
    metrics.count("Posted", report.posted)
    sent = report.sent
    if sent.batches:
        metrics.count("Batches", sent.batches)
        metrics.count("UnansweredBatches", sent.unanswered)
        metrics.gauge("ItemsPerBatch", sent.items / sent.batches, metrics.MetricUnit.Count)
        metrics.gauge("PostingWait", sent.longest_wait_seconds, metrics.MetricUnit.Seconds)
