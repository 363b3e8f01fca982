"""Which of QuickBooks' records charge which job: nothing else finds them by it.

A bill names its jobs line by line, as a purchase, a vendor credit and a journal entry do; a time activity has one, but
may be moved to another.
"""

from collections.abc import Iterable
from typing import Protocol
from urllib.parse import quote

from fieldledger.domain.base import CanonicalModel
from fieldledger.repositories.aggregate import Aggregate, partition
from fieldledger.repositories.at_once import at_once
from fieldledger.repositories.documents import DocumentStore, TableName, every_page
from fieldledger.result import ErrorCode, Result

type JobRecordKey = tuple[str, str]
"""QuickBooks' ids of a customer (the job) and of a record."""


class JobRecord(CanonicalModel):
    """A record that charges a job, or did once: whoever follows it looks at the record itself."""

    customer_id: str
    record_id: str


class JobRecords(Protocol):
    """Access to the records of a job, all of one kind."""

    async def of(self, company_id: str, customer_id: str) -> Result[list[str]]:
        """Ids of the records."""
        ...

    async def note(self, company_id: str, keys: Iterable[JobRecordKey]) -> Result[None]:
        """Remember records of jobs; twice is fine."""
        ...


class _DocumentJobRecords:
    def __init__(self, store: DocumentStore, prefix: str) -> None:
        self._store = store
        self._records = Aggregate(store, TableName.RECORDS, JobRecord, prefix)

    async def of(self, company_id: str, customer_id: str) -> Result[list[str]]:
        """Ids of the records."""
        span = self._records.span(f"{_quoted(customer_id)}#")
        found = await every_page(self._store, TableName.RECORDS, partition(company_id), span)
        return found.map(lambda documents: [self._records.model(document).record_id for document in documents])

    async def note(self, company_id: str, keys: Iterable[JobRecordKey]) -> Result[None]:
        """One small conditional write each."""

        async def note(key: JobRecordKey) -> Result[JobRecord]:
            customer_id, record_id = key
            record = JobRecord(customer_id=customer_id, record_id=record_id)
            identifier = f"{_quoted(customer_id)}#{_quoted(record_id)}"
            return await self._records.put(self._records.write(record, company_id, identifier))

        for noted in await at_once(note, sorted(set(keys))):
            if noted.failed and noted.error_code != ErrorCode.VERSION_CONFLICT:
                return noted.failure()
        return Result.ok(None)


class DocumentJobBills(_DocumentJobRecords):
    """``JOB_BILL#<customer>#<bill>`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        super().__init__(store, "JOB_BILL")


class DocumentJobTime(_DocumentJobRecords):
    """``JOB_TIME#<customer>#<time activity>`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        super().__init__(store, "JOB_TIME")


class DocumentJobSpending(_DocumentJobRecords):
    """``JOB_SPENDING#<customer>#<list>/<id>`` in the records table, for several lists; the slash is escaped."""

    def __init__(self, store: DocumentStore) -> None:
        super().__init__(store, "JOB_SPENDING")


def _quoted(text: str) -> str:
    return quote(text, safe="")
