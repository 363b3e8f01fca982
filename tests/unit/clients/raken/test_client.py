"""The Raken client: exact requests, tokens, limits."""

from datetime import date, datetime, timedelta, timezone

import httpx
import pytest

from fieldledger.clients.raken.client import is_last
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.unit.clients.raken.bench import Bench, a_page

SINCE = datetime(2026, 2, 1, 6, 30, 15, 999_000, tzinfo=timezone(timedelta(hours=1)))
UNTIL = SINCE + timedelta(days=1)


async def test_lists_ask_for_every_status_and_a_thousand_records() -> None:
    bench = Bench(a_page())
    client = await bench.connected()
    (await client.projects(COMPANY, 0)).unwrap()
    (await client.members(COMPANY, 2000)).unwrap()
    assert bench.sent == [
        "/projects?statuses=ACTIVE%2CINACTIVE%2CDELETED&limit=1000&offset=0",
        "/members?statuses=ACTIVE%2CINVITED%2CINACTIVE%2CDELETED&limit=1000&offset=2000",
    ]
    assert bench.vendor.requests[0].headers["authorization"] == "Bearer access-0"
    assert "if-none-match" not in bench.vendor.requests[0].headers


async def test_moments_leave_as_whole_seconds_in_utc_and_days_as_they_are() -> None:
    bench = Bench(a_page())
    client = await bench.connected()
    (await client.changed_time_cards(COMPANY, SINCE, UNTIL, 0)).unwrap()
    (await client.deleted_time_cards(COMPANY, SINCE, UNTIL, 0)).unwrap()
    (await client.time_cards_of(COMPANY, DaySpan(date(2026, 2, 1), date(2026, 2, 28)), 1000)).unwrap()
    moments = ("2026-02-01T05%3A30%3A15Z", "2026-02-02T05%3A30%3A15Z")
    assert bench.sent == [
        f"/timeCards?changedSince={moments[0]}&changedUntil={moments[1]}&limit=1000&offset=0",
        f"/timeCards?deletedFrom={moments[0]}&deletedTo={moments[1]}&limit=1000&offset=0",
        "/timeCards?fromDate=2026-02-01&toDate=2026-02-28&limit=1000&offset=1000",
    ]


async def test_a_page_keeps_rows_that_are_no_objects() -> None:
    bench = Bench(a_page({"uuid": "p1"}, None, "p2", total=3))
    page = (await (await bench.connected()).projects(COMPANY, 0)).unwrap()
    assert (page.collection, is_last(page, 0)) == (({"uuid": "p1"}, None, "p2"), True)


async def test_an_expired_token_is_renewed_once() -> None:
    bench = Bench(httpx.Response(401), a_page())
    (await (await bench.connected()).projects(COMPANY, 0)).unwrap()
    bearers = [request.headers["authorization"] for request in bench.vendor.requests]
    assert bearers == ["Bearer access-0", "Bearer access-1"]


async def test_a_renewed_token_that_is_refused_too_is_the_end() -> None:
    bench = Bench(httpx.Response(401))
    failed = await (await bench.connected()).projects(COMPANY, 0)
    assert (failed.error_code, len(bench.vendor.requests)) == (ErrorCode.VENDOR_UNAUTHORIZED, 2)


async def test_passing_trouble_is_tried_three_times() -> None:
    bench = Bench(httpx.Response(503), httpx.Response(502), a_page())
    (await (await bench.connected()).projects(COMPANY, 0)).unwrap()
    assert len(bench.vendor.requests) == 3


async def test_a_used_up_quota_spares_every_further_call_of_the_day() -> None:
    bench = Bench(httpx.Response(429, json={"message": "Limit Exceeded"}), a_page())
    client = await bench.connected()
    assert (await client.projects(COMPANY, 0)).error_code == ErrorCode.VENDOR_QUOTA_EXHAUSTED
    bench.clock.advance(hours=10)
    assert (await client.projects(COMPANY, 0)).error_code == ErrorCode.BUDGET_EXHAUSTED
    assert len(bench.vendor.requests) == 1
    bench.clock.advance(hours=1)
    (await client.projects(COMPANY, 0)).unwrap()


async def test_a_body_that_is_no_page_is_unreadable() -> None:
    bench = Bench(httpx.Response(200, text='{"collection":[{"uuid"'))
    failed = await (await bench.connected()).projects(COMPANY, 0)
    assert failed.error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE


async def test_a_single_record_comes_bare_and_its_uuid_is_quoted() -> None:
    bench = Bench(httpx.Response(200, json={"uuid": "p/1", "name": "Depot", "number": None}))
    project = (await (await bench.connected()).project(COMPANY, "p/1")).unwrap()
    assert project is not None
    assert (project.name, project.number, bench.sent) == ("Depot", None, ["/projects/p%2F1"])


@pytest.mark.parametrize("status", [403, 404])
async def test_a_record_that_raken_does_not_show_is_an_unknown_one(status: int) -> None:
    bench = Bench(httpx.Response(status))
    client = await bench.connected()
    assert (await client.member(COMPANY, "m1")).unwrap() is None
    assert (await client.project(COMPANY, "p1")).unwrap() is None


async def test_a_list_that_raken_forbids_is_a_failure() -> None:
    bench = Bench(httpx.Response(403))
    assert (await (await bench.connected()).members(COMPANY, 0)).error_code == ErrorCode.VENDOR_FORBIDDEN


@pytest.mark.parametrize(
    "body",
    [{"companyUuid": "c-1"}, {"company_uuid": "c-1"}, {"company": {"uuid": "c-1"}, "name": "Dana", "other": 1}],
)
async def test_the_user_names_the_company_in_any_spelling(body: object) -> None:
    bench = Bench(httpx.Response(200, json=body))
    assert (await (await bench.connected()).user(COMPANY)).unwrap().company_uuid == "c-1"


async def test_a_user_without_a_company_is_unreadable() -> None:
    bench = Bench(httpx.Response(200, json={"name": "Dana"}))
    failed = await (await bench.connected()).user(COMPANY)
    assert failed.error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE
