"""Daily reports from the stored copy: nobody waits for Raken, few calls, honest ages."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from fieldledger.clients.raken.conditional import Fetched
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.envelope import Freshness
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.report_cache import DocumentReportCache
from fieldledger.result import ErrorCode, Result
from fieldledger.services.daily_reports import (
    OLDER_FOR,
    RECENT_FOR,
    REFRESHED_EVERY,
    DailyReports,
    DailyReportsAnswer,
    time_to_live,
)
from fieldledger.services.report_months import ReportExpiry, ReportMonths
from tests.builders import COMPANY
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.fakes.report_feed import FakeRaken
from tests.unit.clients.raken.bench import Record, a_report

TODAY = date(2026, 3, 2)
MARCH_2 = DaySpan(TODAY, TODAY)
OLD = DaySpan(date(2026, 1, 12), date(2026, 1, 13))
MIDNIGHT = datetime(2026, 3, 3, tzinfo=UTC)


class Desk:
    """The service, its vendor, its store and its time."""

    def __init__(self, *rows: Record) -> None:
        self.raken = FakeRaken()
        self.raken.rows = list(rows)
        self.clock = FakeClock()
        self.store = InMemoryDocumentStore()
        self.cache = DocumentReportCache(self.store)
        self.months = ReportMonths(self.raken, self.cache, self.clock)
        self.woken: list[str] = []
        self.service = DailyReports(self.months, self.clock, self._wake)

    async def _wake(self, company_id: str) -> Result[None]:
        self.woken.append(company_id)
        return Result.ok(None)

    async def read(self, days: DaySpan = MARCH_2, project: str | None = None) -> DailyReportsAnswer:
        """A read that has to succeed."""
        return (await self.service.read(COMPANY, days, project)).unwrap()

    async def refresh(self, days: DaySpan = MARCH_2) -> Result[None]:
        """What the sync does with the months of ``days``."""
        for month in days.months():
            done = await self.months.refresh(COMPANY, month)
            if done.failed:
                return done.failure()
        return Result.ok(None)

    @property
    def calls(self) -> int:
        """How often Raken was asked."""
        return len(self.raken.asked)


def _uuids(answer: DailyReportsAnswer) -> list[str]:
    return [report.uuid for report in answer.reports]


def todays(uuid: str = "today", **changes: object) -> Record:
    """A report of today."""
    return a_report(uuid, "2026-03-02") | changes


def many(count: int) -> Sequence[Record]:
    """Reports of one day in January."""
    return [a_report(f"r{n:04}", "2026-01-12") for n in range(count)]


async def test_what_was_never_read_is_fetched_and_only_what_was_asked_for_is_shown() -> None:
    desk = Desk(
        a_report("b", "2026-01-13"),
        a_report("a", "2026-01-12", "plant"),
        a_report("before", "2026-01-11"),
        a_report("after", "2026-01-14"),
    )
    answer = await desk.read(OLD)
    assert (_uuids(answer), answer.freshness) == (
        ["a", "b"],
        Freshness(as_of=desk.clock.now(), age_seconds=0, stale=False),
    )
    assert _uuids(await desk.read(OLD, "plant")) == ["a"]
    assert desk.calls == 1


async def test_days_of_several_months_are_read_month_by_month() -> None:
    desk = Desk(a_report("jan", "2026-01-31"), a_report("feb", "2026-02-01"), todays())
    assert _uuids(await desk.read(DaySpan(date(2026, 1, 31), TODAY))) == ["jan", "feb", "today"]
    assert [month for month, _, _ in desk.raken.asked] == ["2026-01", "2026-02", "2026-03"]


async def test_nobody_waits_for_raken_where_there_is_a_copy_however_old() -> None:
    desk = Desk(todays(), a_report("old", "2026-01-12"))
    await desk.read()
    await desk.read(OLD)
    desk.clock.advance(days=20)
    assert (_uuids(await desk.read()), _uuids(await desk.read(OLD))) == (["today"], ["old"])
    assert desk.calls == 2


async def test_an_old_copy_says_its_age_and_asks_once_for_a_refresh() -> None:
    desk = Desk(todays())
    fetched_at = (await desk.read()).freshness.as_of
    desk.clock.advance(minutes=14, seconds=59)
    assert not (await desk.read()).freshness.stale
    desk.clock.advance(1)
    answers = [await desk.read() for _ in range(3)]
    assert {answer.freshness for answer in answers} == {Freshness(as_of=fetched_at, age_seconds=900, stale=True)}
    assert desk.woken == [COMPANY]
    assert (await desk.months.asked_for(COMPANY)).unwrap() == list(MARCH_2.months())


async def test_a_refresh_ends_the_asking_and_an_unchanged_answer_makes_the_copy_fresh_again() -> None:
    desk = Desk(todays())
    await desk.read()
    desk.clock.advance(minutes=20)
    await desk.read()
    (await desk.refresh()).unwrap()
    assert (await desk.months.asked_for(COMPANY)).unwrap() == []
    answer = await desk.read()
    assert (answer.freshness, desk.raken.outcomes) == (
        Freshness(as_of=desk.clock.now(), age_seconds=0, stale=False),
        ["fetched", "unchanged"],
    )


async def test_a_refresh_that_found_nothing_new_writes_one_small_item() -> None:
    desk = Desk(todays())
    await desk.read()
    before = {doc.sk: doc.version for doc in desk.store.documents(TableName.CONTROL)}
    desk.clock.advance(minutes=10)
    (await desk.refresh()).unwrap()
    after = {doc.sk: doc.version for doc in desk.store.documents(TableName.CONTROL)}
    assert [sk for sk, version in after.items() if before[sk] != version] == ["REPORTMONTH#2026-03"]


async def test_old_reports_count_as_fresh_for_a_day() -> None:
    desk = Desk(a_report("old", "2026-01-12"))
    await desk.read(OLD)
    desk.clock.advance(hours=23, minutes=59)
    assert not (await desk.read(OLD)).freshness.stale
    desk.clock.advance(minutes=1)
    assert (await desk.read(OLD)).freshness.stale


async def test_old_days_of_the_current_month_do_not_age_for_the_sake_of_today() -> None:
    desk = Desk(a_report("old", "2026-03-01"), a_report("new", "2026-03-20"))
    desk.clock.set(datetime(2026, 3, 20, 15, 0, tzinfo=UTC))
    early = DaySpan(date(2026, 3, 1), date(2026, 3, 5))
    await desk.read(early)
    desk.clock.advance(hours=5)
    assert not (await desk.read(early)).freshness.stale
    assert (await desk.read(DaySpan(date(2026, 3, 1), date(2026, 3, 20)))).freshness.stale


@pytest.mark.parametrize(
    ("newest", "now", "lasts"),
    [
        (date(2026, 3, 2), datetime(2026, 3, 2, 13, tzinfo=UTC), RECENT_FOR),
        (date(2026, 3, 1), datetime(2026, 3, 2, 13, tzinfo=UTC), RECENT_FOR),
        (date(2026, 2, 28), datetime(2026, 3, 2, 13, tzinfo=UTC), OLDER_FOR),
        (date(2026, 2, 28), datetime(2026, 3, 2, 11, tzinfo=UTC), RECENT_FOR),
        (date(2026, 12, 31), datetime(2026, 3, 2, 13, tzinfo=UTC), RECENT_FOR),
    ],
    ids=["today", "yesterday", "the day before", "still yesterday in the west", "in the future"],
)
def test_what_may_still_be_written_counts_as_recent(newest: date, now: datetime, lasts: timedelta) -> None:
    assert time_to_live(newest, now) == lasts


async def test_the_sync_looks_at_the_newest_days_before_their_copy_counts_as_old() -> None:
    assert REFRESHED_EVERY < RECENT_FOR


async def test_a_changed_report_replaces_the_stored_one() -> None:
    desk = Desk(todays(status="INCOMPLETE"))
    await desk.read()
    desk.raken.rows = [todays(status="COMPLETED")]
    (await desk.refresh()).unwrap()
    assert [report.status for report in (await desk.read()).reports] == ["COMPLETED"]


async def test_pages_are_walked_to_the_end_and_all_of_them_are_stored() -> None:
    desk = Desk(*many(2500))
    assert len((await desk.read(OLD)).reports) == 2500
    assert [offset for _, offset, _ in desk.raken.asked] == [0, 1000, 2000]
    assert len((await desk.read(OLD)).reports) == 2500
    assert desk.calls == 3


async def test_a_month_is_refreshed_as_a_whole_so_that_no_report_slips_between_pages() -> None:
    desk = Desk(*many(1001))
    await desk.read(OLD)
    desk.raken.rows.insert(0, a_report("inserted", "2026-01-12"))
    (await desk.refresh(OLD)).unwrap()
    assert len(set(_uuids(await desk.read(OLD)))) == 1002
    assert desk.raken.outcomes == ["fetched"] * 4


async def test_every_page_is_revalidated_by_its_own_etag() -> None:
    desk = Desk(*many(1001))
    await desk.read(OLD)
    (await desk.refresh(OLD)).unwrap()
    assert desk.raken.outcomes == ["fetched", "fetched", "unchanged", "unchanged"]


async def test_a_refresh_that_was_stored_in_part_shows_nobody_a_mixture() -> None:
    desk = Desk(*many(1500))
    await desk.read(OLD)
    desk.raken.rows.insert(0, a_report("inserted", "2026-01-12"))
    desk.store.fail_next(operation="put")
    (await desk.refresh(OLD)).unwrap()
    assert len(_uuids(await desk.read(OLD))) == 1500


async def test_an_answer_is_as_old_as_its_oldest_part() -> None:
    desk = Desk(a_report("old", "2026-01-12"), todays())
    await desk.read(OLD)
    fetched_at = desk.clock.now()
    desk.clock.advance(hours=1)
    await desk.read()
    answer = await desk.read(DaySpan(OLD.first, TODAY))
    assert (_uuids(answer), answer.freshness.as_of) == (["old", "today"], fetched_at)


@pytest.mark.parametrize(
    "code",
    [
        ErrorCode.VENDOR_THROTTLED,
        ErrorCode.VENDOR_QUOTA_EXHAUSTED,
        ErrorCode.VENDOR_UNAVAILABLE,
        ErrorCode.VENDOR_TIMEOUT,
        ErrorCode.VENDOR_CIRCUIT_OPEN,
        ErrorCode.BUDGET_EXHAUSTED,
    ],
)
async def test_a_copy_that_could_not_be_refreshed_says_why(code: ErrorCode) -> None:
    desk = Desk(todays())
    fetched_at = (await desk.read()).freshness.as_of
    desk.clock.advance(hours=2)
    desk.raken.refuse(code)
    assert (await desk.refresh()).error_code == code
    answer = await desk.read()
    assert (_uuids(answer), answer.freshness) == (
        ["today"],
        Freshness(as_of=fetched_at, age_seconds=7200, stale=True, stale_because=code),
    )
    desk.raken.failure = None
    desk.clock.set(MIDNIGHT)
    (await desk.refresh()).unwrap()
    assert (await desk.read()).freshness.stale_because is None


@pytest.mark.parametrize(
    "code",
    [ErrorCode.VENDOR_FORBIDDEN, ErrorCode.RECONNECT_REQUIRED, ErrorCode.NOT_CONNECTED, ErrorCode.VENDOR_UNAUTHORIZED],
)
async def test_lost_rights_are_not_papered_over(code: ErrorCode) -> None:
    desk = Desk(todays())
    await desk.read()
    desk.clock.advance(hours=2)
    desk.raken.refuse(code)
    await desk.refresh()
    assert (await desk.service.read(COMPANY, MARCH_2)).error_code == code


async def test_without_anything_stored_a_refusal_is_returned_as_it_is() -> None:
    desk = Desk(todays())
    desk.raken.refuse(ErrorCode.VENDOR_THROTTLED, retry_at="2026-03-02T13:00:05Z")
    failed = await desk.service.read(COMPANY, MARCH_2)
    assert failed.error_code == ErrorCode.VENDOR_THROTTLED
    assert failed.retry_at == desk.clock.now() + timedelta(seconds=5)


async def test_after_limit_exceeded_raken_is_left_alone_until_midnight() -> None:
    desk = Desk(todays())
    await desk.read()
    desk.clock.advance(minutes=20)
    desk.raken.refuse(ErrorCode.VENDOR_QUOTA_EXHAUSTED, retry_at="2026-03-03T00:00:00Z")
    await desk.refresh()
    desk.raken.failure = None
    desk.clock.set(MIDNIGHT - timedelta(seconds=1))
    assert (await desk.refresh()).retry_at == MIDNIGHT
    assert (await desk.read()).freshness.stale_because == ErrorCode.VENDOR_QUOTA_EXHAUSTED
    failed = await desk.service.read(COMPANY, OLD)
    assert (failed.error_code, failed.retry_at) == (ErrorCode.VENDOR_QUOTA_EXHAUSTED, MIDNIGHT)
    assert desk.calls == 2
    desk.clock.set(MIDNIGHT)
    (await desk.refresh()).unwrap()
    assert not (await desk.read()).freshness.stale


async def test_a_used_up_quota_pauses_until_midnight_even_if_nobody_said_when_it_ends() -> None:
    desk = Desk(todays())
    desk.raken.refuse(ErrorCode.VENDOR_QUOTA_EXHAUSTED)
    await desk.service.read(COMPANY, MARCH_2)
    desk.raken.failure = None
    assert (await desk.service.read(COMPANY, MARCH_2)).retry_at == MIDNIGHT


async def test_the_end_of_the_pause_is_the_one_that_raken_s_client_names() -> None:
    desk = Desk(todays())
    evening = datetime(2026, 3, 2, 20, tzinfo=UTC)
    desk.raken.refuse(ErrorCode.VENDOR_QUOTA_EXHAUSTED, retry_at="2026-03-02T20:00:00Z")
    await desk.service.read(COMPANY, MARCH_2)
    desk.raken.failure = None
    assert (await desk.service.read(COMPANY, MARCH_2)).retry_at == evening


async def test_fresh_reports_are_served_during_the_pause_as_what_they_are() -> None:
    desk = Desk(todays())
    await desk.read()
    desk.raken.refuse(ErrorCode.VENDOR_QUOTA_EXHAUSTED)
    await desk.service.read(COMPANY, OLD)
    assert (await desk.read()).freshness.stale_because is None


async def test_a_body_too_large_for_the_store_is_read_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldledger.repositories.report_cache.MAX_PACKED", 10)
    desk = Desk(todays())
    assert _uuids(await desk.read()) == ["today"]
    assert _uuids(await desk.read()) == ["today"]
    assert desk.calls == 2


async def test_a_vendor_without_etags_is_asked_for_the_whole_body_each_time() -> None:
    desk = Desk(todays())
    desk.raken.tags = False
    await desk.read()
    (await desk.refresh()).unwrap()
    assert [etag for _, _, etag in desk.raken.asked] == [None, None]


async def test_links_are_never_served_from_a_copy() -> None:
    desk = Desk(todays(reportUrl="https://files.rakenapp.com/signed"))
    answers = [await desk.read(), await desk.read()]
    assert [report.report_url for answer in answers for report in answer.reports] == [None, None]


async def test_malformed_rows_are_told_and_the_others_served() -> None:
    desk = Desk(todays())
    desk.raken.rows += [None, todays("odd", project=None)]
    answer = await desk.read()
    assert _uuids(answer) == ["today"]
    assert [(row.index, row.entity_id) for row in answer.malformed] == [(1, None), (2, "odd")]


async def test_an_answer_that_cannot_be_read_is_not_stored() -> None:
    desk = Desk(todays())
    await desk.read()
    desk.raken.failure = Result.ok(Fetched(b"<html>", '"v2"'))
    assert (await desk.refresh()).error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE
    desk.raken.failure = None
    assert _uuids(await desk.read()) == ["today"]


async def test_a_changed_time_card_lets_its_month_be_refreshed_before_its_time() -> None:
    desk = Desk(a_report("old", "2026-01-12"), todays())
    await desk.read(OLD)
    await desk.read()
    expiry = ReportExpiry(desk.cache, desk.clock)
    (await expiry.expire_days(COMPANY, [OLD.first, OLD.last])).unwrap()
    assert not (await desk.read()).freshness.stale
    assert (await desk.read(OLD)).freshness.stale
    assert (await desk.months.asked_for(COMPANY)).unwrap() == list(OLD.months())
    (await desk.refresh(OLD)).unwrap()
    assert not (await desk.read(OLD)).freshness.stale


async def test_expiring_what_was_never_read_is_fine() -> None:
    desk = Desk()
    (await ReportExpiry(desk.cache, desk.clock).expire_days(COMPANY, [date(2026, 1, 1), TODAY])).unwrap()
    assert (desk.store.documents(TableName.CONTROL), desk.calls) == ([], 0)


async def test_companies_do_not_share_their_reports() -> None:
    desk = Desk(todays())
    await desk.read()
    (await desk.service.read("company-2", MARCH_2)).unwrap()
    assert desk.calls == 2


async def test_of_two_refreshes_at_once_either_is_kept() -> None:
    desk = Desk(todays())
    other = ReportMonths(desk.raken, DocumentReportCache(desk.store), desk.clock)
    await desk.read()
    desk.clock.advance(minutes=10)

    async def somebody_is_faster(_writes: object) -> None:
        desk.store.before_commit = None
        (await other.refresh(COMPANY, next(MARCH_2.months()))).unwrap()

    desk.store.before_commit = somebody_is_faster
    (await desk.refresh()).unwrap()
    desk.store.before_commit = None
    answer = await desk.read()
    assert (_uuids(answer), answer.freshness.age_seconds) == (["today"], 0)


async def test_a_store_that_does_not_answer_is_a_failure() -> None:
    desk = Desk(todays())
    desk.store.fail_next()
    assert (await desk.service.read(COMPANY, MARCH_2)).error_code == ErrorCode.STORE_UNAVAILABLE
    desk.store.fail_next()
    expired = await ReportExpiry(desk.cache, desk.clock).expire_days(COMPANY, [TODAY])
    assert expired.error_code == ErrorCode.STORE_UNAVAILABLE
