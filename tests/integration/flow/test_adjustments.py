"""A card that changed after its approval: the books follow only when a person says so, and then exactly."""

from fieldledger.domain.posting import Operation, PostingState
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode, Result
from fieldledger.services.posting.adjusting import Adjustment, AdjustTimeCard
from fieldledger.wiring.approvals import adjustments_over
from tests.builders import ACCOUNTANT, COMPANY, WORK_DATE
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_raken import a_card


async def _seen(world: World) -> str:
    [card] = (await DocumentTimeCards(world.flow.store).get_many(COMPANY, ["c-1"])).unwrap()
    return card.content_hash


async def _confirm(world: World, content_hash: str | None = None, approval_id: str = "adjust-1") -> Result[Adjustment]:
    service = adjustments_over(world.flow.store, world.flow.queue, world.flow.clock)
    seen = content_hash or await _seen(world)
    return await service.confirm(AdjustTimeCard(COMPANY, ACCOUNTANT, approval_id, "c-1", seen))


async def _now(world: World, *hours: tuple[float, str]) -> None:
    """The foreman changes the card, and the sync notices."""
    world.flow.clock.advance(minutes=5)
    await world.jobsite.seed("timeCards", a_card("c-1", hours=list(hours)))
    (await world.flow.sync()).unwrap()


async def _minutes(world: World) -> dict[str, int]:
    return {key[2]: minutes for key, minutes in (await world.books.minutes()).items()}


async def test_hours_that_changed_after_posting_are_changed_in_the_same_record(world: World) -> None:
    await world.with_cards(a_card("c-1", hours=[(8, "RT"), (2, "OT")]))
    (await world.flow.write()).unwrap()
    before = {row["Id"] for row in await world.books.time_activities()}
    await _now(world, (7, "RT"), (2, "OT"))
    adjustment = (await _confirm(world)).unwrap()
    assert [posting.operation for posting in adjustment.requested] == [Operation.UPDATE]
    assert (await world.flow.write()).unwrap().posted == 1
    assert {row["Id"] for row in await world.books.time_activities()} == before
    assert await _minutes(world) == {"Labor": 420, "Labor - Overtime": 120}
    assert await world.flow.inbox() == {}


async def test_a_part_that_is_gone_is_removed_and_a_new_one_added(world: World) -> None:
    await world.with_cards(a_card("c-1", hours=[(8, "RT")]))
    (await world.flow.write()).unwrap()
    await _now(world, (8, "OT"))
    adjustment = (await _confirm(world)).unwrap()
    assert {posting.operation for posting in adjustment.requested} == {Operation.CREATE, Operation.REMOVE}
    (await world.flow.write()).unwrap()
    assert await _minutes(world) == {"Labor - Overtime": 480}


async def test_what_was_not_sent_yet_is_superseded(world: World) -> None:
    await world.with_cards(a_card("c-1", hours=[(8, "RT")]))
    await _now(world, (6, "RT"))
    (await world.flow.write()).unwrap()
    assert await _minutes(world) == {}
    (await _confirm(world)).unwrap()
    (await world.flow.write()).unwrap()
    assert await _minutes(world) == {"Labor": 360}
    assert await world.flow.states() == {PostingState.CANCELLED: 1, PostingState.POSTED: 1}
    assert await world.flow.inbox() == {}


async def test_what_a_superseded_posting_waited_behind_is_closed_with_it(world: World) -> None:
    await world.with_cards(a_card("c-1", hours=[(2, "DT")]))
    (await world.flow.write()).unwrap()
    assert list(await world.flow.inbox()) == ["PAY_TYPE_UNMAPPED pay_type:DT"]
    await _now(world, (2, "RT"))
    (await _confirm(world)).unwrap()
    assert await world.flow.inbox() == {}


async def test_an_item_stays_open_while_another_card_waits_behind_it(world: World) -> None:
    await world.with_cards(a_card("c-1", hours=[(2, "DT")]), a_card("c-2", hours=[(3, "DT")]))
    (await world.flow.write()).unwrap()
    await _now(world, (2, "RT"))
    (await _confirm(world)).unwrap()
    assert list(await world.flow.inbox()) == ["PAY_TYPE_UNMAPPED pay_type:DT"]


async def test_a_card_deleted_at_the_jobsite_leaves_the_books_when_a_person_says_so(world: World) -> None:
    await world.with_cards(a_card("c-1", hours=[(8, "RT")]))
    (await world.flow.write()).unwrap()
    world.flow.clock.advance(minutes=5)
    await world.jobsite.delete_card("c-1")
    (await world.flow.sync()).unwrap()
    assert await _minutes(world) == {"Labor": 480}
    (await _confirm(world)).unwrap()
    (await world.flow.write()).unwrap()
    assert await _minutes(world) == {}


async def test_a_card_that_reappears_is_not_in_the_books_until_a_person_says_so(world: World) -> None:
    await world.with_cards(a_card("c-1", hours=[(8, "RT")]))
    (await world.flow.write()).unwrap()
    world.flow.clock.advance(minutes=5)
    await world.jobsite.delete_card("c-1")
    (await world.flow.sync()).unwrap()
    (await _confirm(world)).unwrap()
    (await world.flow.write()).unwrap()
    world.flow.clock.advance(minutes=5)
    await world.jobsite.reappear("c-1")
    (await world.flow.sync()).unwrap()
    (await world.flow.write()).unwrap()
    assert await _minutes(world) == {}
    (await _confirm(world, approval_id="adjust-2")).unwrap()
    (await world.flow.write()).unwrap()
    assert await _minutes(world) == {"Labor": 480}


async def test_a_card_that_goes_back_and_forth_ends_where_it_stands(world: World) -> None:
    await world.with_cards(a_card("c-1", hours=[(8, "RT")]))
    (await world.flow.write()).unwrap()
    for turn, hours in enumerate((6, 8, 6, 7)):
        await _now(world, (hours, "RT"))
        (await _confirm(world, approval_id=f"adjust-{turn}")).unwrap()
        if turn != 2:  # the third is superseded before it is sent
            (await world.flow.write()).unwrap()
    assert await _minutes(world) == {"Labor": 420}
    assert len(await world.books.time_activities()) == 1


async def test_what_a_person_did_not_see_is_not_confirmed(world: World) -> None:
    await world.with_cards(a_card("c-1", hours=[(8, "RT")]))
    await _now(world, (6, "RT"))
    seen = await _seen(world)
    await _now(world, (5, "RT"))
    assert (await _confirm(world, seen)).error_code == ErrorCode.PERIOD_CHANGED


async def test_a_card_that_did_not_change_needs_no_adjustment(world: World) -> None:
    await world.with_cards(a_card("c-1", hours=[(8, "RT")]))
    assert (await _confirm(world)).error_code == ErrorCode.ALREADY_APPROVED


async def test_a_posting_on_its_way_holds_the_adjustment_back(world: World) -> None:
    await world.with_cards(a_card("c-1", hours=[(8, "RT")]))
    await world.books.fault("commit_then_drop")
    await world.flow.write()
    await _now(world, (6, "RT"))
    assert (await _confirm(world)).error_code == ErrorCode.POSTING_IN_FLIGHT
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    (await _confirm(world)).unwrap()
    (await world.flow.write()).unwrap()
    assert await _minutes(world) == {"Labor": 360}


async def test_a_closed_period_is_not_adjusted(world: World) -> None:
    await world.with_cards(a_card("c-1", hours=[(8, "RT")]))
    await _now(world, (6, "RT"))
    companies = DocumentCompanies(world.flow.store)
    company = (await companies.get(COMPANY)).unwrap()
    (await companies.save(company.model_copy(update={"locked_through": WORK_DATE}))).unwrap()
    assert (await _confirm(world)).error_code == ErrorCode.PERIOD_LOCKED
