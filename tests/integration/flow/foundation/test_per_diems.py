"""A per diem is a posting of its own: an amount without hours, once for a worker's day (decision 0024)."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from fieldledger.clients.foundation.assumptions import ASSUMED, Resource
from fieldledger.domain.books_reconciliation import Figures, LedgerKind
from fieldledger.domain.month_close import NotReadBack
from fieldledger.domain.posting import PostingState
from fieldledger.domain.time_rules import PerDiemRate, TimeRules
from fieldledger.repositories.companies import DocumentCompanies
from tests.builders import COMPANY
from tests.integration.flow.foundation.test_books_check import differing, figures, look, sign, told
from tests.integration.flow.foundation.world import FoundationWorld
from tests.integration.flow.simulated_raken import a_card

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


HOURS, MONEY = ("clinic", LedgerKind.TIME, "RT"), ("clinic", LedgerKind.PER_DIEMS, "PD")
DAY = date(2026, 2, 27)


def _all(amount: str) -> Figures:
    return Figures(approved=Decimal(amount), posted=Decimal(amount), in_books=Decimal(amount))


async def _posted(world: FoundationWorld) -> str:
    """FOUNDATION's id of the per diem that was posted beside eight hours."""
    await world.approve(a_card("c-1", day=DAY, hours=[(8, "RT"), (0, "PD")]))
    (await world.write()).unwrap()
    [apart] = [row for row in await world.books.rows("timecards") if row["earnCodeId"] == "PERDIEM"]
    return str(apart["timecardId"])


async def test_a_month_counts_per_diems_in_money_and_apart_from_hours(world: FoundationWorld) -> None:
    await _posted(world)
    assert await differing(world) == 0
    assert await figures(world) == {HOURS: _all("480"), MONEY: _all("45.50")}
    found = await look(world)
    assert (found.agrees, found.gaps) == (True, ())


async def test_a_per_diem_that_waits_is_money_that_waits(world: FoundationWorld) -> None:
    await world.set_mappings(earn_codes={"RT": "RT"})
    await world.approve(a_card("c-1", day=DAY, hours=[(8, "RT"), (0, "PD")]))
    (await world.write()).unwrap()
    assert "PAY_TYPE_UNMAPPED" in await world.inbox()
    assert await figures(world) == {
        HOURS: _all("480"),
        MONEY: Figures(approved=Decimal("45.50"), waiting=Decimal("45.50")),
    }


@pytest.mark.parametrize(
    ("edit", "in_books", "details"),
    [
        ({"amount": 60.25}, "60.25", {"amount": "sent 45.50, holds 60.25"}),
        ({"amount": 0}, "0", {"amount": "sent 45.50, holds 0"}),
        ({"hours": 2}, "0", {"amount": "sent 45.50, holds None", "hours": "sent 0, holds 2"}),
    ],
)
async def test_a_per_diem_that_somebody_edited_counts_as_what_foundation_holds(
    world: FoundationWorld, edit: dict[str, float], in_books: str, details: dict[str, str]
) -> None:
    await world.books.edit("timecards", await _posted(world), **edit)
    assert await differing(world) == 1
    assert await told(world) == [{"books": "foundation", **details}]
    found = await figures(world)
    assert (found[MONEY].posted, found[MONEY].in_books) == (Decimal("45.50"), Decimal(in_books))
    assert found[HOURS] == _all("480")


async def test_a_per_diem_that_was_deleted_is_missing_in_money(world: FoundationWorld) -> None:
    await world.books.delete("timecards", await _posted(world))
    assert await differing(world) == 1
    found = await figures(world)
    assert (found[MONEY].in_books, found[MONEY].difference) == (Decimal(0), Decimal("-45.50"))


async def test_a_signed_month_has_its_per_diems_in_money_and_in_the_approval(world: FoundationWorld) -> None:
    await _posted(world)
    await differing(world)
    report = (await sign(world)).unwrap().report
    assert {(each.kind, each.books): each.figures for each in report.totals} == {
        (LedgerKind.TIME, "foundation"): _all("480"),
        (LedgerKind.PER_DIEMS, "foundation"): _all("45.50"),
    }
    assert sorted((each.kind, each.amount, each.postings) for each in report.approvals) == [
        (LedgerKind.PER_DIEMS, Decimal("45.50"), 1),
        (LedgerKind.TIME, Decimal(480), 1),
    ]
    assert report.not_read_back == ()


async def test_per_diems_that_foundation_does_not_let_us_read_are_named_as_not_compared(world: FoundationWorld) -> None:
    await _posted(world)
    world.dialect = replace(ASSUMED, read_back=frozenset({Resource.AP_INVOICES}))
    await differing(world)
    report = (await sign(world)).unwrap().report
    unread = {each.kind: each for each in report.not_read_back}
    assert unread.keys() == {LedgerKind.TIME, LedgerKind.PER_DIEMS}
    assert unread[LedgerKind.PER_DIEMS] == NotReadBack(
        kind=LedgerKind.PER_DIEMS,
        books="foundation",
        postings=1,
        amount=Decimal("45.50"),
        why=unread[LedgerKind.TIME].why,
    )
