"""The exceptions inbox: the same problem about the same thing is one item."""

from collections.abc import Sequence

import pytest

from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.repositories.documents import Write
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.result import ErrorCode
from fieldledger.services.inbox import Inbox, Problem
from tests.builders import COMPANY
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore

UNMATCHED = Problem(ErrorCode.JOB_UNMATCHED, "project:1", "job number 2214 is not in QuickBooks", {"n": "1"})


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store() -> InMemoryDocumentStore:
    return InMemoryDocumentStore()


@pytest.fixture
def inbox(store: InMemoryDocumentStore, clock: FakeClock) -> Inbox:
    return Inbox(DocumentExceptions(store), clock)


async def _items(store: InMemoryDocumentStore, state: ExceptionState = ExceptionState.OPEN) -> list[ExceptionItem]:
    return list((await DocumentExceptions(store).by_state(COMPANY, state, 100, None)).unwrap().items)


async def test_a_problem_becomes_an_item_that_says_whose_turn_it_is(store: InMemoryDocumentStore, inbox: Inbox) -> None:
    raised = (await inbox.raise_(COMPANY, UNMATCHED)).unwrap()
    assert (raised.code, raised.subject, raised.turn, raised.remedy) == (
        "JOB_UNMATCHED",
        "project:1",
        "customer",
        "fix_data",
    )
    assert await _items(store) == [raised]


async def test_repeats_count_on_the_same_item_and_bring_its_text_up_to_date(
    store: InMemoryDocumentStore, inbox: Inbox, clock: FakeClock
) -> None:
    first = (await inbox.raise_(COMPANY, UNMATCHED)).unwrap()
    clock.advance(60)
    (await inbox.raise_(COMPANY, Problem(UNMATCHED.code, UNMATCHED.subject, "now 2215", {"n": "2"}))).unwrap()
    [item] = await _items(store)
    assert (item.exception_id, item.occurrences, item.message, item.details) == (
        first.exception_id,
        2,
        "now 2215",
        {"n": "2"},
    )
    assert (item.first_seen_at, item.last_seen_at) == (first.first_seen_at, clock.now())


async def test_another_subject_or_code_is_another_item(store: InMemoryDocumentStore, inbox: Inbox) -> None:
    (await inbox.raise_(COMPANY, UNMATCHED)).unwrap()
    (await inbox.raise_(COMPANY, Problem(UNMATCHED.code, "project:2", "x"))).unwrap()
    (await inbox.raise_(COMPANY, Problem(ErrorCode.JOB_AMBIGUOUS, UNMATCHED.subject, "x"))).unwrap()
    assert len(await _items(store)) == 3


async def test_a_problem_that_comes_back_reopens_its_item(store: InMemoryDocumentStore, inbox: Inbox) -> None:
    item = (await inbox.raise_(COMPANY, UNMATCHED)).unwrap()
    assert (await inbox.resolve(COMPANY, [item.exception_id])).unwrap() == 1
    assert await _items(store) == []
    (await inbox.raise_(COMPANY, UNMATCHED)).unwrap()
    [again] = await _items(store)
    assert (again.exception_id, again.occurrences) == (item.exception_id, 2)
    assert await _items(store, ExceptionState.RESOLVED) == []


async def test_resolving_what_is_resolved_or_unknown_counts_nothing(inbox: Inbox) -> None:
    item = (await inbox.raise_(COMPANY, UNMATCHED)).unwrap()
    (await inbox.resolve(COMPANY, [item.exception_id])).unwrap()
    assert (await inbox.resolve(COMPANY, [item.exception_id, "unknown"])).unwrap() == 0


async def test_two_workers_that_meet_the_same_problem_count_twice_on_one_item(
    store: InMemoryDocumentStore, inbox: Inbox, clock: FakeClock
) -> None:
    async def sooner(_writes: Sequence[Write]) -> None:
        store.before_commit = None
        (await Inbox(DocumentExceptions(store), clock).raise_(COMPANY, UNMATCHED)).unwrap()

    store.before_commit = sooner
    (await inbox.raise_(COMPANY, UNMATCHED)).unwrap()
    [item] = await _items(store)
    assert item.occurrences == 2


async def test_a_newer_occurrence_keeps_an_item_open(
    store: InMemoryDocumentStore, inbox: Inbox, clock: FakeClock
) -> None:
    item = (await inbox.raise_(COMPANY, UNMATCHED)).unwrap()

    async def sooner(_writes: Sequence[Write]) -> None:
        store.before_commit = None
        (await Inbox(DocumentExceptions(store), clock).raise_(COMPANY, UNMATCHED)).unwrap()

    store.before_commit = sooner
    assert (await inbox.resolve(COMPANY, [item.exception_id])).unwrap() == 0
    assert len(await _items(store)) == 1


async def test_problems_of_one_transaction_are_one_write_per_item(store: InMemoryDocumentStore, inbox: Inbox) -> None:
    writes = (await inbox.writes(COMPANY, [UNMATCHED, UNMATCHED, Problem(UNMATCHED.code, "project:2", "x")])).unwrap()
    assert len(writes) == 2
    (await store.transact(writes)).unwrap()
    assert [item.occurrences for item in await _items(store)] == [1, 1]


async def test_a_store_that_is_down_is_a_failure(store: InMemoryDocumentStore, inbox: Inbox) -> None:
    store.fail_next()
    assert (await inbox.raise_(COMPANY, UNMATCHED)).error_code == ErrorCode.STORE_UNAVAILABLE
