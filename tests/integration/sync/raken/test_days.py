"""Daily reports and work logs as sync sources: by month, the last days again and again, the rest when asked for."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fieldledger.clients.raken.spans import DaySpan
from fieldledger.domain.facts.raken_days import CrewFacts, DailyReportFacts, WorkLogFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode
from fieldledger.services.daily_reports import DailyReports
from fieldledger.services.sync.raken.days import days_of
from fieldledger.services.sync.source import PageRequest
from fieldledger.wiring.daily_reports import report_months
from tests.builders import COMPANY
from tests.integration.clients.raken.jobsite import ACCOUNT
from tests.integration.sync.raken.conftest import Site
from tests.unit.clients.raken.bench import a_report

REPORTS, LOGS = SyncResource.RAKEN_DAILY_REPORTS, SyncResource.RAKEN_WORK_LOGS
TODAY = date(2026, 3, 2)
OLD = DaySpan(date(2025, 11, 3), date(2025, 11, 4))


def a_log(uuid: str, day: str, hours: float = 8) -> dict[str, Any]:
    """A crew of two on the clinic."""
    return {"uuid": uuid, "date": day, "project": {"uuid": "clinic"}, "workerCount": 2, "hours": hours}


async def test_the_months_of_the_window_are_read_and_only_its_days_are_kept(site: Site) -> None:
    await site.jobsite.seed(
        "dailyReports",
        a_report("feb", "2026-02-28"),
        a_report("early", "2026-02-03"),
        a_report("today", TODAY.isoformat()),
    )
    walked = await site.office.walk(site.source(REPORTS), site.last(days=3))
    assert (walked.ids(REPORTS), walked.cursors, walked.counts.calls) == (["feb", "today"], ["window:2026-03"], 2)


async def test_a_second_look_costs_a_call_without_a_body_and_no_write(site: Site) -> None:
    await site.jobsite.seed("dailyReports", a_report("today", TODAY.isoformat()))
    await site.office.walk(site.source(REPORTS), site.last(hours=1))
    walked = await site.office.walk(site.source(REPORTS), site.last(hours=1))
    counted = await site.jobsite.counted()
    assert (walked.counts.unchanged, walked.counts.changed, counted["not_modified"]) == (1, 0, 1)


async def test_a_report_is_kept_without_its_link(site: Site) -> None:
    report = a_report("today", TODAY.isoformat()) | {"reportUrl": "https://files.rakenapp.com/signed"}
    await site.jobsite.seed("dailyReports", report)
    await site.office.walk(site.source(REPORTS), site.last(hours=1))
    [facts] = (await site.office.facts(REPORTS, DailyReportFacts)).values()
    assert (facts.work_date, facts.project_id, facts.status) == (TODAY, "clinic", "COMPLETED")
    assert facts.notes[0].comment == "Pulled wire"
    assert "signed" not in facts.model_dump_json()


async def test_an_old_month_that_somebody_looked_at_is_brought_up_to_date_once(site: Site) -> None:
    await site.jobsite.seed("dailyReports", a_report("old", "2025-11-03"))
    months = report_months(site.jobsite.client, site.jobsite.store, site.jobsite.clock)
    people = DailyReports(months, site.jobsite.clock)
    (await people.read(COMPANY, OLD)).unwrap()
    site.jobsite.clock.advance(days=2)
    assert (await people.read(COMPANY, OLD)).unwrap().freshness.stale
    walked = await site.office.walk(site.source(REPORTS), site.last(hours=1))
    assert (walked.cursors, walked.ids(REPORTS)) == (["asked:2025-11"], ["old"])
    assert not (await people.read(COMPANY, OLD)).unwrap().freshness.stale
    assert (await site.office.walk(site.source(REPORTS), site.last(hours=1))).cursors == []


async def test_a_refused_month_stops_the_run_with_the_time_to_come_back(site: Site) -> None:
    await site.jobsite.admin("POST", f"companies/{ACCOUNT}/quota", {"used_today": 10_000})
    window = site.last(hours=1)
    source = site.source(REPORTS)
    refused = await source.page(PageRequest(COMPANY, window=window))
    assert refused.error_code == ErrorCode.VENDOR_QUOTA_EXHAUSTED
    assert refused.retry_at is not None
    assert refused.retry_at.date() == TODAY + timedelta(days=1)


async def test_a_single_report_or_log_is_looked_for_in_the_last_months(site: Site) -> None:
    await site.jobsite.seed("dailyReports", a_report("jan", "2026-01-20"))
    await site.jobsite.seed("workLogs", a_log("log", "2026-01-20"))
    for resource, uuid in ((REPORTS, "jan"), (LOGS, "log")):
        source = site.source(resource)
        assert [row.record_id for row in (await source.one(COMPANY, resource, uuid, None)).unwrap().rows] == [uuid]
        assert (await source.one(COMPANY, resource, "none", None)).error_code == ErrorCode.VENDOR_NOT_FOUND


async def test_work_logs_are_read_month_by_month_and_written_when_they_change(site: Site) -> None:
    await site.jobsite.seed("workLogs", a_log("a", "2026-01-30"), a_log("b", "2026-02-02"), a_log("c", "2026-03-01"))
    first = await site.office.walk(site.source(LOGS), site.last(days=40))
    assert (first.counts.created, first.cursors) == (3, ["2026-02-01:0", "2026-03-01:0"])
    await site.jobsite.seed("workLogs", a_log("b", "2026-02-02", hours=6.50))
    second = await site.office.walk(site.source(LOGS), site.last(days=40))
    assert (second.counts.updated, second.counts.unchanged, second.balanced) == (1, 2, True)
    facts = (await site.office.facts(LOGS, WorkLogFacts))["b"]
    crew = CrewFacts(worker_count=Decimal(2), hours=Decimal("6.5"))
    assert facts == WorkLogFacts(work_date=date(2026, 2, 2), project_id="clinic", crew=crew)


async def test_a_month_without_logs_deletes_nothing(site: Site) -> None:
    await site.jobsite.seed("workLogs", a_log("a", "2026-03-01"))
    await site.office.walk(site.source(LOGS), site.last(days=3))
    await site.jobsite.fault("status", "/api/workLogs", status=200, body='{"collection": []}')
    await site.office.walk(site.source(LOGS), site.last(hours=1))
    assert set(await site.office.facts(LOGS, WorkLogFacts)) == {"a"}


async def test_the_days_of_a_window_are_those_of_every_place_on_earth(site: Site) -> None:
    window = site.last(hours=1)
    assert days_of(window) == DaySpan(TODAY - timedelta(days=0), TODAY + timedelta(days=1))
