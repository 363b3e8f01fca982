"""From a progress invoice to the amounts of this period, and whether they add up: pure arithmetic of G702 and G703.

A line of the sheet says what was completed before, what now, and which materials are stored *presently* (procore.md 6):
stored materials that were billed before are billed once. The summary is the second opinion: nothing is taken that it
contradicts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from fieldledger.domain.facts.procore_direct_costs import DirectCostFacts
from fieldledger.domain.facts.procore_invoices import InvoiceLineFacts, ProgressInvoice
from fieldledger.domain.facts.procore_lines import CostLineFacts
from fieldledger.domain.invoice import Hold
from fieldledger.error_codes import ErrorCode
from fieldledger.services.invoices.taxes import in_cents, taxes_of

_ZERO: Final = Decimal(0)
_LONGEST_TEXT: Final = 1000


@dataclass(frozen=True, slots=True)
class BilledLine:
    """What one line bills in this period; the code is known by its id, by its text, or not at all."""

    amount: Decimal
    description: str
    cost_code_id: str | None
    cost_code: str | None
    tax_code: str | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Without ``problem`` the lines less the retainage, and the taxes, are what the source says is due.

    ``taxes`` are by Procore's id of the tax code; None: under no code that is told.
    """

    lines: tuple[BilledLine, ...]
    retainage: Decimal = _ZERO
    taxes: Mapping[str | None, Decimal] = field(default_factory=dict)
    problem: Hold | None = None

    @property
    def tax(self) -> Decimal:
        """All of it."""
        return sum(self.taxes.values(), _ZERO)


def progress_figures(bill: ProgressInvoice, before: ProgressInvoice | None) -> Figures:
    """``before`` is the invoice before it on the same contract, None for the first one."""
    stored = {} if before is None else _stored(before)
    billed = tuple(_progress_line(line, stored) for line in bill.lines)
    retainage = sum((_kept_back(line) for line in bill.lines), _ZERO) + _materials(bill) - _materials(before)
    figures = _rounded(billed, retainage)
    if figures.problem is not None:
        return figures
    taxes, problem = taxes_of(bill)
    if problem is not None:
        return replace(figures, problem=unbalanced(problem))
    taxed = replace(figures, taxes=taxes)
    return replace(taxed, problem=_contradiction(bill, before, taxed))


def cost_figures(cost: DirectCostFacts) -> Figures:
    """A direct cost withholds nothing: its lines are its amount."""
    figures = _rounded(tuple(_cost_line(line) for line in cost.lines), _ZERO)
    if figures.problem is not None:
        return figures
    gross = _gross(figures)
    if cost.amount is None or cost.amount != gross:
        says = "no amount" if cost.amount is None else f"{cost.amount:,.2f}"
        return replace(figures, problem=unbalanced(f"the lines come to {gross:,.2f}, the cost says {says}"))
    return figures


def unbalanced(sentence: str) -> Hold:
    """For a controller: figures that do not add up, with both sides in it."""
    return Hold(code=ErrorCode.INVOICE_UNBALANCED.value, message=sentence)


def _contradiction(bill: ProgressInvoice, before: ProgressInvoice | None, figures: Figures) -> Hold | None:
    summary = bill.summary
    if summary is None or summary.current_payment_due is None:
        return unbalanced("it has no total to compare its lines with")
    due = _gross(figures) - figures.retainage + figures.tax
    if due != summary.current_payment_due:
        tax = f" plus {figures.tax:,.2f} tax" if figures.tax else ""
        return unbalanced(
            f"the lines of this period come to {_gross(figures):,.2f} less {figures.retainage:,.2f} retainage{tax} = "
            f"{due:,.2f}, but the invoice says that {summary.current_payment_due:,.2f} is due"
        )
    held, earlier = bill.retainage_held, _ZERO if before is None else before.retainage_held
    if held is not None and earlier is not None and held - earlier != figures.retainage:
        return unbalanced(
            f"the lines withhold {figures.retainage:,.2f} in this period, but the retainage to date went from "
            f"{earlier:,.2f} to {held:,.2f}"
        )
    if due < 0:
        text = f"it comes to {due:,.2f}: the books take no bill below zero, so enter it there as a credit by hand"
        return Hold(code=ErrorCode.BOOKS_WOULD_REFUSE.value, message=text)
    return None


def _progress_line(line: InvoiceLineFacts, stored: Mapping[str, Decimal]) -> BilledLine:
    billed_before = stored.get(_place(line) or "", _ZERO)
    amount = (line.completed_now or _ZERO) + (line.stored or _ZERO) - billed_before
    return BilledLine(amount, _text(line.description), line.cost_code_id, _code(line))


def _cost_line(line: CostLineFacts) -> BilledLine:
    code = _code(line)
    return BilledLine(line.amount or _ZERO, _text(line.description), line.cost_code_id, code, line.tax_code_id)


def _code(line: InvoiceLineFacts | CostLineFacts) -> str | None:
    """A budget code stands in only where there is no cost code at all."""
    return line.cost_code if line.cost_code_id is not None else line.cost_code or line.budget_code


def _kept_back(line: InvoiceLineFacts) -> Decimal:
    """Of work; what is withheld of stored materials is told to date, by the summary."""
    return (line.retained_now or _ZERO) - (line.released_now or _ZERO)


def _materials(bill: ProgressInvoice | None) -> Decimal:
    if bill is None or bill.summary is None:
        return _ZERO
    return bill.summary.stored_materials_retainage_amount or _ZERO


def _stored(before: ProgressInvoice) -> dict[str, Decimal]:
    return {place: line.stored or _ZERO for line in before.lines if (place := _place(line)) is not None}


def _place(line: InvoiceLineFacts) -> str | None:
    """What makes two lines of two invoices the same line of the contract: lines of invoices have ids of their own."""
    return line.contract_line_id or line.number


def _rounded(billed: Iterable[BilledLine], retainage: Decimal) -> Figures:
    """Without lines of nothing. Fractions of a cent are never rounded away."""
    exact: list[BilledLine] = []
    for line in billed:
        amount = in_cents(line.amount)
        if amount is None:
            text = f"the line {line.description!r} bills {line.amount:f}: amounts have two decimals and ten digits"
            return Figures((), problem=unbalanced(text))
        if amount:
            exact.append(replace(line, amount=amount))
    kept = in_cents(retainage)
    if kept is None:
        return Figures((), problem=unbalanced(f"the retainage of {retainage:f} has fractions of a cent"))
    return Figures(tuple(exact), kept)


def _gross(figures: Figures) -> Decimal:
    return sum((line.amount for line in figures.lines), _ZERO)


def _text(text: str | None) -> str:
    return " ".join((text or "").split())[:_LONGEST_TEXT]
