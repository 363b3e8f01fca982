"""Spans of jobsite dates in requests."""

from datetime import UTC, date, datetime

import pytest

from fieldledger.domain.company import Company
from fieldledger.http.pay_periods import Days, asked_days, checked, current_pay_period
from fieldledger.result import ErrorCode, Result
from tests.builders import a_company

SUNDAY_NIGHT_IN_CHICAGO = datetime(2026, 3, 2, 5, 30, tzinfo=UTC)


async def _company() -> Result[Company]:
    return Result.ok(a_company())


async def _no_company() -> Result[Company]:
    return Result.fail("The company was not found", ErrorCode.NOT_FOUND)


def test_the_pay_period_is_the_one_where_the_company_is() -> None:
    chicago = current_pay_period(a_company(time_zone="America/Chicago"), SUNDAY_NIGHT_IN_CHICAGO)
    london = current_pay_period(a_company(time_zone="Europe/London"), SUNDAY_NIGHT_IN_CHICAGO)

    assert (chicago.first_day, london.first_day) == (date(2026, 2, 23), date(2026, 3, 2))


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (None, None, (date(2026, 2, 23), date(2026, 3, 1))),
        (date(2026, 2, 26), None, (date(2026, 2, 26), date(2026, 3, 1))),
        (None, date(2026, 2, 24), (date(2026, 2, 23), date(2026, 2, 24))),
        (date(2026, 1, 1), date(2026, 1, 31), (date(2026, 1, 1), date(2026, 1, 31))),
    ],
)
async def test_the_current_pay_period_stands_in_for_what_the_request_leaves_out(
    first: date | None, last: date | None, days: tuple[date, date]
) -> None:
    asked = await asked_days(first, last, _company, SUNDAY_NIGHT_IN_CHICAGO)

    assert asked.unwrap() == Days(*days)


@pytest.mark.anyio
async def test_a_company_that_was_never_set_up_has_no_current_pay_period() -> None:
    asked = await asked_days(None, None, _no_company, SUNDAY_NIGHT_IN_CHICAGO)

    assert asked.error_code == ErrorCode.COMPANY_NOT_CONFIGURED


@pytest.mark.anyio
async def test_days_that_are_both_given_need_no_company() -> None:
    asked = await asked_days(date(2026, 1, 1), date(2026, 1, 2), _no_company, SUNDAY_NIGHT_IN_CHICAGO)

    assert asked.success


@pytest.mark.parametrize(
    ("last", "allowed"), [(date(2026, 3, 3), True), (date(2026, 3, 4), False), (date(2025, 12, 31), False)]
)
def test_a_span_has_at_least_one_and_at_most_62_days(last: date, *, allowed: bool) -> None:
    result = checked(Days(date(2026, 1, 1), last), "query.to")

    assert result.success is allowed
    assert allowed or result.error_code == ErrorCode.VALIDATION_FAILED
