"""Raken's lists as sync sources: whole, with deletions that Raken states and none that it does not."""

import json

import pytest

from fieldledger.domain.facts.raken_lists import ClassificationFacts, CostCodeFacts
from fieldledger.domain.project import ProjectStatus
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.integration.clients.raken.jobsite import ACCOUNT
from tests.integration.flow.simulated_raken import a_job, a_member
from tests.integration.sync.raken.conftest import Site

PROJECTS, MEMBERS = SyncResource.RAKEN_PROJECTS, SyncResource.RAKEN_MEMBERS
CODES, CLASSES = SyncResource.RAKEN_COST_CODES, SyncResource.RAKEN_CLASSIFICATIONS


async def test_a_second_read_of_everything_writes_nothing(site: Site) -> None:
    await site.jobsite.seed("projects", *(a_job(f"p{n}", f"Job {n}", str(n)) for n in range(3)))
    await site.jobsite.seed("members", a_member("rosa", "Rosa Delgado", "107"))
    await site.jobsite.seed("costCodes", {"uuid": "c1", "code": "050", "division": "26", "description": "Wiring"})
    await site.jobsite.seed("classifications", {"uuid": "k1", "name": "Electrician"})
    first = [await site.office.walk(site.source(each)) for each in (PROJECTS, MEMBERS, CODES, CLASSES)]
    before = site.jobsite.store.documents(TableName.RECORDS)
    second = [await site.office.walk(site.source(each)) for each in (PROJECTS, MEMBERS, CODES, CLASSES)]
    assert [walked.counts.created for walked in first] == [3, 1, 1, 1]
    assert [walked.counts.unchanged for walked in second] == [3, 1, 1, 1]
    assert site.jobsite.store.documents(TableName.RECORDS) == before
    assert all(walked.balanced for walked in [*first, *second])


async def test_a_list_of_several_pages_is_read_by_as_many_calls(site: Site) -> None:
    await site.jobsite.seed("projects", *(a_job(f"p{n:04}", f"Job {n}", str(n)) for n in range(1200)))
    walked = await site.office.walk(site.source(PROJECTS))
    assert (walked.counts.created, walked.counts.calls, walked.cursors) == (1200, 2, ["1000"])


async def test_codes_carry_their_division_and_classes_their_name(site: Site) -> None:
    await site.jobsite.seed("costCodes", {"uuid": "c1", "code": "050", "division": "26", "description": " Wiring "})
    await site.jobsite.seed("classifications", {"uuid": "k1", "name": "Electrician"})
    await site.office.walk(site.source(CODES))
    await site.office.walk(site.source(CLASSES))
    code = CostCodeFacts(code="26-050", division="26", description="Wiring")
    assert await site.office.facts(CODES, CostCodeFacts) == {"c1": code}
    assert await site.office.facts(CLASSES, ClassificationFacts) == {"k1": ClassificationFacts(name="Electrician")}


async def test_an_empty_list_deletes_nothing(site: Site) -> None:
    await site.jobsite.seed("projects", a_job("p1", "Clinic", "2214"))
    await site.jobsite.seed("costCodes", {"uuid": "c1", "code": "050"})
    for each in (PROJECTS, CODES):
        await site.office.walk(site.source(each))
    await site.jobsite.fault("status", "/api/(projects|costCodes)", status=200, body='{"collection": []}', count=2)
    walked = [await site.office.walk(site.source(each)) for each in (PROJECTS, CODES)]
    assert [each.counts.seen for each in walked] == [0, 0]
    [project] = (await DocumentProjects(site.jobsite.store).get_many(COMPANY, ["p1"])).unwrap()
    assert project.status is ProjectStatus.ACTIVE
    assert set(await site.office.facts(CODES, CostCodeFacts)) == {"c1"}


@pytest.mark.parametrize("resource", [CODES, CLASSES])
async def test_what_raken_calls_deleted_is_deleted(site: Site, resource: SyncResource) -> None:
    await site.jobsite.seed("costCodes", {"uuid": "x", "code": "050"})
    await site.jobsite.seed("classifications", {"uuid": "x", "name": "Electrician"})
    await site.office.walk(site.source(resource))
    name = {"raken/cost_codes": "costCodes"}.get(resource.value, "classifications")
    await site.jobsite.admin("PATCH", f"companies/{ACCOUNT}/{name}/x", {"status": "DELETED"})
    walked = await site.office.walk(site.source(resource))
    assert (walked.counts.deleted, (await site.office.held(resource))["x"].deleted) == (1, True)


async def test_deleted_jobs_and_workers_stay_as_records_for_the_sake_of_old_cards(site: Site) -> None:
    await site.jobsite.seed("members", a_member("rosa", "Rosa Delgado", "107") | {"status": "DELETED"})
    walked = await site.office.walk(site.source(MEMBERS))
    assert walked.counts.created == 1
    [worker] = (await DocumentEmployees(site.jobsite.store).get_many(COMPANY, ["rosa"])).unwrap()
    assert (worker.display_name, worker.status) == ("Rosa Delgado", "deleted")


async def test_a_malformed_row_is_beside_the_good_ones(site: Site) -> None:
    await site.jobsite.seed("projects", a_job("p1", "Clinic", "1"), a_job("p2", "Plant", "2"))
    damage = json.dumps({"set": {"status": "ARCHIVED"}})
    await site.jobsite.fault("malformed_item", "/api/projects", item=0, body=damage)
    walked = await site.office.walk(site.source(PROJECTS))
    assert [(row.entity_id, row.path) for row in walked.malformed] == [("p1", "0.status")]
    assert (walked.ids(PROJECTS), walked.balanced) == (["p2"], True)


async def test_a_single_job_is_read_by_its_address_and_gone_if_raken_says_so(site: Site) -> None:
    await site.jobsite.seed("projects", a_job("p1", "Clinic", "2214"))
    source = site.source(PROJECTS)
    page = (await source.one(COMPANY, PROJECTS, "p1", None)).unwrap()
    await site.office.keep(page.rows)
    gone = (await source.one(COMPANY, PROJECTS, "nobody", None)).unwrap()
    assert [row.deleted for row in (*page.rows, *gone.rows)] == [False, True]
    await site.jobsite.fault("status", "/api/projects/p1", status=404, body="{}")
    lost = (await source.one(COMPANY, PROJECTS, "p1", None)).unwrap()
    assert (await site.office.keep(lost.rows)).deleted == 1
    [project] = (await DocumentProjects(site.jobsite.store).get_many(COMPANY, ["p1"])).unwrap()
    assert (project.name, project.status) == ("Clinic", ProjectStatus.DELETED)


async def test_a_record_that_is_not_shown_to_us_is_not_gone(site: Site) -> None:
    await site.jobsite.fault("status", "/api/members/rosa", status=403, body='{"message":"Forbidden"}')
    assert (await site.source(MEMBERS).one(COMPANY, MEMBERS, "rosa", None)).error_code == ErrorCode.VENDOR_FORBIDDEN


async def test_a_code_is_looked_for_in_its_list_which_says_nothing_of_what_it_lacks(site: Site) -> None:
    await site.jobsite.seed("costCodes", {"uuid": "c1", "code": "050"})
    source = site.source(CODES)
    assert [row.record_id for row in (await source.one(COMPANY, CODES, "c1", None)).unwrap().rows] == ["c1"]
    assert (await source.one(COMPANY, CODES, "c2", None)).error_code == ErrorCode.VENDOR_NOT_FOUND
