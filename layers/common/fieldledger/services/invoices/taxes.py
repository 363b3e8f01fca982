"""The tax of a progress invoice by tax code, to the cent.

The form tells one sum of the whole invoice, its lines tell theirs by code (docs/vendors/procore.md 6). The lines divide
the sum; they never replace it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from fieldledger.domain.drafts import CENT
from fieldledger.domain.facts.procore_invoices import LineTaxFacts, ProgressInvoice

type Taxes = Mapping[str | None, Decimal]
"""By Procore's id of the tax code; None: under no code that is told. Without taxes of nothing."""

_MOST: Final = Decimal("9999999999.99")
_ZERO: Final = Decimal(0)


def taxes_of(bill: ProgressInvoice) -> tuple[Taxes, str | None]:
    """The taxes, or a sentence for a controller: fractions of a cent, or lines that contradict the sum.

    Lines whose taxes lack an amount or a code are not understood, and divide nothing.
    """
    told = _ZERO if bill.summary is None else bill.summary.tax_applicable_to_this_payment or _ZERO
    total = in_cents(told)
    if total is None:
        return {}, f"the tax of {told:f} has fractions of a cent"
    by_code = _by_code([tax for line in bill.lines for tax in line.taxes])
    if not by_code:
        return ({None: total} if total else {}), None
    divided = sum(by_code.values(), _ZERO)
    if divided != total:
        return {}, f"the taxes of its lines come to {divided:f}, but the invoice says {total:,.2f} tax"
    return _divided(by_code)


def in_cents(amount: Decimal) -> Decimal | None:
    """Whole cents, of at most ten digits before the point; None for what is not: nothing is ever rounded away."""
    if abs(amount) > _MOST:
        return None
    cents = amount.quantize(CENT)
    return cents if cents == amount else None


def _divided(by_code: Mapping[str, Decimal]) -> tuple[Taxes, str | None]:
    taxes: dict[str | None, Decimal] = {}
    for code, amount in sorted(by_code.items()):
        cents = in_cents(amount)
        if cents is None:
            return {}, f"the tax of {amount:f} under Procore's tax code {code} has fractions of a cent"
        if cents:
            taxes[code] = cents
    return taxes, None


def _by_code(told: Sequence[LineTaxFacts]) -> dict[str, Decimal]:
    """Empty if one of them is not understood."""
    sums: dict[str, Decimal] = {}
    for tax in told:
        if tax.tax_code_id is None or tax.amount is None:
            return {}
        sums[tax.tax_code_id] = sums.get(tax.tax_code_id, _ZERO) + tax.amount
    return sums
