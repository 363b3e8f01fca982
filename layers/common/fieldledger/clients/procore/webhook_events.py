"""What a delivery of Procore says, in payloads v2.0, v3.0 and v4.0 (procore.md 5). Pure: no network, no store."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import AwareDatetime, Field, ValidationError

from fieldledger.clients.notice import Notice, Sayable
from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import RelatedRecord, VendorEvent
from fieldledger.result import ErrorCode, Result

_OPERATIONS: Final[Mapping[str, str]] = {"create": "created", "update": "updated", "delete": "deleted"}
_LONGEST_ID: Final = 100

type _Id = Annotated[Sayable, Field(min_length=1, max_length=_LONGEST_ID)]


@dataclass(frozen=True, slots=True)
class ProcoreDelivery:
    """One POST: one event in all samples, several by some words of the documents.

    ``foreign`` counts events of another company than the delivery's, which Procore never sends.
    """

    events: tuple[VendorEvent, ...]
    unreadable: int = 0
    foreign: int = 0


class _Related(Notice):
    id: _Id
    name: _Id


class _Metadata(Notice):
    source_application_id: Sayable | None = None


class ProcoreEvent(Notice):
    """v2.0 and v3.0; v3.0 adds the parents of line items."""

    id: _Id
    ulid: _Id | None = None
    timestamp: AwareDatetime
    company_id: _Id
    project_id: _Id | None = None
    user_id: _Id | None = None
    event_type: _Id
    resource_name: _Id
    resource_id: _Id
    metadata: _Metadata | None = None
    related_resources: tuple[_Related, ...] = ()

    def told(self) -> VendorEvent:
        """The event as the worker reads it, whatever payload told it."""
        return VendorEvent(
            vendor=VendorName.PROCORE,
            account_id=self.company_id,
            entity=self.resource_name.lower(),
            entity_id=self.resource_id,
            operation=_operation(self.event_type),
            event_id=self.ulid or self.id,
            occurred_at=self.timestamp,
            scope_id=self.project_id,
            related=tuple(RelatedRecord(entity=one.name.lower(), entity_id=one.id) for one in self.related_resources),
            author_id=self.user_id,
            application_id=None if self.metadata is None else self.metadata.source_application_id,
        )


class ShortProcoreEvent(Notice):
    """v4.0 names no app, so echoes are known by the user alone."""

    id: _Id
    timestamp: AwareDatetime
    reason: _Id
    company_id: _Id
    project_id: _Id | None = None
    user_id: _Id | None = None
    resource_type: _Id
    resource_id: _Id

    def told(self) -> VendorEvent:
        """The event as the worker reads it, whatever payload told it."""
        return VendorEvent(
            vendor=VendorName.PROCORE,
            account_id=self.company_id,
            entity=self.resource_type.lower(),
            entity_id=self.resource_id,
            operation=_operation(self.reason),
            event_id=self.id,
            occurred_at=self.timestamp,
            scope_id=self.project_id,
            author_id=self.user_id,
        )


def read_delivery(body: bytes, account_id: str) -> Result[ProcoreDelivery]:
    """The events of a POST for the Procore company ``account_id``; ``RECORD_MALFORMED`` if it is not JSON."""
    try:
        parsed: object = json.loads(body)
    except (ValueError, RecursionError):
        return Result.fail("the body is not JSON", ErrorCode.RECORD_MALFORMED)
    found = [read_event(each) for each in (parsed if isinstance(parsed, list) else [parsed])]
    readable = [event for event in found if event is not None]
    own = tuple(event for event in readable if event.account_id == account_id)
    return Result.ok(ProcoreDelivery(own, len(found) - len(readable), len(readable) - len(own)))


def read_event(payload: object) -> VendorEvent | None:
    """The event that a payload tells of, in whatever version; None if it cannot be read."""
    short = isinstance(payload, Mapping) and "resource_type" in payload
    try:
        return (ShortProcoreEvent if short else ProcoreEvent).model_validate(payload).told()
    except ValidationError:
        return None


def _operation(word: str) -> str:
    """v4.0 has more reasons than three; they are kept as they are."""
    lowered = word.lower()
    return _OPERATIONS.get(lowered, lowered)
