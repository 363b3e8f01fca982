"""What is dated in a closed period waits before it is sent, and goes when the books are open for its day again."""

from datetime import date, timedelta

from fieldledger.domain.posting import PostingState
from fieldledger.services.exceptions.fixes import RetryFix
from fieldledger.wiring.exceptions import desk_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_quickbooks import REALM
from tests.integration.flow.simulated_raken import a_card

JANUARY = "2026-01-31"
ITEM = f"BOOKS_PERIOD_CLOSED period:{JANUARY}"


async def _close(world: World, through: str | None) -> None:
    order = {"realm_id": REALM, "company_name": "Bluestem Builders", "book_close_date": through}
    await world.books.admin("realms", order)


async def _approved(world: World) -> None:
    """Time on the last closed day, and on the first open one."""
    await world.with_cards(a_card("closed", day=date(2026, 1, 31)), a_card("open", day=date(2026, 2, 1)))


async def _told(world: World) -> None:
    (await world.flow.container().events.handle(REALM, await world.books.events())).unwrap()


async def test_it_is_parked_before_anything_is_sent_with_a_sentence(world: World) -> None:
    await _close(world, JANUARY)
    await _approved(world)
    report = (await world.flow.write()).unwrap()
    assert (report.posted, report.parked, report.sent.items) == (1, 1, 1)
    item = (await world.flow.inbox())[ITEM]
    assert item.message == (
        "QuickBooks' books are closed through 2026-01-31: nothing dated on or before that day can be posted"
    )
    [parked] = await world.flow.postings(PostingState.PARKED)
    assert (parked.source.record_id, parked.attempts) == ("closed", 0)


async def test_it_goes_when_quickbooks_says_that_the_date_moved(world: World) -> None:
    await world.books.listen()
    await _close(world, JANUARY)
    await _approved(world)
    (await world.flow.write()).unwrap()
    await _close(world, "2026-01-30")
    await _told(world)
    assert ITEM not in await world.flow.inbox()
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_it_stays_when_the_date_moved_on(world: World) -> None:
    await world.books.listen()
    await _close(world, JANUARY)
    await _approved(world)
    (await world.flow.write()).unwrap()
    await _close(world, "2026-02-15")
    await _told(world)
    assert await world.flow.states() == {PostingState.POSTED: 1, PostingState.PARKED: 1}


async def test_what_quickbooks_refused_as_closed_goes_with_the_date_too(world: World) -> None:
    await world.books.listen()
    await world.with_cards(a_card("first", day=date(2026, 2, 3)))
    (await world.flow.write()).unwrap()
    await _close(world, JANUARY)
    await world.books.events()
    await _approved(world)
    assert (await world.flow.write()).unwrap().sent.items == 2
    await _close(world, None)
    await _told(world)
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_a_person_who_reopened_the_books_may_try_at_once(world: World) -> None:
    await _close(world, JANUARY)
    await _approved(world)
    (await world.flow.write()).unwrap()
    await _close(world, None)
    world.flow.clock.advance(1)
    item = (await world.flow.inbox())[ITEM]
    desk = desk_over(world.flow.store, world.flow.queue, world.flow.clock)
    assert (await desk.resolve(COMPANY, ACCOUNTANT, item.exception_id, RetryFix())).unwrap().released == 1
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_a_person_who_tries_although_they_are_closed_gets_it_back(world: World) -> None:
    await _close(world, JANUARY)
    await _approved(world)
    (await world.flow.write()).unwrap()
    world.flow.clock.advance(1)
    item = (await world.flow.inbox())[ITEM]
    desk = desk_over(world.flow.store, world.flow.queue, world.flow.clock)
    (await desk.resolve(COMPANY, ACCOUNTANT, item.exception_id, RetryFix())).unwrap()
    assert (await world.flow.write()).unwrap().parked == 1
    assert ITEM in await world.flow.inbox()


async def test_the_date_is_read_once_a_day_and_its_move_releases_what_waited(world: World) -> None:
    await _close(world, JANUARY)
    await _approved(world)
    (await world.flow.write()).unwrap()
    await _close(world, None)
    for day in range(3):
        await world.with_cards(a_card(f"later-{day}", day=date(2026, 2, 4) + timedelta(days=day)))
        (await world.flow.write()).unwrap()
    assert world.flow.wire.count("/preferences$") == 1
    world.flow.clock.advance(hours=25)
    await world.with_cards(a_card("tomorrow", day=date(2026, 2, 20)))
    (await world.flow.write()).unwrap()
    assert world.flow.wire.count("/preferences$") == 2
    await world.assert_books_equal_approvals()
