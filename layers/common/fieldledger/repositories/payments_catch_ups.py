"""How far the payments that were known before they were to be pushed are asked for."""

from typing import Protocol

from fieldledger.domain.payments_catch_up import PaymentsCatchUp
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, Put, TableName
from fieldledger.repositories.postings import due_index
from fieldledger.result import Result


class PaymentsCatchUps(Protocol):
    """Access to them, one for each company."""

    async def find(self, company_id: str) -> Result[PaymentsCatchUp]:
        """An empty one (version 0) if pushing was never switched on."""
        ...

    def write(self, catch_up: PaymentsCatchUp) -> Put:
        """The write that replaces the version that was read."""
        ...


class DocumentPaymentsCatchUps:
    """``PAYMENTS_CATCH_UP`` in the postings table; the sweep finds it while something is to be done."""

    def __init__(self, store: DocumentStore) -> None:
        self._catch_ups = Aggregate(store, TableName.POSTINGS, PaymentsCatchUp, "PAYMENTS_CATCH_UP")

    async def find(self, company_id: str) -> Result[PaymentsCatchUp]:
        """The company's."""
        found = await self._catch_ups.find(company_id, "")
        return found.map(lambda known: known or PaymentsCatchUp(company_id=company_id))

    def write(self, catch_up: PaymentsCatchUp) -> Put:
        """Under its due time while there is one."""
        due_at = catch_up.due_at
        index = None if due_at is None else due_index(catch_up.company_id, "procore", due_at)
        return self._catch_ups.write(catch_up, catch_up.company_id, "", version=catch_up.version, index=index)
