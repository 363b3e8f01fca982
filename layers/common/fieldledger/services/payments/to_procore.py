"""Pushing what the books paid of requisitions to Procore's contract payments, a company at a time (decision 0025)."""

from datetime import datetime, timedelta
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.contract_payment import ContractPayments, PushState
from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.contract_payments import ContractPaymentRecords
from fieldledger.repositories.invoice_records import InvoiceRecords
from fieldledger.result import ErrorCode, Remedy, Result
from fieldledger.services.approvals import Transactions
from fieldledger.services.deadline import Deadline
from fieldledger.services.inbox import Inbox
from fieldledger.services.payments.catching_up import CatchingUp
from fieldledger.services.payments.performing import Pass, PaymentSteps
from fieldledger.services.payments.procore_side import ContractPaymentsAt, PaymentsAtProcore, Place
from fieldledger.services.payments.steps import due_again, next_step, wanted_of

STEP_SECONDS: Final = 70.0
"""No step is begun with less time left: a write may take a minute."""
TRY_AGAIN: Final = timedelta(minutes=5)
"""When what failed without saying when is tried again."""
RECONNECTED: Final = timedelta(hours=1)
_MOST_STEPS: Final = 500


class PaymentPush:
    """Does what is due. May be called at any time, by several at once: each step is done by one of them."""

    def __init__(
        self,
        companies: Companies,
        records: ContractPaymentRecords,
        invoices: InvoiceRecords[VendorInvoice],
        catching_up: CatchingUp,
        procore: PaymentsAtProcore,
        inbox: Inbox,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._companies = companies
        self._records = records
        self._invoices = invoices
        self._catching_up = catching_up
        self._procore = procore
        self._inbox = inbox
        self._transactions = transactions
        self._clock = clock
        self._steps = PaymentSteps(records, inbox, transactions, clock)

    async def push(self, company_id: str, deadline: Deadline) -> Result[int]:
        """The answer counts invoices that are done with; a failure is our own store's. The sweep finds what is left."""
        company = await self._companies.get(company_id)
        if company.failed:
            return company.failure()
        on = company.unwrap().directions.payments == "from_books"
        caught_up = await self._catching_up.go_on(company_id, deadline, on=on)
        if caught_up.failed:
            return caught_up.failure()
        due = await self._records.due(company_id, self._clock.now())
        if due.failed:
            return due.failure()
        done = 0
        for found in due.unwrap():
            if not deadline.allows(STEP_SECONDS):
                break
            pushed = await self._invoice(company_id, found.invoice_id, deadline, on=on)
            if pushed.error_code == ErrorCode.VERSION_CONFLICT:
                continue
            if pushed.failed:
                return pushed.failure()
            done += 1
        return Result.ok(done)

    async def _invoice(self, company_id: str, invoice_id: str, deadline: Deadline, *, on: bool) -> Result[None]:
        held = await self._records.find(company_id, invoice_id)
        invoice = await self._invoices.find(company_id, invoice_id)
        if held.failed or invoice.failed:
            return held.failure() if held.failed else invoice.failure()
        record, told = held.unwrap(), invoice.unwrap()
        if record.due_at is None or record.due_at > self._clock.now():
            return Result.ok(None)
        place = None if told is None or not on else Place.of(told)
        if told is None or place is None:
            return await self._done(record, None)
        run = Pass(told, record, ContractPaymentsAt(self._procore, place), place.requisition_id)
        return await self._run(run, deadline)

    async def _run(self, run: Pass, deadline: Deadline) -> Result[None]:
        wanted = wanted_of(run.invoice.payment)
        for _ in range(_MOST_STEPS):
            step = next_step(run.record, wanted, self._clock.now(), run.tried)
            if step is None:
                return await self._done(run.record, due_again(run.record, wanted, self._clock.now()))
            if not deadline.allows(STEP_SECONDS):
                return Result.ok(None)
            performed = await self._steps.perform(run, step)
            if performed.failed:
                return await self._failed(run, performed)
        return Result.ok(None)

    async def _failed(self, run: Pass, failed: Result[None]) -> Result[None]:
        """What waiting mends waits; our own store's failures, and somebody who was faster, are the caller's."""
        if failed.error_code in {ErrorCode.VERSION_CONFLICT, ErrorCode.STORE_UNAVAILABLE}:
            return failed
        await self._inbox.raise_lost_connection(run.record.company_id, VendorName.PROCORE, failed)
        lost = failed.traits.remedy is Remedy.RECONNECT
        retry_at = failed.retry_at or self._clock.now() + (RECONNECTED if lost else TRY_AGAIN)
        return await self._done(run.record, retry_at)

    async def _done(self, record: ContractPayments, due_at: datetime | None) -> Result[None]:
        """The item of a refusal is closed with it, once no payment of the invoice needs it any more."""
        refused = exception_id(record.company_id, ErrorCode.PAYMENT_REFUSED, f"vendor_invoice:{record.invoice_id}")
        needed = any(each.state in {PushState.REFUSED, PushState.LEFT} for each in record.payments)
        closing = await self._inbox.closing(record.company_id, [] if needed else [refused])
        if closing.failed:
            return closing.failure()
        after = record.model_copy(update={"due_at": due_at})
        return await self._transactions.transact([self._records.write(after), *closing.unwrap()])
