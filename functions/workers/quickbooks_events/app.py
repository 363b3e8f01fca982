"""Events from QuickBooks' webhook -> re-read what changed, release what waited for it."""

from typing import Final

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.clients.vendor_event_queue import SqsVendorEventQueue
from fieldledger.domain.vendor_event import VendorEvents
from fieldledger.log import LogEvent, logger
from fieldledger.runtime import aws
from fieldledger.runtime.deadline import Deadline
from fieldledger.runtime.lambda_entry import background
from fieldledger.runtime.put_back import put_back
from fieldledger.runtime.sqs_batch import BatchAnswer, Done, Outcome, Retry, handle, one_by_one
from fieldledger.runtime.sqs_messages import SqsEvent, SqsMessage, SqsPostponer
from fieldledger.settings import EventsQueueSettings, loaded
from fieldledger.wiring.books_events import EventsSettings, books_events
from fieldledger.wiring.store import clock

SECONDS_EACH: Final = 60.0


books = books_events(loaded(EventsSettings))
queue_url = loaded(EventsQueueSettings).quickbooks_events_queue_url
queue = SqsVendorEventQueue(aws.sqs, queue_url)
postponer = SqsPostponer(aws.sqs, queue_url)


@background
def lambda_handler(event: SqsEvent, context: LambdaContext) -> BatchAnswer:
    """Handle each message by itself."""
    process = one_by_one(_handle, seconds_each=SECONDS_EACH)
    return handle(event, context, VendorEvents, process, postponer=postponer, clock=clock())


async def _handle(message: SqsMessage[VendorEvents], _deadline: Deadline) -> Outcome:
    handled = await books.handle(message.body.account_id, message.body.events)
    if handled.success:
        return Done()
    logger.warning(LogEvent.EVENT_NOT_HANDLED, extra={"entity_id": message.message_id, "code": handled.error_code})
    if handled.retry_at is None:
        return Retry()
    return await put_back(message, message.body.events, handled.retry_at, queue, clock())
