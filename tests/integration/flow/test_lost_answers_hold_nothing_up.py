"""A lost answer costs what has to be waited for, and nothing else: no idle time, no half-empty batch, few reads."""

import json
from collections import Counter
from datetime import datetime, timedelta

import httpx
import pytest

from fieldledger.domain.posting import PostingState
from fieldledger.result import ErrorCode
from fieldledger.services.posting.sending import LOST_IN_A_ROW
from tests.builders import WORK_DATE
from tests.integration.flow.harness import SETTLE_SECONDS, World
from tests.integration.flow.simulated_raken import a_card
from tests.integration.flow.wire import raising

BATCH = 30
LOST = httpx.ReadTimeout("no answer in time")


@pytest.fixture(autouse=True)
async def no_help_from_requestid(world: World) -> None:
    """The books act on every request, repeated or not."""
    await world.books.settings(requestid_mode="ignored")


async def _cards(world: World, count: int, days: int = 25) -> None:
    workers = ("rosa", "ben", "ana")
    short = [(1.25, "RT")]  # a worker's day has 24 hours
    cards = (
        a_card(f"c-{n:04}", worker=workers[n // days % 3], hours=short, day=WORK_DATE - timedelta(days=n % days))
        for n in range(count)
    )
    await world.with_cards(*cards)


def _lose(world: World, answers: int) -> None:
    for _ in range(answers):
        world.flow.wire.on_answer("/batch$", raising(LOST))


async def _sealed_last(world: World) -> datetime:
    sealed = await world.flow.postings(PostingState.SEALED)
    return max(posting.updated_at for posting in sealed)


async def test_the_writer_says_when_the_first_unknown_outcome_may_be_settled_and_settles_it_then(world: World) -> None:
    await _cards(world, 3)
    _lose(world, 1)
    report = (await world.flow.write()).unwrap()
    assert report.again_at is None
    assert report.next_due == await _sealed_last(world) + timedelta(seconds=SETTLE_SECONDS)
    world.flow.clock.set(report.next_due)
    assert (await world.flow.write()).unwrap().settled == 3
    await world.assert_books_equal_approvals()


async def test_lost_answers_one_after_another_do_not_stop_the_round(world: World) -> None:
    await _cards(world, 5 * BATCH)
    _lose(world, LOST_IN_A_ROW - 1)
    report = (await world.flow.write()).unwrap()
    assert (report.posted, report.sent.unanswered, report.again_at) == (BATCH, LOST_IN_A_ROW - 1, None)
    assert report.next_due is not None
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_a_vendor_that_answers_nothing_ends_the_round(world: World) -> None:
    await _cards(world, 7 * BATCH)
    _lose(world, 99)
    assert (await world.flow.write()).error_code == ErrorCode.VENDOR_TIMEOUT
    states = await world.flow.states()
    assert states == {PostingState.SEALED: LOST_IN_A_ROW * BATCH, PostingState.PENDING: 2 * BATCH}


async def test_an_answer_that_is_lost_again_while_settling_waits_once_more_and_holds_nothing_up(world: World) -> None:
    await _cards(world, BATCH)
    world.flow.wire.on_request("/batch$", raising(LOST))
    (await world.flow.write()).unwrap()
    world.flow.settle_time_passes()
    await world.with_cards(a_card("late", day=WORK_DATE - timedelta(days=26)))
    _lose(world, 1)
    report = (await world.flow.write()).unwrap()
    assert (report.posted, report.again_at) == (1, None)
    assert report.next_due is not None
    assert report.next_due > world.flow.clock.now() + timedelta(seconds=SETTLE_SECONDS - 10)
    world.flow.clock.set(report.next_due)
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_books_that_cannot_be_asked_do_not_keep_what_is_pending(world: World) -> None:
    await _cards(world, 2)
    _lose(world, 1)
    (await world.flow.write()).unwrap()
    world.flow.settle_time_passes()
    await world.with_cards(a_card("late", day=WORK_DATE - timedelta(days=26)))
    await world.books.fault("status", path="/query$", status=503, count=9)
    report = (await world.flow.write()).unwrap()
    assert (report.posted, report.settled) == (1, 0)
    assert report.next_due is not None
    (await world.books.http.delete("/_admin/faults")).raise_for_status()
    world.flow.clock.set(report.next_due)
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


class TestReads:
    """What settling asks of the books."""

    async def test_one_read_settles_a_batch_whatever_else_its_days_hold(self, world: World) -> None:
        await _cards(world, BATCH)
        (await world.flow.write()).unwrap()
        [known, *_] = await world.books.time_activities()
        await world.books.seed("TimeActivity", [_older(known, n) for n in range(1500)])
        world.flow.clock.advance(hours=1)
        await world.with_cards(a_card("late"))
        _lose(world, 1)
        (await world.flow.write()).unwrap()
        world.flow.settle_time_passes()
        before = world.flow.wire.count("/query$")
        (await world.flow.write()).unwrap()
        assert world.flow.wire.count("/query$") == before + 1
        assert set(await world.flow.states()) == {PostingState.POSTED}

    @pytest.mark.parametrize("ahead", [-3600, -300, -61, -31, -29, -1, 1, 29, 31, 61, 300, 3600])
    async def test_a_record_is_found_whatever_the_books_clock_says(self, world: World, ahead: float) -> None:
        await world.books.admin("clock", {"advance_seconds": ahead})
        await _cards(world, 3)
        _lose(world, 1)
        (await world.flow.write()).unwrap()
        world.flow.settle_time_passes()
        batches = world.flow.wire.count("/batch$")
        (await world.flow.write()).unwrap()
        assert world.flow.wire.count("/batch$") == batches
        await world.assert_books_equal_approvals()

    async def test_books_that_do_not_understand_the_narrow_question_are_asked_the_wide_one(self, world: World) -> None:
        await _cards(world, 3)
        _lose(world, 1)
        (await world.flow.write()).unwrap()
        world.flow.settle_time_passes()
        await world.books.fault("fault", path="/query$", code="4001")
        (await world.flow.write()).unwrap()
        await world.assert_books_equal_approvals()

    async def test_a_record_is_found_that_somebody_touched_since(self, world: World) -> None:
        await _cards(world, 1)
        _lose(world, 1)
        (await world.flow.write()).unwrap()
        world.flow.clock.advance(100)
        [row] = await world.books.time_activities()
        await world.books.edit("TimeActivity", {"Id": row["Id"], "BillableStatus": "NotBillable"})
        world.flow.settle_time_passes()
        (await world.flow.write()).unwrap()
        await world.assert_books_equal_approvals()

    async def test_a_batch_spans_few_days(self, world: World) -> None:
        await _cards(world, 10 * BATCH, days=6)
        days: list[int] = []

        async def look(request: httpx.Request) -> None:
            items = json.loads(request.content)["BatchItemRequest"]
            days.append(len({item["TimeActivity"]["TxnDate"] for item in items}))

        for _ in range(10):
            world.flow.wire.on_request("/batch$", look)
        while (await world.flow.write()).unwrap().again_at is not None:
            pass
        assert len(days) == 10
        assert sum(days) <= 20


def _older(known: dict[str, object], number: int) -> dict[str, object]:
    kept = {name: known[name] for name in ("NameOf", "EmployeeRef", "CustomerRef", "ItemRef", "TxnDate")}
    return {**kept, "Hours": 1, "Minutes": 0, "Description": f"entered by hand {number}"}


async def test_batches_are_full_although_some_postings_wait_for_a_person(world: World) -> None:
    unmapped = [a_card(f"u-{n}", hours=[(8, "XX")], day=WORK_DATE - timedelta(days=n)) for n in range(17)]
    await world.jobsite.seed("timeCards", *unmapped)
    await _cards(world, 640)
    sizes: Counter[int] = Counter()

    async def look(request: httpx.Request) -> None:
        sizes[len(json.loads(request.content)["BatchItemRequest"])] += 1

    for _ in range(40):
        world.flow.wire.on_request("/batch$", look)
    while (await world.flow.write()).unwrap().again_at is not None:
        pass
    assert sizes == {BATCH: 640 // BATCH, 640 % BATCH: 1}
