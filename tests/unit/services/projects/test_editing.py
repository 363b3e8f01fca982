"""Jobs that people make: what happens when others are at it too, and what syncs do to them later."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal

import pytest
from pydantic import JsonValue

from fieldledger.domain.facts.raken_lists import ProjectFacts
from fieldledger.domain.member import MOST_PROJECTS
from fieldledger.domain.project import Project, ProjectStatus
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.visibility import EVERY_PROJECT
from fieldledger.repositories.documents import Write
from fieldledger.repositories.members import DocumentMembers
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.result import ErrorCode
from fieldledger.services.projects.editing import Edit, NewProject, ProjectChanges
from fieldledger.services.sync.sinking import Rows
from fieldledger.services.sync.source import SourceRow
from fieldledger.wiring.projects import editing_over
from fieldledger.wiring.sync_sources.raken import raken_sinks
from tests.builders import ACCOUNTANT, COMPANY, a_member, a_project
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import RecordingQueue
from tests.unit.services.crosswalk.office import PROCORE, PROJECT, Office

GARAGE = NewProject(
    company_id=COMPANY, user_id=ACCOUNTANT, project_id="garage", name="Garage", number="2431", budget=Decimal("9.50")
)


class Desk:
    """Editing on a store of its own."""

    def __init__(self) -> None:
        self.store = InMemoryDocumentStore()
        self.clock = FakeClock()
        self.projects = DocumentProjects(self.store)
        self.editing = editing_over(self.store, self.clock)

    async def held(self, project_id: str) -> Project:
        """The stored job."""
        return (await self.projects.get(COMPANY, project_id)).unwrap()


@pytest.fixture
def office() -> Office:
    return Office()


async def _procore(office: Office, **facts: JsonValue) -> None:
    """Procore's project 7 as a sync brings it."""
    await office.shows(SyncResource.PROCORE_PROJECTS, "7", facts)
    (await office.parts.changes.after_changes(COMPANY, SyncResource.PROCORE_PROJECTS, ["7"])).unwrap()


def _edit(project_id: str, version: int, **changes: object) -> Edit:
    return Edit(COMPANY, ACCOUNTANT, project_id, version, ProjectChanges.model_validate(changes))


async def test_of_two_who_take_a_number_at_once_one_gets_it() -> None:
    desk = Desk()
    both = [GARAGE, GARAGE.model_copy(update={"project_id": "other"})]
    done = await asyncio.gather(*(desk.editing.create(wanted) for wanted in both))
    assert sorted(str(each.error_code) for each in done) == ["JOB_NUMBER_TAKEN", "None"]


async def test_a_manager_who_is_given_another_job_at_the_same_moment_has_both() -> None:
    desk = Desk()
    members = DocumentMembers(desk.store)

    async def faster(_: Sequence[Write]) -> None:
        desk.store.before_commit = None
        (await desk.store.transact([members.write(a_member("manager-1", "p-1"))])).unwrap()

    desk.store.before_commit = faster
    wanted = GARAGE.model_copy(update={"user_id": "manager-1", "joins": True})
    assert (await desk.editing.create(wanted)).success
    member = (await members.find(COMPANY, "manager-1")).unwrap()
    assert member is not None
    assert member.project_ids == ("p-1", "garage")


async def test_a_manager_of_too_many_jobs_makes_none() -> None:
    desk = Desk()
    jobs = [f"p-{number}" for number in range(MOST_PROJECTS)]
    (await desk.store.transact([DocumentMembers(desk.store).write(a_member("manager-1", *jobs))])).unwrap()
    refused = await desk.editing.create(GARAGE.model_copy(update={"user_id": "manager-1", "joins": True}))
    assert refused.error_code == ErrorCode.VALIDATION_FAILED
    assert (await desk.projects.get(COMPANY, "garage")).error_code == ErrorCode.NOT_FOUND


@pytest.mark.parametrize("operation", ["get", "query", "transact"])
async def test_nothing_is_half_made_while_the_store_does_not_answer(operation: str) -> None:
    desk = Desk()
    desk.store.fail_next(operation=operation)
    assert (await desk.editing.create(GARAGE)).error_code == ErrorCode.STORE_UNAVAILABLE
    assert (await desk.editing.create(GARAGE)).unwrap().version == 1


async def test_an_edit_that_was_overtaken_is_refused_and_not_repeated() -> None:
    desk = Desk()
    (await desk.projects.save(a_project())).unwrap()

    async def faster(_: Sequence[Write]) -> None:
        desk.store.before_commit = None
        (await desk.projects.save(a_project(name="Clinic", version=1))).unwrap()

    desk.store.before_commit = faster
    done = await desk.editing.update(_edit("project-1", 1, budget="7"), EVERY_PROJECT)
    assert (done.error_code, done.details) == (ErrorCode.VERSION_CONFLICT, {"version": 2})
    assert (await desk.held("project-1")).budget is None


@pytest.mark.parametrize("deleted", [False, True])
async def test_rakens_sync_leaves_what_people_said_of_its_job(deleted: bool) -> None:
    desk = Desk()
    (await desk.projects.save(a_project(project_id="p1"))).unwrap()
    (await desk.editing.update(_edit("p1", 1, budget="7"), EVERY_PROJECT)).unwrap()
    facts = None if deleted else ProjectFacts(number="2215", name="Renamed", status=ProjectStatus.ACTIVE)
    row = SourceRow(SyncResource.RAKEN_PROJECTS, "p1", facts, deleted=deleted)
    sink = raken_sinks(desk.store, RecordingQueue(), desk.clock)[SyncResource.RAKEN_PROJECTS]
    (await sink.keep(Rows(COMPANY, (row,), desk.clock.now()))).unwrap()
    held = await desk.held("p1")
    assert (held.budget, held.version) == (Decimal(7), 3)
    assert (held.name, held.status) == (
        ("Riverside Clinic", ProjectStatus.DELETED) if deleted else ("Renamed", ProjectStatus.ACTIVE)
    )


async def test_procores_sync_leaves_what_people_said_of_its_job(office: Office) -> None:
    await _procore(office, name="Garage", project_number="2431")
    editing = editing_over(office.store, FakeClock())
    (await editing.update(_edit("procore-7", 1, budget="7"), EVERY_PROJECT)).unwrap()
    await _procore(office, name="Garage East", project_number="2431")
    [project] = (await office.projects()).values()
    assert (project.name, project.budget) == ("Garage East", Decimal(7))


async def test_procores_record_of_a_job_made_here_is_linked_to_it_and_changes_nothing_that_people_said(
    office: Office,
) -> None:
    editing = editing_over(office.store, FakeClock())
    (await editing.create(GARAGE)).unwrap()
    await _procore(office, name="Garage", project_number="2431")
    await _procore(office, name="Garage (old)", project_number="2431", active=False)
    link = await office.link(PROJECT, "garage", PROCORE)
    assert link is not None
    [project] = (await office.projects()).values()
    assert (project.name, project.status, project.budget) == ("Garage", ProjectStatus.ACTIVE, Decimal("9.50"))
    [entry] = office.audit("values_not_taken")
    assert entry.before == {"name": "Garage", "status": "active"}


async def test_a_job_made_here_without_a_number_takes_it_from_the_vendor_that_it_is_linked_to(office: Office) -> None:
    editing = editing_over(office.store, FakeClock())
    (await editing.create(GARAGE.model_copy(update={"number": None}))).unwrap()
    await office.shows(SyncResource.PROCORE_PROJECTS, "7", {"name": "Garage", "project_number": "2431"})
    (await office.confirm(PROJECT, "garage", PROCORE, "7")).unwrap()
    await _procore(office, name="Garage", project_number="2431")
    [project] = (await office.projects()).values()
    assert (project.project_id, project.number, project.source) == ("garage", "2431", "fieldledger")
    assert project.budget == Decimal("9.50")
