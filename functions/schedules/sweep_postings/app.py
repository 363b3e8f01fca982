"""Every minute: wake the writer for postings and sealed batches that were left behind."""

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.result import UnwrapError
from fieldledger.runtime import metrics
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.lambda_entry import background
from fieldledger.settings import loaded
from fieldledger.wiring.posting import SweepSettings, posting_sweep
from fieldledger.wiring.store import clock

sweep = posting_sweep(loaded(SweepSettings))


@background
def lambda_handler(_event: dict[str, object], _context: LambdaContext) -> dict[str, int]:
    """Wake, and report how old the oldest waiting work is (the alarm on posting age reads it).

    A failure fails the invocation: the scheduler repeats it, and its dead-letter queue has an alarm.
    """
    swept = run(sweep.sweep())
    if swept.failed:
        raise UnwrapError(f"{swept.error_code}: {swept.error}")
    report = swept.unwrap()
    age = 0.0 if report.oldest_due is None else (clock().now() - report.oldest_due).total_seconds()
    metrics.gauge("OldestPendingPostingSeconds", age, metrics.MetricUnit.Seconds)
    return {"companies": report.companies}
