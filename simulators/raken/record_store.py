"""The records of one resource, each kept as the JSON text that the API hands out.

A text is several times smaller than the objects it stands for: a large contractor has half a million time cards.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final, Protocol, cast

from simulators.raken.resources import JsonObject, Resource
from simulators.raken.sorted_index import Entry, SortedIndex
from simulators.raken.times import Window

type KeyOf = Callable[[JsonObject], str | None]

_ENCODE: Final = json.JSONEncoder(separators=(",", ":")).encode


class Listing(Protocol):
    """A list in the order of the API, from which a page is cut; only the page need exist as objects."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> Sequence[JsonObject]: ...


@dataclass(frozen=True, slots=True)
class StoredListing:
    """A ``Listing`` whose records are read from their texts when a page is cut."""

    bodies: Mapping[str, str]
    entries: Sequence[Entry]

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, part: slice, /) -> list[JsonObject]:
        return [_decode(self.bodies[uuid]) for _, uuid in self.entries[part]]


class RecordStore:
    """Records by uuid in the order of seeding, and by the keys of ``keys``; a key of None leaves a record out."""

    def __init__(self, keys: Mapping[str, KeyOf] = MappingProxyType({})) -> None:
        self._bodies: dict[str, str] = {}
        self._keys = keys
        self._indexes = {name: SortedIndex() for name in keys}

    def __len__(self) -> int:
        return len(self._bodies)

    def all(self) -> list[JsonObject]:
        return [_decode(body) for body in self._bodies.values()]

    def every(self, step: int) -> list[JsonObject]:
        """The last one seeded and each ``step``-th before it, in the order of seeding."""
        bodies = islice(reversed(self._bodies.values()), 0, None, step)
        return [_decode(body) for body in bodies][::-1]

    def get(self, uuid: str) -> JsonObject | None:
        body = self._bodies.get(uuid)
        return None if body is None else _decode(body)

    def put(self, record: JsonObject) -> None:
        uuid = str(record["uuid"])
        self._index(uuid, self._keys_of(record))
        self._bodies[uuid] = _ENCODE(record)

    def remove(self, uuid: str) -> None:
        self._index(uuid, set())
        self._bodies.pop(uuid, None)

    def within(self, name: str, window: Window) -> StoredListing:
        """The records whose key ``name`` is in ``window``, in the order of the key."""
        return StoredListing(self._bodies, self._indexes[name].between(window.first, window.last))

    def _index(self, uuid: str, keys: set[tuple[str, str]]) -> None:
        """Put a record under ``keys``; a key that stays costs nothing."""
        known = self.get(uuid) if self._keys else None
        before = set() if known is None else self._keys_of(known)
        for name, key in before - keys:
            self._indexes[name].remove(key, uuid)
        for name, key in keys - before:
            self._indexes[name].add(key, uuid)

    def _keys_of(self, record: JsonObject) -> set[tuple[str, str]]:
        """Names of indexes with the record's key in each."""
        found = ((name, key_of(record)) for name, key_of in self._keys.items())
        return {(name, key) for name, key in found if key is not None}


def is_deleted(card: JsonObject) -> bool:
    return card.get("deletedAt") is not None


def _field(name: str) -> KeyOf:
    def key_of(record: JsonObject) -> str | None:
        value = record.get(name)
        return value if isinstance(value, str) else None

    return key_of


def _living(name: str) -> KeyOf:
    value_of = _field(name)
    return lambda card: None if is_deleted(card) else value_of(card)


_BY_DATE: Final = {"date": _field("date")}
KEYS: Final[Mapping[Resource, Mapping[str, KeyOf]]] = {
    Resource.TIME_CARDS: {
        "date": _living("date"),
        "updatedAt": _living("updatedAt"),
        "deletedAt": _field("deletedAt"),
    },
    Resource.DAILY_REPORTS: _BY_DATE,
    Resource.WORK_LOGS: _BY_DATE,
    Resource.MATERIAL_LOGS: _BY_DATE,
}
"""What lists select on; deleted cards are found in the deleted feed only (raken.md A5)."""


def _decode(body: str) -> JsonObject:
    return cast("JsonObject", json.loads(body))
