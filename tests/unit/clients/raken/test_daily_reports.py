"""Conditional reads of daily reports."""

import json
from datetime import date

import httpx
import pytest

from fieldledger.clients.raken.conditional import Fetched, Unchanged
from fieldledger.clients.raken.daily_reports import RakenDailyReports, read_reports
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.unit.clients.raken.bench import Bench, Record, a_page, a_report

FEBRUARY = DaySpan(date(2026, 2, 1), date(2026, 2, 28))


def _body(*rows: object) -> bytes:
    return json.dumps({"page": {}, "collection": rows}).encode()


async def test_a_first_read_brings_the_body_and_its_etag() -> None:
    answer = a_page(a_report())
    answer.headers["etag"] = 'W/"v1"'
    bench = Bench(answer)
    fetched = (await RakenDailyReports(await bench.connected()).daily_reports(COMPANY, FEBRUARY, 0)).unwrap()
    assert fetched == Fetched(answer.content, 'W/"v1"')
    assert bench.sent == ["/dailyReports?fromDate=2026-02-01&toDate=2026-02-28&limit=1000&offset=0"]
    assert "if-none-match" not in bench.vendor.requests[0].headers


async def test_a_304_says_that_nothing_changed() -> None:
    bench = Bench(httpx.Response(304))
    reports = RakenDailyReports(await bench.connected())
    assert (await reports.daily_reports(COMPANY, FEBRUARY, 1000, '"v1"')).unwrap() == Unchanged()
    assert bench.vendor.requests[0].headers["if-none-match"] == '"v1"'


async def test_the_etag_is_presented_again_after_a_token_was_renewed() -> None:
    bench = Bench(httpx.Response(401), httpx.Response(304))
    reports = RakenDailyReports(await bench.connected())
    (await reports.daily_reports(COMPANY, FEBRUARY, 0, '"v1"')).unwrap()
    assert [request.headers["if-none-match"] for request in bench.vendor.requests] == ['"v1"', '"v1"']


async def test_an_answer_without_an_etag_is_a_body_all_the_same() -> None:
    bench = Bench(a_page())
    fetched = (await RakenDailyReports(await bench.connected()).daily_reports(COMPANY, FEBRUARY, 0)).unwrap()
    assert isinstance(fetched, Fetched)
    assert fetched.etag is None


@pytest.mark.parametrize(("status", "etag"), [(304, None), (204, '"v1"'), (302, None), (206, '"v1"')])
async def test_a_status_that_leaves_the_body_open_is_unreadable(status: int, etag: str | None) -> None:
    bench = Bench(httpx.Response(status))
    failed = await RakenDailyReports(await bench.connected()).daily_reports(COMPANY, FEBRUARY, 0, etag)
    assert failed.error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE


def test_a_report_needs_only_its_uuid_its_day_and_its_project() -> None:
    thin: Record = {"uuid": "thin", "date": "2026-02-27", "projectUuid": "plant", "somethingNew": [1]}
    rows = read_reports(_body(a_report(), thin, a_report("odd", project=""), a_report("soon", "soon"), None), 0)
    page = rows.unwrap()
    full, bare = page.rows.good
    assert full.notes is not None
    assert (full.project_uuid, full.notes[0].comment, full.status) == ("clinic", "Pulled wire", "COMPLETED")
    assert (bare.project_uuid, bare.notes, bare.model_extra) == ("plant", None, {"somethingNew": [1]})
    assert [(row.index, row.entity_id) for row in page.rows.malformed] == [(2, "odd"), (3, "soon"), (4, None)]
    assert page.last


def test_a_full_page_is_not_the_last_one() -> None:
    assert not read_reports(_body(*[a_report()] * 1000), 0).unwrap().last
