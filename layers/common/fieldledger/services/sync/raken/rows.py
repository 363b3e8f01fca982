"""Raken's rows as rows of the sync; what cannot be read names the fields at fault, never their values."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from pydantic import ValidationError

from fieldledger.clients.raken.models import RakenCostCode, RakenMember, RakenProject, RakenTimeCard, RakenTimeEntry
from fieldledger.clients.reading import MalformedRow, malformed_row
from fieldledger.domain.employee import EmployeeStatus
from fieldledger.domain.facts.raken_days import TimeCardFacts
from fieldledger.domain.facts.raken_lists import MemberFacts, ProjectFacts
from fieldledger.domain.project import ProjectStatus
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.time_card import TimeEntry
from fieldledger.services.sync.source import SourceRow

WHOLE: Final = "the whole row"
"""A row that is no object has no field at fault."""

type ReadRow = Callable[[object], SourceRow]
"""Raises ``ValueError`` for a row that cannot be used."""


class UnusableRowError(ValueError):
    """A row that its model takes and we do not; ``fields`` are at fault."""

    def __init__(self, fields: str, reason: str) -> None:
        super().__init__(reason)
        self.fields = fields


def read_rows(rows: Iterable[object], read: ReadRow) -> tuple[tuple[SourceRow, ...], tuple[MalformedRow, ...]]:
    """The readable rows and, apart, those that are not."""
    good: list[SourceRow] = []
    malformed: list[MalformedRow] = []
    for index, row in enumerate(rows):
        try:
            good.append(read(row))
        except ValueError as invalid:
            malformed.append(_malformed(index, row, invalid))
    return tuple(good), tuple(malformed)


def project_row(raw: object) -> SourceRow:
    """A project of ``/projects``."""
    return project(RakenProject.model_validate(raw))


def project(read: RakenProject) -> SourceRow:
    """A project; deleted ones stay in Raken's list with that status."""
    status = _known(ProjectStatus, read.status)
    facts = ProjectFacts(number=text(read.number), name=read.name, status=status)
    deleted = status is ProjectStatus.DELETED
    return SourceRow(SyncResource.RAKEN_PROJECTS, read.uuid, facts, updated_at=read.updated_at, deleted=deleted)


def member_row(raw: object) -> SourceRow:
    """A member of ``/members``."""
    return member(RakenMember.model_validate(raw))


def member(read: RakenMember) -> SourceRow:
    """A worker; deleted ones stay in Raken's list with that status."""
    status = _known(EmployeeStatus, read.status)
    facts = MemberFacts(
        number=text(read.employee_id),
        first_name=read.first_name,
        last_name=read.last_name,
        email=text(read.email),
        status=status,
    )
    return SourceRow(SyncResource.RAKEN_MEMBERS, read.uuid, facts, deleted=status is EmployeeStatus.DELETED)


def time_card_row(raw: object) -> SourceRow:
    """A card of ``/timeCards``; malformed also where the entries do not add up to the card's own total."""
    card = RakenTimeCard.model_validate(raw)
    entries = tuple(_entry(entry) for entry in card.time_entries)
    total = sum((entry.hours for entry in entries), Decimal(0))
    if card.total_hours is not None and abs(card.total_hours - total) > Decimal("0.01") * max(1, len(entries)):
        reason = f"the entries add up to {total} h, the card says {card.total_hours} h"
        raise UnusableRowError("timeEntries, totalHours", reason)
    facts = TimeCardFacts(
        work_date=card.date,
        employee_id=card.worker.uuid,
        project_id=card.project.uuid,
        entries=entries,
        approved=card.approved,
        updated_at=card.updated_at,
        deleted_at=card.deleted_at,
    )
    gone = card.deleted_at is not None
    return SourceRow(SyncResource.RAKEN_TIME_CARDS, card.uuid, facts, updated_at=card.updated_at, deleted=gone)


def _entry(entry: RakenTimeEntry) -> TimeEntry:
    return TimeEntry(
        hours=entry.hours.normalize() if entry.hours else Decimal(0),
        pay_type=entry.pay_type.code,
        cost_code=None if entry.cost_code is None else _cost_code(entry.cost_code),
        classification=None if entry.classification is None else text(entry.classification.name),
    )


def _cost_code(cost_code: RakenCostCode) -> str | None:
    return code_with_division(cost_code.code, cost_code.division)


def code_with_division(code: str | None, division: str | None) -> str | None:
    """The code alone where it already carries its division, else division and code joined (both styles occur)."""
    own, front = text(code), text(division)
    if own is None:
        return None
    return own if front is None or own.startswith(front) else f"{front}-{own}"


def text(value: str | None) -> str | None:
    """Trimmed; None where nothing is left."""
    return (value or "").strip() or None


def _known[S: (ProjectStatus, EmployeeStatus)](kind: type[S], status: str) -> S:
    try:
        return kind(status.lower())
    except ValueError as unknown:
        raise UnusableRowError("status", "an unknown status") from unknown


def _malformed(index: int, row: object, invalid: ValueError) -> MalformedRow:
    fields, reason = _fault(invalid)
    return malformed_row(index, row, "uuid", (fields,), reason)


def _fault(invalid: ValueError) -> tuple[str, str]:
    match invalid:
        case ValidationError():
            errors = invalid.errors(include_input=False, include_url=False, include_context=False)
            places = sorted({".".join(map(str, error["loc"])) or WHOLE for error in errors})
            return ", ".join(places), errors[0]["type"]
        case UnusableRowError():
            return invalid.fields, str(invalid)
        case _:
            return WHOLE, "unreadable"
