"""The tax of a progress invoice by tax code: lines divide the form's sum, and never replace it."""

from decimal import Decimal

from fieldledger.domain.facts.procore_invoices import (
    InvoiceLineFacts,
    InvoiceSummaryFacts,
    LineTaxFacts,
    RequisitionFacts,
)
from fieldledger.services.invoices.taxes import taxes_of

type Told = tuple[str | None, str | None]


def _bill(total: str | None, *lines: tuple[Told, ...]) -> RequisitionFacts:
    return RequisitionFacts(
        summary=InvoiceSummaryFacts(tax_applicable_to_this_payment=None if total is None else Decimal(total)),
        lines=tuple(
            InvoiceLineFacts(
                taxes=tuple(
                    LineTaxFacts(tax_code_id=code, amount=None if amount is None else Decimal(amount))
                    for code, amount in taxes
                )
            )
            for taxes in lines
        ),
    )


def test_one_code_on_several_lines_is_one_tax() -> None:
    taxes, problem = taxes_of(_bill("30.00", (("1", "10.00"), ("2", "5.00")), (("1", "15.00"),)))
    assert (taxes, problem) == ({"1": Decimal("25.00"), "2": Decimal("5.00")}, None)


def test_fractions_of_single_lines_that_come_to_cents_are_exact() -> None:
    assert taxes_of(_bill("0.03", (("1", "0.015"),), (("1", "0.015"),))) == ({"1": Decimal("0.03")}, None)


def test_a_code_with_fractions_of_a_cent_is_told() -> None:
    taxes, problem = taxes_of(_bill("0.02", (("1", "0.015"), ("2", "0.005"))))
    assert taxes == {}
    assert problem == "the tax of 0.015 under Procore's tax code 1 has fractions of a cent"


def test_without_taxes_of_lines_all_of_it_is_under_no_code() -> None:
    assert taxes_of(_bill("8.25", ())) == ({None: Decimal("8.25")}, None)


def test_taxes_that_are_not_understood_divide_nothing() -> None:
    assert taxes_of(_bill("8.25", (("1", None),))) == ({None: Decimal("8.25")}, None)
    assert taxes_of(_bill("8.25", ((None, "8.25"),))) == ({None: Decimal("8.25")}, None)


def test_lines_that_contradict_the_form_are_told_with_both_figures() -> None:
    _, problem = taxes_of(_bill("8.25", (("1", "8.24"),)))
    assert problem == "the taxes of its lines come to 8.24, but the invoice says 8.25 tax"


def test_taxes_of_nothing_are_none() -> None:
    assert taxes_of(_bill(None)) == ({}, None)
    assert taxes_of(_bill("0.00", (("1", "0.00"),))) == ({}, None)
