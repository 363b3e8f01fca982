"""Time cards, their entries and approvals."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from fieldledger.domain.approval import Approval
from fieldledger.domain.time_card import TimeCard, TimeCardStatus, TimeEntry
from tests.builders.moments import ACCOUNTANT, APPROVED_AT, COMPANY, CONTENT_HASH, SYNCED_AT, WORK_DATE


def an_entry(
    hours: Decimal | str = "8",
    *,
    pay_type: str = "Regular",
    cost_code: str | None = "03-300",
    classification: str | None = "Carpenter",
) -> TimeEntry:
    """A regular day; give ``hours`` as text, so that no float comes near it."""
    return TimeEntry(hours=Decimal(hours), pay_type=pay_type, cost_code=cost_code, classification=classification)


def a_time_card(
    *,
    company_id: str = COMPANY,
    time_card_id: str = "card-1",
    source: str = "raken",
    work_date: date = WORK_DATE,
    employee_id: str = "employee-1",
    project_id: str = "project-1",
    entries: Sequence[TimeEntry] | None = None,
    source_approved: bool = True,
    source_updated_at: datetime = SYNCED_AT,
    deleted_at: datetime | None = None,
    content_hash: str = CONTENT_HASH,
    status: TimeCardStatus = TimeCardStatus.READY,
    approval_id: str | None = None,
    approved_hash: str | None = None,
    version: int = 0,
) -> TimeCard:
    """A card of eight regular hours that waits for the accountant."""
    return TimeCard(
        company_id=company_id,
        time_card_id=time_card_id,
        source=source,
        work_date=work_date,
        employee_id=employee_id,
        project_id=project_id,
        entries=(an_entry(),) if entries is None else tuple(entries),
        source_approved=source_approved,
        source_updated_at=source_updated_at,
        deleted_at=deleted_at,
        content_hash=content_hash,
        status=status,
        approval_id=approval_id,
        approved_hash=approved_hash,
        version=version,
    )


def an_approval(
    *,
    company_id: str = COMPANY,
    approval_id: str = "approval-1",
    first_day: date = date(2026, 2, 23),
    last_day: date = date(2026, 3, 1),
    project_id: str | None = None,
    approved_by: str = ACCOUNTANT,
    approved_at: datetime = APPROVED_AT,
    version: int = 0,
) -> Approval:
    """The accountant's approval of the week of ``WORK_DATE``."""
    return Approval(
        company_id=company_id,
        approval_id=approval_id,
        first_day=first_day,
        last_day=last_day,
        project_id=project_id,
        approved_by=approved_by,
        approved_at=approved_at,
        version=version,
    )
