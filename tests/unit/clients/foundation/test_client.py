"""Every call carries both factors and the company; writes are never repeated."""

from datetime import timedelta

import httpx
import pytest

from fieldledger.clients.foundation.assumptions import CompanyPlace, FoundationDialect, KeyPlace
from fieldledger.clients.foundation.models import Job, TimeCard
from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.domain.clock import iso
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.unit.clients.foundation.bench import (
    ACCOUNT,
    KEY,
    NO_KEY,
    NOW,
    Bench,
    a_card,
    a_card_row,
    a_gateway_refusal,
    an_answer,
)

A_JOB = {"companyId": "1", "jobId": "17355     ", "description": "North Tower Reroof", "status": "A"}


async def test_a_read_carries_key_token_and_company() -> None:
    bench = Bench(httpx.Response(200, json=[A_JOB]))
    page = (await (await bench.connected()).page(COMPANY, Job)).unwrap()
    assert bench.request.url.path == "/foundation/v1/jobs"
    assert dict(bench.request.url.params) == {"companyId": ACCOUNT, "page": "1", "pageSize": "100"}
    assert bench.request.headers["Ocp-Apim-Subscription-Key"] == KEY
    assert bench.request.headers["Authorization"] == "Bearer access-0"
    assert page.rows.good[0].key == "17355"
    assert page.next is None


async def test_key_and_company_go_where_the_dialect_says() -> None:
    dialect = FoundationDialect(key_place=KeyPlace.QUERY, company_place=CompanyPlace.HEADER)
    bench = Bench(httpx.Response(200, json=[]), dialect=dialect)
    await (await bench.connected()).page(COMPANY, Job)
    assert bench.request.url.params["subscription-key"] == KEY
    assert "companyId" not in bench.request.url.params
    assert bench.request.headers["companyId"] == ACCOUNT
    assert "Ocp-Apim-Subscription-Key" not in bench.request.headers


async def test_the_company_may_be_part_of_the_path() -> None:
    bench = Bench(httpx.Response(200, json=A_JOB), dialect=FoundationDialect(company_place=CompanyPlace.PATH))
    job = (await (await bench.connected()).one(COMPANY, Job, "17 355/1")).unwrap()
    assert bench.request.url.raw_path.decode() == f"/foundation/v1/companies/{ACCOUNT}/jobs/17%20355%2F1"
    assert job.description == "North Tower Reroof"


@pytest.mark.parametrize("id_", ["", "..", ".", "12345678901", "caf\u00e9"])
async def test_an_id_that_cannot_be_one_is_not_looked_for(id_: str) -> None:
    bench = Bench(httpx.Response(200, json=A_JOB))
    failed = await (await bench.connected()).one(COMPANY, Job, id_)
    assert failed.error_code == ErrorCode.VALIDATION_FAILED
    assert bench.vendor.requests == []


async def test_without_the_key_nothing_is_sent() -> None:
    bench = Bench(httpx.Response(200, json=[]))
    bench.lose_key()
    client = await bench.connected()
    for failed in (await client.page(COMPANY, Job), await client.post_time_card(COMPANY, a_card())):
        assert failed.error_code == ErrorCode.STORE_UNAVAILABLE
        assert outcome_of(failed) is CallOutcome.NOT_SENT
    assert bench.vendor.requests == []


async def test_an_expired_token_is_renewed_once() -> None:
    bench = Bench(
        a_gateway_refusal(401, "Unauthorized. Access token is missing or invalid."), httpx.Response(200, json=[])
    )
    assert (await (await bench.connected()).page(COMPANY, Job)).success
    assert [request.headers["Authorization"] for request in bench.vendor.requests] == [
        "Bearer access-0",
        "Bearer access-1",
    ]


async def test_a_refused_key_is_not_taken_for_a_refused_token() -> None:
    bench = Bench(a_gateway_refusal(401, NO_KEY))
    failed = await (await bench.connected()).page(COMPANY, Job)
    assert failed.error_code == ErrorCode.VENDOR_SETUP_INCOMPLETE
    assert failed.details["refused"] == "subscription_key"


async def test_throttling_names_the_moment_for_every_worker() -> None:
    bench = Bench(a_gateway_refusal(429, "Rate limit is exceeded. Try again in 17 seconds."))
    failed = await (await bench.connected()).page(COMPANY, Job)
    assert failed.error_code == ErrorCode.VENDOR_THROTTLED
    assert failed.details["retry_at"] == iso(NOW + timedelta(seconds=17))
    again = await bench.client.page(COMPANY, Job)
    assert again.error_code == ErrorCode.BUDGET_EXHAUSTED
    assert len(bench.vendor.requests) == 1


def test_waits_without_a_name_begin_anew_once_the_vendor_serves() -> None:
    client = Bench(httpx.Response(429)).client
    waits = [client._error(an_answer({}, 429)) for _ in range(8)]
    assert max(each.retry_at for each in waits if each and each.retry_at) > NOW + timedelta(seconds=2)
    assert client._error(an_answer([])) is None
    anew = client._error(an_answer({}, 429))
    assert anew is not None
    assert anew.retry_at is not None
    assert anew.retry_at <= NOW + timedelta(seconds=1)


async def test_a_read_is_repeated_after_a_timeout_and_a_write_is_not() -> None:
    reading = Bench(httpx.ReadTimeout("slow"), httpx.Response(200, json=[]))
    assert (await (await reading.connected()).page(COMPANY, Job)).success
    writing = Bench(httpx.ReadTimeout("slow"), httpx.Response(201, json=a_card_row()))
    failed = await (await writing.connected()).post_time_card(COMPANY, a_card())
    assert outcome_of(failed) is CallOutcome.UNKNOWN
    assert len(writing.vendor.requests) == 1


async def test_changes_are_asked_for_only_where_the_dialect_has_a_parameter() -> None:
    without = Bench(httpx.Response(200, json=[]))
    await (await without.connected()).every(COMPANY, TimeCard, modified_since=NOW)
    assert "modifiedSince" not in without.request.url.params
    with_it = Bench(httpx.Response(200, json=[]), dialect=FoundationDialect(modified_since="modifiedSince"))
    await (await with_it.connected()).every(COMPANY, TimeCard, modified_since=NOW)
    assert with_it.request.url.params["modifiedSince"] == "2026-03-02T13:00:00Z"
