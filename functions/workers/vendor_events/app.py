"""Events of Procore and of the relays -> each record that changed is read again, once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.clients.vendor_event_queue import SqsVendorEventQueue
from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import VendorEvents
from fieldledger.log import LogEvent, logger
from fieldledger.runtime import aws, metrics
from fieldledger.runtime.deadline import Deadline
from fieldledger.runtime.lambda_entry import background
from fieldledger.runtime.put_back import put_back
from fieldledger.runtime.sqs_batch import BatchAnswer, Done, Outcome, Retry, handle
from fieldledger.runtime.sqs_messages import SqsEvent, SqsMessage, SqsPostponer
from fieldledger.services.webhooks.vendor_events import ComeBack, EventTally
from fieldledger.settings import loaded
from fieldledger.wiring.store import clock
from fieldledger.wiring.webhooks import VendorEventsSettings, vendor_events

settings = loaded(VendorEventsSettings)
handler = vendor_events(settings)
queue = SqsVendorEventQueue(aws.sqs, settings.vendor_events_queue_url)
postponer = SqsPostponer(aws.sqs, settings.vendor_events_queue_url)


@background
def lambda_handler(event: SqsEvent, context: LambdaContext) -> BatchAnswer:
    """Handle the batch account by account: events of one record in different messages become one read."""
    return handle(event, context, VendorEvents, _handle, postponer=postponer, clock=clock())


async def _handle(messages: Sequence[SqsMessage[VendorEvents]], deadline: Deadline) -> Mapping[str, Outcome]:
    accounts: dict[tuple[VendorName, str], list[SqsMessage[VendorEvents]]] = defaultdict(list)
    for message in messages:
        accounts[message.body.vendor, message.body.account_id].append(message)
    outcomes: dict[str, Outcome] = {}
    for (vendor, account_id), listed in accounts.items():
        events = [event for message in listed for event in message.body.events]
        handled = await handler.handle(vendor, account_id, events, deadline)
        _count(vendor, handled.tally)
        for message in listed:
            outcomes[message.message_id] = await _outcome(message, handled.open)
    return outcomes


async def _outcome(message: SqsMessage[VendorEvents], still_open: Mapping[str, ComeBack]) -> Outcome:
    waiting = [event for event in message.body.events if event.event_id in still_open]
    if not waiting:
        return Done()
    backs = [still_open[event.event_id] for event in waiting]
    at = max(back.at for back in backs)
    if not all(back.waits for back in backs):
        return Retry(at)
    return await put_back(message, waiting, at, queue, clock())


def _count(vendor: VendorName, tally: EventTally) -> None:
    logger.info(LogEvent.EVENTS_SETTLED, extra={"vendor": vendor.value, **asdict(tally)})
    metrics.count("VendorEvents", tally.events)
    metrics.count("VendorEventReads", tally.reads)
    metrics.count("VendorEventsUnknown", tally.unknown)
    metrics.count("VendorEventsUnheld", tally.unheld)
    metrics.count("VendorEventsGivenUp", tally.given_up)
