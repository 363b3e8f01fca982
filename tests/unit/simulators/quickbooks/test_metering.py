"""Metered reads: what counts, and the cap of the Builder tier."""

import httpx

from tests.unit.simulators.quickbooks.bench import REALM, Bench, hours


async def reads(bench: Bench) -> int:
    stats = (await bench.http.get("/_admin/stats")).json()["realms"].get(REALM, {})
    return int(stats.get("metered_reads", 0))


async def test_successful_reads_count_and_writes_do_not(books: Bench) -> None:
    await books.get("customer/2")
    await books.query("SELECT * FROM Customer")
    await books.get("cdc", entities="Customer", changedSince="2026-11-23")
    await books.get("customer/404")
    await books.post("timeactivity", hours())
    assert await reads(books) == 3


async def test_each_query_of_a_batch_counts(books: Bench) -> None:
    query = "SELECT COUNT(*) FROM Customer"
    await books.batch({"bId": "0", "Query": query}, {"bId": "1", "Query": query}, {"bId": "2", "Query": "nonsense"})
    assert await reads(books) == 2


async def statuses(bench: Bench) -> list[int]:
    return [(await bench.get("customer/2")).status_code, (await bench.post("timeactivity", hours())).status_code]


async def test_at_the_cap_reads_are_refused_until_the_first_and_writes_go_on(books: Bench) -> None:
    await books.limits(monthly_reads=1)
    assert (await statuses(books), await statuses(books)) == ([200, 200], [429, 200])
    await move_to(books, "2026-11-30T23:59:59Z")
    assert await statuses(books) == [429, 200]
    await move_to(books, "2026-12-01T00:00:00Z")
    assert await statuses(books) == [200, 200]


async def move_to(bench: Bench, moment: str) -> None:
    await bench.admin("clock", {"now": moment})
    bench.tokens = await bench.admin("tokens", {"client_id": "app-1", "realm_id": REALM})


async def test_at_the_cap_only_the_queries_of_a_batch_fail(books: Bench) -> None:
    await books.limits(monthly_reads=0)
    order = {"bId": "0", "operation": "create", "TimeActivity": hours()}
    answers = await books.batch(order, {"bId": "1", "Query": "SELECT * FROM Customer"})
    assert "TimeActivity" in answers["0"]
    assert answers["1"]["Fault"]["Error"][0]["code"] == "3001"


async def test_the_cap_is_of_the_workspace_not_of_the_company(books: Bench) -> None:
    await books.limits(monthly_reads=1)
    await books.get("customer/2")
    assert (await other_company(books)).status_code == 429
    shown = (await books.http.get("/_admin/metering")).json()
    assert shown == {"reads_this_month": 1, "monthly_reads": 1}


async def test_companies_of_the_sandbox_are_free(books: Bench) -> None:
    await books.limits(monthly_reads=0)
    assert (await other_company(books, environment="sandbox")).status_code == 200
    assert (await books.http.get("/_admin/metering")).json()["reads_this_month"] == 0


async def other_company(bench: Bench, **about: object) -> httpx.Response:
    await bench.admin("realms", {"realm_id": "77", **about})
    tokens = await bench.admin("tokens", {"client_id": "app-1", "realm_id": "77"})
    path = f"{'/sandbox' if about else ''}/v3/company/77/preferences"
    return await bench.http.get(path, headers={"authorization": f"Bearer {tokens['access_token']}"})
