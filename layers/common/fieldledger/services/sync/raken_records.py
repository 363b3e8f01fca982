"""Raken's records as canonical ones."""

from decimal import Decimal
from typing import Never

from pydantic import ValidationError

from fieldledger.clients.raken.models import RakenCostCode, RakenMember, RakenProject, RakenTimeCard, RakenTimeEntry
from fieldledger.domain.employee import Employee, EmployeeStatus
from fieldledger.domain.hashing import content_hash
from fieldledger.domain.project import Project, ProjectStatus
from fieldledger.domain.time_card import TimeCard, TimeCardStatus, TimeEntry
from fieldledger.result import ErrorCode, Result

SOURCE = "raken"
# A row that is no object has no field at fault.
_WHOLE = "the whole row"


def to_project(company_id: str, raw: object) -> Result[Project]:
    """``RECORD_MALFORMED`` names the fields at fault, never their values."""
    try:
        project = RakenProject.model_validate(raw)
        content = {"number": _text(project.number), "name": project.name, "status": project.status.lower()}
        return Result.ok(
            Project(
                company_id=company_id,
                project_id=project.uuid,
                source=SOURCE,
                number=_text(project.number),
                name=project.name,
                status=ProjectStatus(project.status.lower()),
                source_updated_at=project.updated_at,
                content_hash=content_hash(content),
            )
        )
    except ValueError as invalid:
        return _malformed(invalid)


def to_employee(company_id: str, raw: object) -> Result[Employee]:
    """``RECORD_MALFORMED`` names the fields at fault, never their values."""
    try:
        member = RakenMember.model_validate(raw)
        fields = {
            "number": _text(member.employee_id),
            "first_name": member.first_name,
            "last_name": member.last_name,
            "email": _text(member.email),
            "status": EmployeeStatus(member.status.lower()),
        }
        return Result.ok(
            Employee.model_validate(
                fields
                | {
                    "company_id": company_id,
                    "employee_id": member.uuid,
                    "source": SOURCE,
                    "content_hash": content_hash(fields),
                }
            )
        )
    except ValueError as invalid:
        return _malformed(invalid)


def to_time_card(company_id: str, raw: object) -> Result[TimeCard]:
    """``RECORD_MALFORMED`` also where the entries do not add up to the card's own total."""
    try:
        card = RakenTimeCard.model_validate(raw)
    except ValidationError as invalid:
        return _malformed(invalid)
    entries = tuple(_entry(entry) for entry in card.time_entries)
    total = sum((entry.hours for entry in entries), Decimal(0))
    if card.total_hours is not None and abs(card.total_hours - total) > Decimal("0.01") * max(1, len(entries)):
        text = f"the entries add up to {total} h, the card says {card.total_hours} h"
        return Result.fail(text, ErrorCode.RECORD_MALFORMED, {"fields": "timeEntries, totalHours"})
    content = {
        "work_date": card.date,
        "employee_id": card.worker.uuid,
        "project_id": card.project.uuid,
        "entries": [entry.model_dump(mode="json") for entry in entries],
        "deleted": card.deleted_at is not None,
    }
    return Result.ok(
        TimeCard(
            company_id=company_id,
            time_card_id=card.uuid,
            source=SOURCE,
            work_date=card.date,
            employee_id=card.worker.uuid,
            project_id=card.project.uuid,
            entries=entries,
            source_approved=card.approved,
            source_updated_at=card.updated_at,
            deleted_at=card.deleted_at,
            content_hash=content_hash(content),
            status=_status(card),
        )
    )


def _status(card: RakenTimeCard) -> TimeCardStatus:
    if card.deleted_at is not None:
        return TimeCardStatus.DELETED
    return TimeCardStatus.READY if card.approved else TimeCardStatus.UNAPPROVED


def _entry(entry: RakenTimeEntry) -> TimeEntry:
    return TimeEntry(
        hours=entry.hours.normalize() if entry.hours else Decimal(0),
        pay_type=entry.pay_type.code,
        cost_code=_cost_code(entry.cost_code),
        classification=None if entry.classification is None else _text(entry.classification.name),
    )


def _cost_code(cost_code: RakenCostCode | None) -> str | None:
    """The code alone where it already carries its division, else division and code joined (both styles occur)."""
    if cost_code is None or not (code := _text(cost_code.code)):
        return None
    division = _text(cost_code.division)
    return code if division is None or code.startswith(division) else f"{division}-{code}"


def _text(value: str | None) -> str | None:
    stripped = (value or "").strip()
    return stripped or None


def _malformed(invalid: ValueError) -> Result[Never]:
    fields = "status"
    if isinstance(invalid, ValidationError):
        places = {".".join(map(str, e["loc"])) or _WHOLE for e in invalid.errors(include_input=False)}
        fields = ", ".join(sorted(places))
    return Result.fail(f"the record cannot be read: {fields}", ErrorCode.RECORD_MALFORMED, {"fields": fields})
