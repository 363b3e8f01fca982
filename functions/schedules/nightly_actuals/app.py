"""Several times a night: bring what jobs cost, by the books, to Procore, where that was not done this night."""

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.domain.rate_windows import Priority
from fieldledger.runtime import metrics
from fieldledger.runtime.deadline import Deadline
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.lambda_entry import background
from fieldledger.settings import loaded
from fieldledger.wiring.actuals import ActualsSettings, actuals

bringing = actuals(loaded(ActualsSettings), Priority.BACKFILL)


@background
def lambda_handler(_event: dict[str, object], context: LambdaContext) -> dict[str, int]:
    """Counts of jobs done and failed, of direct costs written and refused, and of what is left for the next time."""
    report = run(bringing.tonight(Deadline.of(context))).unwrap()
    metrics.count("ActualsWritten", report.written)
    metrics.count("ActualsRefused", report.refused)
    metrics.count("ActualsNotPushed", report.failed + report.left)
    return {
        "jobs": report.jobs,
        "failed": report.failed,
        "written": report.written,
        "refused": report.refused,
        "left": report.left,
    }
