"""What a webhook says, in the three versions of its payload (procore.md 5)."""

import random
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import JsonValue

from simulators.procore.wire import Json, event_time

_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ULID_LENGTH: Final = 26
_BITS_A_LETTER: Final = 5
_RANDOM_BITS: Final = 80


class EventType(StrEnum):
    """What happened to a record."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


class PayloadVersion(StrEnum):
    """What a hook asks for; hooks made through v1 ask for the first and call it ``v2``."""

    V2 = "v2.0"
    V3 = "v3.0"
    V4 = "v4.0"


@dataclass(frozen=True, slots=True)
class Event:
    """One change; ``related`` is the parent of a line item, by id and name."""

    id: int
    ulid: str
    at: datetime
    event_type: EventType
    resource_name: str
    resource_id: int
    company_id: int
    project_id: int | None
    user_id: int
    application_id: str | None
    related: tuple[tuple[int, str], ...] = ()

    def payload(self, version: PayloadVersion) -> Json:
        """The body of a delivery."""
        match version:
            case PayloadVersion.V2:
                return self._full(version)
            case PayloadVersion.V3:
                related: list[JsonValue] = [{"id": id_, "name": name} for id_, name in self.related]
                return {**self._full(version), "related_resources": related}
            case PayloadVersion.V4:
                return self._short()

    def _full(self, version: PayloadVersion) -> Json:
        return {
            "id": self.id,
            "ulid": self.ulid,
            "timestamp": event_time(self.at),
            "metadata": {
                "source_user_id": self.user_id,
                "source_project_id": self.project_id,
                "source_operation_id": None,
                "source_company_id": self.company_id,
                "source_application_id": self.application_id,
            },
            "user_id": self.user_id,
            "company_id": self.company_id,
            "project_id": self.project_id,
            "api_version": version.value,
            "event_type": self.event_type.value,
            "resource_name": self.resource_name,
            "resource_id": self.resource_id,
        }

    def _short(self) -> Json:
        """Names no app, so that loops can only be told by the user."""
        return {
            "id": self.ulid,
            "timestamp": event_time(self.at),
            "reason": self.event_type.value,
            "company_id": str(self.company_id),
            "project_id": None if self.project_id is None else str(self.project_id),
            "user_id": str(self.user_id),
            "resource_type": self.resource_name,
            "resource_id": str(self.resource_id),
        }


def new_ulid(at: datetime, rng: random.Random) -> str:
    """26 letters that sort by time."""
    number = (int(at.timestamp() * 1000) << _RANDOM_BITS) | rng.getrandbits(_RANDOM_BITS)
    letters = [_CROCKFORD[(number >> (_BITS_A_LETTER * place)) & 31] for place in range(_ULID_LENGTH)]
    return "".join(reversed(letters))
