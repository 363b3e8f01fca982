"""Spans of jobsite dates in requests, and the one that is meant when a request names none."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from fieldledger.domain.company import Company, PayPeriod
from fieldledger.result import ErrorCode, Result

MAX_DAYS: Final = 62


@dataclass(frozen=True, slots=True)
class Days:
    """Jobsite dates, both included."""

    first: date
    last: date


def current_pay_period(company: Company, now: datetime) -> PayPeriod:
    """The pay period that it is now where the company is."""
    return company.pay_periods.period_of(now.astimezone(ZoneInfo(company.time_zone)).date())


async def asked_days(
    first: date | None, last: date | None, company: Callable[[], Awaitable[Result[Company]]], now: datetime
) -> Result[Days]:
    """The days of ``from`` and ``to``; the current pay period stands in for what is missing."""
    if first is not None and last is not None:
        return checked(Days(first, last), "query.to")
    found = await company()
    if found.error_code == ErrorCode.NOT_FOUND:
        return Result.fail("the company is not set up yet", ErrorCode.COMPANY_NOT_CONFIGURED)
    period = found.map(lambda known: current_pay_period(known, now))
    return period.and_then(
        lambda current: checked(Days(first or current.first_day, last or current.last_day), "query.to")
    )


def checked(days: Days, field: str) -> Result[Days]:
    """``VALIDATION_FAILED``, naming ``field``, for days in the wrong order and for more than 62 of them."""
    if days.last < days.first:
        return _invalid(field, "must not be before the first day")
    if (days.last - days.first).days >= MAX_DAYS:
        return _invalid(field, f"must leave at most {MAX_DAYS} days, both ends included")
    return Result.ok(days)


def _invalid(field: str, problem: str) -> Result[Days]:
    details = {"fields": [{"field": field, "problem": problem}]}
    return Result.fail("the request is not valid", ErrorCode.VALIDATION_FAILED, details)
