"""Rows of Raken's lists that are no records: shown to a person, and no obstacle to the rows beside them."""

from datetime import date, datetime

import pytest

from fieldledger.clients.raken.models import RakenMember, RakenProject
from fieldledger.clients.raken.paging import RakenPage
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.domain.connection import VendorName
from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.malformed import malformed
from fieldledger.services.sync.raken import lists
from fieldledger.services.sync.raken.rows import ReadRow, member_row, project_row, read_rows, time_card_row
from fieldledger.services.sync.raken.time_cards import TimeCardSource
from fieldledger.services.sync.source import SyncSource
from tests.builders import COMPANY
from tests.builders.vendors import a_connection
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import NoDeadline, RecordingQueue
from tests.integration.flow.jobsite_sync import JobsiteSync

NO_RECORDS = [None, "card-1", 7, [], [{"uuid": "card-1"}]]
PROJECT = {"uuid": "clinic", "name": "Riverside Clinic"}
MEMBER = {"uuid": "rosa", "firstName": "Rosa"}
CARD = {
    "uuid": "card-1",
    "date": "2026-02-27",
    "worker": {"uuid": "rosa"},
    "project": {"uuid": "clinic"},
    "timeEntries": [{"hours": 8, "payType": {"code": "RT"}}],
    "updatedAt": "2026-02-27T22:00:00Z",
}


class OneRowIsOdd:
    """Implements ``RakenRecords`` and ``RakenCards``: every list holds one record behind something else."""

    def __init__(self, odd: object) -> None:
        self._odd = odd

    async def projects(self, company_id: str, offset: int) -> Result[RakenPage]:
        """A job."""
        return Result.ok(RakenPage((self._odd, PROJECT)))

    async def members(self, company_id: str, offset: int) -> Result[RakenPage]:
        """A worker."""
        return Result.ok(RakenPage((self._odd, MEMBER)))

    async def project_now(self, company_id: str, uuid: str) -> Result[RakenProject]:
        """Nobody asks for one."""
        raise NotImplementedError

    async def member_now(self, company_id: str, uuid: str) -> Result[RakenMember]:
        """Nobody asks for one."""
        raise NotImplementedError

    async def changed_time_cards(
        self, company_id: str, since: datetime, until: datetime, offset: int
    ) -> Result[RakenPage]:
        """A card, in the last window."""
        return Result.ok(RakenPage((self._odd, CARD)))

    async def deleted_time_cards(
        self, company_id: str, since: datetime, until: datetime, offset: int
    ) -> Result[RakenPage]:
        """No card."""
        return Result.ok(RakenPage(()))

    async def time_cards_of(self, company_id: str, days: DaySpan, offset: int) -> Result[RakenPage]:
        """The card, on its day."""
        return Result.ok(RakenPage((self._odd, CARD) if date.fromisoformat("2026-02-27") in days else ()))


class Desk:
    """The scheduled sync on a store of its own."""

    def __init__(self, odd: object) -> None:
        store, clock, raken = InMemoryDocumentStore(), FakeClock(), OneRowIsOdd(odd)
        self.connections = DocumentConnections(store)
        self.exceptions = DocumentExceptions(store)
        sources: dict[SyncResource, SyncSource] = {
            SyncResource.RAKEN_PROJECTS: lists.projects(raken),
            SyncResource.RAKEN_MEMBERS: lists.members(raken),
            SyncResource.RAKEN_TIME_CARDS: TimeCardSource(raken, clock),
        }
        self.sync = JobsiteSync(store, sources, RecordingQueue(), clock)

    async def synced(self) -> Result[SyncCounts]:
        """One run of each list."""
        (await self.connections.save(a_connection(vendor=VendorName.RAKEN))).unwrap()
        return await self.sync.run(COMPANY, NoDeadline())

    async def problems(self) -> dict[str, ExceptionItem]:
        """What waits for a person, by the kind of record."""
        page = await self.exceptions.by_state(COMPANY, ExceptionState.OPEN, 10, None)
        return {item.subject.partition(":")[0]: item for item in page.unwrap().items}


@pytest.mark.parametrize("odd", NO_RECORDS)
async def test_a_row_that_is_no_object_is_shown_and_the_record_beside_it_stored(odd: object) -> None:
    desk = Desk(odd)
    counts = (await desk.synced()).unwrap()
    windows = 3
    assert (counts.created, counts.failed, counts.unchanged) == (3, 2 + windows, windows - 1)
    assert counts.seen == counts.created + counts.failed + counts.unchanged
    problems = await desk.problems()
    assert set(problems) == {"raken_project", "raken_member", "raken_time_card"}
    assert {item.code for item in problems.values()} == {ErrorCode.RECORD_MALFORMED}
    assert {item.details["fields"] for item in problems.values()} == {"the whole row"}


@pytest.mark.parametrize("odd", NO_RECORDS)
@pytest.mark.parametrize("read", [project_row, member_row, time_card_row])
def test_no_reading_of_a_record_stumbles_over_what_is_none(odd: object, read: ReadRow) -> None:
    good, malformed = read_rows([odd], read)
    assert (good, [row.path for row in malformed]) == ((), ["0.the whole row"])


def test_the_same_row_is_the_same_problem_and_another_row_is_another() -> None:
    rows = ["a", "a", None, {"uuid": "card-1"}, {"x": 1}]
    _, bad = read_rows(rows, time_card_row)
    subjects = [malformed(SyncResource.RAKEN_TIME_CARDS, row).subject for row in bad]
    assert subjects[0] == subjects[1]
    assert len(set(subjects)) == 4
    assert subjects[3] == "raken_time_card:card-1"
