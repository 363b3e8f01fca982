"""What FOUNDATION holds of a record, in minutes or in money, against what was posted."""

from datetime import date
from decimal import Decimal

import pytest

from fieldledger.clients.foundation.assumptions import ASSUMED
from fieldledger.clients.foundation.models import TimeCard
from fieldledger.clients.foundation.models.writes import TimeCardWrite
from fieldledger.domain.drift import Drift
from fieldledger.domain.posting import Posting
from fieldledger.services.closing.foundation_drift import drift_of
from tests.builders import APPROVED_AT, WORK_DATE, a_posting, a_time_activity
from tests.builders.postings import a_per_diem

NEXT_DAY = date(2026, 2, 28)


def _per_diem() -> Posting:
    return a_posting(payload=a_per_diem()).model_copy(update={"target": "foundation"})


def _card(hours: str, amount: str | None = None, day: date = WORK_DATE) -> TimeCard:
    money = {} if amount is None else {"amount": amount}
    row = {"timecardId": "1001", "employeeId": "107", "date": day.isoformat(), "jobId": "2214", "hours": hours}
    return TimeCard.model_validate(row | money)


def _drift(posting: Posting, held: TimeCard, sent: TimeCardWrite | None = None) -> Drift | None:
    return drift_of(posting, sent, held, ASSUMED, APPROVED_AT)


def test_a_per_diem_that_was_found_there_and_taken_as_ours_is_as_it_was_approved() -> None:
    assert _drift(_per_diem(), _card("0", "45.50")) is None


@pytest.mark.parametrize(
    ("held", "quantity", "fields"),
    [
        (_card("0", "60.25"), "60.25", {"amount": "sent 45.50, holds 60.25"}),
        (_card("0"), "0", {"amount": "sent 45.50, holds 0"}),
        (_card("0", "45.50", NEXT_DAY), "45.50", {"day": "sent 2026-02-27, holds 2026-02-28"}),
    ],
)
def test_what_differs_of_a_per_diem_taken_as_ours_is_money(
    held: TimeCard, quantity: str, fields: dict[str, str]
) -> None:
    found = _drift(_per_diem(), held)
    assert found is not None
    assert (found.quantity, found.fields) == (Decimal(quantity), fields)


def test_hours_that_a_per_diem_was_made_of_are_no_money() -> None:
    sent = TimeCardWrite(employee_id="107", day=WORK_DATE, job_id="2214", hours=Decimal(0), amount=Decimal("45.50"))
    found = _drift(_per_diem(), _card("2"), sent)
    assert found is not None
    assert found.quantity == 0


@pytest.mark.parametrize(("held", "quantity"), [("8", None), ("6.5", "390")])
def test_hours_taken_as_ours_differ_in_minutes(held: str, quantity: str | None) -> None:
    found = _drift(a_posting(payload=a_time_activity(minutes=480)), _card(held))
    told = None if found is None else (str(found.quantity), found.fields)
    assert told == (None if quantity is None else (quantity, {"minutes": "sent 480, holds 390"}))
