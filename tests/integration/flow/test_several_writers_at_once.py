"""Serial writes of a realm are the queue's promise; that nothing is posted twice does not rest on it."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from fieldledger.domain.posting import PostingState
from fieldledger.repositories.documents import Write
from tests.builders import WORK_DATE
from tests.integration.flow.doubles import Crash
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_raken import a_card


@pytest.fixture(autouse=True)
async def no_help_from_requestid(world: World) -> None:
    """The books act on every request, repeated or not."""
    await world.books.settings(requestid_mode="ignored")


async def _cards(world: World, count: int = 40) -> None:
    await world.with_cards(*(a_card(f"c-{n:03}", day=WORK_DATE - timedelta(days=n % 25)) for n in range(count)))


@pytest.mark.parametrize("writers", [2, 3, 5])
async def test_writers_that_run_at_the_same_time_post_everything_once(world: World, writers: int) -> None:
    await _cards(world)
    await asyncio.gather(*(world.flow.write() for _ in range(writers)))
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


@pytest.mark.parametrize("lead", range(30))
async def test_a_second_writer_may_begin_at_any_step_of_the_first(world: World, lead: int) -> None:
    await _cards(world, 3)

    async def later() -> None:
        for _ in range(lead):
            await asyncio.sleep(0)
        await world.flow.write()

    await asyncio.gather(world.flow.write(), later())
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


@pytest.mark.parametrize("commit", range(1, 7))
async def test_a_second_writer_may_run_whole_before_any_commit_of_the_first(world: World, commit: int) -> None:
    await _cards(world, 3)
    await _run_another_at(world, "before_commit", commit)


@pytest.mark.parametrize("commit", range(1, 7))
async def test_a_second_writer_may_run_whole_after_any_commit_of_the_first(world: World, commit: int) -> None:
    await _cards(world, 3)
    await _run_another_at(world, "after_commit", commit)


async def _run_another_at(world: World, moment: str, commit: int) -> None:
    commits = 0

    async def hook(_writes: Sequence[Write]) -> None:
        nonlocal commits
        commits += 1
        if commits == commit:
            await world.flow.write()

    setattr(world.flow.store, moment, hook)
    await world.flow.write()
    setattr(world.flow.store, moment, None)
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


@pytest.mark.parametrize("writers", [2, 4])
async def test_writers_that_settle_the_same_batch_at_once_send_it_once(world: World, writers: int) -> None:
    await _cards(world, 5)
    world.flow.wire.on_request("/batch$", _die)
    with pytest.raises(Crash):
        await world.flow.write()
    world.flow.settle_time_passes()
    await asyncio.gather(*(world.flow.write() for _ in range(writers)))
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def _die(_request: object) -> None:
    raise Crash


async def test_duplicate_wake_ups_find_nothing_to_do(world: World) -> None:
    await _cards(world, 3)
    [(_, ids)] = world.flow.queue.woken
    for _ in range(3):
        (await world.flow.write(ids=ids)).unwrap()
    assert world.flow.wire.count("/batch$") == 1
    assert await world.flow.states() == {PostingState.POSTED: 3}


async def test_approving_the_same_cards_twice_at_once_posts_them_once(world: World) -> None:
    await world.jobsite.seed("timeCards", *(a_card(f"c-{n}", day=WORK_DATE - timedelta(days=n)) for n in range(9)))
    (await world.flow.sync()).unwrap()
    first, second = await asyncio.gather(world.flow.approve(), world.flow.approve())
    assert first.time_cards + second.time_cards == 9
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()
