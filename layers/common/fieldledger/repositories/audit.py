"""The append-only audit trail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.clock import iso
from fieldledger.repositories.aggregate import Aggregate, partition
from fieldledger.repositories.documents import DocumentStore, Index, Put, Range, StartKey, TableName
from fieldledger.repositories.paging import Slice, to_slice
from fieldledger.result import Result

_PREFIX: Final = "AUDIT"


@dataclass(frozen=True, slots=True)
class AuditSpan:
    """Entries from one moment to another, both included (None: without an end), of one record or of all."""

    since: datetime | None = None
    until: datetime | None = None
    entity_id: str | None = None
    newest_first: bool = True


class AuditTrail(Protocol):
    """Audit entries are only ever written together with the change that they describe."""

    def write(self, entry: AuditEntry) -> Put:
        """The write that appends ``entry``."""
        ...


class AuditHistory(Protocol):
    """Reading the trail."""

    async def page(
        self, company_id: str, span: AuditSpan, limit: int, start: StartKey | None
    ) -> Result[Slice[AuditEntry]]:
        """A page in the order of time; of one record a moment behind writes."""
        ...


class DocumentAuditTrail:
    """Sort key ``AUDIT#<time>#<id>`` in the audit table, in index ``by_entity`` under the record."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._entries = Aggregate(store, TableName.AUDIT, AuditEntry, _PREFIX)

    def write(self, entry: AuditEntry) -> Put:
        """The write that appends ``entry``: version 0, so an existing entry is never replaced."""
        place = f"{iso(entry.at)}#{entry.entry_id}"
        index = {"entity_pk": _of_entity(entry.company_id, entry.entity_id), "entity_sk": place}
        return self._entries.write(entry, entry.company_id, place, index=index)

    async def page(
        self, company_id: str, span: AuditSpan, limit: int, start: StartKey | None
    ) -> Result[Slice[AuditEntry]]:
        """By the key, or by the index of records."""
        if span.entity_id is None:
            page = await self._store.query(
                TableName.AUDIT,
                partition(company_id),
                _times(span, f"{_PREFIX}#"),
                limit=limit,
                start=start,
                backwards=span.newest_first,
            )
        else:
            page = await self._store.query_index(
                TableName.AUDIT,
                Index.BY_ENTITY,
                _of_entity(company_id, span.entity_id),
                _times(span, ""),
                limit=limit,
                start=start,
                backwards=span.newest_first,
            )
        return to_slice(page, self._entries.model)


def _times(span: AuditSpan, prefix: str) -> Range:
    """Keys begin with the time: an entry of the last moment has its id behind it."""
    whole = Range.prefix(prefix)
    low = whole.low if span.since is None else f"{prefix}{iso(span.since)}"
    return Range(low, whole.high if span.until is None else Range.prefix(f"{prefix}{iso(span.until)}").high)


def _of_entity(company_id: str, entity_id: str) -> str:
    return f"COMPANY#{company_id}#ENTITY#{entity_id}"
