"""Change data capture: what changed and what was deleted since a moment (quickbooks.md 4.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, cast

from pydantic import TypeAdapter, ValidationError

from fieldledger.clients.quickbooks.answers import ID_FIELD
from fieldledger.clients.quickbooks.limits import unsent
from fieldledger.clients.quickbooks.models import Record, TimeActivity
from fieldledger.clients.quickbooks.models.values import Moment
from fieldledger.clients.reading import MalformedRow, Rows, rows_of
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import Result

LOOK_BACK: Final = timedelta(days=30)
MOST_CHANGES: Final = 1000
# The vendor's own page leaves it out, one release note includes it: it is polled by query instead.
_NOT_CAPTURED: Final = frozenset({TimeActivity.entity()})
_MOMENT: Final = TypeAdapter[datetime](Moment)


@dataclass(frozen=True, slots=True)
class EntityChanges[M: Record]:
    """What happened to one entity; ``deleted`` records hold little more than their id."""

    live: tuple[M, ...] = ()
    deleted: tuple[M, ...] = ()
    malformed: tuple[MalformedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """An answer of change data capture.

    ``as_of`` is the vendor's clock when it began: the next ``since``, less a few minutes of overlap. ``truncated``
    answers miss changes, for there are no further pages: ask for one entity at a time, or query by the time of change.
    """

    as_of: datetime
    truncated: bool
    by_entity: Mapping[str, EntityChanges[Record]] = field(default_factory=dict)

    def of[M: Record](self, kind: type[M]) -> EntityChanges[M]:
        """The changes of one entity."""
        return cast("EntityChanges[M]", self.by_entity.get(kind.entity(), EntityChanges[Record]()))


def check_request(kinds: Sequence[type[Record]], since: datetime, now: datetime) -> Result[None]:
    """``VALIDATION_FAILED`` for what is not captured, and for a moment of more than 30 days ago: query instead."""
    for kind in kinds:
        if kind.entity() in _NOT_CAPTURED:
            return unsent("entities", f"cannot hold {kind.entity()}, whose changes are not captured")
    if not kinds:
        return unsent("entities", "is empty")
    if since < now - LOOK_BACK:
        return unsent("changedSince", f"is more than {LOOK_BACK.days} days ago")
    return Result.ok(None)


def changed_since_text(since: datetime) -> str:
    """``changedSince`` in UTC and whole seconds, rounded down."""
    return since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_changes(answer: VendorAnswer, kinds: Sequence[type[Record]]) -> Result[Changes]:
    """``VENDOR_ANSWER_UNREADABLE`` without the vendor's time or without the groups."""
    parsed = answer.json()
    if parsed.failed:
        return parsed.failure()
    groups = _groups(parsed.unwrap().get("CDCResponse"))
    if groups is None:
        return answer.unreadable("is no answer of change data capture", "CDCResponse")
    try:
        as_of = _MOMENT.validate_python(parsed.unwrap().get("time"))
    except ValidationError:
        return answer.unreadable("does not tell the vendor's time", "time")
    by_entity = {kind.entity(): _changes(groups, kind) for kind in kinds}
    received = sum(len(rows) for group in groups for rows in group.values() if isinstance(rows, list))
    return Result.ok(Changes(as_of, received >= MOST_CHANGES, by_entity))


def _groups(found: object) -> list[Mapping[str, object]] | None:
    if not isinstance(found, list):
        return None
    groups: list[Mapping[str, object]] = []
    for response in found:
        inner = response.get("QueryResponse") if isinstance(response, Mapping) else None
        if not isinstance(inner, list) or not all(isinstance(group, Mapping) for group in inner):
            return None
        groups.extend(inner)
    return groups


def _changes[M: Record](groups: Sequence[Mapping[str, object]], kind: type[M]) -> EntityChanges[Record]:
    listed = [group.get(kind.entity()) for group in groups]
    rows: Rows[M] = rows_of([row for rows in listed if isinstance(rows, list) for row in rows], kind, ID_FIELD)
    live = tuple(row for row in rows.good if not row.deleted)
    deleted = tuple(row for row in rows.good if row.deleted)
    return EntityChanges(live, deleted, rows.malformed)
