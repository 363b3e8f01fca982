"""Mapping tables as callers see them."""

from typing import Self

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.mapping_table import SHAPES, MappingKind, MappingTable, MappingVersion
from fieldledger.domain.posting import Target
from fieldledger.services.mappings.tables import MappingAnswer

type RowView = dict[str, str]


class MappingSummaryView(CanonicalModel):
    """A table without its rows: ``fields`` that a row may have, ``needed`` ones, and how long a value may be.

    ``one_of``: a row has exactly one of these fields, if there are any.
    """

    books: Target
    kind: MappingKind
    version: int
    rows: int
    changed_by: str | None
    changed_at: Utc | None
    fields: tuple[str, ...]
    needed: tuple[str, ...]
    one_of: tuple[str, ...]
    longest: int

    @classmethod
    def of(cls, table: MappingTable) -> Self:
        """The view of ``table``."""
        shape = SHAPES[table.target, table.kind]
        return cls(
            books=table.target,
            kind=table.kind,
            version=table.version,
            rows=len(table.rows),
            changed_by=table.changed_by,
            changed_at=table.changed_at,
            fields=tuple(sorted(shape.fields)),
            needed=tuple(sorted(shape.needed)),
            one_of=tuple(sorted(shape.one_of)),
            longest=shape.longest,
        )


class MappingView(CanonicalModel):
    """A table with its rows, by the jobsite's code."""

    books: Target
    kind: MappingKind
    version: int
    changed_by: str | None
    changed_at: Utc | None
    rows: dict[str, RowView]

    @classmethod
    def of(cls, table: MappingTable) -> Self:
        """The view of ``table``."""
        return cls(
            books=table.target,
            kind=table.kind,
            version=table.version,
            changed_by=table.changed_by,
            changed_at=table.changed_at,
            rows=table.rows,
        )


class MappingAnswerView(MappingView):
    """The table after a change, and how many postings went on because of it."""

    released: int

    @classmethod
    def answered(cls, answer: MappingAnswer) -> Self:
        """The view of ``answer``."""
        return cls(**MappingView.of(answer.table).model_dump(), released=answer.released)


class RowChangeView(CanonicalModel):
    """A row before and after; null where there was, or is, none."""

    code: str
    before: RowView | None
    after: RowView | None


class MappingVersionView(CanonicalModel):
    """Who made a version, when, why and of what."""

    version: int
    changed_by: str
    changed_at: Utc
    reason: str
    changes: tuple[RowChangeView, ...]

    @classmethod
    def of(cls, made: MappingVersion) -> Self:
        """The view of ``made``."""
        return cls(
            version=made.number,
            changed_by=made.changed_by,
            changed_at=made.changed_at,
            reason=made.reason,
            changes=tuple(
                RowChangeView(code=code, before=before, after=after) for code, (before, after) in made.changes.items()
            ),
        )
