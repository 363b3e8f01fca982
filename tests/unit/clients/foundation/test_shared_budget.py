"""A stack has one subscription key: what FOUNDATION counts together, all companies take from one budget."""

import httpx

from fieldledger.clients.foundation.models import Job
from fieldledger.domain.connection import VendorName
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.result import ErrorCode
from tests.builders import COMPANY, a_connection
from tests.unit.clients.foundation.bench import Bench

OTHER = "company-2"
NO_JOBS = httpx.Response(200, json=[])


async def _both_connected(bench: Bench) -> None:
    await bench.connected()
    token = f"company_id={OTHER},vendor=foundation|access-0"
    connection = a_connection(
        company_id=OTHER, vendor=VendorName.FOUNDATION, account_id="4102", access_token=token, refresh_token=token
    )
    (await DocumentConnections(bench.store).save(connection)).unwrap()


async def test_calls_of_all_companies_are_paced_together() -> None:
    alone, both = Bench(NO_JOBS), Bench(NO_JOBS)
    for bench, companies in ((alone, (COMPANY, COMPANY)), (both, (COMPANY, OTHER))):
        await _both_connected(bench)
        for company_id in companies * 20:
            (await bench.client.page(company_id, Job)).unwrap()
    assert sum(both.clock.slept) == sum(alone.clock.slept) > 4


async def test_a_refusal_to_one_company_closes_the_subscription_for_all() -> None:
    bench = Bench(httpx.Response(429, headers={"Retry-After": "30"}, json={}), NO_JOBS)
    await _both_connected(bench)
    assert (await bench.client.page(COMPANY, Job)).error_code == ErrorCode.VENDOR_THROTTLED
    other = await bench.client.page(OTHER, Job)
    assert other.error_code == ErrorCode.BUDGET_EXHAUSTED
    assert len(bench.vendor.requests) == 1
    bench.clock.advance(31)
    assert (await bench.client.page(OTHER, Job)).success


async def test_a_company_whose_own_books_are_down_opens_no_circuit_of_another() -> None:
    bench = Bench(NO_JOBS)
    await _both_connected(bench)
    for company_id in (COMPANY, OTHER):
        (await bench.client.page(company_id, Job)).unwrap()
    assert [key.company_id for key in bench.breaker.asked] == [COMPANY, OTHER]
