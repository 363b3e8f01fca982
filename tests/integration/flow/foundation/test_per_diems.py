"""A per diem is a posting of its own: an amount without hours, once for a worker's day (decision 0024)."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.books_reconciliation import Figures, LedgerKind
from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.posting import PostingState
from fieldledger.domain.time_rules import PerDiemRate, TimeRules
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.wiring.books_check import books_check_over
from fieldledger.wiring.closing import books_reconciliations_over
from tests.builders import COMPANY
from tests.integration.flow.doubles import NoDeadline
from tests.integration.flow.foundation.world import FoundationWorld
from tests.integration.flow.simulated_raken import a_card

FEBRUARY = BooksSpan(first_day=date(2026, 2, 1), last_day=date(2026, 2, 28))
RULES = TimeRules(
    per_diem_pay_types=frozenset({"PD"}),
    per_diem_amounts={"PD": PerDiemRate(amount=Decimal("45.50"), jobs={"plant": Decimal("60.00")})},
)


@pytest.fixture(autouse=True)
async def _priced(world: FoundationWorld) -> None:
    companies = DocumentCompanies(world.flow.store)
    company = (await companies.get(COMPANY)).unwrap()
    (await companies.save(company.model_copy(update={"time": RULES}))).unwrap()
    await world.books.seed("earncodes", {"earnCodeId": "PERDIEM", "description": "per diem"})
    await world.set_mappings(earn_codes={"RT": "RT", "PD": "PERDIEM"})


async def test_a_per_diem_goes_over_rest_once_for_two_cards_of_a_day(world: FoundationWorld) -> None:
    """8 hours and 45.50 on one job, 1 hour on another one of the same day: 45.50 in all."""
    await world.approve(a_card("c-1", hours=[(8, "RT"), (0, "PD")]))
    await world.approve(a_card("c-2", project="plant", hours=[(1, "RT"), (0, "PD")]))
    for _ in range(2):
        (await world.write()).unwrap()
    rows = [(row["earnCodeId"], row["hours"], row.get("amount")) for row in await world.books.rows("timecards")]
    assert sorted(rows, key=str) == sorted([("RT", 8, None), ("PERDIEM", 0, 45.5), ("RT", 1, None)], key=str)
    assert await world.states() == {PostingState.POSTED: 3}


async def test_a_per_diem_is_a_line_of_its_own_in_the_file_and_no_hours(world: FoundationWorld) -> None:
    await world.set_mappings(earn_codes={"RT": "RT", "PD": "PERDIEM"}, time_cards="file")
    await world.approve(a_card("c-1", project="plant", hours=[(1 / 3, "RT"), (0, "PD")], day=date(2026, 2, 27)))
    world.flow.clock.advance(121)
    (await world.write()).unwrap()
    [export] = await world.exports()
    rows = list(csv.DictReader(io.StringIO(world.files.files[export.file_key].decode("ascii"))))
    assert sorted((row["Earn Code"], Decimal(row["Hours"]), row["Amount"]) for row in rows) == [
        ("PERDIEM", Decimal(0), "60.00"),
        ("RT", Decimal("0.33"), ""),
    ]
    assert export.controls is not None
    assert (export.controls.quantity, export.controls.approved) == (Decimal("0.33"), 20)
    assert export.controls.per_diems == Decimal("60.00")


async def _differing(world: FoundationWorld) -> tuple[int, Figures]:
    """Of FOUNDATION, and the per diems of the clinic as they count now."""
    world.flow.clock.advance(minutes=6)
    checking = books_check_over(world.flow.store, world.flow.container().books, world.client("check"), world.flow.clock)
    weeks = (await checking.on_demand(COMPANY, FEBRUARY, NoDeadline())).unwrap().weeks
    found = (await books_reconciliations_over(world.flow.store).of(COMPANY, FEBRUARY)).unwrap()
    [figures] = [cell.figures for cell in found.cells if cell.key.kind is LedgerKind.PER_DIEMS]
    return sum(week.differing for week in weeks if week.books == "foundation"), figures


async def test_a_per_diem_that_was_changed_in_foundation_counts_as_it_is_held(world: FoundationWorld) -> None:
    """45.50 was posted; somebody makes it 40.00, then eight hours of work: 5.50 and then all of it is missing."""
    await world.approve(a_card("c-1", hours=[(8, "RT"), (0, "PD")]))
    (await world.write()).unwrap()
    [row] = [each for each in await world.books.rows("timecards") if each["earnCodeId"] == "PERDIEM"]
    for changes, difference in (({}, "0"), ({"amount": 40}, "-5.50"), ({"hours": 8, "amount": 0}, "-45.50")):
        await world.books.edit("timecards", row["timecardId"], **changes)
        differing, figures = await _differing(world)
        assert (differing, figures.difference) == (int(difference != "0"), Decimal(difference))
