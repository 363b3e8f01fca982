"""Several times a night: compare the books with what was posted, where that was not done this night."""

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.domain.rate_windows import Priority
from fieldledger.runtime import metrics
from fieldledger.runtime.deadline import Deadline
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.lambda_entry import background
from fieldledger.settings import loaded
from fieldledger.wiring.books_check import CheckSettings, books_check

checking = books_check(loaded(CheckSettings), Priority.SYNC)


@background
def lambda_handler(_event: dict[str, object], context: LambdaContext) -> dict[str, int]:
    """Counts of compared weeks, of records that differ, and of companies that are left for the next time."""
    report = run(checking.tonight(Deadline.of(context))).unwrap()
    metrics.count("BooksDiffering", report.differing)
    metrics.count("BooksNotChecked", report.left)
    return {"weeks": report.weeks, "differing": report.differing, "left": report.left}
