"""A card that the jobsite moves into another month after it was approved here, while its posting got lost."""

from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.books_reconciliation import LedgerKind
from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.month_close import MonthClose
from fieldledger.repositories.aggregate import partition
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode, Result
from fieldledger.services.closing.reconciliation import BooksReconciliation
from fieldledger.services.closing.signing import CloseMonth
from fieldledger.services.posting.adjusting import AdjustTimeCard
from fieldledger.wiring.approvals import adjustments_over
from fieldledger.wiring.closing import books_reconciliations_over, month_signing_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_raken import a_card

FEBRUARY = BooksSpan(first_day=date(2026, 2, 1), last_day=date(2026, 2, 28))
MARCH = BooksSpan(first_day=date(2026, 3, 1), last_day=date(2026, 3, 31))
APPROVED_DAY, NEW_DAY = date(2026, 2, 27), date(2026, 3, 2)


async def _move(world: World, day: date) -> None:
    world.flow.clock.advance(minutes=20)
    await world.jobsite.change("timeCards", "c-1", date=day.isoformat())
    (await world.flow.sync()).unwrap()


@pytest.fixture
async def moved(world: World) -> World:
    """Eight hours of February, approved, without their posting, and under March by now."""
    await world.with_cards(a_card("c-1", day=APPROVED_DAY))
    [posting] = await world.flow.postings()
    key = f"POSTING#{posting.posting_id}"
    (await world.flow.store.delete(TableName.POSTINGS, partition(COMPANY), key)).unwrap()
    await _move(world, NEW_DAY)
    return world


async def _look(world: World, span: BooksSpan) -> BooksReconciliation:
    return (await books_reconciliations_over(world.flow.store).of(COMPANY, span)).unwrap()


async def _sign(world: World, span: BooksSpan) -> Result[MonthClose]:
    signing = month_signing_over(world.flow.store, world.flow.clock)
    return await signing.sign(CloseMonth(COMPANY, ACCOUNTANT, "key-of-the-close", span, None, lock=False))


def _obstacles(refused: Result[MonthClose]) -> dict[str, int]:
    assert refused.error_code == ErrorCode.MONTH_NOT_READY
    obstacles = refused.details["obstacles"]
    assert isinstance(obstacles, list)
    return {each["what"]: each["count"] for each in obstacles}


async def test_the_old_month_shows_the_approved_minutes_as_missing_in_the_books(moved: World) -> None:
    found = await _look(moved, FEBRUARY)
    [gap] = found.gaps
    assert (gap.record_id, gap.day, gap.approved, gap.in_postings) == ("c-1", APPROVED_DAY, Decimal(480), Decimal(0))
    [cell] = found.cells
    assert (cell.key.project_id, cell.key.kind) == ("clinic", LedgerKind.TIME)
    assert (cell.figures.approved, cell.figures.unposted, cell.figures.in_books) == (480, 480, 0)


async def test_the_new_month_shows_the_change_and_nothing_approved(moved: World) -> None:
    found = await _look(moved, MARCH)
    assert (found.gaps, found.cells) == ((), ())
    moved.flow.clock.advance(hours=24 * 40)
    assert _obstacles(await _sign(moved, MARCH)) == {"exceptions": 1}
    [item] = (await moved.flow.inbox()).values()
    assert (item.code, item.subject) == (ErrorCode.CHANGED_AFTER_APPROVAL, "time_card:c-1")


async def test_the_old_month_is_not_signed_before_somebody_decided(moved: World) -> None:
    assert (await _look(moved, FEBRUARY)).agrees is False
    assert _obstacles(await _sign(moved, FEBRUARY))["not_posted"] == 1


async def test_a_card_that_is_moved_on_and_back_counts_once_in_its_old_month(moved: World) -> None:
    await _move(moved, date(2026, 3, 3))
    [gap] = (await _look(moved, FEBRUARY)).gaps
    await _move(moved, APPROVED_DAY)
    assert (await _look(moved, FEBRUARY)).gaps == (gap,)
    assert (await _look(moved, MARCH)).gaps == ()
    await _move(moved, NEW_DAY)
    assert (await _look(moved, FEBRUARY)).gaps == (gap,)


async def test_once_the_new_day_is_approved_the_old_month_has_nothing_of_it(world: World) -> None:
    await world.with_cards(a_card("c-1", day=APPROVED_DAY))
    await _move(world, NEW_DAY)
    [card] = (await DocumentTimeCards(world.flow.store).get_many(COMPANY, ["c-1"])).unwrap()
    desk = adjustments_over(world.flow.store, world.flow.queue, world.flow.clock)
    (await desk.confirm(AdjustTimeCard(COMPANY, ACCOUNTANT, "adjust-1", "c-1", card.content_hash))).unwrap()
    old, new = await _look(world, FEBRUARY), await _look(world, MARCH)
    assert (old.gaps, new.gaps) == ((), ())
    assert sum(cell.figures.approved for cell in old.cells) == 0
    assert [(cell.figures.approved, cell.figures.waiting) for cell in new.cells] == [(480, 480)]
