"""A refused request as a failure: what a person is told, and what nobody is (quickbooks.md 1.4, 1.6, 2.3)."""

import httpx
import pytest

from fieldledger.clients.quickbooks.models import Bill
from fieldledger.domain.clock import iso
from fieldledger.result import ErrorCode, Result
from tests.builders import COMPANY
from tests.unit.clients.quickbooks.bench import Bench, a_bench, answered, refused

TOKEN = "access-0"
XML_THROTTLE = (
    '<IntuitResponse><Fault type="SERVICE"><Error code="3001"><Message>message=ThrottleExceeded</Message>'
    "<Detail>The request limit was reached.</Detail></Error></Fault></IntuitResponse>"
)


async def _failure(answer: httpx.Response) -> tuple[Bench, Result[Bill]]:
    bench = await a_bench(answer)
    failed = await bench.client.read(COMPANY, Bill, "1")
    assert failed.failed
    return bench, failed


async def test_faults_of_the_data_name_field_and_reason() -> None:
    errors = [
        {"code": "2050", "Message": "String length", "Detail": "Max:21 supported", "element": "DocNumber"},
        {"code": "2020", "Message": "Missing", "Detail": "AccountRef is missing", "element": "AccountRef"},
    ]
    _, failed = await _failure(httpx.Response(400, json={"Fault": {"Error": errors}}))
    assert failed.error_code == ErrorCode.BOOKS_REFUSED
    assert failed.details["faults"] == "2050, 2020"
    assert failed.details["element"] == "DocNumber, AccountRef"
    assert failed.details["reason"] == "Max:21 supported; AccountRef is missing"


async def test_a_long_reason_is_cut() -> None:
    _, failed = await _failure(refused("6000", detail="x" * 5000))
    assert (len(str(failed.details["reason"])), len(failed.error or "")) == (300, 300)


@pytest.mark.parametrize(
    "answer",
    [
        refused("3200", 401, detail=f"Token expired: {TOKEN}"),
        refused("3200", 400, detail=f"Token expired: {TOKEN}"),
        refused("3200", 200, detail=f"Token expired: {TOKEN}"),
        refused("3100", 403, detail=f"Token {TOKEN}"),
        refused("9999", 403, detail=f"Token {TOKEN}"),
        refused("10000", 500, detail=f"Token {TOKEN}"),
        refused("3001", 429, detail=f"Token {TOKEN}"),
        refused("150", 400, detail=f"Token {TOKEN}"),
        httpx.Response(401, json={"fault": {"error": [{"code": "3200", "detail": f"Token expired: {TOKEN}"}]}}),
        httpx.Response(401, text=f'<Fault><Error code="100"><Detail>{TOKEN}</Detail></Error></Fault>'),
        httpx.Response(401, text=TOKEN),
        httpx.Response(403, text=TOKEN),
        httpx.Response(500, text=f"<html>{TOKEN}</html>"),
        httpx.Response(400, text=TOKEN),
    ],
)
async def test_words_that_are_not_about_the_data_are_shown_to_nobody(answer: httpx.Response) -> None:
    _, failed = await _failure(answer)
    assert TOKEN not in f"{failed.error} {dict(failed.details)}"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("body", [b"", b"<html></html>", b"{}", b"null", b'{"Fault":', b"\xff\xfe"])
async def test_a_refusal_in_any_body_is_a_failure(status: int, body: bytes) -> None:
    _, failed = await _failure(httpx.Response(status, content=body))
    assert failed.details["status"] == status
    assert failed.error


async def test_a_fault_under_status_200_is_a_failure() -> None:
    _, failed = await _failure(refused("6210", 200))
    assert failed.error_code == ErrorCode.BOOKS_PERIOD_CLOSED


@pytest.mark.parametrize("answer", [httpx.Response(429, text=XML_THROTTLE), refused("003001", 429)])
async def test_a_named_throttle_closes_the_account_for_a_minute(answer: httpx.Response) -> None:
    bench, failed = await _failure(answer)
    assert (failed.error_code, failed.details["limit"]) == (ErrorCode.VENDOR_THROTTLED, "throttle")
    bench.clock.advance(30)
    again = await bench.client.count(COMPANY, Bill)
    assert (again.error_code, len(bench.vendor.requests)) == (ErrorCode.BUDGET_EXHAUSTED, 1)


@pytest.mark.parametrize("answer", [httpx.Response(429), httpx.Response(429, json={"message": "blocked"})])
async def test_a_429_of_unknown_kind_postpones_the_call_and_lets_others_pass(answer: httpx.Response) -> None:
    bench = await a_bench(answer, answered(QueryResponse={"totalCount": 1}))
    started = bench.clock.now()
    failed = await bench.client.read(COMPANY, Bill, "1")
    assert (failed.error_code, failed.details["limit"]) == (ErrorCode.VENDOR_THROTTLED, "unnamed")
    assert str(failed.details["retry_at"]) > iso(started)
    assert (await bench.client.count(COMPANY, Bill)).success
