"""Releasing many parked postings: one that somebody else touches holds no other up, and none is left behind."""

from collections.abc import Awaitable, Callable, Sequence

import pytest

from fieldledger.domain.exception_item import ExceptionItem, ExceptionState, exception_id
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.documents import Put, TableName, Write
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import ErrorCode
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.posting.parking import Parking
from fieldledger.services.posting.release import EMPLOYEE_CODES, JOB_CODES, ParkedPostings
from fieldledger.services.posting.transitions import cancelled
from fieldledger.services.posting.waking import BooksWriters
from tests.builders import ACCOUNTANT, COMPANY, a_posting, a_posting_source
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import RecordingQueue

NOBODY = Problem(ErrorCode.EMPLOYEE_UNMATCHED, "employee:lena", "nobody has number 118")


class Bench:
    """Parked postings in a store in memory."""

    def __init__(self) -> None:
        self.store, self.queue, self.clock = InMemoryDocumentStore(), RecordingQueue(), FakeClock()
        self.postings, self.exceptions = DocumentPostings(self.store), DocumentExceptions(self.store)
        inbox = Inbox(self.exceptions, self.clock, DocumentAuditTrail(self.store))
        self.parking = Parking(self.postings, inbox, self.store, self.clock)
        self.parked = ParkedPostings(self.postings, inbox, self.store, BooksWriters(self.queue), self.clock)

    async def park(self, count: int, problem: Problem = NOBODY, attempts: int = 0) -> list[Posting]:
        """So many postings behind one problem."""
        fresh = [
            a_posting(source=a_posting_source(record_id=f"{problem.subject}-{n}"), attempts=attempts)
            for n in range(count)
        ]
        for posting in fresh:
            (await self.store.put(self.postings.write(posting).document)).unwrap()
        stored = await self.all([posting.posting_id for posting in fresh])
        (await self.parking.park(stored, {p.posting_id: problem for p in stored})).unwrap()
        return await self.all([posting.posting_id for posting in fresh])

    async def all(self, keys: Sequence[str]) -> list[Posting]:
        """As they are now, in the order of ``keys``."""
        found = {p.posting_id: p for p in (await self.postings.get_many(COMPANY, keys)).unwrap()}
        return [found[key] for key in keys]

    async def states(self, postings: Sequence[Posting]) -> list[PostingState]:
        """Where they are now."""
        return [posting.state for posting in await self.all([p.posting_id for p in postings])]

    async def item(self, problem: Problem = NOBODY) -> ExceptionItem:
        """The problem's item."""
        key = exception_id(COMPANY, problem.code, problem.subject)
        [item] = (await self.exceptions.get_many(COMPANY, [key])).unwrap()
        return item

    async def change(self, posting: Posting, step: Callable[[Posting], Posting]) -> None:
        """Somebody else is faster with one of them."""
        [now] = await self.all([posting.posting_id])
        (await self.store.put(self.postings.write(step(now)).document)).unwrap()

    def just_before_the_first_release(self, act: Callable[[], Awaitable[None]]) -> None:
        """Let something happen between reading and writing, once."""

        async def sooner(_writes: Sequence[Write]) -> None:
            self.store.before_commit = None
            await act()

        self.store.before_commit = sooner


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_one_that_somebody_else_took_holds_up_none_of_the_others(bench: Bench) -> None:
    waiting = await bench.park(5)

    async def given_up() -> None:
        await bench.change(waiting[2], lambda posting: cancelled(posting, bench.clock.now(), "paid by hand"))

    bench.just_before_the_first_release(given_up)
    assert (await bench.parked.release(COMPANY, EMPLOYEE_CODES, "a worker changed")).unwrap() == 4
    states = await bench.states(waiting)
    assert states == [PostingState.PENDING] * 2 + [PostingState.CANCELLED] + [PostingState.PENDING] * 2
    assert (await bench.item()).state is ExceptionState.RESOLVED


async def test_one_that_was_only_touched_is_released_as_it_is_now(bench: Bench) -> None:
    waiting = await bench.park(3)

    async def touched() -> None:
        await bench.change(waiting[0], lambda posting: posting.model_copy(update={"attempts": 5}))

    bench.just_before_the_first_release(touched)
    assert (await bench.parked.release(COMPANY, EMPLOYEE_CODES, "a worker changed")).unwrap() == 3
    [first, *_] = await bench.all([posting.posting_id for posting in waiting])
    assert (first.state, first.attempts) == (PostingState.PENDING, 5)


async def test_the_item_closes_though_somebody_else_took_its_last_posting(bench: Bench) -> None:
    waiting = await bench.park(3)

    async def all_taken() -> None:
        for posting in waiting:
            await bench.change(posting, lambda p: cancelled(p, bench.clock.now(), "paid by hand"))

    bench.just_before_the_first_release(all_taken)
    assert (await bench.parked.release(COMPANY, EMPLOYEE_CODES, "a worker changed")).unwrap() == 0
    assert (await bench.item()).state is ExceptionState.RESOLVED
    assert bench.queue.woken == []


async def test_an_item_stays_open_while_one_of_its_postings_cannot_be_had(bench: Bench) -> None:
    waiting = await bench.park(2)

    async def touched_again_and_again(writes: Sequence[Write]) -> None:
        keys = {write.document.sk for write in writes if isinstance(write, Put)}
        if f"POSTING#{waiting[0].posting_id}" in keys:
            await bench.change(waiting[0], lambda posting: posting)

    bench.store.before_commit = touched_again_and_again
    assert (await bench.parked.release(COMPANY, EMPLOYEE_CODES, "a worker changed")).unwrap() == 1
    assert await bench.states(waiting) == [PostingState.PARKED, PostingState.PENDING]
    assert (await bench.item()).state is ExceptionState.OPEN


async def test_more_than_a_transaction_holds_is_released_all_the_same(bench: Bench) -> None:
    own = [Problem(ErrorCode.BOOKS_REFUSED, f"posting:{n}", "refused") for n in range(120)]
    waiting = [posting for problem in own for posting in await bench.park(1, problem)]
    assert (await bench.parked.release_these(COMPANY, waiting, "retry by a person", ACCOUNTANT)).unwrap() == 120
    assert set(await bench.states(waiting)) == {PostingState.PENDING}
    assert {(await bench.item(problem)).state for problem in own} == {ExceptionState.RESOLVED}
    assert len(bench.store.documents(TableName.AUDIT)) == 120


async def test_what_was_left_behind_a_closed_item_goes_along_with_the_next_release(bench: Bench) -> None:
    [left] = await bench.park(1)
    closed = (await bench.item()).model_copy(update={"state": ExceptionState.RESOLVED})
    (await bench.exceptions.save(closed)).unwrap()
    assert (await bench.parked.release(COMPANY, JOB_CODES, "a job changed")).unwrap() == 1
    assert await bench.states([left]) == [PostingState.PENDING]


async def test_what_waits_for_something_else_behind_an_open_item_stays(bench: Bench) -> None:
    waiting = await bench.park(2)
    assert (await bench.parked.release(COMPANY, JOB_CODES, "a job changed")).unwrap() == 0
    assert await bench.states(waiting) == [PostingState.PARKED] * 2


@pytest.mark.parametrize(("user_id", "attempts"), [(ACCOUNTANT, 0), ("system", 8)])
async def test_only_a_person_gives_a_posting_all_its_attempts_again(bench: Bench, user_id: str, attempts: int) -> None:
    waiting = await bench.park(1, attempts=8)
    (await bench.parked.release_these(COMPANY, waiting, "again", user_id)).unwrap()
    [released] = await bench.all([waiting[0].posting_id])
    assert (released.state, released.attempts) == (PostingState.PENDING, attempts)


async def test_only_what_a_person_closes_is_entered_in_the_audit_trail(bench: Bench) -> None:
    (await bench.parked.release_these(COMPANY, await bench.park(2), "a worker changed")).unwrap()
    assert bench.store.documents(TableName.AUDIT) == []
    again = Problem(ErrorCode.JOB_UNMATCHED, "project:1", "no such job")
    (await bench.parked.release_these(COMPANY, await bench.park(2, again), "retry by a person", ACCOUNTANT)).unwrap()
    [entry] = bench.store.documents(TableName.AUDIT)
    assert '"action":"exception_resolved"' in entry.body
    assert f'"user_id":"{ACCOUNTANT}"' in entry.body
    assert '"before":{"state":"open"}' in entry.body


async def test_a_store_that_is_down_releases_nothing_and_says_so(bench: Bench) -> None:
    waiting = await bench.park(2)
    bench.store.fail_next(operation="transact")
    failed = await bench.parked.release(COMPANY, EMPLOYEE_CODES, "a worker changed")
    assert failed.error_code == ErrorCode.STORE_UNAVAILABLE
    assert await bench.states(waiting) == [PostingState.PARKED] * 2
