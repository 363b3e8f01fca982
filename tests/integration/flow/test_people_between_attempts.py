"""A person works on a record before we know that it is in the books: no work is undone, and none goes unnoticed."""

from datetime import date
from typing import Final

import pytest

from fieldledger.domain.posting import PostingState
from fieldledger.result import ErrorCode
from tests.builders.documents import a_vendor_invoice
from tests.integration.flow.documents import approve_bill, held, open_books
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_quickbooks import REALM
from tests.integration.flow.simulated_raken import a_card

MODES: Final = ("honoured", "ignored")


async def _lose_the_answer(world: World) -> None:
    await world.books.fault("commit_then_drop")
    assert (await world.flow.write()).unwrap().sent.unanswered == 1


async def _hear(world: World) -> None:
    (await world.flow.container().events.handle(REALM, await world.books.events())).unwrap()


async def test_a_record_that_was_deleted_before_its_answer_was_known_is_told_of(world: World) -> None:
    """The books answer a requestid that they know with what they answered before, and that is not true any more."""
    await world.books.listen()
    await world.with_cards(a_card("c-1"))
    await _lose_the_answer(world)
    [row] = await world.books.time_activities()
    await world.books.delete("TimeActivity", row["Id"])
    await _hear(world)
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    [posting] = await world.flow.postings(PostingState.POSTED)
    item = (await world.flow.inbox())[f"{ErrorCode.BOOKS_EDITED} posting:{posting.posting_id}"]
    assert item.details == {"record": "deleted in QuickBooks", "vendor_id": row["Id"]}
    assert await world.books.time_activities() == []


async def test_a_bill_that_was_deleted_before_its_answer_was_known_is_told_of(world: World) -> None:
    await open_books(world)
    await approve_bill(world, a_vendor_invoice())
    await world.books.fault("commit_then_drop", after=1)  # the vendor is let through
    await world.flow.write()
    [row] = await held(world, "Bill")
    await world.books.delete("Bill", row["Id"])
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    assert [item.code for item in (await world.flow.inbox()).values()] == [ErrorCode.BOOKS_EDITED]
    assert await held(world, "Bill") == []


async def test_books_that_know_no_requestid_get_what_is_approved_and_not_there(world: World) -> None:
    await world.books.settings(requestid_mode="ignored")
    await world.with_cards(a_card("c-1"))
    await _lose_the_answer(world)
    [row] = await world.books.time_activities()
    await world.books.delete("TimeActivity", row["Id"])
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()
    assert await world.flow.inbox() == {}


async def test_a_record_of_a_second_sending_that_cannot_be_looked_at_is_not_called_posted(world: World) -> None:
    await world.with_cards(a_card("c-1"))
    await _lose_the_answer(world)
    [row] = await world.books.time_activities()
    await world.books.delete("TimeActivity", row["Id"])
    world.flow.settle_time_passes()
    await world.books.fault("drop_before", path="/timeactivity/", count=20)
    await world.flow.write()
    assert await world.flow.states() == {PostingState.SEALED: 1}
    await world.books.http.delete("/_admin/faults")
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    assert [item.code for item in (await world.flow.inbox()).values()] == [ErrorCode.BOOKS_EDITED]


@pytest.mark.parametrize("mode", MODES)
async def test_a_record_that_was_edited_before_its_answer_was_known_keeps_what_the_person_wrote(
    world: World, mode: str
) -> None:
    await world.books.settings(requestid_mode=mode)
    await world.with_cards(a_card("c-1", day=date(2026, 2, 24)))
    await _lose_the_answer(world)
    [row] = await world.books.time_activities()
    await world.books.edit("TimeActivity", {"Id": row["Id"], "Hours": 3})
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    [row] = await world.books.time_activities()
    assert row["Hours"] == 3
    assert [item.code for item in (await world.flow.inbox()).values()] == [ErrorCode.BOOKS_ECHO_DIFFERS]
