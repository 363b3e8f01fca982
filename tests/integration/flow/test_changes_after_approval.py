"""A card that changes at the jobsite after it was approved here: a person decides, the books are left alone."""

from collections.abc import Sequence

import pytest

from fieldledger.domain.posting import PostingState
from fieldledger.domain.time_card import TimeCardStatus
from fieldledger.repositories.documents import Check, Write
from fieldledger.repositories.time_cards import DocumentTimeCards
from tests.builders import COMPANY
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_raken import a_card, entries

CHANGED = "CHANGED_AFTER_APPROVAL time_card:c-1"


async def _status(world: World) -> TimeCardStatus:
    [card] = (await DocumentTimeCards(world.flow.store).get_many(COMPANY, ["c-1"])).unwrap()
    return card.status


async def _approved_then_changed(world: World) -> None:
    await world.with_cards(a_card("c-1"), a_card("c-2", worker="ben"))
    world.flow.clock.advance(minutes=20)
    await world.jobsite.change("timeCards", "c-1", timeEntries=entries([(6, "RT")]))
    (await world.flow.sync()).unwrap()


async def test_a_card_that_changed_before_it_was_posted_is_parked_and_the_others_are_posted(world: World) -> None:
    await _approved_then_changed(world)
    report = (await world.flow.write()).unwrap()
    assert (report.posted, report.parked) == (1, 1)
    assert await world.books.minutes() == {("Ben Okafor", "Riverside Clinic 2214", "Labor"): 480}
    assert CHANGED in await world.flow.inbox()
    assert await _status(world) is TimeCardStatus.CHANGED


async def test_a_card_that_changed_after_it_was_posted_raises_an_exception_and_writes_nothing(world: World) -> None:
    await world.with_cards(a_card("c-1"))
    (await world.flow.write()).unwrap()
    before = await world.books.time_activities()
    world.flow.clock.advance(minutes=20)
    await world.jobsite.change("timeCards", "c-1", timeEntries=entries([(6, "RT")]))
    (await world.flow.sync()).unwrap()
    (await world.flow.write()).unwrap()
    assert await world.books.time_activities() == before
    item = (await world.flow.inbox())[CHANGED]
    assert (item.details["approved"], item.details["now"], item.occurrences) == ("8 h", "6 h", 1)


async def test_a_card_deleted_after_it_was_posted_raises_an_exception_and_deletes_nothing(world: World) -> None:
    await world.with_cards(a_card("c-1"))
    (await world.flow.write()).unwrap()
    world.flow.clock.advance(minutes=20)
    await world.jobsite.delete_card("c-1")
    (await world.flow.sync()).unwrap()
    (await world.flow.write()).unwrap()
    assert (await world.flow.inbox())[CHANGED].details["now"] == "deleted"
    assert len(await world.books.time_activities()) == 1


async def test_the_same_change_read_twice_is_one_occurrence(world: World) -> None:
    await _approved_then_changed(world)
    world.flow.clock.advance(minutes=1)
    (await world.flow.sync()).unwrap()
    assert (await world.flow.inbox())[CHANGED].occurrences == 1


async def test_a_card_that_is_only_unlocked_in_raken_stays_approved(world: World) -> None:
    await world.with_cards(a_card("c-1"))
    world.flow.clock.advance(minutes=20)
    await world.jobsite.unapprove("c-1")
    (await world.flow.sync()).unwrap()
    assert await _status(world) is TimeCardStatus.APPROVED
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()
    assert await world.flow.inbox() == {}


async def test_a_card_that_changes_at_the_very_moment_of_sealing_is_not_sent(world: World) -> None:
    await world.with_cards(a_card("c-1"), a_card("c-2", worker="ben"))
    world.flow.clock.advance(minutes=20)
    await world.jobsite.change("timeCards", "c-1", timeEntries=entries([(6, "RT")]))

    async def sync_is_faster(writes: Sequence[Write]) -> None:
        if any(isinstance(write, Check) for write in writes):
            world.flow.store.before_commit = None
            (await world.flow.sync()).unwrap()

    world.flow.store.before_commit = sync_is_faster
    (await world.flow.write()).unwrap()
    assert await world.books.time_activities() == []
    report = (await world.flow.write()).unwrap()
    assert (report.posted, report.parked) == (1, 1)
    assert CHANGED in await world.flow.inbox()


async def test_a_card_that_changed_back_to_what_was_approved_is_approved_again(world: World) -> None:
    await _approved_then_changed(world)
    world.flow.clock.advance(minutes=20)
    await world.jobsite.change("timeCards", "c-1", timeEntries=entries([(8, "RT")]))
    (await world.flow.sync()).unwrap()
    assert await _status(world) is TimeCardStatus.APPROVED
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


@pytest.mark.parametrize("reapproved", [False, True])
async def test_an_approval_that_is_repeated_after_the_change_does_not_post_the_new_hours(
    world: World, reapproved: bool
) -> None:
    await _approved_then_changed(world)
    if reapproved:
        outcome = await world.flow.approve()
        assert {skipped.code for skipped in outcome.skipped} == {"CHANGED_AFTER_APPROVAL", "ALREADY_APPROVED"}
    (await world.flow.write()).unwrap()
    assert await world.flow.states() == {PostingState.POSTED: 1, PostingState.PARKED: 1}
