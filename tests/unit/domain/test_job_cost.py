"""Job cost by hand: every expected figure was added up on paper beside the entries it comes from."""

from dataclasses import replace
from decimal import Decimal

from fieldledger.domain.job_cost import (
    CALCULATED,
    POSTINGS,
    BudgetEntry,
    CostCodeRow,
    CostEntry,
    CostHolder,
    CostKind,
    CostPlace,
    Figure,
    JobCost,
    JobCostParts,
    job_cost,
)

BUDGETS, COMMITMENTS, CHANGES = "procore/budgets", "procore/commitments", "procore/change_orders"
DIRECT, HISTORY, BILLS = "procore/direct_costs", "foundation/job_cost_history", "quickbooks/bills"
WIRING_SUB = CostPlace(cost_code="26-050", cost_type="S")
WIRING_LABOR = CostPlace(cost_code="26-050", cost_type="L")
WIRING = CostPlace(cost_code="26-050")
CONCRETE = CostPlace(cost_code="03-300", cost_type="M")
NOWHERE = CostPlace()


def budgeted(place: CostPlace, original: str, revised: str | None = None, **ahead: str) -> BudgetEntry:
    amounts = {name: Decimal(value) for name, value in ahead.items()}
    return BudgetEntry(BUDGETS, place, Decimal(original), Decimal(revised or original), **amounts)


def cost(
    source: str, place: CostPlace, amount: str, kind: CostKind = CostKind.PAYABLES, hours: str = "0.00"
) -> CostEntry:
    return CostEntry(source, place, Decimal(amount), kind, Decimal(hours))


def row_of(found: JobCost, code: str | None, phase: str | None = None) -> CostCodeRow:
    return next(row for row in found.rows if (row.phase, row.cost_code) == (phase, code))


def parts_of(figure: Figure) -> dict[str, str]:
    return {each.source: str(each.amount) for each in figure.sources}


def test_a_whole_job_adds_up_by_code_and_in_total() -> None:
    found = job_cost(
        JobCostParts(
            budget=[
                budgeted(WIRING_SUB, "50000.00", "52500.00"),
                budgeted(WIRING_LABOR, "20000.00"),
                budgeted(CONCRETE, "8000.00"),
            ],
            committed=[
                cost(COMMITMENTS, WIRING_SUB, "48000.00"),
                cost(CHANGES, WIRING_SUB, "2500.00"),
                cost(COMMITMENTS, CONCRETE, "7900.00"),
            ],
            costs={
                CostHolder.FOUNDATION: [cost(HISTORY, WIRING_LABOR, "6120.40", CostKind.LABOR, "136.00")],
                CostHolder.QUICKBOOKS: [
                    cost(BILLS, WIRING, "12500.00"),
                    cost(BILLS, CONCRETE, "9100.10"),
                    cost(BILLS, NOWHERE, "75.25"),
                ],
            },
            pending=[
                cost(POSTINGS, WIRING, "10000.00"),
                cost(POSTINGS, WIRING_LABOR, "0.00", CostKind.LABOR, "16.50"),
            ],
        )
    )
    wiring, concrete, unassigned = row_of(found, "26-050"), row_of(found, "03-300"), row_of(found, None)
    assert [row.cost_code for row in found.rows] == ["03-300", "26-050", None]

    # 50,000 + 20,000; 52,500 + 20,000; 48,000 + 2,500; 6,120.40 + 12,500; 10,000
    assert [
        str(figure.amount)
        for figure in (wiring.original_budget, wiring.budget, wiring.committed, wiring.actual, wiring.pending)
    ] == ["70000.00", "72500.00", "50500.00", "18620.40", "10000.00"]
    assert (wiring.actual_hours, wiring.pending_hours) == (Decimal("136.00"), Decimal("16.50"))
    # the most of 72,500 budgeted, 50,500 committed and 18,620.40 + 10,000 spent
    assert parts_of(wiring.forecast) == {CALCULATED: "72500.00"}
    # the most of 8,000 budgeted, 7,900 committed and 9,100.10 spent
    assert parts_of(concrete.forecast) == {CALCULATED: "9100.10"}
    assert (str(unassigned.actual.amount), str(unassigned.forecast.amount)) == ("75.25", "75.25")

    totals = found.totals
    assert str(totals.original_budget.amount) == "78000.00"
    assert str(totals.budget.amount) == "80500.00"
    assert parts_of(totals.committed) == {COMMITMENTS: "55900.00", CHANGES: "2500.00"}
    assert parts_of(totals.actual) == {HISTORY: "6120.40", BILLS: "21675.35"}
    assert str(totals.actual.amount) == "27795.75"
    assert str(totals.forecast.amount) == "81675.35"  # 72,500 + 9,100.10 + 75.25
    assert found.left_out == ()


def test_types_split_a_code_and_what_is_of_no_type_stands_last() -> None:
    found = job_cost(
        JobCostParts(
            budget=[budgeted(WIRING_SUB, "100.00"), budgeted(WIRING_LABOR, "40.00")],
            costs={CostHolder.QUICKBOOKS: [cost(BILLS, WIRING, "80.00")]},
        )
    )
    [row] = found.rows
    assert [(each.cost_type, str(each.budget.amount), str(each.actual.amount)) for each in row.types] == [
        ("L", "40.00", "0.00"),
        ("S", "100.00", "0.00"),
        (None, "0.00", "80.00"),
    ]
    # Of the code as a whole: 80 of no known type are not added to a budget of 140 that is not used up.
    assert str(row.forecast.amount) == "140.00"


def test_a_bill_that_both_books_hold_is_counted_from_those_that_keep_the_bills() -> None:
    costs = {
        CostHolder.FOUNDATION: [cost(HISTORY, WIRING_SUB, "12500.00")],
        CostHolder.QUICKBOOKS: [cost(BILLS, WIRING, "12500.00")],
        CostHolder.PROCORE: [cost(DIRECT, WIRING_SUB, "12500.00")],
    }
    in_quickbooks = job_cost(JobCostParts("quickbooks", costs=costs))
    in_foundation = job_cost(JobCostParts("foundation", costs=costs))

    assert parts_of(in_quickbooks.totals.actual) == {BILLS: "12500.00"}
    assert parts_of(in_foundation.totals.actual) == {HISTORY: "12500.00"}
    assert [(each.source, each.counted_from, str(each.amount)) for each in in_quickbooks.left_out] == [
        (HISTORY, BILLS, "12500.00"),
        (DIRECT, BILLS, "12500.00"),
    ]


def test_the_whole_job_decides_since_one_cost_may_stand_under_two_codes() -> None:
    found = job_cost(
        JobCostParts(
            costs={
                CostHolder.QUICKBOOKS: [cost(BILLS, WIRING, "900.00")],
                CostHolder.PROCORE: [cost(DIRECT, CONCRETE, "900.00")],
            }
        )
    )
    assert str(found.totals.actual.amount) == "900.00"
    assert [row.cost_code for row in found.rows] == ["26-050"]


def test_direct_costs_count_where_neither_of_the_books_has_anything_of_the_kind() -> None:
    found = job_cost(
        JobCostParts(
            costs={
                CostHolder.QUICKBOOKS: [cost(BILLS, WIRING, "900.00")],
                CostHolder.PROCORE: [
                    cost(DIRECT, WIRING, "900.00"),
                    cost(DIRECT, CONCRETE, "31.10", CostKind.OTHER),
                    cost(DIRECT, WIRING_LABOR, "440.00", CostKind.LABOR),
                ],
            }
        )
    )
    assert parts_of(found.totals.actual) == {BILLS: "900.00", DIRECT: "471.10"}


def test_labor_and_other_costs_of_foundation_count_beside_bills_of_quickbooks() -> None:
    found = job_cost(
        JobCostParts(
            costs={
                CostHolder.FOUNDATION: [
                    cost(HISTORY, WIRING_LABOR, "812.40", CostKind.LABOR, "18.00"),
                    cost(HISTORY, CONCRETE, "55.00", CostKind.OTHER),
                    cost(HISTORY, CONCRETE, "300.00"),
                ],
                CostHolder.QUICKBOOKS: [cost(BILLS, CONCRETE, "300.00")],
                CostHolder.PROCORE: [cost(DIRECT, WIRING_LABOR, "812.40", CostKind.LABOR)],
            }
        )
    )
    assert parts_of(found.totals.actual) == {HISTORY: "867.40", BILLS: "300.00"}
    assert {(each.source, each.kind, str(each.amount)) for each in found.left_out} == {
        (HISTORY, CostKind.PAYABLES, "300.00"),
        (DIRECT, CostKind.LABOR, "812.40"),
    }


def test_a_forecast_that_every_row_of_a_code_has_is_taken_as_it_is() -> None:
    found = job_cost(
        JobCostParts(
            budget=[
                budgeted(WIRING_SUB, "100.00", at_completion="130.00"),
                budgeted(WIRING_LABOR, "50.00", at_completion="45.50"),
            ],
            costs={CostHolder.QUICKBOOKS: [cost(BILLS, WIRING, "999.00")]},
        )
    )
    assert parts_of(found.totals.forecast) == {BUDGETS: "175.50"}


def test_what_is_still_to_come_is_added_to_what_was_spent_and_what_is_on_its_way() -> None:
    found = job_cost(
        JobCostParts(
            budget=[budgeted(WIRING_SUB, "100.00", to_complete="40.00"), budgeted(WIRING_LABOR, "50.00")],
            costs={CostHolder.QUICKBOOKS: [cost(BILLS, WIRING, "70.00")]},
            pending=[cost(POSTINGS, WIRING, "5.00")],
        )
    )
    assert parts_of(found.totals.forecast) == {BILLS: "70.00", POSTINGS: "5.00", BUDGETS: "40.00"}


def test_one_forecast_at_completion_of_two_rows_says_nothing_about_the_code() -> None:
    found = job_cost(
        JobCostParts(
            budget=[budgeted(WIRING_SUB, "100.00", at_completion="30.00"), budgeted(WIRING_LABOR, "50.00")],
        )
    )
    assert parts_of(found.totals.forecast) == {CALCULATED: "150.00"}


def test_credits_lessen_costs_and_phases_keep_codes_apart() -> None:
    first, second = CostPlace(phase="01", cost_code="26-050"), CostPlace(phase="02", cost_code="26-050")
    found = job_cost(
        JobCostParts(
            costs={
                CostHolder.QUICKBOOKS: [
                    cost(BILLS, first, "500.00"),
                    cost(BILLS, first, "-120.00"),
                    cost(BILLS, second, "10.00"),
                ]
            }
        )
    )
    assert [(row.phase, str(row.actual.amount)) for row in found.rows] == [("01", "380.00"), ("02", "10.00")]
    assert str(found.totals.actual.amount) == "390.00"


def test_a_job_of_which_nothing_is_known_costs_nothing() -> None:
    found = job_cost(JobCostParts())
    assert found.rows == ()
    assert str(found.totals.forecast.amount) == "0.00"


def test_two_currencies_are_never_added_up() -> None:
    """10,000 and 500 in dollars; what is in Canadian dollars is named beside, by figure and source."""
    canadian = [replace(cost(COMMITMENTS, WIRING, "700.00"), currency="CAD") for _ in range(2)]
    found = job_cost(
        JobCostParts(
            budget=[budgeted(WIRING, "10000.00"), replace(budgeted(CONCRETE, "900.00"), currency="CAD")],
            committed=[replace(cost(COMMITMENTS, WIRING, "500.00"), currency="USD"), *canadian],
            costs={CostHolder.PROCORE: [replace(cost(DIRECT, CONCRETE, "80.00"), currency="CAD")]},
        )
    )
    assert (found.totals.budget.amount, found.totals.committed.amount, found.totals.actual.amount) == (
        Decimal("10000.00"),
        Decimal("500.00"),
        Decimal("0.00"),
    )
    assert [(each.figure, each.source, each.currency, str(each.amount)) for each in found.other_currencies] == [
        ("actual", DIRECT, "CAD", "80.00"),
        ("budget", BUDGETS, "CAD", "900.00"),
        ("committed", COMMITMENTS, "CAD", "1400.00"),
    ]
    assert [row.cost_code for row in found.rows] == ["26-050"]
