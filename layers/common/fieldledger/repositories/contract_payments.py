"""What of the books' payments is in Procore, by invoice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from fieldledger.domain.clock import iso
from fieldledger.domain.contract_payment import ContractPayments
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, Index, Put, Range, TableName
from fieldledger.repositories.postings import due_index
from fieldledger.result import Result

_AT_ONCE: Final = 100


class ContractPaymentRecords(Protocol):
    """Access to them."""

    async def find(self, company_id: str, invoice_id: str) -> Result[ContractPayments]:
        """One invoice's; empty ones (version 0) if nothing was ever asked for."""
        ...

    async def due(self, company_id: str, now: datetime) -> Result[Sequence[ContractPayments]]:
        """Those with something to be done by ``now``, oldest first, at most 100; a moment behind writes."""
        ...

    async def save(self, payments: ContractPayments) -> Result[ContractPayments]:
        """Replace the version that was read; ``VERSION_CONFLICT`` if somebody was faster."""
        ...

    def write(self, payments: ContractPayments) -> Put:
        """The same as a part of a transaction."""
        ...


class DocumentContractPayments:
    """``CONTRACT_PAYMENTS#<invoice>`` in the postings table; under its due time while something is to be done."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._records = Aggregate(store, TableName.POSTINGS, ContractPayments, "CONTRACT_PAYMENTS")

    async def find(self, company_id: str, invoice_id: str) -> Result[ContractPayments]:
        """One invoice's."""
        found = await self._records.find(company_id, invoice_id)
        return found.map(lambda known: known or ContractPayments(company_id=company_id, invoice_id=invoice_id))

    async def due(self, company_id: str, now: datetime) -> Result[Sequence[ContractPayments]]:
        """By the index of states, where they stand under their due time."""
        span = Range(" ", Range.prefix(iso(now)).high)
        page = await self._store.query_index(
            TableName.POSTINGS, Index.BY_STATE, _partition(company_id), span, limit=_AT_ONCE
        )
        return page.map(lambda found: [self._records.model(document) for document in found.documents])

    async def save(self, payments: ContractPayments) -> Result[ContractPayments]:
        """The answer has the new version."""
        return await self._records.put(self.write(payments))

    def write(self, payments: ContractPayments) -> Put:
        """The write that stores them."""
        index: dict[str, str] = {}
        if payments.due_at is not None:
            index = due_index(payments.company_id, "procore", payments.due_at) | {
                "state_pk": _partition(payments.company_id),
                "state_sk": f"{iso(payments.due_at)}#{payments.invoice_id}",
            }
        return self._records.write(
            payments, payments.company_id, payments.invoice_id, version=payments.version, index=index
        )


def _partition(company_id: str) -> str:
    return f"COMPANY#{company_id}#procore#payments"
