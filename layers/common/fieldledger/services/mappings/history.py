"""What a mapping table was, version by version."""

from collections.abc import Sequence

from fieldledger.domain.mapping_table import MappingKind, MappingTable, MappingVersion
from fieldledger.domain.posting import Target
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.mapping_tables import MappingTables
from fieldledger.repositories.paging import Slice
from fieldledger.result import ErrorCode, Result
from fieldledger.services.mappings.settings import kinds_of, read_by_postings


class MappingHistory:
    """Reads tables of one company, today's and earlier ones."""

    def __init__(self, tables: MappingTables) -> None:
        self._tables = tables

    async def tables(self, company_id: str, books: Sequence[Target]) -> Result[list[MappingTable]]:
        """The tables that postings read, also those that are empty."""
        found: list[MappingTable] = []
        for target in books:
            tables = await self._tables.of(company_id, target)
            if tables.failed:
                return tables.failure()
            found.extend(tables.unwrap()[kind] for kind in kinds_of(target))
        return Result.ok(found)

    async def at(
        self, company_id: str, target: Target, kind: MappingKind, version: int | None = None
    ) -> Result[MappingTable]:
        """The table as it was at ``version`` (0: before the first change), else as it is; ``NOT_FOUND``."""
        found = await self._table(company_id, target, kind)
        if found.failed or version is None:
            return found
        table = found.unwrap()
        if version > table.version:
            return Result.fail(f"there is no version {version} yet", ErrorCode.NOT_FOUND, {"version": table.version})
        since = await self._tables.versions(company_id, target, kind, range(max(version, 1), table.version + 1))
        return since.map(lambda made: _as_of(table, version, made))

    async def page(
        self, company_id: str, target: Target, kind: MappingKind, limit: int, start: StartKey | None
    ) -> Result[Slice[MappingVersion]]:
        """A page of changes, newest first; ``NOT_FOUND`` for a table that nothing reads."""
        found = await self._table(company_id, target, kind)
        if found.failed:
            return found.failure()
        newest = found.unwrap().version if start is None else int(start["number"])
        rest = max(newest - limit, 0)
        made = await self._tables.versions(company_id, target, kind, range(newest, rest, -1))
        return made.map(lambda versions: Slice(tuple(versions), {"number": str(rest)} if rest else None))

    async def _table(self, company_id: str, target: Target, kind: MappingKind) -> Result[MappingTable]:
        there = read_by_postings(target, kind)
        return there.failure() if there.failed else await self._tables.get(company_id, target, kind)


def _as_of(table: MappingTable, version: int, made: Sequence[MappingVersion]) -> MappingTable:
    """Undo the changes that came later, newest first; the last one read is the one that made ``version``."""
    rows = dict(table.rows)
    for change in made:
        if change.number <= version:
            continue
        for code, (before, _) in change.changes.items():
            if before is None:
                rows.pop(code, None)
            else:
                rows[code] = before
    maker = next((change for change in made if change.number == version), None)
    return table.model_copy(
        update={
            "rows": rows,
            "version": version,
            "changed_by": None if maker is None else maker.changed_by,
            "changed_at": None if maker is None else maker.changed_at,
        }
    )
