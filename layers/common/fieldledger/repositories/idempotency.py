"""Idempotency keys of API calls: one key, one request, one answer."""

from datetime import datetime, timedelta
from typing import Protocol

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.result import Result

KEEP = timedelta(hours=24)


class IdempotencyRecord(CanonicalModel):
    """``request_hash`` ties the key to its request; ``answer`` is the stored data as JSON, None while it runs.

    A record whose ``busy_until`` has passed without an answer was abandoned and may be taken over.
    """

    company_id: str
    operation: str
    key: str
    request_hash: str
    busy_until: Utc
    expires_at: Utc
    answer: str | None = None
    version: int = 0


class IdempotencyKeys(Protocol):
    """Access to idempotency records."""

    async def find(self, company_id: str, operation: str, key: str) -> Result[IdempotencyRecord | None]:
        """The record, or None."""
        ...

    async def save(self, record: IdempotencyRecord) -> Result[IdempotencyRecord]:
        """Create (version 0) or replace the version that was read; ``VERSION_CONFLICT`` otherwise."""
        ...


class DocumentIdempotencyKeys:
    """Sort key ``IDEMPOTENCY#<operation>#<key>`` in the control table, with TTL."""

    def __init__(self, store: DocumentStore) -> None:
        self._records = Aggregate(store, TableName.CONTROL, IdempotencyRecord, "IDEMPOTENCY")

    async def find(self, company_id: str, operation: str, key: str) -> Result[IdempotencyRecord | None]:
        """The record, or None."""
        return await self._records.find(company_id, f"{operation}#{key}")

    async def save(self, record: IdempotencyRecord) -> Result[IdempotencyRecord]:
        """Create or replace."""
        write = self._records.write(
            record,
            record.company_id,
            f"{record.operation}#{record.key}",
            version=record.version,
            expires_at=record.expires_at,
        )
        return await self._records.put(write)


def abandoned(record: IdempotencyRecord, now: datetime) -> bool:
    """No answer and nobody working on it, or past its time: the key is free again."""
    return record.expires_at <= now or (record.answer is None and record.busy_until <= now)
