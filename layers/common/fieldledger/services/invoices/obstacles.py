"""Why an invoice cannot be approved as the person asked: a pure decision."""

from fieldledger.domain.company import Company
from fieldledger.domain.document_numbers import NUMBER_HOLDS
from fieldledger.domain.invoice import Hold, Invoice, InvoiceStatus
from fieldledger.domain.invoice_approval import SeenInvoice, SkippedInvoice
from fieldledger.result import ErrorCode
from fieldledger.services.invoices.currencies import foreign


def obstacle(invoice: Invoice, seen: SeenInvoice, user_id: str, company: Company) -> SkippedInvoice | None:
    """None: it may be approved, by this person, as it was seen."""
    found = _of_status(invoice) or _of_currency(invoice, company) or _of_sight(invoice, seen)
    if found is not None:
        return _skip(invoice, *found)
    if invoice.deleted_at is None and not invoice.lines and not invoice.retainage:
        return _skip(invoice, ErrorCode.INVOICE_EMPTY, "it bills nothing and releases no retainage")
    waits = invoice.status is InvoiceStatus.AWAITING_SECOND
    if waits and invoice.first_approved_by == user_id and company.approvals.needs_two(invoice.at_stake):
        text = "you approved it first: above the company's limit another person has to agree"
        return _skip(invoice, ErrorCode.FOUR_EYES_REQUIRED, text)
    return None


def missing(invoice_id: str) -> SkippedInvoice:
    """An invoice that does not exist, or not for this company."""
    text = "The invoice was not found"
    return SkippedInvoice(invoice_id=invoice_id, code=ErrorCode.NOT_FOUND.value, message=text)


def lost(invoice: Invoice) -> SkippedInvoice:
    """Somebody was faster."""
    return _skip(invoice, ErrorCode.INVOICE_CHANGED, "it changed at the same moment: look at it again")


def unnumbered(invoice: Invoice, hold: Hold) -> SkippedInvoice:
    """It has no number in the books."""
    return _skip(invoice, hold.code, hold.message)


def in_flight(invoice: Invoice, message: str) -> SkippedInvoice:
    """A posting of it is on its way."""
    return _skip(invoice, ErrorCode.POSTING_IN_FLIGHT, message)


def _of_status(invoice: Invoice) -> tuple[ErrorCode | str, str] | None:
    match invoice.status:
        case InvoiceStatus.READY | InvoiceStatus.AWAITING_SECOND:
            return None
        case InvoiceStatus.CHANGED if invoice.hold is not None:
            return invoice.hold.code, invoice.hold.message
        case InvoiceStatus.CHANGED if invoice.source_approved or invoice.deleted_at is not None:
            return None
        case InvoiceStatus.HELD if invoice.hold is not None and invoice.hold.code in NUMBER_HOLDS:
            return None  # the settings, or the other invoice, may have changed: its number is made anew
        case InvoiceStatus.HELD if invoice.hold is not None:
            return invoice.hold.code, invoice.hold.message
        case InvoiceStatus.APPROVED:
            return ErrorCode.ALREADY_APPROVED, "approved before"
        case InvoiceStatus.DELETED:
            return ErrorCode.DELETED_AT_SOURCE, "deleted at its source"
        case _:
            return ErrorCode.NOT_APPROVED_AT_SOURCE, f"not approved in {invoice.source.capitalize()} yet"


def _of_currency(invoice: Invoice, company: Company) -> tuple[str, str] | None:
    """The settings may have changed since it was read."""
    hold = None if invoice.deleted_at is not None else foreign(company, invoice)
    return None if hold is None else (hold.code, hold.message)


def _of_sight(invoice: Invoice, seen: SeenInvoice) -> tuple[ErrorCode, str] | None:
    if seen.total != invoice.total:
        text = f"it comes to {invoice.total:,.2f} by now, not to {seen.total:,.2f}: look at it again"
        return ErrorCode.INVOICE_CHANGED, text
    if seen.version != invoice.version:
        return ErrorCode.INVOICE_CHANGED, "it changed since it was shown: look at it again"
    return None


def _skip(invoice: Invoice, code: ErrorCode | str, message: str) -> SkippedInvoice:
    return SkippedInvoice(invoice_id=invoice.invoice_id, code=str(code), message=message)
