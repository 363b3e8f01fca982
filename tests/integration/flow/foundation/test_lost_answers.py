"""A write that was not answered is settled: looked up, adopted where it can only be ours, sent again where absent."""

import httpx
import pytest

from fieldledger.domain.posting import PostingState
from fieldledger.result import ErrorCode
from fieldledger.services.posting.attempts import MAX_ATTEMPTS
from tests.builders.documents import a_vendor_invoice
from tests.integration.flow.doubles import Crash
from tests.integration.flow.foundation.world import FoundationWorld
from tests.integration.flow.simulated_foundation import a_card_row
from tests.integration.flow.simulated_raken import a_card
from tests.integration.flow.wire import raising

CARD = a_card("c-1", hours=[(8, "RT")])
POST_CARD = "POST foundation.test.*timecards"


async def _lost(world: FoundationWorld, *cards: dict) -> None:
    """The first record is carried out and its answer lost."""
    await world.approve(*(cards or (CARD,)))
    await world.books.fault("commit_then_drop")
    await world.write()


async def test_a_card_that_arrived_without_an_answer_is_adopted(world: FoundationWorld) -> None:
    await _lost(world)
    assert await world.states() == {PostingState.SEALED: 1}
    world.settle_time_passes()
    assert (await world.write()).unwrap().settled == 1
    await world.assert_books_equal_approvals()
    assert (await world.posting()).history[-1].note == "found in FOUNDATION"
    assert world.flow.wire.count(POST_CARD) == 1


async def test_a_card_that_did_not_arrive_is_sent_again(world: FoundationWorld) -> None:
    await world.approve(CARD)
    await world.books.fault("drop_before")
    await world.write()
    world.settle_time_passes()
    (await world.write()).unwrap()
    await world.assert_books_equal_approvals()
    assert world.flow.wire.count(POST_CARD) == 2


@pytest.mark.parametrize("error", [httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("reset")])
async def test_silence_is_settled_whatever_broke(world: FoundationWorld, error: Exception) -> None:
    await world.approve(CARD)
    world.flow.wire.on_answer(POST_CARD, raising(error))
    await world.write()
    world.settle_time_passes()
    (await world.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_an_answer_that_breaks_off_is_settled(world: FoundationWorld) -> None:
    await world.approve(CARD)
    await world.books.fault("wrong_json")
    await world.write()
    assert await world.states() == {PostingState.SEALED: 1}
    world.settle_time_passes()
    (await world.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_nothing_is_repeated_before_the_vendor_has_given_up(world: FoundationWorld) -> None:
    await _lost(world)
    for _ in range(5):
        world.flow.clock.advance(60)
        (await world.write()).unwrap()
    assert world.flow.wire.count(POST_CARD) == 1
    assert await world.states() == {PostingState.SEALED: 1}


async def test_a_request_that_never_left_is_tried_again_without_settling(world: FoundationWorld) -> None:
    await world.approve(CARD)
    world.flow.wire.on_request(POST_CARD, raising(httpx.ConnectError("refused")))
    for _ in range(3):
        world.flow.wire.on_request(POST_CARD, raising(httpx.ConnectError("refused")))
    await world.write()
    assert await world.states() == {PostingState.PENDING: 1}
    assert (await world.posting()).attempts == 0
    world.flow.wire.forget()
    world.flow.clock.advance(31)
    (await world.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_a_person_who_changed_our_card_meanwhile_is_asked(world: FoundationWorld) -> None:
    await _lost(world)
    [row] = await world.books.rows("timecards")
    await world.books.edit("timecards", row["timecardId"], hours=7.5)
    world.settle_time_passes()
    (await world.write()).unwrap()
    assert await world.states() == {PostingState.PARKED: 1}
    item = (await world.inbox())["BOOKS_OUTCOME_UNKNOWN"]
    assert row["timecardId"] in item.details["candidates"]
    assert len(await world.books.rows("timecards")) == 1


async def test_a_person_who_moved_our_card_to_another_job_is_asked(world: FoundationWorld) -> None:
    await _lost(world)
    [row] = await world.books.rows("timecards")
    await world.books.edit("timecards", row["timecardId"], jobId="2230")
    world.settle_time_passes()
    (await world.write()).unwrap()
    assert "BOOKS_OUTCOME_UNKNOWN" in await world.inbox()
    assert world.flow.wire.count(POST_CARD) == 1


async def test_two_candidates_are_for_a_person(world: FoundationWorld) -> None:
    await _lost(world)
    await world.books.seed("timecards", a_card_row("8.00"))
    world.settle_time_passes()
    (await world.write()).unwrap()
    item = (await world.inbox())["BOOKS_OUTCOME_UNKNOWN"]
    assert item.details["candidates"].count("equal") == 2


async def test_what_was_there_before_is_never_adopted(world: FoundationWorld) -> None:
    """Somebody's own card of that day is in the baseline; ours did not arrive and is sent again."""
    await world.books.seed("timecards", a_card_row("6.00"))
    await world.approve(CARD)
    await world.books.fault("drop_before")
    await world.write()
    [mine] = await world.seals()
    assert len(mine.baseline) == 1
    world.settle_time_passes()
    (await world.write()).unwrap()
    assert sorted(row["hours"] for row in await world.books.rows("timecards")) == [6, 8]


async def test_two_open_records_of_one_day_do_not_hide_each_other(world: FoundationWorld) -> None:
    """Neither answer came; one record arrived. The one that did not is not taken for a changed one."""
    await world.approve(a_card("c-1", hours=[(8, "RT"), (2, "OT")]))
    await world.books.fault("commit_then_drop")
    await world.books.fault("drop_before")
    await world.write()
    await world.write()
    assert len(await world.seals()) == 2
    world.settle_time_passes()
    await world.write()
    (await world.write()).unwrap()
    await world.assert_books_equal_approvals()
    assert await world.flow.inbox() == {}


async def test_an_invoice_is_found_by_our_mark_though_somebody_changed_it(world: FoundationWorld) -> None:
    await world.flow.sync()
    posting = await world.approve_bill(a_vendor_invoice())
    await world.books.fault("commit_then_drop", "apinvoices")
    await world.write()
    [row] = await world.books.rows("apinvoices")
    await world.books.edit("apinvoices", row["voucherId"], invoiceAmount=12000)
    world.settle_time_passes()
    (await world.write()).unwrap()
    assert (await world.posting()).vendor_id == row["voucherId"]
    item = (await world.inbox())["BOOKS_ECHO_DIFFERS"]
    assert item.subject == f"posting:{posting.posting_id}"


async def test_a_duplicate_that_turns_out_to_be_ours_is_adopted(world: FoundationWorld) -> None:
    """The look-up came too early for a slow vendor, and the second send is refused."""
    await world.flow.sync()
    await world.approve_bill(a_vendor_invoice())
    await world.books.fault("commit_then_drop", "apinvoices")
    await world.write()
    world.settle_time_passes()
    await world.books.fault("status", "apinvoices", "GET", status=200, body="[]")
    (await world.write()).unwrap()
    assert await world.states() == {PostingState.POSTED: 1}
    assert len(await world.books.rows("apinvoices")) == 1


async def test_a_look_up_that_fails_leaves_the_seal_open(world: FoundationWorld) -> None:
    await _lost(world)
    world.settle_time_passes()
    await world.books.fault("status", method="GET", status=500, count=9)
    assert (await world.write()).failed
    assert await world.states() == {PostingState.SEALED: 1}


@pytest.mark.parametrize("place", ["request", "answer"])
async def test_a_container_that_dies_over_a_call_leaves_nothing_behind(world: FoundationWorld, place: str) -> None:
    await world.approve(a_card("c-1", hours=[(8, "RT"), (2, "OT")]))
    happens = world.flow.wire.on_request if place == "request" else world.flow.wire.on_answer
    happens(POST_CARD, raising(Crash()))
    with pytest.raises(Crash):
        await world.write()
    world.settle_time_passes()
    (await world.write()).unwrap()
    (await world.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_a_record_that_is_never_taken_is_given_up_for_a_person(world: FoundationWorld) -> None:
    await world.approve(CARD)
    await world.books.fault("status", status=418, body="{}", count=20)
    await world.write()
    assert (await world.inbox())["VENDOR_REJECTED"].turn == "customer"
    assert (await world.posting()).attempts <= MAX_ATTEMPTS


async def test_a_second_card_of_the_same_key_waits_for_the_first(world: FoundationWorld) -> None:
    """Two foremen, one worker, one job, one code: each keeps its own row, one after the other."""
    await _lost(world, a_card("c-1", hours=[(4, "RT")]), a_card("c-2", hours=[(4, "RT")]))
    states = await world.states()
    assert states == {PostingState.SEALED: 1, PostingState.PENDING: 1}
    [waiting] = await world.postings(PostingState.PENDING)
    assert waiting.error is not None
    assert waiting.error.code == ErrorCode.POSTING_IN_FLIGHT
    world.settle_time_passes()
    (await world.write()).unwrap()
    (await world.write()).unwrap()
    await world.assert_books_equal_approvals()
    assert len(await world.books.rows("timecards")) == 2
    assert len({posting.vendor_id for posting in await world.postings()}) == 2
