"""Import files for FOUNDATION."""

from datetime import timedelta
from typing import Final, Protocol

from fieldledger.domain.clock import iso
from fieldledger.domain.foundation_export import OPEN_EXPORTS, FoundationExport
from fieldledger.repositories.aggregate import Aggregate, partition
from fieldledger.repositories.documents import DocumentStore, Index, Put, Range, StartKey, TableName
from fieldledger.repositories.paging import Slice, to_slice
from fieldledger.repositories.postings import due_index
from fieldledger.result import Result

_MOST_OPEN: Final = 100
# An export that is just being made is left alone by the sweep for this long.
_GRACE: Final = timedelta(minutes=2)


class FoundationExports(Protocol):
    """Access to exports."""

    async def get(self, company_id: str, export_id: str) -> Result[FoundationExport]:
        """``NOT_FOUND`` also for another company's export."""
        ...

    async def page(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[FoundationExport]]:
        """A page of all exports, ordered by id."""
        ...

    async def newest(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[FoundationExport]]:
        """A page of all exports: those that are not recorded, then the others, each with the newest first.

        A moment behind writes.
        """
        ...

    async def unfinished(self, company_id: str) -> Result[list[FoundationExport]]:
        """Exports that were begun and are not recorded, oldest first, at most 100; a moment behind writes."""
        ...

    async def save(self, export: FoundationExport) -> Result[FoundationExport]:
        """Create (version 0) or replace the version that was read; ``VERSION_CONFLICT`` otherwise."""
        ...

    def write(self, export: FoundationExport) -> Put:
        """The same as a part of a transaction."""
        ...


class DocumentFoundationExports:
    """``FOUNDATION_EXPORT#<id>`` in the postings table."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._exports = Aggregate(store, TableName.POSTINGS, FoundationExport, "FOUNDATION_EXPORT")

    async def get(self, company_id: str, export_id: str) -> Result[FoundationExport]:
        """``NOT_FOUND`` also for another company's export."""
        return await self._exports.get(company_id, export_id, "The export")

    async def page(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[FoundationExport]]:
        """A page of all exports."""
        page = await self._store.query(
            TableName.POSTINGS, partition(company_id), self._exports.span(), limit=limit, start=start
        )
        return to_slice(page, self._exports.model)

    async def newest(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[FoundationExport]]:
        """The start key says by itself in which of both parts of the index it goes on."""
        open_part, over_part = _open_partition(company_id), _over_partition(company_id)
        if start is not None and start["state_pk"] == over_part:
            return await self._newest(over_part, limit, start)
        first = await self._newest(open_part, limit, start)
        if first.failed or first.unwrap().next_start is not None:  # a full page names a next start, whatever follows
            return first
        rest = await self._newest(over_part, limit - len(first.unwrap().items), None)
        return rest.map(lambda page: Slice((*first.unwrap().items, *page.items), page.next_start))

    async def _newest(self, part: str, limit: int, start: StartKey | None) -> Result[Slice[FoundationExport]]:
        page = await self._store.query_index(
            TableName.POSTINGS, Index.BY_STATE, part, Range.prefix(""), limit=limit, start=start, backwards=True
        )
        return to_slice(page, self._exports.model)

    async def unfinished(self, company_id: str) -> Result[list[FoundationExport]]:
        """Exports that were begun and are not recorded, oldest first."""
        page = await self._store.query_index(
            TableName.POSTINGS, Index.BY_STATE, _open_partition(company_id), Range.prefix(""), limit=_MOST_OPEN
        )
        return page.map(lambda found: [self._exports.model(document) for document in found.documents])

    async def save(self, export: FoundationExport) -> Result[FoundationExport]:
        """Create or replace."""
        return await self._exports.put(self.write(export))

    def write(self, export: FoundationExport) -> Put:
        """An export appears under the time from which the sweep takes it for left behind, until it is recorded."""
        going_on = export.state in OPEN_EXPORTS
        index = {
            "state_pk": _open_partition(export.company_id) if going_on else _over_partition(export.company_id),
            "state_sk": f"{iso(export.created_at)}#{export.export_id}",
        }
        if going_on:
            index |= due_index(export.company_id, "foundation", export.created_at + _GRACE)
        return self._exports.write(export, export.company_id, export.export_id, version=export.version, index=index)


def _open_partition(company_id: str) -> str:
    return f"COMPANY#{company_id}#foundation#exports"


def _over_partition(company_id: str) -> str:
    return f"{_open_partition(company_id)}#over"
