"""Faults that a test queues up and a simulator then takes, one per matching call."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, field_validator


class Fault(BaseModel):
    """One order to misbehave; `count` matching calls take it, after the first `after` were let through.

    `path` matches as a prefix or as a regular expression searched in the path. `item` (from 0) and `code`
    serve vendors whose batches answer item by item.
    """

    model_config = ConfigDict(extra="forbid")

    kind: str
    path: str | None = None
    method: str | None = None
    count: int = Field(default=1, ge=1)
    delay_seconds: float | None = Field(default=None, ge=0)
    status: int | None = None
    body: str | None = None
    after: int = Field(default=0, ge=0)
    headers: dict[str, str] = Field(default_factory=dict)
    item: int | None = Field(default=None, ge=0)
    code: str | None = None

    @field_validator("path")
    @classmethod
    def _path_is_a_pattern(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            re.compile(value)
        except re.error as error:
            message = f"not a regular expression: {error}"
            raise ValueError(message) from error
        return value

    def matches(self, method: str, path: str) -> bool:
        """Tell whether this order is meant for a call; method names compare without case."""
        if self.method is not None and self.method.upper() != method.upper():
            return False
        return self.path is None or path.startswith(self.path) or re.search(self.path, path) is not None


@dataclass(slots=True)
class _Waiting:
    fault: Fault
    skip: int
    left: int

    def as_fault(self) -> Fault:
        return self.fault.model_copy(update={"count": self.left, "after": self.skip})


class FaultQueue:
    """Holds orders in the sequence given; the oldest that matches is served first.

    `kinds` are those that somebody in the simulator acts on: whoever takes faults adds its own.
    """

    def __init__(self, *kinds: str) -> None:
        self.kinds = set(kinds)
        self._waiting: list[_Waiting] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(_Waiting(fault, skip=fault.after, left=fault.count))

    def take(self, method: str, path: str, *, kinds: Collection[str] | None = None) -> Fault | None:
        """Use up one count of the oldest matching order; `kinds` is what the caller can act on."""
        for waiting in self._waiting:
            if kinds is not None and waiting.fault.kind not in kinds:
                continue
            if waiting.fault.matches(method, path):
                taken = self._use(waiting)
                if taken is not None:
                    return taken
        return None

    def _use(self, waiting: _Waiting) -> Fault | None:
        if waiting.skip > 0:
            waiting.skip -= 1
            return None
        waiting.left -= 1
        if waiting.left == 0:
            self._waiting.remove(waiting)
        return waiting.fault

    def pending(self) -> list[Fault]:
        """List what is still to come, with the counts that remain."""
        return [waiting.as_fault() for waiting in self._waiting]

    def clear(self) -> None:
        self._waiting.clear()
