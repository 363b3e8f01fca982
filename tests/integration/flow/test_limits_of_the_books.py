"""QuickBooks' throttles: kept by our own budget, and obeyed when the books say so first."""

from collections import Counter
from datetime import timedelta

import pytest

from fieldledger.domain.posting import PostingState
from fieldledger.result import ErrorCode
from tests.builders import WORK_DATE
from tests.integration.flow.doubles import StepsDeadline
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_raken import a_card

MANY = 750


def _cards(count: int) -> list[dict[str, object]]:
    workers = ("rosa", "ben", "ana")
    return [
        a_card(
            f"c-{n:04}",
            worker=workers[n % 3],
            day=WORK_DATE - timedelta(days=n % 27),
            hours=[(0.5, "RT"), (0.25, "OT")],
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("form", ["xml", "json"])
async def test_a_throttle_waits_a_minute_counts_no_attempt_and_loses_nothing(world: World, form: str) -> None:
    await world.books.settings(throttle_format=form)
    await world.with_cards(*_cards(3))
    await world.books.fault("throttle")
    report = (await world.flow.write()).unwrap()
    in_a_minute = world.flow.clock.now() + timedelta(seconds=60)
    assert report.again_at == in_a_minute
    postings = await world.flow.postings()
    assert {(p.state, p.attempts, p.not_before) for p in postings} == {(PostingState.PENDING, 0, in_a_minute)}
    world.flow.clock.advance(60)
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_a_wait_that_the_vendor_names_is_the_wait(world: World) -> None:
    await world.books.settings(throttle_retry_after=17)
    await world.with_cards(*_cards(3))
    await world.books.fault("throttle")
    report = (await world.flow.write()).unwrap()
    assert report.again_at == world.flow.clock.now() + timedelta(seconds=17)
    world.flow.clock.advance(17)
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_a_throttle_closes_the_account_for_every_other_writer_too(world: World) -> None:
    await world.with_cards(*_cards(1))
    await world.books.fault("throttle")
    throttled_at = world.flow.clock.now()
    (await world.flow.write()).unwrap()
    await world.with_cards(*_cards(2))
    batches = world.flow.wire.count("/batch$")
    world.flow.clock.advance(30)
    again_at = (await world.flow.write()).unwrap().again_at
    assert again_at is not None
    assert timedelta(seconds=60) <= again_at - throttled_at <= timedelta(seconds=63)
    assert world.flow.wire.count("/batch$") == batches


async def test_single_records_that_were_throttled_are_posted_a_minute_later(world: World) -> None:
    await world.with_cards(*_cards(2))
    await world.books.fault("item_fault", item=2, code="3001")
    assert (await world.flow.write()).unwrap().posted == 3
    [waiting] = await world.flow.postings(PostingState.PENDING)
    assert (waiting.attempts, waiting.not_before) == (0, world.flow.clock.now() + timedelta(seconds=60))
    world.flow.clock.advance(60)
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_our_own_budget_is_enough_for_1500_postings_without_a_single_refusal(world: World) -> None:
    await world.with_cards(*_cards(MANY))
    writers = [world.flow.container() for _ in range(2)]
    for turn in range(40):
        report = (await world.flow.write(writers[turn % 2], deadline=StepsDeadline(12))).unwrap()
        if report.again_at is None:
            break
        world.flow.clock.set(max(world.flow.clock.now(), report.again_at))
    stats = await world.books.stats()
    assert stats["refused"] == {}
    assert stats["creates"] == {"TimeActivity": 2 * MANY}
    assert stats["batches"] == 2 * MANY / 30
    await world.assert_books_equal_approvals()


async def test_a_smaller_batch_limit_shrinks_the_batches_until_they_fit(world: World) -> None:
    await world.books.settings(limits={"batch_items": 10})
    await world.with_cards(*_cards(12))
    container, answers = world.flow.container(), Counter[str | None]()
    for _ in range(4):
        answers[(await world.flow.write(container)).error_code] += 1
        world.flow.clock.advance(31)
    assert answers == {ErrorCode.BATCH_TOO_LARGE: 2, None: 2}
    await world.assert_books_equal_approvals()


async def test_the_writer_stops_in_time_and_says_that_more_waits(world: World) -> None:
    await world.with_cards(*_cards(40))
    report = (await world.flow.write(deadline=StepsDeadline(2))).unwrap()
    assert (report.posted, report.again_at) == (30, world.flow.clock.now())
    assert (await world.flow.write()).unwrap().posted == 50
    await world.assert_books_equal_approvals()


async def test_a_daily_read_of_the_name_lists_is_enough(world: World) -> None:
    for day in range(3):
        await world.with_cards(a_card(f"c-{day}", day=WORK_DATE - timedelta(days=day)))
        (await world.flow.write()).unwrap()
        world.flow.clock.advance(hours=11)
    assert world.flow.wire.count("/query$") == 3
    world.flow.clock.advance(hours=3)
    await world.with_cards(a_card("c-9", day=WORK_DATE - timedelta(days=9)))
    (await world.flow.write()).unwrap()
    assert world.flow.wire.count("/query$") == 6
