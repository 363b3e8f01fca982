"""FOUNDATION as sync sources: whole lists compared by content, jobs known by their id, costs summed by job."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from fieldledger.clients.foundation.assumptions import ASSUMED
from fieldledger.domain.facts.foundation import CostCodeFacts, EmployeeFacts, JobCostFacts, JobFacts, VendorFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.documents import TableName
from fieldledger.result import ErrorCode
from fieldledger.services.sync.source import PageRequest, Scope, Span, SyncSource
from fieldledger.wiring.sync_sources.foundation import foundation_sources_over
from tests.builders import COMPANY
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.clients.foundation.office import Office as Bookkeeper
from tests.integration.clients.foundation.office import an_office
from tests.integration.sync.walking import Office

JOBS = SyncResource.FOUNDATION_JOBS
COSTS = SyncResource.FOUNDATION_JOB_COST_HISTORY
LISTS = {
    JOBS: (JobFacts, "jobs"),
    SyncResource.FOUNDATION_VENDORS: (VendorFacts, "vendors"),
    SyncResource.FOUNDATION_EMPLOYEES: (EmployeeFacts, "employees"),
    SyncResource.FOUNDATION_COST_CODES: (CostCodeFacts, "costcodes"),
}


@pytest.fixture
async def bookkeeper() -> AsyncIterator[Bookkeeper]:
    """The small contractor's books."""
    async with an_office() as opened:
        yield opened


@pytest.fixture
def office(bookkeeper: Bookkeeper) -> Office:
    """An empty mirror."""
    return Office(bookkeeper.clock, InMemoryDocumentStore())


def _source(bookkeeper: Bookkeeper, resource: SyncResource) -> SyncSource:
    return foundation_sources_over(bookkeeper.client)[resource]


async def test_what_is_read_under_another_record_says_so(bookkeeper: Bookkeeper) -> None:
    sources = foundation_sources_over(bookkeeper.client)
    assert {source.traits.resource: source.traits.scoped_by for source in sources.values()} == {
        resource: resource.scope for resource in sources
    }


@pytest.mark.parametrize("resource", LISTS)
async def test_a_list_is_read_whole_and_a_second_time_nothing_is_written(
    bookkeeper: Bookkeeper, office: Office, resource: SyncResource
) -> None:
    kind, name = LISTS[resource]
    first = await office.walk(_source(bookkeeper, resource))
    before = office.store.documents(TableName.RECORDS)
    second = await office.walk(_source(bookkeeper, resource))
    in_books = await bookkeeper.in_books(name)
    assert len(await office.facts(resource, kind)) == len(in_books) == first.counts.created
    assert first.counts.calls == -(-len(in_books) // 100)
    assert (second.counts.unchanged, second.counts.changed) == (len(in_books), 0)
    assert office.store.documents(TableName.RECORDS) == before
    assert first.balanced


async def test_a_job_is_known_by_its_id_and_never_by_its_number(bookkeeper: Bookkeeper, office: Office) -> None:
    job = (await bookkeeper.in_books("jobs"))[0]
    await bookkeeper.admin("POST", "/companies/1/jobs", [job | {"jobNumber": "OTHER-9", "jobId": job["jobId"]}])
    await office.walk(_source(bookkeeper, JOBS))
    facts = (await office.facts(JOBS, JobFacts))[job["jobId"]]
    assert (facts.job_no, facts.job_number, facts.name) == (job["jobId"], "OTHER-9", job["description"])


async def test_padding_is_no_part_of_an_id(bookkeeper: Bookkeeper, office: Office) -> None:
    rows = [{"jobId": "17355     ", "description": "North Tower ", "status": "A", "jobNumber": "          "}]
    answer = json.dumps(rows)
    for _ in range(2):
        await bookkeeper.admin("POST", "/faults", {"kind": "status", "path": "/jobs", "status": 200, "body": answer})
        await office.walk(_source(bookkeeper, JOBS))
    assert await office.facts(JOBS, JobFacts) == {"17355": JobFacts(job_no="17355", name="North Tower", status="A")}


async def test_an_empty_list_deletes_nothing_and_an_inactive_record_stays(
    bookkeeper: Bookkeeper, office: Office
) -> None:
    await office.walk(_source(bookkeeper, JOBS))
    known = await office.facts(JOBS, JobFacts)
    await bookkeeper.admin("POST", "/faults", {"kind": "status", "path": "/jobs", "status": 200, "body": "[]"})
    assert (await office.walk(_source(bookkeeper, JOBS))).counts.seen == 0
    assert await office.facts(JOBS, JobFacts) == known
    closed = (await bookkeeper.in_books("jobs"))[0]
    await bookkeeper.admin("POST", "/companies/1/jobs", [closed | {"status": "C"}])
    assert (await office.walk(_source(bookkeeper, JOBS))).counts.updated == 1
    assert not (await office.facts(JOBS, JobFacts))[closed["jobId"]].active


async def test_a_malformed_row_is_beside_the_good_ones(bookkeeper: Bookkeeper, office: Office) -> None:
    rows: list[Any] = [{"jobId": ""}, {"jobId": "1", "description": "Plant"}, 7]
    await bookkeeper.admin(
        "POST", "/faults", {"kind": "status", "path": "/jobs", "status": 200, "body": json.dumps(rows)}
    )
    walked = await office.walk(_source(bookkeeper, JOBS))
    assert ([row.path for row in walked.malformed], walked.ids(JOBS)) == (["0.jobId", "2"], ["1"])
    assert walked.balanced


async def test_a_module_that_the_subscription_lacks_is_a_setup_and_no_empty_list(bookkeeper: Bookkeeper) -> None:
    await bookkeeper.admin("POST", "/faults", {"kind": "status", "path": "/vendors", "status": 404, "body": "{}"})
    source = _source(bookkeeper, SyncResource.FOUNDATION_VENDORS)
    assert (await source.page(PageRequest(COMPANY))).error_code == ErrorCode.VENDOR_SETUP_INCOMPLETE


async def test_a_vendor_that_gives_the_same_page_for_ever_is_not_believed(bookkeeper: Bookkeeper) -> None:
    rows = [{"jobId": str(number), "description": "x"} for number in range(100)]
    fault = {"kind": "status", "path": "/jobs", "status": 200, "body": json.dumps(rows), "count": 2}
    await bookkeeper.admin("POST", "/faults", fault)
    source = _source(bookkeeper, JOBS)
    first = (await source.page(PageRequest(COMPANY))).unwrap()
    again = await source.page(PageRequest(COMPANY, cursor=first.next_cursor))
    assert again.error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE


async def test_a_filter_by_change_is_used_only_where_the_dialect_has_one(bookkeeper: Bookkeeper) -> None:
    assert not _source(bookkeeper, JOBS).traits.incremental
    async with an_office(replace(ASSUMED, modified_since="modifiedSince")) as other:
        source = _source(other, JOBS)
        now = other.clock.now()
        assert source.traits.incremental
        assert (await source.page(PageRequest(COMPANY, window=Span(now, now)))).success


async def test_a_single_record_is_read_and_gone_if_foundation_says_so(bookkeeper: Bookkeeper) -> None:
    job = (await bookkeeper.in_books("jobs"))[0]["jobId"]
    source = _source(bookkeeper, JOBS)
    rows = [(await source.one(COMPANY, JOBS, each, None)).unwrap().rows[0] for each in (job, "NOBODY")]
    assert [(row.record_id, row.deleted) for row in rows] == [(job, False), ("NOBODY", True)]


def a_cost(cost: float, day: str = "2026-02-20", source: str = "PR", **more: Any) -> dict[str, Any]:
    """A posted amount of the job 17355, padded as the database gives it."""
    return {
        "jobId": "17355     ",
        "phaseId": "01",
        "costCodeId": "26-050    ",
        "costClassId": "L",
        "datePosted": day,
        "cost": cost,
        "hours": 2,
        "source": source,
        **more,
    }


async def _costs(bookkeeper: Bookkeeper, office: Office, *rows: dict[str, Any]) -> dict[str, JobCostFacts]:
    fault = {"kind": "status", "path": "/jobcosthistory", "status": 200, "body": json.dumps(rows)}
    await bookkeeper.admin("POST", "/faults", fault)
    await office.walk(_source(bookkeeper, COSTS), scope=Scope("17355"))
    return await office.facts(COSTS, JobCostFacts)


async def test_costs_that_nothing_tells_apart_are_summed(bookkeeper: Bookkeeper, office: Office) -> None:
    found = await _costs(bookkeeper, office, a_cost(812.40), a_cost(812.40), a_cost(100, source="AP"))
    payroll = found["2026-02-20/01/26-050/L/PR"]
    assert (payroll.cost, payroll.hours, payroll.rows) == (Decimal("1624.8"), Decimal(4), 2)
    assert found["2026-02-20/01/26-050/L/AP"].cost == 100


async def test_a_correction_changes_its_sum_and_an_empty_history_deletes_none(
    bookkeeper: Bookkeeper, office: Office
) -> None:
    await _costs(bookkeeper, office, a_cost(812.40))
    [corrected] = (await _costs(bookkeeper, office, a_cost(812.40), a_cost(-812.40))).values()
    assert (corrected.cost, corrected.rows) == (0, 2)
    assert await _costs(bookkeeper, office) == {"2026-02-20/01/26-050/L/PR": corrected}


async def test_costs_of_other_jobs_are_left_out_if_the_filter_is_ignored(
    bookkeeper: Bookkeeper, office: Office
) -> None:
    [mine] = (await _costs(bookkeeper, office, a_cost(5), a_cost(7, jobId="OTHER"))).values()
    assert mine.cost == 5


async def test_a_sum_is_not_touched_while_one_of_the_job_s_rows_cannot_be_read(
    bookkeeper: Bookkeeper, office: Office
) -> None:
    known = await _costs(bookkeeper, office, a_cost(5), a_cost(7))
    fault = {"kind": "status", "path": "/jobcosthistory", "status": 200}
    await bookkeeper.admin("POST", "/faults", fault | {"body": json.dumps([a_cost(5), a_cost(7) | {"cost": "much"}])})
    walked = await office.walk(_source(bookkeeper, COSTS), scope=Scope("17355"))
    assert (walked.counts.failed, walked.balanced) == (1, True)
    assert await office.facts(COSTS, JobCostFacts) == known


async def test_a_seeded_job_s_costs_add_up_to_what_the_books_hold(bookkeeper: Bookkeeper, office: Office) -> None:
    await office.walk(_source(bookkeeper, JOBS))
    in_books = await bookkeeper.in_books("jobcosthistory")
    for job in await office.held(JOBS):
        await office.walk(_source(bookkeeper, COSTS), scope=Scope(job))
    records = (await office.mirror.page(COMPANY, COSTS, 10_000)).unwrap().items
    kept = [record.read(JobCostFacts) for record in records]
    assert sum(each.rows for each in kept) == len(in_books)
    assert sum(each.cost for each in kept) == sum(Decimal(str(row["cost"])) for row in in_books)


async def test_job_cost_needs_its_job(bookkeeper: Bookkeeper) -> None:
    assert (await _source(bookkeeper, COSTS).page(PageRequest(COMPANY))).error_code == ErrorCode.VALIDATION_FAILED
