"""The records of one company: what was seeded and what people changed since."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from simulators.raken.record_store import KEYS, RecordStore
from simulators.raken.resources import STATUSES, JsonObject, Resource
from simulators.raken.times import timestamp_text


class UnknownRecordError(LookupError):
    """No record of that resource has this uuid."""


@dataclass(frozen=True, slots=True)
class ConnectedUser:
    """The person who approved the connection; the vendor's rights follow this person's role (raken.md A2)."""

    uuid: str
    name: str
    email: str
    role: str


def _empty_stores() -> dict[Resource, RecordStore]:
    return {resource: RecordStore(KEYS.get(resource, {})) for resource in Resource}


@dataclass(slots=True)
class Company:
    """One Raken customer; a token opens exactly one company."""

    uuid: str
    name: str
    user: ConnectedUser
    records: dict[Resource, RecordStore] = field(default_factory=_empty_stores)

    def all(self, resource: Resource) -> list[JsonObject]:
        return self.records[resource].all()

    def get(self, resource: Resource, uuid: str) -> JsonObject:
        """Raise ``UnknownRecordError`` for a uuid that was never seeded."""
        record = self.records[resource].get(uuid)
        if record is None:
            raise UnknownRecordError(f"{resource.value} {uuid}")
        return record

    def put(self, resource: Resource, record: JsonObject) -> None:
        self.records[resource].put(record)

    def upsert(self, resource: Resource, bodies: Iterable[JsonObject], now: datetime) -> int:
        """Store each body whole and return how many differ from before.

        ``updatedAt`` is ``now`` unless the body gives one; seeding the same body twice changes nothing.
        """
        return sum(self._upsert_one(resource, body, now) for body in bodies)

    def _upsert_one(self, resource: Resource, body: JsonObject, now: datetime) -> bool:
        known = self.records[resource].get(str(body["uuid"]))
        record = with_defaults(resource, body)
        if "updatedAt" not in record:
            same = known is not None and {**record, "updatedAt": known.get("updatedAt")} == known
            record["updatedAt"] = known["updatedAt"] if known and same else timestamp_text(now)
        if record == known:
            return False
        self.put(resource, record)
        return True


def with_defaults(resource: Resource, body: JsonObject) -> JsonObject:
    """Fill in what every record of the vendor carries, without touching what was given, odd as it may be."""
    if resource is Resource.TIME_CARDS:
        return _card_with_defaults(body)
    return {"status": STATUSES[resource][0], **body} if resource in STATUSES else dict(body)


def _card_with_defaults(body: JsonObject) -> JsonObject:
    entries = body.get("timeEntries", [])
    return {
        "approved": False,
        "deletedAt": None,
        "timeEntries": entries,
        "totalHours": _sum_of_hours(entries),
        **body,
    }


def _sum_of_hours(entries: JsonValue) -> float:
    if not isinstance(entries, list):
        return 0
    hours = [entry.get("hours") for entry in entries if isinstance(entry, dict)]
    return round(sum(value for value in hours if isinstance(value, int | float)), 2)
