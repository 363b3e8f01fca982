"""The QuickBooks client: exact requests, careful readings of answers."""

import json
from datetime import timedelta

import httpx
import pytest

from fieldledger.clients.quickbooks.models import BatchItem, ItemAnswer, TimeActivity
from fieldledger.clients.quickbooks.query import equal
from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.result import ErrorCode, Result
from tests.builders import COMPANY, WORK_DATE
from tests.unit.clients.fakes import Scripted, a_stored_connection
from tests.unit.clients.quickbooks.bench import Bench, refused

DAYS = [equal("TxnDate", WORK_DATE)]
ITEMS = [
    BatchItem("0", "create", "TimeActivity", '{"Hours":8,"Description":"ü \\"q\\" [fl:a]"}'),
    BatchItem("1", "create", "TimeActivity", '{"Hours":1}'),
]


async def _batch(bench: Bench) -> Result[dict[str, ItemAnswer]]:
    await a_stored_connection(bench.store)
    soon = bench.clock.now() + timedelta(seconds=20)
    return (await bench.client.batch(COMPANY, "request-1", ITEMS, soon)).map(dict)


async def test_a_batch_goes_out_exactly_as_it_was_sealed() -> None:
    bench = Bench(httpx.Response(200, json={"BatchItemResponse": []}))
    (await _batch(bench)).unwrap()
    [request] = bench.vendor.requests
    assert str(request.url) == (
        "https://books.test/v3/company/9341453000000001/batch?minorversion=75&requestid=request-1"
    )
    assert request.headers["authorization"] == "Bearer access-0"
    sent = json.loads(request.content)["BatchItemRequest"]
    assert sent[0] == {"bId": "0", "operation": "create", "TimeActivity": json.loads(ITEMS[0].body)}
    assert ITEMS[0].body.encode() in request.content


async def test_answers_are_known_by_their_item_whatever_their_order() -> None:
    rows = [
        {"bId": "1", "Fault": {"Error": [{"code": "610"}]}},
        {"TimeActivity": {"Id": "77", "SyncToken": "0"}, "bId": "0"},
    ]
    bench = Bench(httpx.Response(200, json={"BatchItemResponse": rows}))
    answers = (await _batch(bench)).unwrap()
    assert (answers["0"].record, answers["0"].faults) == ({"Id": "77", "SyncToken": "0"}, ())
    assert (answers["1"].record, [fault.code for fault in answers["1"].faults]) == (None, ["610"])


@pytest.mark.parametrize(
    ("answer", "code", "outcome"),
    [
        (refused("1040"), ErrorCode.BATCH_TOO_LARGE, CallOutcome.ANSWERED),
        (httpx.Response(413), ErrorCode.BATCH_TOO_LARGE, CallOutcome.ANSWERED),
        (refused("3001", 429), ErrorCode.VENDOR_THROTTLED, CallOutcome.ANSWERED),
        (httpx.Response(429), ErrorCode.VENDOR_THROTTLED, CallOutcome.ANSWERED),
        (refused("3001", 403), ErrorCode.VENDOR_THROTTLED, CallOutcome.ANSWERED),
        (httpx.Response(403), ErrorCode.VENDOR_FORBIDDEN, CallOutcome.ANSWERED),
        (refused("3100", 403), ErrorCode.VENDOR_UNAUTHORIZED, CallOutcome.ANSWERED),
        (refused("6000"), ErrorCode.BOOKS_REFUSED, CallOutcome.ANSWERED),
        (refused("6000", 200), ErrorCode.BOOKS_REFUSED, CallOutcome.ANSWERED),
        (httpx.Response(400), ErrorCode.VENDOR_REJECTED, CallOutcome.ANSWERED),
        (refused("10000", 500), ErrorCode.VENDOR_UNAVAILABLE, CallOutcome.UNKNOWN),
        (refused("10000"), ErrorCode.BOOKS_OUTCOME_UNKNOWN, CallOutcome.UNKNOWN),
        (httpx.Response(502, text="<html>"), ErrorCode.VENDOR_UNAVAILABLE, CallOutcome.UNKNOWN),
        (httpx.Response(504), ErrorCode.VENDOR_UNAVAILABLE, CallOutcome.UNKNOWN),
        (httpx.Response(200, text="<html>"), ErrorCode.VENDOR_ANSWER_UNREADABLE, CallOutcome.UNKNOWN),
        (httpx.Response(200, json={"time": "x"}), ErrorCode.VENDOR_ANSWER_UNREADABLE, CallOutcome.UNKNOWN),
        (httpx.ReadTimeout("slow"), ErrorCode.VENDOR_TIMEOUT, CallOutcome.UNKNOWN),
        (httpx.WriteError("cut"), ErrorCode.VENDOR_TIMEOUT, CallOutcome.UNKNOWN),
    ],
)
async def test_a_batch_that_may_have_arrived_is_never_repeated_by_the_client(
    answer: Scripted, code: ErrorCode, outcome: CallOutcome
) -> None:
    bench = Bench(answer)
    failed = await _batch(bench)
    assert (failed.error_code, outcome_of(failed)) == (code, outcome)
    assert len(bench.vendor.requests) == 1


async def test_a_batch_that_never_left_is_repeated_a_few_times() -> None:
    bench = Bench(httpx.ConnectError("refused"))
    failed = await _batch(bench)
    assert (failed.error_code, outcome_of(failed)) == (ErrorCode.VENDOR_UNAVAILABLE, CallOutcome.NOT_SENT)
    assert len(bench.vendor.requests) == 3


async def test_a_refused_token_is_renewed_once_and_the_same_request_repeated() -> None:
    bench = Bench(
        httpx.Response(401, text="Token expired: access-0"), httpx.Response(200, json={"BatchItemResponse": []})
    )
    (await _batch(bench)).unwrap()
    first, second = bench.vendor.requests
    assert [request.headers["authorization"] for request in (first, second)] == ["Bearer access-0", "Bearer access-1"]
    assert (first.url, first.content) == (second.url, second.content)


async def test_a_token_that_is_refused_twice_is_not_shown_to_anybody() -> None:
    bench = Bench(
        httpx.Response(401, json={"fault": {"error": [{"code": "3200", "detail": "Token expired: access-0"}]}})
    )
    failed = await _batch(bench)
    assert (failed.error_code, len(bench.vendor.requests)) == (ErrorCode.VENDOR_UNAUTHORIZED, 2)
    assert "access-" not in f"{failed.error} {dict(failed.details)}"


async def test_a_call_that_comes_too_late_is_not_begun() -> None:
    bench = Bench(httpx.Response(200, json={"BatchItemResponse": []}))
    await a_stored_connection(bench.store)
    bench.clock.advance(minutes=58)
    bench.tokens.before = lambda _: bench.clock.advance(25)
    failed = await bench.client.batch(COMPANY, "request-1", ITEMS, bench.clock.now() + timedelta(seconds=20))
    assert (failed.success, outcome_of(failed)) == (False, CallOutcome.NOT_SENT)
    assert bench.vendor.requests == []


async def test_a_query_is_repeated_whatever_became_of_it() -> None:
    found = {"QueryResponse": {"Customer": [{"Id": "1", "DisplayName": "Clinic 2214"}]}}
    bench = Bench(httpx.ReadTimeout("slow"), httpx.Response(503), httpx.Response(200, json=found))
    await a_stored_connection(bench.store)
    [row] = (await bench.client.name_list(COMPANY, "Customer")).unwrap()
    assert row.display_name == "Clinic 2214"
    assert len(bench.vendor.requests) == 3


async def test_an_empty_list_is_an_answer_without_the_key() -> None:
    bench = Bench(httpx.Response(200, json={"QueryResponse": {}}))
    await a_stored_connection(bench.store)
    assert (await bench.client.every(COMPANY, TimeActivity, DAYS)).unwrap() == []


async def test_long_lists_are_read_to_their_end() -> None:
    pages = [
        httpx.Response(200, json={"QueryResponse": {"TimeActivity": [{"Id": str(n)} for n in range(1000)]}}),
        httpx.Response(200, json={"QueryResponse": {"TimeActivity": [{"Id": "1000"}]}}),
    ]
    bench = Bench(*pages)
    await a_stored_connection(bench.store)
    assert len((await bench.client.every(COMPANY, TimeActivity, DAYS)).unwrap()) == 1001
    assert b"STARTPOSITION 1001 " in bench.vendor.requests[1].content


@pytest.mark.parametrize("answer", [refused("610"), refused("2500"), httpx.Response(404)])
async def test_a_record_that_is_gone_is_not_found(answer: httpx.Response) -> None:
    bench = Bench(answer)
    await a_stored_connection(bench.store)
    assert (await bench.client.read(COMPANY, TimeActivity, "77")).error_code == ErrorCode.VENDOR_NOT_FOUND
