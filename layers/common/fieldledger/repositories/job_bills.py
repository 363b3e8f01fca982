"""Which bills in QuickBooks charge which job: a bill names its jobs line by line, and nothing else finds it by them."""

from collections.abc import Iterable
from typing import Protocol
from urllib.parse import quote

from fieldledger.domain.base import CanonicalModel
from fieldledger.repositories.aggregate import Aggregate, partition
from fieldledger.repositories.at_once import at_once
from fieldledger.repositories.documents import DocumentStore, TableName, every_page
from fieldledger.result import ErrorCode, Result

type JobBillKey = tuple[str, str]
"""QuickBooks' ids of a customer (the job) and of a bill."""


class JobBill(CanonicalModel):
    """A bill that charges a job, or did once: whoever follows it looks at the bill itself."""

    customer_id: str
    bill_id: str


class JobBills(Protocol):
    """Access to the bills of a job."""

    async def of(self, company_id: str, customer_id: str) -> Result[list[str]]:
        """Ids of the bills."""
        ...

    async def note(self, company_id: str, keys: Iterable[JobBillKey]) -> Result[None]:
        """Remember bills of jobs; twice is fine."""
        ...


class DocumentJobBills:
    """``JOB_BILL#<customer>#<bill>`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._bills = Aggregate(store, TableName.RECORDS, JobBill, "JOB_BILL")

    async def of(self, company_id: str, customer_id: str) -> Result[list[str]]:
        """Ids of the bills."""
        span = self._bills.span(f"{_quoted(customer_id)}#")
        found = await every_page(self._store, TableName.RECORDS, partition(company_id), span)
        return found.map(lambda documents: [self._bills.model(document).bill_id for document in documents])

    async def note(self, company_id: str, keys: Iterable[JobBillKey]) -> Result[None]:
        """One small conditional write each."""

        async def note(key: JobBillKey) -> Result[JobBill]:
            customer_id, bill_id = key
            bill = JobBill(customer_id=customer_id, bill_id=bill_id)
            identifier = f"{_quoted(customer_id)}#{_quoted(bill_id)}"
            return await self._bills.put(self._bills.write(bill, company_id, identifier))

        for noted in await at_once(note, sorted(set(keys))):
            if noted.failed and noted.error_code != ErrorCode.VERSION_CONFLICT:
                return noted.failure()
        return Result.ok(None)


def _quoted(text: str) -> str:
    return quote(text, safe="")
