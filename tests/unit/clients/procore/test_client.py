"""Every call names its company, is counted twice, and is repeated only where that is harmless."""

from datetime import timedelta

import httpx
import pytest

from fieldledger.clients.procore.models.payments import ContractPaymentWrite
from fieldledger.clients.procore.models.vendors import VendorWrite
from fieldledger.clients.procore.requester import Write
from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.unit.clients.fakes import Scripted
from tests.unit.clients.procore.bench import ACCOUNT, NOW, Bench

OK = httpx.Response(200, json=[])


async def test_a_call_names_its_company_in_header_and_parameter() -> None:
    bench = Bench(OK)
    (await (await bench.api()).vendors.page(COMPANY)).unwrap()
    assert bench.request.headers["procore-company-id"] == ACCOUNT
    assert bench.request.url.params["company_id"] == ACCOUNT
    assert bench.request.headers["authorization"] == "Bearer access-0"


async def test_a_path_names_the_company_too() -> None:
    bench = Bench(OK)
    (await (await bench.api()).timecard_entries.page(COMPANY)).unwrap()
    assert bench.request.url.path == f"/rest/v1.0/companies/{ACCOUNT}/timecard_entries"


async def test_who_we_are_is_asked_without_a_company() -> None:
    bench = Bench(httpx.Response(200, json={"id": 1, "login": "svc"}), OK)
    api = await bench.api()
    assert (await api.preflight.me(COMPANY)).unwrap().id == "1"
    (await api.preflight.companies(COMPANY)).unwrap()
    (await api.preflight.companies(COMPANY, addressed=True)).unwrap()
    assert ["procore-company-id" in request.headers for request in bench.vendor.requests] == [False, False, True]


async def test_an_array_is_sent_as_repeated_names() -> None:
    bench = Bench(OK)
    await bench.api()
    await bench.client.get(COMPANY, "/x", {"filters[id][]": ["1", "2"]})
    assert bench.request.url.params.get_list("filters[id][]") == ["1", "2"]


async def test_ids_cannot_leave_their_place_in_a_path() -> None:
    bench = Bench(httpx.Response(200, json={"id": 1, "name": "x"}))
    (await (await bench.api()).projects.get(COMPANY, "../../oauth?x=1")).unwrap()
    assert bench.request.url.raw_path.startswith(b"/rest/v1.0/projects/..%2F..%2Foauth%3Fx%3D1?")


async def test_a_read_is_repeated_when_procore_stumbles() -> None:
    bench = Bench(httpx.Response(500), OK)
    assert (await (await bench.api()).vendors.page(COMPANY)).success


@pytest.mark.parametrize(
    "stumble", [httpx.Response(500), httpx.Response(503), httpx.Response(408), httpx.ReadTimeout("slow")]
)
async def test_a_create_is_never_sent_twice(stumble: Scripted) -> None:
    bench = Bench(stumble, httpx.Response(201, json={"id": 1}))
    api = await bench.api()
    failed = await api.contract_payments.create(COMPANY, "7", "8", ContractPaymentWrite(origin_id="FL-1"))
    assert outcome_of(failed) is CallOutcome.UNKNOWN
    assert len(bench.vendor.requests) == 1


async def test_a_create_that_never_left_may_be_sent_again() -> None:
    bench = Bench(httpx.ConnectError("refused"), httpx.Response(201, json={"id": 1}))
    created = await (await bench.api()).vendors.create(COMPANY, VendorWrite(name="Acme"))
    assert created.unwrap().id == "1"


async def test_a_create_whose_answer_cannot_be_read_may_have_happened() -> None:
    bench = Bench(httpx.Response(201, content=b""))
    failed = await (await bench.api()).vendors.create(COMPANY, VendorWrite(name="Acme"))
    assert (failed.error_code, outcome_of(failed)) == (ErrorCode.VENDOR_ANSWER_UNREADABLE, CallOutcome.UNKNOWN)


async def test_a_refused_token_is_renewed_once_and_the_same_request_repeated() -> None:
    bench = Bench(httpx.Response(401, json={"errors": "Unauthorized"}), httpx.Response(201, json={"id": 1}))
    (await (await bench.api()).vendors.create(COMPANY, VendorWrite(name="Acme"))).unwrap()
    first, second = bench.vendor.requests
    assert [request.headers["authorization"] for request in (first, second)] == ["Bearer access-0", "Bearer access-1"]
    assert (first.url, first.content) == (second.url, second.content)


async def test_a_body_that_names_the_company_needs_a_connection() -> None:
    bench = Bench(OK)
    failed = await bench.client.write(COMPANY, Write("POST", "/x", {"company_id": "{account}"}))
    assert (failed.error_code, outcome_of(failed)) == (ErrorCode.NOT_CONNECTED, CallOutcome.NOT_SENT)
    assert bench.vendor.requests == []


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "30"}, 30),
        ({"X-Rate-Limit-Reset": str(int(NOW.timestamp()) + 45)}, 45),
        ({"Retry-After": "30", "X-Rate-Limit-Reset": str(int(NOW.timestamp()) + 45)}, 30),
    ],
)
async def test_a_throttle_closes_the_account_until_the_named_time(headers: dict[str, str], seconds: int) -> None:
    text = "You have surpassed the max number of requests for an hour. Please wait until your limit resets."
    bench = Bench(httpx.Response(429, text=text, headers=headers))
    api = await bench.api()
    failed = await api.vendors.page(COMPANY)
    assert failed.error_code == ErrorCode.VENDOR_THROTTLED
    assert failed.retry_at == NOW + timedelta(seconds=seconds)
    later = await api.vendors.page(COMPANY)
    assert later.error_code == ErrorCode.BUDGET_EXHAUSTED
    assert len(bench.vendor.requests) == 1


async def test_throttles_without_a_time_wait_longer_each_time() -> None:
    bench = Bench(httpx.Response(429))
    api = await bench.api()
    waits: list[float] = []
    for _ in range(3):
        failed = await api.vendors.page(COMPANY)
        assert failed.retry_at is not None
        waits.append((failed.retry_at - bench.clock.now()).total_seconds())
        bench.clock.set(failed.retry_at)
    assert 10 <= waits[0] <= 15
    assert waits[0] < waits[1] < waits[2]


async def test_shed_load_closes_the_account_as_well() -> None:
    bench = Bench(httpx.Response(503, headers={"Retry-After": "20"}))
    api = await bench.api()
    failed = await api.vendors.page(COMPANY)
    assert failed.retry_at == NOW + timedelta(seconds=20)
    assert failed.error_code == ErrorCode.VENDOR_UNAVAILABLE
    await api.vendors.page(COMPANY)
    assert len(bench.vendor.requests) == 1


async def test_what_the_headers_tell_of_the_limits_reaches_the_shared_budget() -> None:
    headers = {
        "X-Rate-Limit-Limit": "25",
        "X-Rate-Limit-Remaining": "0",
        "X-Rate-Limit-Reset": str(int(NOW.timestamp()) + 9),
    }
    bench = Bench(httpx.Response(200, json=[], headers=headers))
    (await (await bench.api()).vendors.page(COMPANY)).unwrap()
    state = (await DocumentBudgets(bench.store).find(COMPANY, f"procore:{ACCOUNT}")).unwrap()
    assert state is not None
    assert state.closed_until == NOW + timedelta(seconds=9)


async def test_a_write_without_a_body_sends_none() -> None:
    bench = Bench(httpx.Response(204))
    (await (await bench.api()).timecard_entries.delete(COMPANY, "7", "2")).unwrap()
    assert (bench.request.method, bench.request.content) == ("DELETE", b"")


async def test_a_bad_request_is_refused_and_not_read() -> None:
    bench = Bench(httpx.Response(400, json=[{"id": 1}]))
    failed = await (await bench.api()).vendors.page(COMPANY)
    assert failed.error_code == ErrorCode.VENDOR_REJECTED
