"""What all webhook functions read their keys with, what they answer, and what they count."""

from pydantic import BaseModel

from fieldledger.domain.clock import SystemClock
from fieldledger.log import LogEvent, logger
from fieldledger.result import Result
from fieldledger.runtime import aws, metrics
from fieldledger.runtime.gateway import HttpAnswer, HttpEvent, failure_answer, request_id, success_answer
from fieldledger.runtime.secrets import SecretReader

# Vendors wait for a webhook's cold start, and without botocore's client it is half as long.
read_secret = SecretReader(aws.direct_secrets, SystemClock()).read


def webhook_answer[M: BaseModel](
    received: Result[M], event: HttpEvent, *, unreadable: int = 0, unknown: int = 0
) -> HttpAnswer:
    """200 once the events are queued; what was dropped beside them is counted, and so is a refusal."""
    if received.success:
        metrics.count("WebhookEventsUnreadable", unreadable)
        metrics.count("WebhookEventsUnknown", unknown)
        return success_answer(received.unwrap(), request_id(event))
    logger.warning(LogEvent.WEBHOOK_REFUSED, extra={"code": received.error_code, **received.details})
    metrics.count("WebhooksRefused")
    return failure_answer(received, request_id(event))
