"""Up to which events records were read again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol
from urllib.parse import quote

from fieldledger.domain.read_mark import ReadMark
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.result import ErrorCode, Result

KEEP: Final = timedelta(days=14)

type MarkKey = tuple[SyncResource, str | None, str]
"""Resource, scope and record."""


class ReadMarks(Protocol):
    """Access to the marks."""

    async def get_many(self, company_id: str, keys: Sequence[MarkKey]) -> Result[Mapping[MarkKey, ReadMark]]:
        """The marks that exist."""
        ...

    async def save(self, mark: ReadMark, now: datetime) -> Result[None]:
        """Create or replace the version that was read; a newer one of somebody else stays, without a failure."""
        ...


class DocumentReadMarks:
    """``READ#<vendor>/<resource>#<scope>#<id>`` in the control table, for 14 days."""

    def __init__(self, store: DocumentStore) -> None:
        self._marks = Aggregate(store, TableName.CONTROL, ReadMark, "READ")

    async def get_many(self, company_id: str, keys: Sequence[MarkKey]) -> Result[Mapping[MarkKey, ReadMark]]:
        """The marks that exist."""
        found = await self._marks.get_many(company_id, [_identifier(*key) for key in keys])
        return found.map(lambda marks: {(mark.resource, mark.scope_id, mark.record_id): mark for mark in marks})

    async def save(self, mark: ReadMark, now: datetime) -> Result[None]:
        """Create or replace."""
        identifier = _identifier(mark.resource, mark.scope_id, mark.record_id)
        write = self._marks.write(mark, mark.company_id, identifier, version=mark.version, expires_at=now + KEEP)
        saved = await self._marks.put(write)
        lost = saved.error_code == ErrorCode.VERSION_CONFLICT
        return Result.ok(None) if saved.success or lost else saved.failure()


def _identifier(resource: SyncResource, scope_id: str | None, record_id: str) -> str:
    return f"{resource}#{quote(scope_id or '', safe='')}#{quote(record_id, safe='')}"
