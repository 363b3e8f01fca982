"""Asking for an invoice's payments to be pushed to Procore: in the transaction that notes the payment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.contract_payment import ContractPayments
from fieldledger.domain.invoice import Invoice
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.contract_payments import ContractPaymentRecords
from fieldledger.repositories.documents import Put
from fieldledger.result import ErrorCode, Result
from fieldledger.services.invoices.source_notes import PREFIXES

REQUISITION: Final = PREFIXES[SyncResource.PROCORE_REQUISITIONS]


class PushAsking:
    """Implements ``Followed``: nothing is asked for unless the company wants it."""

    def __init__(self, companies: Companies, records: ContractPaymentRecords, clock: Clock) -> None:
        self._companies = companies
        self._records = records
        self._clock = clock

    async def writes(self, invoice: Invoice) -> Result[Sequence[Put]]:
        """Only requisitions have contract payments: a direct cost is paid where it is kept."""
        if not is_requisition(invoice):
            return Result.ok(())
        company = await self._companies.get(invoice.company_id)
        if company.error_code == ErrorCode.NOT_FOUND:
            return Result.ok(())
        if company.failed or company.unwrap().directions.payments == "off":
            return company.map(lambda _: ())
        found = await self._records.find(invoice.company_id, invoice.invoice_id)
        return found.map(lambda held: (self._records.write(asked_for(held, self._clock.now())),))


def asked_for(held: ContractPayments, now: datetime) -> ContractPayments:
    """To be looked at from ``now`` on; a pass that is under way finds itself overtaken."""
    return held.model_copy(update={"due_at": now, "asked": held.asked + 1})


def is_requisition(invoice: Invoice) -> bool:
    """Whether contract payments can be made of its payments."""
    return isinstance(invoice, VendorInvoice) and invoice.invoice_id.startswith(REQUISITION)
