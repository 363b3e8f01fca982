"""The name lists of QuickBooks, as last read."""

from collections.abc import Sequence
from typing import Final, Protocol

from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.repositories.aggregate import Aggregate, partition
from fieldledger.repositories.documents import Document, DocumentStore, TableName, every_page
from fieldledger.result import Result

_FEW: Final = 100


class Crosswalk(Protocol):
    """Access to counterparts in QuickBooks."""

    async def counterparts(self, company_id: str, kind: CounterpartKind) -> Result[list[Counterpart]]:
        """The whole name list, inactive rows included."""
        ...

    async def rows(
        self, company_id: str, kind: CounterpartKind, vendor_ids: Sequence[str]
    ) -> Result[list[Counterpart]]:
        """Those of the rows that are known."""
        ...

    async def save_counterparts(self, counterparts: Sequence[Counterpart]) -> Result[int]:
        """Store rows that are new or differ; the answer counts them."""
        ...


class CounterpartRows(Protocol):
    """Access to single rows of the name lists."""

    async def rows(
        self, company_id: str, kind: CounterpartKind, vendor_ids: Sequence[str]
    ) -> Result[list[Counterpart]]:
        """Those of the rows that are known."""
        ...

    async def save_counterparts(self, counterparts: Sequence[Counterpart]) -> Result[int]:
        """Store rows that are new or differ; the answer counts them."""
        ...


class DocumentCrosswalk:
    """``COUNTERPART#<kind>#<vendor id>`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._counterparts = Aggregate(store, TableName.RECORDS, Counterpart, "COUNTERPART")

    async def counterparts(self, company_id: str, kind: CounterpartKind) -> Result[list[Counterpart]]:
        """The whole name list."""
        rows = await self._rows(company_id, kind)
        return rows.map(lambda documents: [self._counterparts.model(document) for document in documents])

    async def rows(
        self, company_id: str, kind: CounterpartKind, vendor_ids: Sequence[str]
    ) -> Result[list[Counterpart]]:
        """Those of the rows that are known."""
        return await self._counterparts.get_many(company_id, [f"{kind}#{vendor_id}" for vendor_id in vendor_ids])

    async def save_counterparts(self, counterparts: Sequence[Counterpart]) -> Result[int]:
        """Store rows that are new or differ."""
        changed = 0
        for company_id, kind in dict.fromkeys((row.company_id, row.kind) for row in counterparts):
            wanted = [row for row in counterparts if (row.company_id, row.kind) == (company_id, kind)]
            stored = await self._stored(company_id, kind, wanted)
            if stored.failed:
                return stored.failure()
            known = {document.sk: document for document in stored.unwrap()}
            saved = await self._save_changed(wanted, known)
            if saved.failed:
                return saved
            changed += saved.unwrap()
        return Result.ok(changed)

    async def _stored(
        self, company_id: str, kind: CounterpartKind, rows: Sequence[Counterpart]
    ) -> Result[list[Document]]:
        """A few rows are asked for by their keys; for many of them the whole list is cheaper."""
        if len(rows) > _FEW:
            return await self._rows(company_id, kind)
        keys = [(partition(company_id), self._counterparts.key(f"{kind}#{row.vendor_id}")) for row in rows]
        return await self._store.get_many(TableName.RECORDS, keys)

    async def _rows(self, company_id: str, kind: CounterpartKind) -> Result[list[Document]]:
        span = self._counterparts.span(f"{kind}#")
        return await every_page(self._store, TableName.RECORDS, partition(company_id), span)

    async def _save_changed(self, rows: Sequence[Counterpart], known: dict[str, Document]) -> Result[int]:
        changed = 0
        for row in rows:
            identifier = f"{row.kind}#{row.vendor_id}"
            before = known.get(self._counterparts.key(identifier))
            if before is not None and self._counterparts.model(before) == row:
                continue
            version = 0 if before is None else before.version
            saved = await self._counterparts.put(
                self._counterparts.write(row, row.company_id, identifier, version=version)
            )
            if saved.failed:
                return saved.failure()
            changed += 1
        return Result.ok(changed)
