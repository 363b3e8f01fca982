"""Vendors' records as last read."""

from collections.abc import Sequence
from typing import Protocol
from urllib.parse import quote

from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.aggregate import Aggregate, partition
from fieldledger.repositories.documents import DocumentStore, Range, StartKey, TableName
from fieldledger.repositories.paging import Slice, to_slice
from fieldledger.result import Result

type MirrorKey = tuple[str | None, str]
"""Scope and record."""


class Mirror(Protocol):
    """Access to mirrored records; tombstones included, the reader looks at ``deleted``."""

    async def get_many(
        self, company_id: str, resource: SyncResource, keys: Sequence[MirrorKey]
    ) -> Result[list[MirrorRecord]]:
        """The records that exist, in no particular order."""
        ...

    async def find(
        self, company_id: str, resource: SyncResource, record_id: str, scope_id: str | None = None
    ) -> Result[MirrorRecord | None]:
        """One record, or None."""
        ...

    async def page(
        self,
        company_id: str,
        resource: SyncResource,
        limit: int,
        start: StartKey | None = None,
        scope_id: str | None = None,
    ) -> Result[Slice[MirrorRecord]]:
        """A page in the order of scope and id; ``scope_id`` narrows it to one scope."""
        ...

    async def after(
        self, company_id: str, resource: SyncResource, place: str | None, limit: int
    ) -> Result[list["Placed"]]:
        """Records in the order of their places, from the first one behind ``place`` on (None: from the beginning)."""
        ...

    async def save(self, record: MirrorRecord) -> Result[MirrorRecord]:
        """Create (version 0) or replace the version that was read; ``VERSION_CONFLICT`` otherwise."""
        ...


type Placed = tuple[str, MirrorRecord]
"""A record and its place: text that orders the records of a resource and never changes."""


class DocumentMirror:
    """``MIRROR#<vendor>/<resource>#<scope>#<id>`` in the records table; both are quoted, the scope may be empty."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._records = Aggregate(store, TableName.RECORDS, MirrorRecord, "MIRROR")

    async def get_many(
        self, company_id: str, resource: SyncResource, keys: Sequence[MirrorKey]
    ) -> Result[list[MirrorRecord]]:
        """The records that exist."""
        return await self._records.get_many(company_id, [_identifier(resource, *key) for key in keys])

    async def find(
        self, company_id: str, resource: SyncResource, record_id: str, scope_id: str | None = None
    ) -> Result[MirrorRecord | None]:
        """One record, or None."""
        return await self._records.find(company_id, _identifier(resource, scope_id, record_id))

    async def page(
        self,
        company_id: str,
        resource: SyncResource,
        limit: int,
        start: StartKey | None = None,
        scope_id: str | None = None,
    ) -> Result[Slice[MirrorRecord]]:
        """A page in the order of scope and id."""
        within = f"{resource}#" if scope_id is None else f"{resource}#{_quoted(scope_id)}#"
        span = self._records.span(within)
        page = await self._store.query(TableName.RECORDS, partition(company_id), span, limit=limit, start=start)
        return to_slice(page, self._records.model)

    async def after(
        self, company_id: str, resource: SyncResource, place: str | None, limit: int
    ) -> Result[list[Placed]]:
        """From the first record behind ``place`` on."""
        whole = self._records.span(f"{resource}#")
        low = whole.low if place is None else f"{whole.low}{place}!"  # "!" sorts below all that quoting leaves
        page = await self._store.query(
            TableName.RECORDS, partition(company_id), Range(low, whole.high), limit=limit, start=None
        )
        cut = len(whole.low)
        return page.map(lambda found: [(doc.sk[cut:], self._records.model(doc)) for doc in found.documents])

    async def save(self, record: MirrorRecord) -> Result[MirrorRecord]:
        """Create or replace."""
        identifier = _identifier(record.resource, record.scope_id, record.record_id)
        return await self._records.save(record, record.company_id, identifier, version=record.version)


def _identifier(resource: SyncResource, scope_id: str | None, record_id: str) -> str:
    return f"{resource}#{_quoted(scope_id or '')}#{_quoted(record_id)}"


def _quoted(text: str) -> str:
    """Vendors' ids may hold any printable character (foundation.md B2): none may be taken for a key's own."""
    return quote(text, safe="")
