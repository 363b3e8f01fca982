"""Jobs and workers as they are kept: written when they changed, released for, never lost."""

import pytest

from fieldledger.domain.employee import EmployeeStatus
from fieldledger.domain.facts.raken_lists import MemberFacts, ProjectFacts
from fieldledger.domain.project import ProjectStatus
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.result import ErrorCode
from fieldledger.services.sync.sinking import Rows
from fieldledger.services.sync.source import SourceRow
from fieldledger.wiring.sync_sources.raken import raken_sinks
from tests.builders import COMPANY
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import RecordingQueue

PROJECTS, MEMBERS = SyncResource.RAKEN_PROJECTS, SyncResource.RAKEN_MEMBERS
CLINIC = ProjectFacts(number="2214", name="Clinic", status=ProjectStatus.ACTIVE)
ROSA = MemberFacts(number="107", first_name="Rosa", last_name="Delgado", email=None, status=EmployeeStatus.ACTIVE)


class Desk:
    """The sinks on a store of their own."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store = InMemoryDocumentStore()
        self._sinks = raken_sinks(self.store, RecordingQueue(), self.clock)

    async def keep(self, *rows: SourceRow) -> SyncCounts:
        """What the rows of one page did."""
        kept = await self._sinks[rows[0].resource].keep(Rows(COMPANY, rows, self.clock.now()))
        return kept.unwrap()


async def test_an_unchanged_record_is_not_written_and_a_changed_one_is() -> None:
    desk = Desk()
    row = SourceRow(PROJECTS, "p1", CLINIC)
    counts = [await desk.keep(row) for _ in range(2)]
    before = [document.version for document in desk.store.documents(TableName.RECORDS)]
    counts.append(await desk.keep(SourceRow(PROJECTS, "p1", CLINIC.model_copy(update={"number": "2215"}))))
    assert [(each.created, each.unchanged, each.updated) for each in counts] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    assert before == [1]


async def test_a_record_that_comes_twice_on_a_page_is_one_with_the_last_content() -> None:
    desk = Desk()
    renamed = CLINIC.model_copy(update={"name": "Riverside Clinic"})
    counts = await desk.keep(SourceRow(PROJECTS, "p1", CLINIC), SourceRow(PROJECTS, "p1", renamed))
    [project] = (await DocumentProjects(desk.store).get_many(COMPANY, ["p1"])).unwrap()
    assert (counts.seen, counts.created, counts.unchanged, project.name) == (2, 1, 1, "Riverside Clinic")


async def test_a_record_that_is_gone_keeps_what_was_known_of_it() -> None:
    desk = Desk()
    await desk.keep(SourceRow(MEMBERS, "rosa", ROSA))
    gone = SourceRow(MEMBERS, "rosa", None, deleted=True)
    counts = [await desk.keep(gone) for _ in range(2)]
    [worker] = (await DocumentEmployees(desk.store).get_many(COMPANY, ["rosa"])).unwrap()
    assert (worker.number, worker.status) == ("107", EmployeeStatus.DELETED)
    assert [(each.deleted, each.unchanged) for each in counts] == [(1, 0), (0, 1)]


async def test_a_record_that_nobody_knew_and_that_is_gone_is_no_record() -> None:
    desk = Desk()
    assert (await desk.keep(SourceRow(PROJECTS, "p1", None, deleted=True))).unchanged == 1
    assert desk.store.documents(TableName.RECORDS) == []


@pytest.mark.parametrize("resource", [PROJECTS, MEMBERS])
async def test_a_deleted_record_that_comes_back_lives_again(resource: SyncResource) -> None:
    desk = Desk()
    facts = CLINIC if resource is PROJECTS else ROSA
    await desk.keep(SourceRow(resource, "x", facts))
    await desk.keep(SourceRow(resource, "x", None, deleted=True))
    assert (await desk.keep(SourceRow(resource, "x", facts))).updated == 1


async def test_a_store_that_does_not_answer_is_a_failure() -> None:
    desk = Desk()
    desk.store.fail_next()
    sinks = raken_sinks(desk.store, RecordingQueue(), desk.clock)
    kept = await sinks[PROJECTS].keep(Rows(COMPANY, [SourceRow(PROJECTS, "p1", CLINIC)], desk.clock.now()))
    assert kept.error_code == ErrorCode.STORE_UNAVAILABLE
