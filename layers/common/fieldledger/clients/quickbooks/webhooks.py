"""QuickBooks webhooks: is it Intuit, and what does it say (quickbooks.md 6.1 to 6.3). Pure: no network, no store."""

import base64
import hmac
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from pydantic import AwareDatetime, BaseModel, ValidationError

from fieldledger.clients.quickbooks.webhook_notices import CloudEvent, LegacyEntity, LegacyNotification
from fieldledger.domain.connection import VendorName
from fieldledger.domain.hashing import derive_id
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.result import ErrorCode, Result

SIGNATURE_HEADER: Final = "intuit-signature"
_TYPE: Final = re.compile(r"qbo\.(?P<entity>[a-z0-9]+)\.(?P<operation>[a-z]+)\.v\d+", re.IGNORECASE)
# Pydantic reads microseconds at most; Intuit sends up to nine digits.
_FINER_THAN_MICROSECONDS: Final = re.compile(r"(\.\d{6})\d+")
_MERGED: Final = "merged"
_LEGACY_OPERATIONS: Final[Mapping[str, str]] = {
    "create": "created",
    "update": "updated",
    "delete": "deleted",
    "merge": _MERGED,
    "void": "voided",
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one POST holds; ``unreadable`` counts events that were not understood beside others that were."""

    events: tuple[VendorEvent, ...]
    unreadable: int = 0

    def by_account(self) -> Mapping[str, Sequence[VendorEvent]]:
        """The events by realm: one POST may hold events of several."""
        accounts: dict[str, list[VendorEvent]] = defaultdict(list)
        for event in self.events:
            accounts[event.account_id].append(event)
        return accounts


class _Moment(BaseModel):
    at: AwareDatetime


def is_genuine(body: bytes, signature: str, verifier_tokens: Sequence[str]) -> bool:
    """Whether one of the tokens signed the raw ``body``: base64 of HMAC-SHA256, compared in constant time."""
    given = signature.strip().encode(errors="replace")
    expected = [base64.b64encode(hmac.digest(token.encode(), body, sha256)) for token in verifier_tokens]
    return any([hmac.compare_digest(given, each) for each in expected])  # noqa: C419 - a generator would stop early


def read_delivery(body: bytes) -> Result[Delivery]:
    """The events of a POST, in CloudEvents or in the legacy format; ``RECORD_MALFORMED`` if nothing can be read.

    One event that cannot be read does not stop the others: Intuit would repeat, and hold back later ones, in vain.
    """
    try:
        parsed: object = json.loads(body)
    except (ValueError, RecursionError):
        return _unreadable("the body is not JSON")
    match parsed:
        case list():
            found = [event for notice in parsed for event in _cloud_events(notice)]
        case {"eventNotifications": list() as notifications}:
            found = [event for notification in notifications for event in _legacy_notification(notification)]
        case _:
            return _unreadable("the body is neither an array of CloudEvents nor a legacy notification")
    events = tuple(event for event in found if event is not None)
    if found and not events:
        return _unreadable("no event of the body can be read")
    return Result.ok(Delivery(events, len(found) - len(events)))


def _cloud_events(notice: object) -> Iterator[VendorEvent | None]:
    try:
        event = CloudEvent.model_validate(notice)
        kind = _TYPE.fullmatch(event.type)
        if kind is None:
            yield None
            return
        told = VendorEvent(
            vendor=VendorName.QUICKBOOKS,
            account_id=event.intuitaccountid,
            entity=kind["entity"].lower(),
            entity_id=event.intuitentityid,
            operation=kind["operation"].lower(),
            event_id=event.id,
            occurred_at=_moment(event.time),
        )
    except ValidationError:
        yield None
        return
    yield from _with_loser(told, event.deleted_id)


def _legacy_notification(notification: object) -> Iterator[VendorEvent | None]:
    try:
        read = LegacyNotification.model_validate(notification)
    except ValidationError:
        yield None
        return
    for entity in read.change.entities:
        yield from _legacy_events(read.realm, entity)


def _legacy_events(realm: str, notice: object) -> Iterator[VendorEvent | None]:
    """The legacy format has no event id: the same change of the same record at the same time is the same event."""
    try:
        entity = LegacyEntity.model_validate(notice)
        operation = entity.operation.lower()
        told = VendorEvent(
            vendor=VendorName.QUICKBOOKS,
            account_id=realm,
            entity=entity.name.lower(),
            entity_id=entity.id,
            operation=_LEGACY_OPERATIONS.get(operation, operation),
            event_id=derive_id(realm, entity.name, entity.id, operation, entity.last_updated),
            occurred_at=_moment(entity.last_updated),
        )
    except ValidationError:
        yield None
        return
    yield from _with_loser(told, entity.deleted_id)


def _with_loser(told: VendorEvent, deleted_id: str | None) -> Iterator[VendorEvent]:
    """A merge is news of two records: the one that stays, and the one that is gone as if it had been deleted."""
    yield told
    if deleted_id and told.operation == _MERGED:
        event_id = derive_id(told.event_id, deleted_id)
        yield told.model_copy(update={"entity_id": deleted_id, "operation": "deleted", "event_id": event_id})


def _moment(text: str) -> datetime:
    return _Moment.model_validate({"at": _FINER_THAN_MICROSECONDS.sub(r"\1", text)}).at


def _unreadable(why: str) -> Result[Delivery]:
    return Result.fail(why, ErrorCode.RECORD_MALFORMED)
