"""Stored daily reports against a Raken that counts its calls."""

from datetime import date, timedelta
from typing import Any

from fieldledger.clients.raken.spans import DaySpan
from fieldledger.result import ErrorCode
from fieldledger.services.daily_reports import DailyReports, DailyReportsAnswer
from fieldledger.services.report_months import ReportMonths
from fieldledger.wiring.daily_reports import report_months
from tests.builders import COMPANY
from tests.integration.clients.raken.jobsite import ACCOUNT, Jobsite
from tests.unit.clients.raken.bench import a_report

TODAY = date(2026, 3, 2)
WEEK = DaySpan(TODAY - timedelta(days=1), TODAY)
MARCH = DaySpan(date(2026, 3, 1), date(2026, 3, 31))
SEPTEMBER = DaySpan(date(2026, 9, 1), date(2026, 9, 30))


def _months(jobsite: Jobsite) -> ReportMonths:
    return report_months(jobsite.client, jobsite.store, jobsite.clock)


async def _read(jobsite: Jobsite, days: DaySpan = WEEK) -> DailyReportsAnswer:
    service = DailyReports(_months(jobsite), jobsite.clock)
    return (await service.read(COMPANY, days)).unwrap()


def _today(uuid: str = "today", **changes: Any) -> dict[str, Any]:
    return a_report(uuid, TODAY.isoformat(), **changes)


async def test_an_hour_of_looking_costs_what_the_sync_asks_and_one_body(jobsite: Jobsite) -> None:
    await jobsite.seed("dailyReports", _today())
    for minute in range(60):
        assert [report.uuid for report in (await _read(jobsite)).reports] == ["today"]
        jobsite.clock.advance(minutes=1)
        if minute % 10 == 9:
            (await _months(jobsite).refresh(COMPANY, MARCH)).unwrap()
    counted = await jobsite.counted()
    assert (counted["admitted"], counted["not_modified"]) == (7, 6)


async def test_what_a_superintendent_changes_is_seen_after_the_next_refresh(jobsite: Jobsite) -> None:
    await jobsite.seed("dailyReports", _today(status="INCOMPLETE"))
    await _read(jobsite)
    await jobsite.admin("PATCH", f"companies/{ACCOUNT}/dailyReports/today", {"status": "COMPLETED"})
    (await _months(jobsite).refresh(COMPANY, MARCH)).unwrap()
    assert [report.status for report in (await _read(jobsite)).reports] == ["COMPLETED"]


async def test_with_the_quota_used_up_the_day_is_served_from_the_copy(jobsite: Jobsite) -> None:
    await jobsite.seed("dailyReports", _today())
    fetched_at = (await _read(jobsite)).freshness.as_of
    await jobsite.admin("POST", f"companies/{ACCOUNT}/quota", {"used_today": 10_000})
    for _ in range(10):
        jobsite.clock.advance(hours=1)
        assert (await _months(jobsite).refresh(COMPANY, MARCH)).error_code == ErrorCode.VENDOR_QUOTA_EXHAUSTED
        freshness = (await _read(jobsite)).freshness
        assert (freshness.as_of, freshness.stale_because) == (fetched_at, ErrorCode.VENDOR_QUOTA_EXHAUSTED)
    assert (await jobsite.counted())["quota_used"] == 1
    jobsite.clock.advance(hours=1)
    (await _months(jobsite).refresh(COMPANY, MARCH)).unwrap()
    assert not (await _read(jobsite)).freshness.stale


async def test_trouble_of_raken_s_is_bridged_and_over_when_it_is_over(jobsite: Jobsite) -> None:
    await jobsite.seed("dailyReports", _today())
    await _read(jobsite)
    jobsite.clock.advance(minutes=30)
    await jobsite.fault("drop_before", "/api/dailyReports", count=3)
    await _months(jobsite).refresh(COMPANY, MARCH)
    assert (await _read(jobsite)).freshness.stale_because == ErrorCode.VENDOR_UNAVAILABLE
    (await _months(jobsite).refresh(COMPANY, MARCH)).unwrap()
    assert not (await _read(jobsite)).freshness.stale


async def test_a_seeded_contractor_s_reports_are_all_read(jobsite: Jobsite) -> None:
    await jobsite.admin("POST", "seed", {"company": ACCOUNT})
    answer = await _read(jobsite, SEPTEMBER)
    assert (len(answer.reports), answer.malformed) == (2, ())
    crews = answer.reports[0].work_logs
    assert crews is not None
    assert crews[0].worker_count == 2


async def test_a_year_is_asked_for_in_months(jobsite: Jobsite) -> None:
    days = [date(2025, month, 28) for month in range(3, 13)]
    await jobsite.seed("dailyReports", *(a_report(f"r{day}", day.isoformat()) for day in days))
    answer = await _read(jobsite, DaySpan(date(2025, 3, 1), date(2025, 12, 31)))
    assert [report.date for report in answer.reports] == days
    assert (await jobsite.counted())["admitted"] == 10
