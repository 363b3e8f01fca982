"""Mapping tables and the history of their versions."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from fieldledger.domain.mapping_table import MappingKind, MappingTable, MappingVersion
from fieldledger.domain.posting import Target
from fieldledger.repositories.aggregate import Aggregate, partition
from fieldledger.repositories.documents import DocumentStore, Put, StartKey, TableName
from fieldledger.repositories.paging import Slice, to_slice
from fieldledger.result import Result


class MappingTables(Protocol):
    """Access to tables; one that nobody has made yet is empty and of version 0."""

    async def get(self, company_id: str, target: Target, kind: MappingKind) -> Result[MappingTable]:
        """One table."""
        ...

    async def of(self, company_id: str, target: Target) -> Result[Mapping[MappingKind, MappingTable]]:
        """All tables of one of the books, in one read."""
        ...

    async def history(
        self, company_id: str, target: Target, kind: MappingKind, limit: int, start: StartKey | None
    ) -> Result[Slice[MappingVersion]]:
        """A page of changes, oldest first."""
        ...

    async def versions(
        self, company_id: str, target: Target, kind: MappingKind, numbers: Sequence[int]
    ) -> Result[list[MappingVersion]]:
        """The changes of these numbers, newest first, as far as they exist."""
        ...

    def write(self, table: MappingTable) -> Put:
        """The write that creates a table (version 0) or replaces the version that was read."""
        ...

    def write_version(self, version: MappingVersion) -> Put:
        """The write that keeps a change; an existing one is never replaced."""
        ...


class DocumentMappingTables:
    """``MAPPING#<books>#<kind>`` and ``MAPPING_VERSION#<books>#<kind>#<number>`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._tables = Aggregate(store, TableName.RECORDS, MappingTable, "MAPPING")
        self._versions = Aggregate(store, TableName.RECORDS, MappingVersion, "MAPPING_VERSION")

    async def get(self, company_id: str, target: Target, kind: MappingKind) -> Result[MappingTable]:
        """One table."""
        found = await self._tables.find(company_id, f"{target}#{kind}")
        return found.map(lambda table: table or MappingTable(company_id=company_id, target=target, kind=kind))

    async def of(self, company_id: str, target: Target) -> Result[Mapping[MappingKind, MappingTable]]:
        """All tables of one of the books."""
        found = await self._tables.get_many(company_id, [f"{target}#{kind}" for kind in MappingKind])
        empty = {kind: MappingTable(company_id=company_id, target=target, kind=kind) for kind in MappingKind}
        return found.map(lambda tables: empty | {table.kind: table for table in tables})

    async def history(
        self, company_id: str, target: Target, kind: MappingKind, limit: int, start: StartKey | None
    ) -> Result[Slice[MappingVersion]]:
        """A page of changes."""
        span = self._versions.span(f"{target}#{kind}#")
        page = await self._store.query(TableName.RECORDS, partition(company_id), span, limit=limit, start=start)
        return to_slice(page, self._versions.model)

    async def versions(
        self, company_id: str, target: Target, kind: MappingKind, numbers: Sequence[int]
    ) -> Result[list[MappingVersion]]:
        """The changes of these numbers."""
        found = await self._versions.get_many(company_id, [f"{target}#{kind}#{number:08}" for number in numbers])
        return found.map(lambda versions: sorted(versions, key=lambda each: each.number, reverse=True))

    def write(self, table: MappingTable) -> Put:
        """The write that stores a table."""
        return self._tables.write(table, table.company_id, f"{table.target}#{table.kind}", version=table.version)

    def write_version(self, version: MappingVersion) -> Put:
        """The write that keeps a change."""
        key = f"{version.target}#{version.kind}#{version.number:08}"
        return self._versions.write(version, version.company_id, key)
