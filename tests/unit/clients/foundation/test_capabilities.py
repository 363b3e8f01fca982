"""The probe tells a closed list from a closed door."""

from datetime import timedelta

import httpx
import pytest

from fieldledger.clients.foundation.assumptions import Resource
from fieldledger.clients.foundation.capabilities import Access, Capability
from tests.builders import COMPANY
from tests.unit.clients.fakes import Scripted
from tests.unit.clients.foundation.bench import NO_KEY, Bench, a_gateway_refusal, a_problem

EMPTY = httpx.Response(200, json=[])


async def test_an_open_company_is_asked_once_a_list() -> None:
    bench = Bench(EMPTY)
    found = await (await bench.connected()).capabilities(COMPANY)
    assert found.access is Access.OPEN
    assert all(found.readable(resource) for resource in Resource)
    assert len(bench.vendor.requests) == 14
    assert {request.url.params["pageSize"] for request in bench.vendor.requests} == {"1"}


async def test_lists_outside_the_subscription_are_refused_and_the_others_readable() -> None:
    bench = Bench(EMPTY, a_gateway_refusal(403, "not in the product"), a_problem(404), EMPTY)
    found = await (await bench.connected()).capabilities(COMPANY)
    assert found.access is Access.OPEN
    assert found.resources[Resource.JOBS] is Capability.READABLE
    assert found.resources[Resource.PHASES] is Capability.REFUSED
    assert found.resources[Resource.COST_CODES] is Capability.REFUSED
    assert found.reasons == {
        Resource.PHASES: "VENDOR_SETUP_INCOMPLETE",
        Resource.COST_CODES: "VENDOR_NOT_FOUND",
    }


@pytest.mark.parametrize(
    ("answer", "access", "calls"),
    [
        (a_gateway_refusal(401, NO_KEY), Access.KEY_REFUSED, 14),
        (a_gateway_refusal(401, "The token is expired."), Access.TOKEN_REFUSED, 2),
        (a_gateway_refusal(429, "Rate limit is exceeded. Try again in 17 seconds."), Access.THROTTLED, 1),
        (a_gateway_refusal(403, "Out of call volume quota."), Access.THROTTLED, 1),
    ],
)
async def test_what_bars_every_list_ends_the_probe(answer: Scripted, access: Access, calls: int) -> None:
    bench = Bench(answer)
    found = await (await bench.connected()).capabilities(COMPANY)
    assert found.access is access
    assert set(found.resources.values()) == {Capability.UNKNOWN}
    assert (found.retry_at is not None) is (access is Access.THROTTLED)
    assert len(bench.vendor.requests) == calls


async def test_a_key_that_some_lists_refuse_is_a_key_of_another_product() -> None:
    bench = Bench(a_gateway_refusal(401, NO_KEY), EMPTY)
    found = await (await bench.connected()).capabilities(COMPANY)
    assert found.access is Access.OPEN
    assert found.resources[Resource.JOBS] is Capability.REFUSED
    assert found.readable(Resource.PHASES)


async def test_a_refused_parameter_says_nothing_of_the_list() -> None:
    found = await (await Bench(a_problem(400, pageSize=["too small"]), EMPTY).connected()).capabilities(COMPANY)
    assert found.resources[Resource.JOBS] is Capability.UNKNOWN
    assert found.reasons == {Resource.JOBS: "VENDOR_REJECTED"}


async def test_throttling_in_the_middle_keeps_what_was_found() -> None:
    bench = Bench(EMPTY, a_gateway_refusal(429, "Rate limit is exceeded. Try again in 17 seconds."))
    found = await (await bench.connected()).capabilities(COMPANY)
    assert (found.access, found.retry_at) == (Access.THROTTLED, bench.clock.now() + timedelta(seconds=17))
    assert found.readable(Resource.JOBS)
    assert found.resources[Resource.EQUIPMENT] is Capability.UNKNOWN


async def test_a_company_without_connection_is_told() -> None:
    found = await Bench(EMPTY).client.capabilities(COMPANY)
    assert found.access is Access.NOT_CONNECTED


async def test_a_vendor_that_is_down_is_unreachable_and_nothing_is_refused() -> None:
    bench = Bench(httpx.ConnectError("no route"))
    found = await (await bench.connected()).capabilities(COMPANY)
    assert found.access is Access.UNREACHABLE
    assert set(found.resources.values()) == {Capability.UNKNOWN}
