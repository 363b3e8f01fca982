"""Giving invoices their numbers in the books: each is the only one of its subcontractor, or of ours to owners."""

from dataclasses import dataclass, replace

from fieldledger.domain.company import Company
from fieldledger.domain.document_numbers import DocumentNumber, document_number
from fieldledger.domain.invoice import Invoice, InvoiceStatus
from fieldledger.repositories.document_numbers import GivenNumber, GivenNumbers
from fieldledger.repositories.documents import Put
from fieldledger.repositories.invoice_records import InvoiceRecords
from fieldledger.result import ErrorCode, Result


@dataclass(frozen=True, slots=True)
class Numbered[M: Invoice]:
    """The invoice with its number, or with the hold that says why it has none.

    ``taking`` has to be in the transaction that stores the invoice: it fails if somebody else takes the number.
    """

    invoice: M
    taking: tuple[Put, ...] = ()


class DocumentNumbering[M: Invoice]:
    """Numbers invoices of one side."""

    def __init__(self, invoices: InvoiceRecords[M], given: GivenNumbers) -> None:
        self._invoices: InvoiceRecords[M] = invoices
        self._given = given

    async def number(self, company: Company, invoice: M, held: M | None = None) -> Result[Numbered[M]]:
        """``held`` is the invoice as it is stored: a number that it has already costs no read."""
        made = document_number(invoice, company.documents.numbers)
        if made.text is None:
            return Result.ok(_held(invoice, made))
        numbered = Numbered(invoice.model_copy(update={"document_number": made.text, "hold": None}))
        if held is not None and (held.document_number, held.party_id) == (made.text, invoice.party_id):
            return Result.ok(numbered)
        given = await self._given.find(invoice.company_id, invoice.record_type, invoice.party_id, made.text)
        if given.failed:
            return given.failure()
        other = await self._other(invoice, given.unwrap(), made.text)
        if other.failed:
            return other.failure()
        if other.unwrap() is not None:
            return Result.ok(_held(invoice, _taken(made.text, other.unwrap(), invoice)))
        mine = given.data is not None and given.data.invoice_id == invoice.invoice_id
        taking = () if mine else (self._given.give(invoice, made.text, given.data),)
        return Result.ok(replace(numbered, taking=taking))

    async def _other(self, invoice: M, given: GivenNumber | None, number: str) -> Result[M | None]:
        """The other invoice that goes by the number; one that is deleted, or has another by now, does not."""
        if given is None or given.invoice_id == invoice.invoice_id:
            return Result.ok(None)
        found = await self._invoices.find(invoice.company_id, given.invoice_id)
        return found.map(lambda other: other if other is not None and _goes_by(other, invoice, number) else None)


def _goes_by(other: Invoice, invoice: Invoice, number: str) -> bool:
    same = (other.document_number or "").casefold() == number.casefold() and other.party_id == invoice.party_id
    return same and other.status is not InvoiceStatus.DELETED


def _held[M: Invoice](invoice: M, made: DocumentNumber) -> Numbered[M]:
    status = InvoiceStatus.HELD if invoice.status is InvoiceStatus.READY else invoice.status
    return Numbered(invoice.model_copy(update={"document_number": None, "hold": made.hold, "status": status}))


def _taken(number: str, other: Invoice | None, invoice: Invoice) -> DocumentNumber:
    whose = "the same subcontractor" if invoice.is_payable else "yours"
    day = "" if other is None or other.invoice_date is None else f" of {other.invoice_date.isoformat()}"
    where = "" if other is None or other.project_id in {None, invoice.project_id} else ", on another job,"
    text = (
        f"another invoice{day} of {whose}{where} has the number {number!r} in the books already: if both are right, "
        "give one of them another invoice number in Procore"
    )
    return DocumentNumber.refused(ErrorCode.DOCUMENT_NUMBER_TAKEN, text)
