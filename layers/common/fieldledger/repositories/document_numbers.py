"""Numbers of bills and invoices in the books that are given out: two invoices cannot take one at the same moment."""

from typing import Protocol
from urllib.parse import quote

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.invoice import Invoice
from fieldledger.domain.posting import SourceType
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, Put, TableName
from fieldledger.result import Result


class GivenNumber(CanonicalModel):
    """Who has a number. Whether it is still in use, the invoice itself says."""

    company_id: str
    record_type: SourceType
    party_id: str
    number: str
    invoice_id: str
    version: int = 0


class GivenNumbers(Protocol):
    """Access to numbers that are given out."""

    async def find(self, company_id: str, kind: SourceType, party_id: str, number: str) -> Result[GivenNumber | None]:
        """Who has the number, compared without regard to case."""
        ...

    def give(self, invoice: Invoice, number: str, held: GivenNumber | None) -> Put:
        """The write that gives ``number`` to ``invoice``, in the place of ``held``."""
        ...


class DocumentGivenNumbers:
    """Sort key ``DOCUMENT_NUMBER#<record type>#<party>#<number>`` in the records table, the last two quoted."""

    def __init__(self, store: DocumentStore) -> None:
        self._numbers = Aggregate(store, TableName.RECORDS, GivenNumber, "DOCUMENT_NUMBER")

    async def find(self, company_id: str, kind: SourceType, party_id: str, number: str) -> Result[GivenNumber | None]:
        """Who has the number."""
        return await self._numbers.find(company_id, _key(kind, party_id, number))

    def give(self, invoice: Invoice, number: str, held: GivenNumber | None) -> Put:
        """The write that gives the number."""
        given = GivenNumber(
            company_id=invoice.company_id,
            record_type=invoice.record_type,
            party_id=invoice.party_id,
            number=number,
            invoice_id=invoice.invoice_id,
        )
        key = _key(invoice.record_type, invoice.party_id, number)
        return self._numbers.write(given, invoice.company_id, key, version=0 if held is None else held.version)


def _key(kind: SourceType, party_id: str, number: str) -> str:
    return f"{kind}#{quote(party_id, safe='')}#{quote(number.casefold(), safe='')}"
