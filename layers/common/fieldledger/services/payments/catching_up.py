"""Payments that were known before pushing was switched on: each invoice is asked for once it is (decision 0025).

Page by page: whoever dies in one does it again, and what was asked for twice is pushed once.
"""

from datetime import timedelta
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.payments_catch_up import PaymentsCatchUp
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.at_once import at_once
from fieldledger.repositories.contract_payments import ContractPaymentRecords
from fieldledger.repositories.documents import Put
from fieldledger.repositories.invoice_records import InvoiceDays, InvoiceRecords
from fieldledger.repositories.payments_catch_ups import PaymentsCatchUps
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import Transactions
from fieldledger.services.deadline import Deadline
from fieldledger.services.payments.asking import asked_for, is_requisition
from fieldledger.services.payments.steps import next_step, wanted_of

BEGINS_AFTER: Final = timedelta(minutes=1)
"""By then whoever noted a payment under the old settings is done, and the index of invoices shows it."""
PAGE: Final = 50
PAGE_SECONDS: Final = 20.0
MOST_PAGES: Final = 10
"""In one pass: the payments themselves need its time too. The sweep wakes the next pass."""


class CatchUpStart:
    """Written with the settings that switch pushing on."""

    def __init__(self, catch_ups: PaymentsCatchUps, clock: Clock) -> None:
        self._catch_ups = catch_ups
        self._clock = clock

    async def writes(self, before: Company | None, after: Company) -> Result[tuple[Put, ...]]:
        """None unless ``after`` switches it on."""
        was_on = before is not None and before.directions.payments == "from_books"
        if was_on or after.directions.payments == "off":
            return Result.ok(())
        found = await self._catch_ups.find(after.company_id)
        due_at = self._clock.now() + BEGINS_AFTER
        return found.map(lambda held: (self._catch_ups.write(held.begun(due_at)),))


class CatchingUp:
    """Goes through a company's invoices once pushing was switched on."""

    def __init__(
        self,
        catch_ups: PaymentsCatchUps,
        invoices: InvoiceRecords[VendorInvoice],
        records: ContractPaymentRecords,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._catch_ups = catch_ups
        self._invoices = invoices
        self._records = records
        self._transactions = transactions
        self._clock = clock

    async def go_on(self, company_id: str, deadline: Deadline, *, on: bool) -> Result[None]:
        """As far as time allows; not ``on`` any more: given up. A failure is our own store's."""
        for _ in range(MOST_PAGES):
            found = await self._catch_ups.find(company_id)
            if found.failed:
                return found.failure()
            held = found.unwrap()
            if held.due_at is None or held.due_at > self._clock.now() or not deadline.allows(PAGE_SECONDS):
                return Result.ok(None)
            done = await (self._page(held) if on else self._keep(held.continued(None)))
            if done.error_code == ErrorCode.VERSION_CONFLICT:
                return Result.ok(None)
            if done.failed:
                return done
        return Result.ok(None)

    async def _page(self, held: PaymentsCatchUp) -> Result[None]:
        """An invoice that changes meanwhile fails the page: it is done again."""
        page = await self._invoices.by_date(held.company_id, InvoiceDays(), PAGE, held.position)
        if page.failed:
            return page.failure()
        invoices = [each for each in page.unwrap().items if is_requisition(each)]
        for asked in await at_once(self._ask, invoices):
            if asked.failed:
                return asked
        return await self._keep(held.continued(page.unwrap().next_start))

    async def _ask(self, invoice: VendorInvoice) -> Result[None]:
        """Only where something is to be done: also a payment that was voided while pushing was off."""
        found = await self._records.find(invoice.company_id, invoice.invoice_id)
        if found.failed:
            return found.failure()
        held, now = found.unwrap(), self._clock.now()
        if next_step(held, wanted_of(invoice.payment), now) is None:
            return Result.ok(None)
        return await self._transactions.transact([self._records.write(asked_for(held, now))])

    async def _keep(self, catch_up: PaymentsCatchUp) -> Result[None]:
        return await self._transactions.transact([self._catch_ups.write(catch_up)])
