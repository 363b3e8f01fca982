"""Amounts of one period out of G702 and G703, and what does not add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.domain.facts.procore_direct_costs import DirectCostFacts
from fieldledger.domain.facts.procore_lines import CostLineFacts
from fieldledger.result import ErrorCode
from fieldledger.services.invoices.figures import Figures, cost_figures, progress_figures
from tests.builders.progress import a_requisition, a_sheet_line

_CENTS = st.integers(min_value=0, max_value=10_000_000).map(lambda cents: Decimal(cents) / 100)


def _sentence(figures: Figures) -> str:
    assert figures.problem is not None
    assert figures.problem.code == ErrorCode.INVOICE_UNBALANCED
    return figures.problem.message


def test_work_of_this_period_is_billed_and_its_retainage_withheld() -> None:
    figures = progress_figures(a_requisition(), None)

    assert [line.amount for line in figures.lines] == [Decimal("12500.00")]
    assert (figures.retainage, figures.problem) == (Decimal("1250.00"), None)


def test_lines_without_progress_are_left_out() -> None:
    figures = progress_figures(a_requisition(a_sheet_line(), a_sheet_line("0", line="line-2", retained="0")), None)

    assert len(figures.lines) == 1


def test_materials_that_were_stored_before_are_taken_off_when_they_are_built_in() -> None:
    before = a_requisition(a_sheet_line("0", stored="4000", retained="0"), due="3600", held="400", on_materials="400")
    now = a_requisition(a_sheet_line("9000", retained="900"), due="4500", held="900")
    figures = progress_figures(now, before)

    assert [line.amount for line in figures.lines] == [Decimal(5000)]
    assert (figures.retainage, figures.problem) == (Decimal(500), None)


def test_an_invoice_may_release_retainage_and_bill_nothing_else() -> None:
    before = a_requisition(held="1250.00")
    release = a_requisition(a_sheet_line("0", retained="0", released="1250.00"), due="1250.00", held="0")
    figures = progress_figures(release, before)

    assert (figures.lines, figures.retainage, figures.problem) == ((), Decimal("-1250.00"), None)


def test_tax_on_top_is_apart_from_lines_and_retainage() -> None:
    figures = progress_figures(a_requisition(due="12281.25", tax="1031.25"), None)

    assert (figures.retainage, figures.tax, figures.problem) == (Decimal("1250.00"), Decimal("1031.25"), None)


def test_tax_that_the_payment_due_does_not_hold_does_not_add_up() -> None:
    sentence = _sentence(progress_figures(a_requisition(due="11250.00", tax="1031.25"), None))

    assert "12,500.00 less 1,250.00 retainage plus 1,031.25 tax = 12,281.25" in sentence
    assert "11,250.00 is due" in sentence


def test_tax_with_fractions_of_a_cent_is_not_rounded() -> None:
    assert "1031.255" in _sentence(progress_figures(a_requisition(due="12281.26", tax="1031.255"), None))


def test_lines_that_differ_from_the_total_are_named_with_both_figures() -> None:
    sentence = _sentence(progress_figures(a_requisition(due="11249.99"), None))

    assert "12,500.00 less 1,250.00 retainage = 11,250.00" in sentence
    assert "11,249.99 is due" in sentence


def test_retainage_to_date_that_moved_by_something_else_is_named() -> None:
    sentence = _sentence(progress_figures(a_requisition(held="2000.00"), a_requisition(held="1250.00")))

    assert sentence == (
        "the lines withhold 1,250.00 in this period, but the retainage to date went from 1,250.00 to 2,000.00"
    )


def test_an_invoice_without_a_total_cannot_be_checked() -> None:
    assert _sentence(progress_figures(a_requisition(due=None), None)) == "it has no total to compare its lines with"


@pytest.mark.parametrize("amount", ["10.001", "12345678901"])
def test_an_amount_that_the_books_cannot_hold_is_not_rounded_away(amount: str) -> None:
    figures = progress_figures(a_requisition(a_sheet_line(amount, retained="0")), None)

    assert amount in _sentence(figures)
    assert figures.lines == ()


def test_an_invoice_below_zero_is_no_bill() -> None:
    figures = progress_figures(a_requisition(a_sheet_line("-500", retained="0"), due="-500", held="0"), None)

    assert figures.problem is not None
    assert figures.problem.code == ErrorCode.BOOKS_WOULD_REFUSE


def test_a_budget_code_stands_in_only_where_there_is_no_cost_code() -> None:
    coded = a_sheet_line(budget_code="26-050.S")
    uncoded = a_sheet_line(line="line-2", cost_code_id=None, budget_code="26-050.S")
    figures = progress_figures(a_requisition(coded, uncoded, due="22500", held="2500"), None)

    assert [line.cost_code for line in figures.lines] == [None, "26-050.S"]


def test_a_direct_cost_is_the_sum_of_its_lines() -> None:
    lines = (CostLineFacts(line_id="1", amount=Decimal("12.50")), CostLineFacts(line_id="2", amount=Decimal("7.25")))

    assert cost_figures(DirectCostFacts(amount=Decimal("19.75"), lines=lines)).problem is None
    assert "19.75, the cost says 20.00" in _sentence(cost_figures(DirectCostFacts(amount=Decimal(20), lines=lines)))
    assert "no amount" in _sentence(cost_figures(DirectCostFacts(lines=lines)))


@given(works=st.lists(st.tuples(_CENTS, _CENTS, _CENTS), min_size=1, max_size=6))
def test_whatever_a_contract_bills_in_two_periods_its_bills_come_to_all_that_was_completed(
    works: list[tuple[Decimal, Decimal, Decimal]],
) -> None:
    """First stored, then built in: nothing is billed twice and nothing is forgotten."""
    first = [a_sheet_line(str(w), line=f"l{n}", stored=str(s), retained="0") for n, (w, s, _) in enumerate(works)]
    second = [a_sheet_line(str(s + m), line=f"l{n}", retained="0") for n, (_, s, m) in enumerate(works)]
    due_first = sum((w + s for w, s, _ in works), Decimal(0))
    due_second = sum((m for _, _, m in works), Decimal(0))
    before = a_requisition(*first, due=str(due_first), held="0")
    after = a_requisition(*second, due=str(due_second), held="0")
    figures = [progress_figures(before, None), progress_figures(after, before)]

    assert [each.problem for each in figures] == [None, None]
    billed = sum((line.amount for each in figures for line in each.lines), Decimal(0))
    assert billed == sum((w + s + m for w, s, m in works), Decimal(0))
