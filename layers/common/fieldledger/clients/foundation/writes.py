"""Writing to FOUNDATION, one record a call; none of it is safe to repeat (foundation.md B6).

A failure with ``outcome`` unknown has to be settled by its owner: look the record up before anything is sent again.
"""

from dataclasses import dataclass
from datetime import datetime

from fieldledger.clients.foundation.models import ApInvoice, Customer, Employee, Job, Record, TimeCard, Vendor
from fieldledger.clients.foundation.models.writes import (
    ApInvoiceChange,
    ApInvoiceWrite,
    CustomerWrite,
    EmployeeWrite,
    FoundationWrite,
    JobWrite,
    TimeCardWrite,
    VendorWrite,
)
from fieldledger.clients.foundation.preparing import Prepared, prepare_writable
from fieldledger.clients.foundation.reads import FoundationReads
from fieldledger.clients.foundation.text import TextChange
from fieldledger.clients.vendor_answer import CallOutcome, VendorAnswer
from fieldledger.result import Result


@dataclass(frozen=True, slots=True)
class Written[M: Record]:
    """The record as FOUNDATION holds it now, with its id, and the texts that left otherwise than they were given."""

    record: M
    changes: tuple[TextChange, ...] = ()


class FoundationWrites(FoundationReads):
    """One call for each record.

    ``VALIDATION_FAILED`` and, for a list that is not to be written over REST, ``VENDOR_SETUP_INCOMPLETE`` come before
    anything is sent.
    """

    def prepared(self, write: FoundationWrite) -> Result[Prepared]:
        """What would be sent: its hash goes into the outbox first (foundation.md B6)."""
        return prepare_writable(write, self.dialect)

    async def post_time_card(
        self, company_id: str, card: TimeCardWrite, send_before: datetime | None = None
    ) -> Result[Written[TimeCard]]:
        """A pending time card. That REST takes them is not confirmed; ``export.time_cards_file`` is the other way.

        Not sent at all from ``send_before`` on.
        """
        return await self._created(company_id, TimeCard, card, send_before)

    async def post_ap_invoice(
        self, company_id: str, invoice: ApInvoiceWrite, send_before: datetime | None = None
    ) -> Result[Written[ApInvoice]]:
        """An unposted invoice, not sent from ``send_before`` on; ``BOOKS_DUPLICATE`` if its number is taken."""
        return await self._created(company_id, ApInvoice, invoice, send_before)

    async def patch_ap_invoice(
        self, company_id: str, voucher_id: str, change: ApInvoiceChange
    ) -> Result[Written[ApInvoice]]:
        """Change an invoice that is not posted yet."""
        return await self._updated(company_id, ApInvoice, voucher_id, change)

    async def post_vendor(self, company_id: str, vendor: VendorWrite) -> Result[Written[Vendor]]:
        """A new vendor."""
        return await self._created(company_id, Vendor, vendor)

    async def patch_vendor(self, company_id: str, vendor_id: str, change: VendorWrite) -> Result[Written[Vendor]]:
        """Change the fields that are set."""
        return await self._updated(company_id, Vendor, vendor_id, change)

    async def post_customer(self, company_id: str, customer: CustomerWrite) -> Result[Written[Customer]]:
        """A new customer."""
        return await self._created(company_id, Customer, customer)

    async def patch_customer(
        self, company_id: str, customer_id: str, change: CustomerWrite
    ) -> Result[Written[Customer]]:
        """Change the fields that are set."""
        return await self._updated(company_id, Customer, customer_id, change)

    async def post_employee(self, company_id: str, employee: EmployeeWrite) -> Result[Written[Employee]]:
        """A new employee."""
        return await self._created(company_id, Employee, employee)

    async def patch_employee(
        self, company_id: str, employee_id: str, change: EmployeeWrite
    ) -> Result[Written[Employee]]:
        """Change the fields that are set."""
        return await self._updated(company_id, Employee, employee_id, change)

    async def post_job(self, company_id: str, job: JobWrite) -> Result[Written[Job]]:
        """A new job."""
        return await self._created(company_id, Job, job)

    async def patch_job(self, company_id: str, job_id: str, change: JobWrite) -> Result[Written[Job]]:
        """Change the fields that are set."""
        return await self._updated(company_id, Job, job_id, change)

    async def _created[M: Record](
        self, company_id: str, kind: type[M], write: FoundationWrite, send_before: datetime | None = None
    ) -> Result[Written[M]]:
        prepared = self.prepared(write)
        if prepared.failed:
            return prepared.failure()
        sent = prepared.unwrap()
        answered = await self._write(company_id, "POST", kind.resource, sent.body, send_before=send_before)
        record = answered.and_then(lambda answer: self._record(answer, kind))
        return record.map(lambda held: Written(held, sent.changes))

    async def _updated[M: Record](
        self, company_id: str, kind: type[M], record_id: str, write: FoundationWrite
    ) -> Result[Written[M]]:
        prepared = self.prepared(write)
        if prepared.failed:
            return prepared.failure()
        sent = prepared.unwrap()
        method = self.dialect.update_method
        answered = await self._write(company_id, method, kind.resource, sent.body, record_id)
        record = await answered.and_then_async(lambda answer: self._after_update(company_id, kind, record_id, answer))
        return record.map(lambda held: Written(held, sent.changes))

    async def _after_update[M: Record](
        self, company_id: str, kind: type[M], record_id: str, answer: VendorAnswer
    ) -> Result[M]:
        """An update may be answered without a body: then the record is read.

        Whatever becomes of that, the update left: a failure must not say that nothing was sent.
        """
        if answer.content.strip():
            return self._record(answer, kind)
        read = await self.one(company_id, kind, record_id)
        return read.with_details(outcome=CallOutcome.UNKNOWN.value)
