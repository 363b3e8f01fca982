"""More paid than a document comes to is an item of the inbox, which closes when it is so no more."""

from collections.abc import Sequence

from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.invoice import Invoice
from fieldledger.domain.invoice_payment import InvoicePayment
from fieldledger.repositories.documents import Put
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Inbox, Problem


class OverpaymentsTold:
    """Implements ``Followed``."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def writes(self, invoice: Invoice) -> Result[Sequence[Put]]:
        """Raises or closes ``PAYMENT_EXCEEDS_INVOICE`` of the invoice."""
        subject = f"{invoice.record_type}:{invoice.invoice_id}"
        company_id, payment = invoice.company_id, invoice.payment
        if payment is not None and payment.overpaid:
            raised = await self._inbox.writes(company_id, [_too_much(subject, invoice, payment)])
            return raised.map(tuple)
        over = exception_id(company_id, ErrorCode.PAYMENT_EXCEEDS_INVOICE, subject)
        closed = await self._inbox.closing(company_id, [over])
        return closed.map(tuple)


def _too_much(subject: str, invoice: Invoice, payment: InvoicePayment) -> Problem:
    document = "bill" if invoice.is_payable else "invoice"
    called = invoice.document_number or invoice.number or payment.document_id
    paid = payment.paid + payment.overpaid
    text = (
        f"{paid:,.2f} was paid on the {document} {called}, which comes to {payment.total:,.2f}: "
        f"{payment.overpaid:,.2f} too much"
    )
    details = {"document_id": payment.document_id, "total": str(payment.total), "overpaid": str(payment.overpaid)}
    return Problem(ErrorCode.PAYMENT_EXCEEDS_INVOICE, subject, text, details)
