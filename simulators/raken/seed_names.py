"""Raken's uuids for the made-up contractor's keys: the same contractor always gets the same uuids."""

from typing import Final
from uuid import NAMESPACE_URL, uuid5

from simulators.raken.resources import JsonObject

PAY_TYPES: Final = {"RT": "Regular time", "OT": "Overtime", "DT": "Double time"}
"""Codes as the seeds and Raken's screens write them (raken.md A7)."""


class SeedNames:
    """The names of one company; two companies seeded alike share no uuid."""

    def __init__(self, company_uuid: str) -> None:
        self._company = company_uuid
        self._known: dict[tuple[str, str], str] = {}

    def new(self, kind: str, key: str) -> str:
        """The uuid of a record that nothing refers to."""
        return str(uuid5(NAMESPACE_URL, f"raken/{self._company}/{kind}/{key}"))

    def of(self, kind: str, key: str) -> str:
        """The uuid of a record that others refer to, kept because it is asked for often."""
        if (kind, key) not in self._known:
            self._known[kind, key] = self.new(kind, key)
        return self._known[kind, key]

    def ref(self, kind: str, key: str) -> JsonObject:
        """The nested form of a reference."""
        return {"uuid": self.of(kind, key)}
