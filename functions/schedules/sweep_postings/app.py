"""Every minute: wake the writers for postings, sealed records and exports that were left behind."""

from datetime import datetime

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.result import UnwrapError
from fieldledger.runtime import metrics
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.lambda_entry import background
from fieldledger.settings import loaded
from fieldledger.wiring.store import clock
from fieldledger.wiring.sweeping import SweepSettings, posting_sweeps

sweeps = posting_sweeps(loaded(SweepSettings))


@background
def lambda_handler(_event: dict[str, object], _context: LambdaContext) -> dict[str, int]:
    """Wake, and report how old the oldest waiting work is (the alarm on posting age reads it).

    A failure fails the invocation: the scheduler repeats it, and its dead-letter queue has an alarm.
    """
    companies, oldest = 0, list[datetime]()
    for sweep in sweeps:
        swept = run(sweep.sweep())
        if swept.failed:
            raise UnwrapError(f"{swept.error_code}: {swept.error}")
        report = swept.unwrap()
        companies += report.companies
        oldest += [] if report.oldest_due is None else [report.oldest_due]
    age = (clock().now() - min(oldest)).total_seconds() if oldest else 0.0
    metrics.gauge("OldestPendingPostingSeconds", age, metrics.MetricUnit.Seconds)
    return {"companies": companies}
