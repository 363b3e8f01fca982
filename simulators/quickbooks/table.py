"""The rows of one entity, with the indexes that keep large companies quick: by day and by last change."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from simulators.quickbooks.values import Body, as_text


@dataclass(frozen=True, slots=True)
class Row:
    """One record as of its last change; a change makes a new row, so a body once answered never changes."""

    body: Body
    created: datetime
    updated: datetime
    deleted: bool = False

    @property
    def id(self) -> str:
        return str(self.body["Id"])

    @property
    def active(self) -> bool:
        return self.body.get("Active") is not False


class Table:
    """Rows by id in order of creation."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}
        self._places: dict[str, int] = {}
        self._days: list[str] = []
        self._by_day: dict[str, set[str]] = {}
        self._by_change: dict[str, None] = {}
        self._last_change: datetime | None = None
        self._changes_in_order = True
        self._live = 0

    def put(self, row: Row) -> None:
        """Add a row, or replace the one with its id."""
        old = self._rows.get(row.id)
        if old is not None and not old.deleted:
            self._live -= 1
            self._leave_day(old)
        self._rows[row.id] = row
        self._places.setdefault(row.id, len(self._places))
        self._note_change(row)
        if not row.deleted:
            self._live += 1
            self._join_day(row)

    def drop(self, row: Row) -> None:
        """Forget a row without a trace."""
        self._leave_day(row)
        self._by_change.pop(row.id, None)
        self._live -= not self._rows.pop(row.id).deleted

    def find(self, record_id: str) -> Row | None:
        """Find a row that is not deleted."""
        row = self._rows.get(record_id)
        return None if row is None or row.deleted else row

    def rows(self, *, with_deleted: bool = False) -> Iterator[Row]:
        """Walk the rows in order of creation."""
        return (row for row in self._rows.values() if with_deleted or not row.deleted)

    def count(self) -> int:
        """Count the rows that are not deleted."""
        return self._live

    def between_days(self, first: str | None, last: str | None) -> list[Row]:
        """Return the rows with a TxnDate in a span, both ends included, in order of creation."""
        start = 0 if first is None else bisect_left(self._days, first)
        end = len(self._days) if last is None else bisect_right(self._days, last)
        return self._in_order(record_id for day in self._days[start:end] for record_id in self._by_day[day])

    def changed_since(self, moment: datetime) -> list[Row]:
        """Return the rows last changed at a time or later, deleted ones included, in order of creation."""
        if not self._changes_in_order:
            return [row for row in self._rows.values() if row.updated >= moment]
        found: list[str] = []
        for record_id in reversed(self._by_change):
            if self._rows[record_id].updated < moment:
                break
            found.append(record_id)
        return self._in_order(found)

    def _in_order(self, ids: Iterator[str] | list[str]) -> list[Row]:
        return [self._rows[record_id] for record_id in sorted(ids, key=self._places.__getitem__)]

    def _note_change(self, row: Row) -> None:
        """Move a row to the end of the changes; a clock set back makes their order useless."""
        if self._last_change is not None and row.updated < self._last_change:
            self._changes_in_order = False
        self._last_change = row.updated
        self._by_change.pop(row.id, None)
        self._by_change[row.id] = None

    def _join_day(self, row: Row) -> None:
        day = as_text(row.body.get("TxnDate"))
        if day is None:
            return
        if day not in self._by_day:
            self._by_day[day] = set()
            insort(self._days, day)
        self._by_day[day].add(row.id)

    def _leave_day(self, row: Row) -> None:
        day = as_text(row.body.get("TxnDate"))
        if day is not None:
            self._by_day[day].discard(row.id)
