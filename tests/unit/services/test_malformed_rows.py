"""Rows of Raken's lists that are no records: shown to a person, and no obstacle to the rows beside them."""

from datetime import datetime

import pytest

from fieldledger.clients.raken.paging import RakenPage
from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.repositories.checkpoints import DocumentCheckpoints
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Inbox
from fieldledger.services.sync.malformed import malformed
from fieldledger.services.sync.master_data import MasterDataSync
from fieldledger.services.sync.raken_records import to_employee, to_project, to_time_card
from fieldledger.services.sync.time_card_sync import TimeCardSync
from tests.builders import COMPANY
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore

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
    """Implements ``RakenFeed``: every list holds one record behind something else."""

    def __init__(self, odd: object) -> None:
        self._odd = odd

    async def projects(self, company_id: str, offset: int) -> Result[RakenPage]:
        """A job."""
        return Result.ok(RakenPage((self._odd, PROJECT)))

    async def members(self, company_id: str, offset: int) -> Result[RakenPage]:
        """A worker."""
        return Result.ok(RakenPage((self._odd, MEMBER)))

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


class PlentyOfTime:
    """Implements ``Deadline``."""

    def allows(self, seconds: float) -> bool:
        """Always."""
        return True


class Desk:
    """Both syncs on one store."""

    def __init__(self, odd: object) -> None:
        store, clock = InMemoryDocumentStore(), FakeClock()
        self.exceptions = DocumentExceptions(store)
        self.cards = DocumentTimeCards(store)
        inbox = Inbox(self.exceptions, clock)
        feed = OneRowIsOdd(odd)
        self.lists = MasterDataSync(feed, DocumentProjects(store), DocumentEmployees(store), inbox)
        self.time_cards = TimeCardSync(feed, self.cards, DocumentCheckpoints(store), inbox, clock)

    async def problems(self) -> dict[str, ExceptionItem]:
        """What waits for a person, by the kind of record."""
        page = await self.exceptions.by_state(COMPANY, ExceptionState.OPEN, 10, None)
        return {item.subject.partition(":")[0]: item for item in page.unwrap().items}


@pytest.mark.parametrize("odd", NO_RECORDS)
async def test_a_row_that_is_no_object_is_shown_and_the_record_beside_it_stored(odd: object) -> None:
    desk = Desk(odd)
    counts = [(await desk.lists.projects(COMPANY)).unwrap(), (await desk.lists.employees(COMPANY)).unwrap()]
    assert counts == [SyncCounts(seen=2, created=1, failed=1, calls=1)] * 2
    cards = (await desk.time_cards.run(COMPANY, PlentyOfTime())).unwrap()
    assert (cards.created, cards.unchanged, cards.failed) == (1, cards.failed - 1, cards.seen // 2)
    problems = await desk.problems()
    assert set(problems) == {"raken_project", "raken_member", "raken_time_card"}
    assert {item.code for item in problems.values()} == {ErrorCode.RECORD_MALFORMED}
    assert {item.details["fields"] for item in problems.values()} == {"the whole row"}


@pytest.mark.parametrize("odd", NO_RECORDS)
def test_no_reading_of_a_record_stumbles_over_what_is_none(odd: object) -> None:
    results: list[Result[object]] = [
        to_project(COMPANY, odd).map(lambda record: record),
        to_employee(COMPANY, odd).map(lambda record: record),
        to_time_card(COMPANY, odd).map(lambda record: record),
    ]
    assert [result.error_code for result in results] == [ErrorCode.RECORD_MALFORMED] * 3


def test_the_same_row_is_the_same_problem_and_another_row_is_another() -> None:
    failed: Result[object] = Result.fail("cannot be read", ErrorCode.RECORD_MALFORMED)
    subjects = [malformed("time_card", row, failed).subject for row in ("a", "a", None, {"uuid": "card-1"}, {"x": 1})]
    assert subjects[0] == subjects[1]
    assert len(set(subjects)) == 4
    assert subjects[3] == "raken_time_card:card-1"
