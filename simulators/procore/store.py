"""Records in memory: by id, by project, by the record they belong to, and by origin_id."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from simulators.procore.wire import Json


@dataclass(slots=True)
class Row:
    """One record: ``body`` has the values as they are written, ``holder_id`` is the record it belongs to."""

    id: int
    project_id: int | None
    holder_id: int | None
    body: Json
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None

    def text(self, name: str) -> str:
        """A value as text; a missing one is empty."""
        value = self.body.get(name)
        return "" if value is None else str(value)

    @property
    def origin_id(self) -> str | None:
        return self.text("origin_id") or None


@dataclass(slots=True)
class Collection:
    """The records of one resource in one company, in the order of their ids."""

    rows: dict[int, Row] = field(default_factory=dict)
    _by_project: dict[int | None, dict[int, Row]] = field(default_factory=dict)
    _by_holder: dict[int | None, dict[int, Row]] = field(default_factory=dict)
    _by_origin: dict[str, int] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        self.rows[row.id] = row
        self._by_project.setdefault(row.project_id, {})[row.id] = row
        self._by_holder.setdefault(row.holder_id, {})[row.id] = row
        self.index_origin(row, None)

    def index_origin(self, row: Row, before: str | None) -> None:
        """Follow a change of ``origin_id``; a deleted record frees its own."""
        if before is not None and self._by_origin.get(before) == row.id:
            del self._by_origin[before]
        if row.origin_id is not None and row.deleted_at is None:
            self._by_origin[row.origin_id] = row.id

    def get(self, record_id: int | None) -> Row | None:
        """A record that is not deleted."""
        row = self.rows.get(record_id) if record_id is not None else None
        return row if row is not None and row.deleted_at is None else None

    def by_origin(self, origin_id: str) -> Row | None:
        return self.get(self._by_origin.get(origin_id))

    def of_project(self, project_id: int | None) -> Iterable[Row]:
        """All of a project, deleted ones included."""
        return self._by_project.get(project_id, {}).values()

    def of_holder(self, holder_id: int | None) -> Iterable[Row]:
        """All that belong to a record, deleted ones included."""
        return self._by_holder.get(holder_id, {}).values()

    def living(self, holder_id: int) -> Iterator[Row]:
        return (row for row in self.of_holder(holder_id) if row.deleted_at is None)
