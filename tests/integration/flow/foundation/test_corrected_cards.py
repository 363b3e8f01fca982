"""A card that changed after its approval: FOUNDATION takes new records only, so a person corrects it and says so."""

from fieldledger.domain.posting import Operation, PostingState
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import Result
from fieldledger.services.exceptions.fixes import CancelFix, Fix, InBooksFix
from fieldledger.services.posting.adjusting import Adjustment, AdjustTimeCard
from fieldledger.wiring.approvals import adjustments_over
from fieldledger.wiring.exceptions import desk_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.integration.flow.foundation.world import FoundationWorld
from tests.integration.flow.simulated_raken import a_card


async def _now(world: FoundationWorld, *hours: tuple[float, str]) -> None:
    world.flow.clock.advance(minutes=5)
    await world.contractor.jobsite.seed("timeCards", a_card("c-1", hours=list(hours)))
    (await world.flow.sync()).unwrap()


async def _confirm(world: FoundationWorld, approval_id: str = "adjust-1") -> Result[Adjustment]:
    flow = world.flow
    [card] = (await DocumentTimeCards(flow.store).get_many(COMPANY, ["c-1"])).unwrap()
    service = adjustments_over(flow.store, flow.queue, flow.clock, world.queue)
    return await service.confirm(AdjustTimeCard(COMPANY, ACCOUNTANT, approval_id, "c-1", card.content_hash))


async def _resolve(world: FoundationWorld, fix: Fix) -> None:
    item = (await world.inbox())["BOOKS_CHANGE_BY_HAND"]
    desk = desk_over(world.flow.store, world.flow.queue, world.flow.clock, world.queue)
    (await desk.resolve(COMPANY, ACCOUNTANT, item.exception_id, fix)).unwrap()


async def _posted(world: FoundationWorld, *hours: tuple[float, str]) -> str:
    await world.approve(a_card("c-1", hours=list(hours)))
    (await world.write()).unwrap()
    return (await world.postings())[0].vendor_id or ""


async def test_nothing_is_rewritten_and_a_person_is_told_what_to_correct(world: FoundationWorld) -> None:
    await _posted(world, (8, "RT"))
    await _now(world, (7, "RT"))
    assert "CHANGED_AFTER_APPROVAL" in await world.inbox()
    adjustment = (await _confirm(world)).unwrap()
    assert [(p.operation, p.target) for p in adjustment.requested] == [(Operation.UPDATE, "foundation")]
    (await world.write()).unwrap()
    item = (await world.inbox())["BOOKS_CHANGE_BY_HAND"]
    assert "correct to 7.00 hours of RT on 2026-02-27" in item.message
    assert set((await world.books.hours()).values()) == {800}
    assert world.flow.wire.count("(POST|PATCH) foundation.test/foundation/v1/timecards") == 1


async def test_the_correction_counts_as_posted_when_the_person_says_so(world: FoundationWorld) -> None:
    vendor_id = await _posted(world, (8, "RT"))
    await _now(world, (7, "RT"))
    (await _confirm(world)).unwrap()
    (await world.write()).unwrap()
    await world.books.edit("timecards", vendor_id, hours=7)
    await _resolve(world, InBooksFix(vendor_id=vendor_id, reason="corrected before the import"))
    assert await world.states() == {PostingState.POSTED: 2}
    assert await world.flow.inbox() == {}
    await _now(world, (6, "RT"))
    adjustment = (await _confirm(world, "adjust-2")).unwrap()
    [update] = adjustment.requested
    assert update.replaces is not None
    [before] = [p for p in await world.postings() if p.posting_id == update.replaces]
    assert (before.operation, before.vendor_id) == (Operation.UPDATE, vendor_id)


async def test_hours_that_are_new_on_the_card_are_written_as_ever(world: FoundationWorld) -> None:
    await _posted(world, (8, "RT"))
    await _now(world, (8, "RT"), (2, "OT"))
    adjustment = (await _confirm(world)).unwrap()
    assert [posting.operation for posting in adjustment.requested] == [Operation.CREATE]
    (await world.write()).unwrap()
    assert sorted((await world.books.hours()).values()) == [200, 800]
    assert await world.flow.inbox() == {}


async def test_what_was_not_sent_yet_is_superseded(world: FoundationWorld) -> None:
    await world.approve(a_card("c-1", hours=[(8, "RT")]))
    await _now(world, (6, "RT"))
    (await _confirm(world)).unwrap()
    (await world.write()).unwrap()
    assert list((await world.books.hours()).values()) == [600]
    assert await world.states() == {PostingState.CANCELLED: 1, PostingState.POSTED: 1}


async def test_hours_in_both_books_are_changed_in_one_and_asked_about_in_the_other(world: FoundationWorld) -> None:
    await world.targets("quickbooks", "foundation")
    await _posted(world, (8, "RT"))
    (await world.flow.write()).unwrap()
    await _now(world, (7, "RT"))
    adjustment = (await _confirm(world)).unwrap()
    assert sorted(p.target for p in adjustment.requested) == ["foundation", "quickbooks"]
    (await world.write()).unwrap()
    (await world.flow.write()).unwrap()
    assert list((await world.contractor.books.minutes()).values()) == [420]
    assert "BOOKS_CHANGE_BY_HAND" in await world.inbox()


async def test_a_correction_that_is_given_up_leaves_the_record_as_it_was(world: FoundationWorld) -> None:
    """The next change of the card is one of the record that is there, not a second record."""
    await _posted(world, (8, "RT"))
    await _now(world, (7, "RT"))
    (await _confirm(world)).unwrap()
    (await world.write()).unwrap()
    await _resolve(world, CancelFix(reason="payroll has run"))
    await _now(world, (6, "RT"))
    adjustment = (await _confirm(world, "adjust-2")).unwrap()
    assert [posting.operation for posting in adjustment.requested] == [Operation.UPDATE]


async def test_a_deleted_card_is_to_be_taken_out_by_hand(world: FoundationWorld) -> None:
    await _posted(world, (8, "RT"))
    world.flow.clock.advance(minutes=5)
    await world.contractor.jobsite.delete_card("c-1")
    (await world.flow.sync()).unwrap()
    (await _confirm(world)).unwrap()
    (await world.write()).unwrap()
    assert "take out 8.00 hours" in (await world.inbox())["BOOKS_CHANGE_BY_HAND"].message


async def test_a_correction_of_hours_that_went_by_file_is_asked_about_too(world: FoundationWorld) -> None:
    await world.set_mappings(time_cards="file")
    await world.approve(a_card("c-1", hours=[(8, "RT")]))
    world.flow.clock.advance(121)
    (await world.write()).unwrap()
    await _now(world, (7, "RT"))
    (await _confirm(world)).unwrap()
    world.flow.clock.advance(121)
    (await world.write()).unwrap()
    assert "BOOKS_CHANGE_BY_HAND" in await world.inbox()
    assert len(world.files.files) == 2
