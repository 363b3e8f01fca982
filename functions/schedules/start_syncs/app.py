"""Every minute: begin the sync runs that are due, and wake those that were left behind."""

from typing import Final

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.result import UnwrapError
from fieldledger.runtime.deadline import Deadline
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.lambda_entry import background
from fieldledger.settings import loaded
from fieldledger.wiring.starting_syncs import StartSettings, sync_starter

MOST_AT_ONCE: Final = 5000
"""As many as fit in a minute (docs/performance.md, Scale); what is not begun in it is the oldest in the next one."""

starter = sync_starter(loaded(StartSettings))


@background
def lambda_handler(_event: dict[str, object], context: LambdaContext) -> dict[str, int]:
    """A failure fails the invocation: the scheduler repeats it, and its dead-letter queue has an alarm."""
    begun = run(starter.begin_due(MOST_AT_ONCE, Deadline.of(context)))
    if begun.failed:
        raise UnwrapError(f"{begun.error_code}: {begun.error}")
    return {"begun": begun.unwrap()}
