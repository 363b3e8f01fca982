"""What our relays report of Raken and FOUNDATION, which publish no webhooks: a format of ours (docs/webhooks.md)."""

import json
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import AwareDatetime, Field, ValidationError

from fieldledger.clients.notice import Notice, Sayable
from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.result import ErrorCode, Result

MOST_BYTES: Final = 256 * 1024
MOST_EVENTS: Final = 1000
_LONGEST: Final = 200

type _Text = Annotated[Sayable, Field(min_length=1, max_length=_LONGEST)]


@dataclass(frozen=True, slots=True)
class RelayDelivery:
    """The events of one POST; ``unreadable`` ones stand beside others that were understood."""

    events: tuple[VendorEvent, ...]
    unreadable: int = 0


class ReportedEvent(Notice):
    """``id`` is the same whenever the relay repeats the report."""

    id: _Text
    resource: _Text
    record_id: _Text
    scope_id: _Text | None = None
    scope_parent_id: _Text | None = None
    operation: _Text = "updated"
    occurred_at: AwareDatetime


class _Body(Notice):
    events: list[object] = Field(min_length=1)


def read_report(body: bytes, vendor: VendorName, account_id: str) -> Result[RelayDelivery]:
    """The events of a POST; ``PAYLOAD_TOO_LARGE``, or ``RECORD_MALFORMED`` if nothing can be read."""
    if len(body) > MOST_BYTES:
        return Result.fail("the body is too large", ErrorCode.PAYLOAD_TOO_LARGE, {"most_bytes": MOST_BYTES})
    try:
        reported = _Body.model_validate(json.loads(body)).events
    except (ValueError, RecursionError):  # a ValidationError is a ValueError
        return Result.fail("the body is not an object with a list of events", ErrorCode.RECORD_MALFORMED)
    if len(reported) > MOST_EVENTS:
        return Result.fail("too many events at once", ErrorCode.PAYLOAD_TOO_LARGE, {"most_events": MOST_EVENTS})
    read = [_event(each, vendor, account_id) for each in reported]
    events = tuple(event for event in read if event is not None)
    if not events:
        return Result.fail("no event of the body can be read", ErrorCode.RECORD_MALFORMED)
    return Result.ok(RelayDelivery(events, len(read) - len(events)))


def _event(reported: object, vendor: VendorName, account_id: str) -> VendorEvent | None:
    try:
        event = ReportedEvent.model_validate(reported)
    except ValidationError:
        return None
    return VendorEvent(
        vendor=vendor,
        account_id=account_id,
        entity=event.resource.lower(),
        entity_id=event.record_id,
        operation=event.operation.lower(),
        event_id=event.id,
        occurred_at=event.occurred_at,
        scope_id=event.scope_id,
        scope_parent_id=event.scope_parent_id,
    )
