"""Query parameters of Procore's lists (procore.md 3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

type Params = Mapping[str, str | Sequence[str]]


class Deleted(StrEnum):
    """``filters[include_deleted]``."""

    ONLY = "only"
    WITH = "with"


@dataclass(frozen=True, slots=True)
class Span:
    """From ``since`` to ``until``, both aware; sent in UTC and whole seconds, widened to those."""

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        if self.since.tzinfo is None or self.until.tzinfo is None:
            raise ValueError("a span needs aware times")

    def text(self) -> str:
        """``2026-01-01T00:00:00Z...2026-01-02T00:00:00Z``, without the quotes of some samples."""
        ceiling = self.until if self.until.microsecond == 0 else self.until + timedelta(seconds=1)
        return f"{_seconds(self.since)}...{_seconds(ceiling)}"


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters are combined with AND. Not every list knows every filter: see the matrix in procore.md 3.

    ``more`` holds further filters by name: a text, or several for an array.
    """

    updated: Span | None = None
    created: Span | None = None
    deleted_between: Span | None = None
    origin_id: str | None = None
    deleted: Deleted | None = None
    ids: Sequence[str] = ()
    more: Mapping[str, str | Sequence[str]] = field(default_factory=dict)

    def params(self) -> dict[str, str | Sequence[str]]:
        """As query parameters: ``filters[name]``, arrays as repeated ``filters[name][]``."""
        spans = {"updated_at": self.updated, "created_at": self.created, "deleted_at": self.deleted_between}
        params: dict[str, str | Sequence[str]] = {
            f"filters[{name}]": span.text() for name, span in spans.items() if span is not None
        }
        if self.origin_id is not None:
            params["filters[origin_id]"] = self.origin_id
        if self.deleted is not None:
            params["filters[include_deleted]"] = self.deleted.value
        for name, value in (({"id": self.ids} if self.ids else {}) | dict(self.more)).items():
            params |= _named(name, value)
        return params


NO_FILTERS: Final = Filters()


@dataclass(frozen=True, slots=True)
class Days:
    """``first`` and ``last`` day of daily logs, both included; without days they answer only today's."""

    first: date
    last: date

    def params(self) -> dict[str, str | Sequence[str]]:
        """As query parameters."""
        return {"start_date": self.first.isoformat(), "end_date": self.last.isoformat()}


def _named(name: str, value: str | Sequence[str]) -> dict[str, str | Sequence[str]]:
    return {f"filters[{name}]": value} if isinstance(value, str) else {f"filters[{name}][]": list(value)}


def _seconds(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
