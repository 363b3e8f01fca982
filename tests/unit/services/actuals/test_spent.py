"""FOUNDATION's payables to date without those that Procore knows of, and wages of QuickBooks' journal by month."""

from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.actuals import ActualKind
from fieldledger.domain.facts.quickbooks_documents import JournalEntryFacts
from fieldledger.domain.job_cost import CostEntry, CostKind, CostPlace
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.services.actuals.spent import Spent, less, of_spending, of_wages
from fieldledger.services.job_cost.quickbooks_spending import ChargedSpending

SLABS = CostPlace(cost_code="03-300", cost_type="S")
SAND = CostPlace(cost_code="03-300", cost_type="M")
FORMS = CostPlace(cost_code="03-310", cost_type="S")
UNTYPED = CostPlace(cost_code="03-300")


@pytest.mark.parametrize(
    ("known", "slabs", "sand"),
    [
        ({}, "500", "80"),
        ({SLABS: "200"}, "300", "80"),
        ({SLABS: "550"}, "0", "30"),
        ({UNTYPED: "60"}, "500", "20"),
        ({SLABS: "900"}, "0", "0"),
        ({FORMS: "10"}, "500", "80"),
        ({SLABS: "-50"}, "550", "80"),
    ],
)
def test_of_a_code_its_own_type_goes_first_and_never_below_nothing(
    known: dict[CostPlace, str], slabs: str, sand: str
) -> None:
    held = {SLABS: Decimal(500), SAND: Decimal(80)}
    rest = less(held, {place: Decimal(amount) for place, amount in known.items()})
    assert rest == {SLABS: Decimal(slabs), SAND: Decimal(sand)}


def an_entry_with_wages(record_id: str, day: date, wages: str, fuel: str) -> ChargedSpending:
    resource = SyncResource.QUICKBOOKS_JOURNAL_ENTRIES
    entries = (
        CostEntry(resource, SLABS, Decimal(wages), CostKind.LABOR),
        CostEntry(resource, SAND, Decimal(fuel), CostKind.PAYABLES),
    )
    return ChargedSpending(resource, record_id, JournalEntryFacts(day=day), entries)


def test_wages_of_a_month_are_one_cost_apart_from_what_else_their_entries_hold() -> None:
    booked = [
        an_entry_with_wages("1", date(2026, 9, 4), "1000", "5"),
        an_entry_with_wages("2", date(2026, 9, 18), "-200", "6"),
        an_entry_with_wages("3", date(2026, 10, 2), "70", "7"),
    ]
    september, october = of_wages(booked)

    assert september == Spent(
        "quickbooks/wages/2026-09",
        ActualKind.PAYROLL,
        "Wages of 2026-09 in QuickBooks",
        date(2026, 9, 18),
        {SLABS: Decimal(800)},
    )
    assert october.places == {SLABS: Decimal(70)}
    assert [each.places for each in of_spending(booked)] == [{SAND: Decimal(each)} for each in (5, 6, 7)]
