"""Pages, envelopes, filters, changes, padding."""

import pytest

from tests.unit.simulators.foundation.harness import COMPANY, Foundation

RESOURCES = [
    "jobs",
    "phases",
    "costcodes",
    "costclasses",
    "vendors",
    "customers",
    "employees",
    "glaccounts",
    "earncodes",
    "unions",
    "equipment",
    "timecards",
    "apinvoices",
    "jobcosthistory",
]


@pytest.mark.parametrize("resource", RESOURCES)
async def test_every_list_can_be_read(foundation: Foundation, resource: str) -> None:
    assert isinstance(await foundation.rows(f"/{resource}"), list)


async def test_pages_are_full_until_the_last(foundation: Foundation) -> None:
    await foundation.in_company("POST", "unions", [{"unionId": f"U{n}"} for n in range(5)])
    pages = [await foundation.rows("/unions", page=str(n), pageSize="2") for n in (1, 2, 3, 4)]
    assert [[row["unionId"] for row in page] for page in pages] == [["U0", "U1"], ["U2", "U3"], ["U4"], []]


async def test_no_page_is_longer_than_a_hundred(foundation: Foundation) -> None:
    await foundation.in_company("POST", "unions", [{"unionId": f"U{n}"} for n in range(120)])
    assert len(await foundation.rows("/unions", pageSize="1000")) == 100


async def test_an_envelope_tells_the_total(foundation: Foundation) -> None:
    await foundation.settle(enveloped=True)
    body = (await foundation.get("/costcodes", pageSize="1")).json()
    assert (len(body["items"]), body["totalCount"]) == (1, 2)


@pytest.mark.parametrize("params", [{"page": "0"}, {"page": "x"}, {"pageSize": "-1"}])
async def test_a_page_that_is_none_is_refused(foundation: Foundation, params: dict[str, str]) -> None:
    refused = await foundation.get("/jobs", **params)
    assert refused.status_code == 400
    assert set(refused.json()["errors"]) == set(params)


async def test_any_field_filters_unless_filters_are_switched_off(foundation: Foundation) -> None:
    assert [row["costCodeId"] for row in await foundation.rows("/costcodes", costCodeId="26-050")] == ["26-050"]
    await foundation.settle(supports_filters=False)
    assert len(await foundation.rows("/costcodes", costCodeId="26-050")) == 2


async def test_changes_are_told_only_where_the_filter_is_offered(foundation: Foundation) -> None:
    foundation.clock.advance(60)
    await foundation.in_company("PATCH", "costcodes/03-300", {"description": "Cast-in-place"})
    assert len(await foundation.rows("/costcodes", modifiedSince="2026-03-02T13:01:00Z")) == 2
    await foundation.settle(supports_modified_since=True)
    changed = await foundation.rows("/costcodes", modifiedSince="2026-03-02T13:01:00Z")
    assert [row["costCodeId"] for row in changed] == ["03-300"]
    assert (await foundation.get("/costcodes", modifiedSince="soon")).status_code == 400


async def test_the_width_of_the_database_may_show_through(foundation: Foundation) -> None:
    await foundation.settle(pad_ids=True)
    assert (await foundation.get("/jobs/17355")).json()["jobId"] == "17355     "


async def test_a_record_that_is_not_there_is_not_found(foundation: Foundation) -> None:
    missing = await foundation.get("/jobs/99999")
    assert missing.status_code == 404
    assert missing.json()["traceId"]


async def test_the_seed_fills_a_company(foundation: Foundation) -> None:
    answer = await foundation.admin("POST", "/seed", {"size": "small", "company_id": "7"})
    assert answer["records"]["jobs"] == 3
    assert answer["records"]["jobcosthistory"] > 0
    foundation.params = {"companyId": "7"}
    jobs = await foundation.rows("/jobs")
    assert all(0 < len(job["jobId"]) <= 10 for job in jobs)
    history = await foundation.rows("/jobcosthistory", source="PR")
    assert {row["companyId"] for row in history} == {"7"}
    assert {row["costClassId"] for row in history} == {"L"}


async def test_the_same_seed_gives_the_same_books(foundation: Foundation) -> None:
    for company in ("7", "8"):
        await foundation.admin("POST", "/seed", {"size": "small", "company_id": company, "seed": 3})
    first, second = [await foundation.admin("GET", f"/companies/{company}/apinvoices") for company in ("7", "8")]
    assert [row | {"companyId": COMPANY} for row in first] == [row | {"companyId": COMPANY} for row in second]
