"""What rows of a payments file make of the payment of one invoice."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fieldledger.domain.invoice import Invoice
from fieldledger.domain.invoice_payment import InvoicePayment, PaymentMade, by_day, payment_status
from fieldledger.result import ErrorCode
from fieldledger.services.payments.payments_file import PaymentRow, RowFault

MOST_PAYMENTS: Final = 100
"""Payments of one invoice: it has to fit an item of DynamoDB."""


@dataclass(frozen=True, slots=True)
class Applied:
    """``payment`` afterwards, how many rows said something new, how many nothing new, and what contradicts."""

    payment: InvoicePayment | None
    recorded: int
    unchanged: int
    faults: tuple[RowFault, ...]


def applied(invoice: Invoice, document_id: str, rows: Sequence[PaymentRow]) -> Applied:
    """The same rows again change nothing. A row that contradicts is left out, the others count.

    A voided payment stays voided: no check number comes back to life, and a file sent late must not bring it back.
    """
    made = {} if invoice.payment is None else {each.reference: each for each in invoice.payment.made}
    recorded, faults = 0, list[RowFault]()
    for row in rows:
        told = row.made
        contradiction = _contradiction(invoice, made, told)
        if contradiction is not None:
            faults.append(RowFault(row.row, ErrorCode.PAYMENT_CONTRADICTS, contradiction))
        elif made.get(told.reference) != told:
            made[told.reference] = told
            recorded += 1
    payment = _payment(invoice, document_id, tuple(made.values())) if recorded else invoice.payment
    return Applied(payment, recorded, len(rows) - recorded - len(faults), tuple(faults))


def _contradiction(invoice: Invoice, made: dict[str, PaymentMade], told: PaymentMade) -> str | None:
    held = made.get(told.reference)
    if held is not None and held.voided and not told.voided:
        return "this payment was voided before: a payment made anew has another check number or date"
    if held is None and len(made) == MOST_PAYMENTS:
        return f"an invoice has at most {MOST_PAYMENTS} payments"
    others = sum((each.amount for key, each in made.items() if key != told.reference and not each.voided), Decimal(0))
    if not told.voided and others + told.amount > invoice.gross:
        return f"with it {others + told.amount:,.2f} would be paid of an invoice of {invoice.gross:,.2f}"
    return None


def _payment(invoice: Invoice, document_id: str, made: Sequence[PaymentMade]) -> InvoicePayment:
    """Due is what is not withheld; what is paid beyond it is retainage that FOUNDATION released."""
    total = invoice.total
    alive = [each for each in made if not each.voided]
    paid = sum((each.amount for each in alive), Decimal(0))
    balance = max(total - paid, Decimal(0))
    return InvoicePayment(
        books="foundation",
        document_id=document_id,
        status=payment_status(total, balance),
        total=total,
        paid=paid,
        balance=balance,
        paid_on=max((each.paid_on for each in alive if each.paid_on is not None), default=None),
        made=tuple(sorted(made, key=by_day)),
    )
