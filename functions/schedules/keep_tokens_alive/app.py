"""Every day: use each connection once, so that no grant ends because nobody used it."""

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.runtime import metrics
from fieldledger.runtime.deadline import Deadline
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.lambda_entry import background
from fieldledger.settings import loaded
from fieldledger.wiring.keeping_alive import KeepAliveSettings, keep_alive

grants = keep_alive(loaded(KeepAliveSettings))


@background
def lambda_handler(_event: dict[str, object], context: LambdaContext) -> dict[str, int]:
    """Counts of connections that work, that a person has to renew, and that could not be asked today."""
    report = run(grants.use_all(Deadline.of(context))).unwrap()
    metrics.count("ReconnectRequired", report.to_reconnect)
    return {"alive": report.alive, "to_reconnect": report.to_reconnect, "left": report.left}
