"""An invoice in another currency than the company's is held: nothing is converted, or posted as if it were its own."""

from fieldledger.domain.company import Company
from fieldledger.domain.hashing import content_hash
from fieldledger.domain.invoice import Hold, Invoice, InvoiceStatus
from fieldledger.error_codes import ErrorCode


def foreign(company: Company, invoice: Invoice) -> Hold | None:
    """Why its amounts are none of the company's books; None where they are, or where the source tells no currency."""
    if invoice.currency is None or invoice.currency == company.currency:
        return None
    text = (
        f"it is in {invoice.currency}, and the company's books are in {company.currency}: nothing is converted here, "
        "so correct its currency in Procore if that is wrong, else enter it in the books by hand"
    )
    return Hold(code=ErrorCode.CURRENCY_DIFFERS.value, message=text)


def in_own_currency[M: Invoice](company: Company | None, read: M) -> M:
    """As it was read, or held for its currency, which comes before all else that is wrong with it.

    The currency is a part of its content then: an invoice that was approved in the company's own became another one.
    """
    hold = None if company is None or read.deleted_at is not None else foreign(company, read)
    if hold is None:
        return read
    changed: dict[str, object] = {"content_hash": content_hash({"of": read.content_hash, "currency": read.currency})}
    if read.source_approved:
        changed |= {"status": InvoiceStatus.HELD, "hold": hold}
    return read.model_copy(update=changed)
