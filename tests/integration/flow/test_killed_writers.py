"""A writer that dies at any point, or whose answers are lost: nothing is posted twice and nothing is lost."""

from collections.abc import Awaitable, Callable, Sequence

import httpx
import pytest

from fieldledger.domain.posting import Posting, PostingState
from fieldledger.repositories.documents import Put, Write
from fieldledger.services.posting.writer import LEASE_SECONDS
from tests.builders import WORK_DATE
from tests.integration.flow.doubles import Crash
from tests.integration.flow.harness import SETTLE_SECONDS, World
from tests.integration.flow.simulated_raken import a_card
from tests.integration.flow.wire import raising

type Arrange = Callable[[World], None]

CARDS = (
    a_card("c-1", worker="rosa", hours=[(8, "RT"), (1.5, "OT")]),
    a_card("c-2", worker="ben", project="plant", hours=[(7.25, "RT")]),
    a_card("c-3", worker="ana", hours=[(4, "RT")]),
)


def _stored(writes: Sequence[Write], state: str, kind: str) -> bool:
    documents = [write.document for write in writes if isinstance(write, Put)]
    return any(d.sk.startswith(kind) and f'"state":"{state}"' in d.body for d in documents)


def _crash_once(world: World, moment: str, state: str, kind: str = "POSTING") -> None:
    def hook(writes: Sequence[Write]) -> None:
        if _stored(writes, state, kind):
            setattr(world.flow.store, moment, None)
            raise Crash

    setattr(world.flow.store, moment, hook)


def _before_sealing(world: World) -> None:
    _crash_once(world, "before_commit", "sealed")


def _after_sealing(world: World) -> None:
    _crash_once(world, "after_commit", "sealed")


def _before_the_request_arrives(world: World) -> None:
    world.flow.wire.on_request("/batch$", raising(Crash()))


def _after_the_books_committed(world: World) -> None:
    world.flow.wire.on_answer("/batch$", raising(Crash()))


def _while_recording(world: World) -> None:
    _crash_once(world, "before_commit", "posted")


def _after_recording(world: World) -> None:
    _crash_once(world, "after_commit", "posted")


DEATHS = [
    _before_sealing,
    _after_sealing,
    _before_the_request_arrives,
    _after_the_books_committed,
    _while_recording,
    _after_recording,
]


@pytest.fixture(params=["honoured", "ignored"])
async def requestid_mode(request: pytest.FixtureRequest, world: World) -> str:
    """Nothing may rest on the books' replay of a requestid."""
    mode: str = request.param
    await world.books.settings(requestid_mode=mode)
    return mode


@pytest.mark.parametrize("death", DEATHS, ids=lambda death: death.__name__.strip("_"))
@pytest.mark.usefixtures("requestid_mode")
async def test_after_a_writer_died_another_one_posts_nothing_twice_and_loses_nothing(
    world: World, death: Arrange
) -> None:
    await world.with_cards(*CARDS)
    death(world)
    with pytest.raises(Crash):
        await world.flow.write()
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


@pytest.mark.parametrize("death", DEATHS, ids=lambda death: death.__name__.strip("_"))
async def test_a_writer_that_dies_again_while_it_settles_loses_nothing_either(world: World, death: Arrange) -> None:
    await world.books.settings(requestid_mode="ignored")
    await world.with_cards(*CARDS)
    _after_sealing(world)
    with pytest.raises(Crash):
        await world.flow.write()
    world.flow.settle_time_passes()
    death(world)
    try:  # an open batch is not sealed again, so those two deaths find nothing to die of
        (await world.flow.write()).unwrap()
    except Crash:
        world.flow.settle_time_passes()
        (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def _commit_then_504(world: World) -> None:
    await world.books.fault("commit_then_drop")


async def _commit_then_timeout(world: World) -> None:
    world.flow.wire.on_answer("/batch$", raising(httpx.ReadTimeout("no answer in time")))


async def _commit_then_broken_connection(world: World) -> None:
    world.flow.wire.on_answer("/batch$", raising(httpx.RemoteProtocolError("connection closed")))


async def _unreadable_answer(world: World) -> None:
    await world.books.fault("commit_then_drop", status=200, body="<html>all fine</html>")


async def _lost_before_any_work(world: World) -> None:
    await world.books.fault("drop_before")


async def _internal_error(world: World) -> None:
    await world.books.fault("status", status=500, body="")


LOSSES = [
    _commit_then_504,
    _commit_then_timeout,
    _commit_then_broken_connection,
    _unreadable_answer,
    _lost_before_any_work,
    _internal_error,
]


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.__name__.strip("_"))
@pytest.mark.usefixtures("requestid_mode")
async def test_an_answer_that_was_lost_is_settled_by_looking_into_the_books(
    world: World, loss: Callable[[World], Awaitable[None]]
) -> None:
    await world.with_cards(*CARDS)
    await loss(world)
    assert (await world.flow.write()).unwrap().sent.unanswered == 1
    assert set(await world.flow.states()) == {PostingState.SEALED}
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.__name__.strip("_"))
async def test_nothing_is_repeated_before_the_vendor_has_surely_given_up(
    world: World, loss: Callable[[World], Awaitable[None]]
) -> None:
    await world.with_cards(*CARDS)
    await loss(world)
    assert (await world.flow.write()).unwrap().sent.unanswered == 1
    world.flow.clock.advance(SETTLE_SECONDS - 3)  # the request itself waited for the budget after it was sealed
    before = world.flow.wire.count("quickbooks")
    (await world.flow.write()).unwrap()
    assert world.flow.wire.count("quickbooks") == before
    assert set(await world.flow.states()) == {PostingState.SEALED}


@pytest.mark.parametrize(
    "broken", [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("busy")]
)
async def test_a_request_that_never_left_is_repeated_at_once(world: World, broken: httpx.HTTPError) -> None:
    await world.with_cards(*CARDS)
    world.flow.wire.on_request("/batch$", raising(broken))
    assert (await world.flow.write()).unwrap().posted == 4
    assert world.flow.wire.count("/batch$") == 1
    await world.assert_books_equal_approvals()


async def test_a_request_that_never_gets_out_leaves_its_postings_pending(world: World) -> None:
    await world.with_cards(*CARDS)
    for _ in range(3):
        world.flow.wire.on_request("/batch$", raising(httpx.ConnectError("refused")))
    assert (await world.flow.write()).unwrap().again_at is not None
    assert set(await world.flow.states()) == {PostingState.PENDING}
    world.flow.clock.advance(31)
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


@pytest.mark.usefixtures("requestid_mode")
async def test_a_batch_that_arrived_in_part_is_completed_item_by_item(world: World) -> None:
    await world.with_cards(*CARDS)
    await world.books.fault("item_fault", item=1, code="1010")
    await world.books.fault("item_fault", item=2, code="600")
    assert (await world.flow.write()).unwrap().posted == 2
    assert await world.flow.states() == {PostingState.POSTED: 2, PostingState.SEALED: 2}
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_a_posted_record_that_a_person_deleted_is_not_sent_again_with_the_rest_of_its_batch(
    world: World,
) -> None:
    await world.books.settings(requestid_mode="ignored")
    await world.with_cards(*CARDS)
    await world.books.fault("item_fault", item=1, code="1010")
    (await world.flow.write()).unwrap()
    posted = [p for p in await world.flow.postings(PostingState.POSTED) if p.vendor_id is not None]
    await world.books.delete("TimeActivity", str(posted[0].vendor_id))
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    assert posted[0].marker not in await world.books.markers()
    assert await world.flow.states() == {PostingState.POSTED: 4}


async def test_postings_that_were_sealed_by_a_dead_writer_do_not_hold_up_new_ones(world: World) -> None:
    await world.with_cards(*CARDS)
    _after_sealing(world)
    with pytest.raises(Crash):
        await world.flow.write()
    await world.with_cards(a_card("c-4", worker="ben", day=WORK_DATE.replace(day=26)))
    assert (await world.flow.write()).unwrap().posted == 0  # the dead one still holds its lease
    world.flow.clock.advance(seconds=LEASE_SECONDS + 1)
    assert (await world.flow.write()).unwrap().posted == 1
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_a_slow_refresh_of_the_token_never_sends_a_batch_that_may_already_be_settled(world: World) -> None:
    """The time until which nothing is repeated counts from the seal, so a request must leave soon after it."""
    await world.books.settings(requestid_mode="ignored")
    await world.with_cards(*CARDS)
    late = world.flow.container()
    (await world.flow.write(late, deadline=None)).unwrap()
    await world.with_cards(a_card("c-5", worker="ben", day=WORK_DATE.replace(day=25)))
    world.flow.clock.advance(minutes=58)

    async def slow(_request: httpx.Request) -> None:
        world.flow.settle_time_passes()
        (await world.flow.write()).unwrap()

    world.flow.wire.on_request("tokens/bearer", slow)
    await world.flow.write(late)
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_every_step_of_a_posting_is_in_its_history(world: World) -> None:
    await world.with_cards(CARDS[2])
    _after_the_books_committed(world)
    with pytest.raises(Crash):
        await world.flow.write()
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    posting: Posting = (await world.flow.postings())[0]
    assert [(event.state, event.note) for event in posting.history] == [
        (PostingState.PENDING, "approved"),
        (PostingState.SEALED, f"batch {posting.batch_id}"),
        (PostingState.POSTED, "found in the books by its marker"),
    ]
