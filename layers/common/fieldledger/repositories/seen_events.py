"""Webhook events that were already handled, kept as long as a vendor may repeat them."""

from datetime import datetime, timedelta
from typing import Protocol

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.result import Result

KEEP = timedelta(days=14)


class SeenEvent(CanonicalModel):
    """One handled event."""

    handled_at: Utc


class SeenEvents(Protocol):
    """Access to the ids of handled events."""

    async def seen(self, company_id: str, event_id: str) -> Result[bool]:
        """Whether the event was handled."""
        ...

    async def mark(self, company_id: str, event_id: str, now: datetime) -> Result[None]:
        """Remember that the event was handled; twice is fine."""
        ...


class DocumentSeenEvents:
    """Sort key ``EVENT#<id>`` in the control table, with TTL."""

    def __init__(self, store: DocumentStore) -> None:
        self._events = Aggregate(store, TableName.CONTROL, SeenEvent, "EVENT")

    async def seen(self, company_id: str, event_id: str) -> Result[bool]:
        """Whether the event was handled."""
        return (await self._events.find(company_id, event_id)).map(lambda event: event is not None)

    async def mark(self, company_id: str, event_id: str, now: datetime) -> Result[None]:
        """Remember that the event was handled."""
        write = self._events.write(SeenEvent(handled_at=now), company_id, event_id, expires_at=now + KEEP)
        stored = await self._events.put(write)
        return Result.ok(None) if stored.success or stored.error_code == "VERSION_CONFLICT" else stored.failure()
