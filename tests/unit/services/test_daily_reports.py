"""Daily reports through the cache: few calls, honest ages."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from fieldledger.clients.raken.conditional import Conditional, Fetched, Unchanged
from fieldledger.clients.raken.paging import PAGE_SIZE
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.report_cache import DocumentReportCache
from fieldledger.result import ErrorCode, Result
from fieldledger.services.daily_reports import OLDER_FOR, RECENT_FOR, DailyReports, DailyReportsAnswer, time_to_live
from tests.builders import COMPANY
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.unit.clients.raken.bench import Record, a_report

TODAY = date(2026, 3, 2)
MARCH_2 = DaySpan(TODAY, TODAY)
OLD = DaySpan(date(2026, 1, 12), date(2026, 1, 13))
MIDNIGHT = datetime(2026, 3, 3, tzinfo=UTC)


class FakeRaken:
    """Implements ``DailyReportFeed`` over rows that a test lays out; its ETag is the content."""

    def __init__(self) -> None:
        self.rows: list[object] = []
        self.failure: Result[Conditional] | None = None
        self.asked: list[tuple[str, int, str | None]] = []
        self.outcomes: list[str] = []
        self.tags = True

    async def daily_reports(
        self, company_id: str, days: DaySpan, offset: int, etag: str | None = None
    ) -> Result[Conditional]:
        """The page of the month's rows, or what the test ordered."""
        self.asked.append((f"{days.first:%Y-%m}", offset, etag))
        if self.failure is not None:
            return self.failure
        rows = [row for row in self.rows if not isinstance(row, dict) or str(row["date"])[:7] == f"{days.first:%Y-%m}"]
        body = json.dumps({"collection": rows[offset : offset + PAGE_SIZE]}).encode()
        current = f'"{hash(body)}"'
        self.outcomes.append("unchanged" if etag == current else "fetched")
        return Result.ok(Unchanged() if etag == current else Fetched(body, current if self.tags else None))

    def refuse(self, code: ErrorCode, **details: object) -> None:
        """Every call fails from now on."""
        self.failure = Result.fail("refused", code, details)


class Desk:
    """The service, its vendor, its store and its time."""

    def __init__(self, *rows: Record) -> None:
        self.raken = FakeRaken()
        self.raken.rows = list(rows)
        self.clock = FakeClock()
        self.store = InMemoryDocumentStore()
        self.service = DailyReports(self.raken, DocumentReportCache(self.store), self.clock)

    async def read(self, days: DaySpan = MARCH_2, project: str | None = None) -> DailyReportsAnswer:
        """A read that has to succeed."""
        return (await self.service.read(COMPANY, days, project)).unwrap()

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


async def test_reports_come_by_day_and_only_those_that_were_asked_for() -> None:
    desk = Desk(
        a_report("b", "2026-01-13"),
        a_report("a", "2026-01-12", "plant"),
        a_report("before", "2026-01-11"),
        a_report("after", "2026-01-14"),
    )
    answer = await desk.read(OLD)
    assert (_uuids(answer), answer.as_of, answer.stale_because) == (["a", "b"], desk.clock.now(), None)
    assert _uuids(await desk.read(OLD, "plant")) == ["a"]
    assert desk.calls == 1


async def test_days_of_several_months_are_read_month_by_month() -> None:
    desk = Desk(a_report("jan", "2026-01-31"), a_report("feb", "2026-02-01"), todays())
    assert _uuids(await desk.read(DaySpan(date(2026, 1, 31), TODAY))) == ["jan", "feb", "today"]
    assert [month for month, _, _ in desk.raken.asked] == ["2026-01", "2026-02", "2026-03"]


async def test_todays_reports_are_asked_for_again_after_ten_minutes_and_not_before() -> None:
    desk = Desk(todays())
    await desk.read()
    desk.clock.advance(minutes=9, seconds=59)
    await desk.read()
    assert desk.calls == 1
    desk.clock.advance(1)
    await desk.read()
    assert (desk.calls, desk.raken.outcomes) == (2, ["fetched", "unchanged"])


async def test_an_unchanged_answer_makes_the_cached_one_fresh_again() -> None:
    desk = Desk(todays())
    await desk.read()
    desk.clock.advance(minutes=11)
    answer = await desk.read()
    assert (_uuids(answer), answer.as_of) == (["today"], desk.clock.now())
    desk.clock.advance(minutes=9)
    await desk.read()
    assert desk.calls == 2


async def test_old_reports_are_asked_for_once_a_day() -> None:
    desk = Desk(a_report("old", "2026-01-12"))
    await desk.read(OLD)
    desk.clock.advance(hours=23, minutes=59)
    await desk.read(OLD)
    assert desk.calls == 1
    desk.clock.advance(minutes=1)
    await desk.read(OLD)
    assert desk.calls == 2


async def test_old_days_of_the_current_month_need_no_refresh_for_the_sake_of_today() -> None:
    desk = Desk(a_report("old", "2026-03-01"), a_report("new", "2026-03-20"))
    desk.clock.set(datetime(2026, 3, 20, 15, 0, tzinfo=UTC))
    await desk.read(DaySpan(date(2026, 3, 1), date(2026, 3, 5)))
    desk.clock.advance(hours=5)
    await desk.read(DaySpan(date(2026, 3, 1), date(2026, 3, 5)))
    assert desk.calls == 1
    await desk.read(DaySpan(date(2026, 3, 1), date(2026, 3, 20)))
    assert desk.calls == 2


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


async def test_a_changed_report_replaces_the_cached_one() -> None:
    desk = Desk(todays(status="INCOMPLETE"))
    await desk.read()
    desk.raken.rows = [todays(status="COMPLETED")]
    desk.clock.advance(minutes=10)
    assert [report.status for report in (await desk.read()).reports] == ["COMPLETED"]
    desk.clock.advance(minutes=10)
    await desk.read()
    assert desk.raken.outcomes == ["fetched", "fetched", "unchanged"]


async def test_pages_are_walked_to_the_end_and_all_of_them_are_cached() -> None:
    desk = Desk(*many(2500))
    assert len((await desk.read(OLD)).reports) == 2500
    assert [offset for _, offset, _ in desk.raken.asked] == [0, 1000, 2000]
    assert len((await desk.read(OLD)).reports) == 2500
    assert desk.calls == 3


async def test_a_month_whose_page_is_stale_is_refreshed_as_a_whole_so_that_no_report_slips_between_pages() -> None:
    desk = Desk(*many(1001))
    await desk.read(OLD)
    desk.raken.rows.insert(0, a_report("inserted", "2026-01-12"))
    desk.clock.advance(days=1)
    answer = await desk.read(OLD)
    assert len(set(_uuids(answer))) == 1002
    assert desk.raken.outcomes == ["fetched", "fetched", "fetched", "fetched"]


async def test_every_page_is_revalidated_by_its_own_etag() -> None:
    desk = Desk(*many(1001))
    await desk.read(OLD)
    desk.clock.advance(days=1)
    await desk.read(OLD)
    assert desk.raken.outcomes == ["fetched", "fetched", "unchanged", "unchanged"]


async def test_a_month_is_stale_as_soon_as_one_of_its_pages_is() -> None:
    desk = Desk(*many(1001))
    await desk.read(OLD)
    desk.clock.advance(days=1)
    puts = 0

    def only_the_first_page_is_stored(_writes: object) -> None:
        nonlocal puts
        puts += 1
        if puts == 1:
            desk.store.fail_next(operation="put")

    desk.store.after_commit = only_the_first_page_is_stored
    await desk.read(OLD)
    desk.store.after_commit = None
    await desk.read(OLD)
    assert desk.calls == 6


async def test_an_answer_is_as_old_as_its_oldest_part() -> None:
    desk = Desk(a_report("old", "2026-01-12"), todays())
    await desk.read(OLD)
    fetched_at = desk.clock.now()
    desk.clock.advance(hours=1)
    await desk.read()
    answer = await desk.read(DaySpan(OLD.first, TODAY))
    assert (_uuids(answer), answer.as_of) == (["old", "today"], fetched_at)


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
async def test_a_refused_refresh_serves_what_is_there_with_its_age(code: ErrorCode) -> None:
    desk = Desk(todays())
    await desk.read()
    fetched_at = desk.clock.now()
    desk.clock.advance(hours=2)
    desk.raken.refuse(code)
    answer = await desk.read()
    assert (_uuids(answer), answer.as_of, answer.stale_because) == (["today"], fetched_at, code)


@pytest.mark.parametrize(
    "code",
    [ErrorCode.VENDOR_FORBIDDEN, ErrorCode.RECONNECT_REQUIRED, ErrorCode.NOT_CONNECTED, ErrorCode.VENDOR_UNAUTHORIZED],
)
async def test_lost_rights_are_not_papered_over(code: ErrorCode) -> None:
    desk = Desk(todays())
    await desk.read()
    desk.clock.advance(hours=2)
    desk.raken.refuse(code)
    assert (await desk.service.read(COMPANY, MARCH_2)).error_code == code


async def test_without_anything_cached_a_refusal_is_returned_as_it_is() -> None:
    desk = Desk(todays())
    desk.raken.refuse(ErrorCode.VENDOR_THROTTLED, retry_at="2026-03-02T13:00:05Z")
    failed = await desk.service.read(COMPANY, MARCH_2)
    assert failed.error_code == ErrorCode.VENDOR_THROTTLED
    assert failed.retry_at == desk.clock.now() + timedelta(seconds=5)


async def test_a_month_of_which_a_page_is_missing_is_not_served_as_if_it_were_whole() -> None:
    desk = Desk(*many(1500))
    desk.store.fail_next(operation="put", n=1)
    await desk.read(OLD)
    desk.raken.refuse(ErrorCode.VENDOR_UNAVAILABLE)
    assert (await desk.service.read(COMPANY, OLD)).error_code == ErrorCode.VENDOR_UNAVAILABLE


async def test_after_limit_exceeded_raken_is_left_alone_until_midnight() -> None:
    desk = Desk(todays())
    await desk.read()
    desk.clock.advance(minutes=10)
    desk.raken.refuse(ErrorCode.VENDOR_QUOTA_EXHAUSTED, retry_at="2026-03-03T00:00:00Z")
    await desk.read()
    desk.raken.failure = None
    desk.clock.set(MIDNIGHT - timedelta(seconds=1))
    assert (await desk.read()).stale_because == ErrorCode.VENDOR_QUOTA_EXHAUSTED
    failed = await desk.service.read(COMPANY, OLD)
    assert (failed.error_code, failed.retry_at) == (ErrorCode.VENDOR_QUOTA_EXHAUSTED, MIDNIGHT)
    assert desk.calls == 2
    desk.clock.set(MIDNIGHT)
    assert (await desk.read()).stale_because is None


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
    assert (await desk.read()).stale_because is None


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
    desk.clock.advance(minutes=10)
    await desk.read()
    assert [etag for _, _, etag in desk.raken.asked] == [None, None]


async def test_links_are_never_served_from_the_cache() -> None:
    desk = Desk(todays(reportUrl="https://files.rakenapp.com/signed"))
    answers = [await desk.read(), await desk.read()]
    assert [report.report_url for answer in answers for report in answer.reports] == [None, None]


async def test_malformed_rows_are_told_and_the_others_served() -> None:
    desk = Desk(todays())
    desk.raken.rows += [None, todays("odd", project=None)]
    answer = await desk.read()
    assert _uuids(answer) == ["today"]
    assert [(row.index, row.entity_id) for row in answer.malformed] == [(1, None), (2, "odd")]


async def test_an_answer_that_cannot_be_read_is_neither_cached_nor_hidden() -> None:
    desk = Desk(todays())
    await desk.read()
    desk.clock.advance(minutes=10)
    desk.raken.failure = Result.ok(Fetched(b"<html>", '"v2"'))
    assert (await desk.service.read(COMPANY, MARCH_2)).error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE
    desk.raken.failure = None
    assert _uuids(await desk.read()) == ["today"]
    assert desk.raken.outcomes == ["fetched", "unchanged"]


async def test_a_changed_time_card_lets_its_month_be_refreshed_before_its_time() -> None:
    desk = Desk(a_report("old", "2026-01-12"), todays())
    await desk.read(OLD)
    await desk.read()
    (await desk.service.expire(COMPANY, OLD)).unwrap()
    await desk.read()
    assert desk.calls == 2
    await desk.read(OLD)
    await desk.read(OLD)
    assert (desk.calls, desk.raken.outcomes[-1]) == (3, "unchanged")


async def test_expiring_what_was_never_read_is_fine() -> None:
    desk = Desk()
    (await desk.service.expire(COMPANY, DaySpan(date(2026, 1, 1), TODAY))).unwrap()
    assert (desk.store.documents(TableName.CONTROL), desk.calls) == ([], 0)


async def test_companies_do_not_share_their_reports() -> None:
    desk = Desk(todays())
    await desk.read()
    (await desk.service.read("company-2", MARCH_2)).unwrap()
    assert desk.calls == 2


async def test_two_readers_at_once_do_not_hinder_each_other() -> None:
    desk = Desk(todays())
    other = DailyReports(desk.raken, DocumentReportCache(desk.store), desk.clock)
    await desk.read()
    desk.clock.advance(minutes=10)

    async def somebody_is_faster(_writes: object) -> None:
        desk.store.before_commit = None
        (await other.read(COMPANY, MARCH_2)).unwrap()

    desk.store.before_commit = somebody_is_faster
    assert _uuids(await desk.read()) == ["today"]
    desk.store.before_commit = None
    before = desk.calls
    await desk.read()
    assert desk.calls == before


async def test_a_store_that_does_not_answer_is_a_failure() -> None:
    desk = Desk(todays())
    desk.store.fail_next()
    assert (await desk.service.read(COMPANY, MARCH_2)).error_code == ErrorCode.STORE_UNAVAILABLE
    desk.store.fail_next()
    assert (await desk.service.expire(COMPANY, MARCH_2)).error_code == ErrorCode.STORE_UNAVAILABLE
