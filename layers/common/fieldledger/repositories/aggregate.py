"""What the repositories have in common: keys that begin with the company, and documents that hold one model."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from fieldledger.domain.base import CanonicalModel
from fieldledger.repositories.documents import (
    Document,
    DocumentStore,
    Put,
    Range,
    StartKey,
    TableName,
    to_document,
    to_model,
)
from fieldledger.repositories.paging import Slice, to_slice
from fieldledger.result import ErrorCode, Result


def partition(company_id: str) -> str:
    """Partition key of everything that belongs to one company: tenants cannot meet in a query."""
    return f"COMPANY#{company_id}"


def company_of(pk: str) -> str:
    """The company of a partition key."""
    return pk.removeprefix("COMPANY#")


class Aggregate[M: CanonicalModel]:
    """Reads and writes models of one kind under one sort-key prefix."""

    def __init__(self, store: DocumentStore, table: TableName, kind: type[M], prefix: str) -> None:
        self.store = store
        self._table = table
        self._kind = kind
        self._prefix = prefix

    def key(self, identifier: str) -> str:
        """Sort key of one model."""
        return f"{self._prefix}#{identifier}" if identifier else self._prefix

    def span(self, within: str = "") -> Range:
        """Every sort key of this kind, or of the part of it below ``within``."""
        return Range.prefix(f"{self._prefix}#{within}")

    def write(
        self,
        model: M,
        company_id: str,
        identifier: str,
        *,
        version: int = 0,
        index: Mapping[str, str] | None = None,
        expires_at: datetime | None = None,
    ) -> Put:
        """The write that stores ``model``; it loses against anybody who stored a newer version."""
        document = to_document(
            self._table,
            partition(company_id),
            self.key(identifier),
            model,
            version=version,
            index=index,
            expires_at=expires_at,
        )
        return Put(document)

    async def find(self, company_id: str, identifier: str) -> Result[M | None]:
        """The model, or None."""
        found = await self.store.get(self._table, partition(company_id), self.key(identifier))
        return found.map(lambda document: None if document is None else self.model(document))

    async def get(self, company_id: str, identifier: str, what: str) -> Result[M]:
        """The model, or ``NOT_FOUND`` with ``what`` in the message."""
        found = await self.find(company_id, identifier)
        return found.and_then(lambda model: _present(model, what))

    async def get_many(self, company_id: str, identifiers: Sequence[str]) -> Result[list[M]]:
        """The models that exist, in no particular order."""
        keys = [(partition(company_id), self.key(identifier)) for identifier in identifiers]
        found = await self.store.get_many(self._table, keys)
        return found.map(lambda documents: [self.model(document) for document in documents])

    async def page(self, company_id: str, limit: int, start: StartKey | None, within: str = "") -> Result[Slice[M]]:
        """A page of the models of this kind, or of those below ``within``, ordered by key."""
        page = await self.store.query(self._table, partition(company_id), self.span(within), limit=limit, start=start)
        return to_slice(page, self.model)

    async def put(self, write: Put) -> Result[M]:
        """Store; the answer carries the new version."""
        return (await self.store.put(write.document)).map(self.model)

    async def save(
        self, model: M, company_id: str, identifier: str, *, version: int, index: Mapping[str, str] | None = None
    ) -> Result[M]:
        """``put`` for many models: the answer is ``model`` with its new version, without reading what was written."""
        write = self.write(model, company_id, identifier, version=version, index=index)
        stored = await self.store.put(write.document)
        return stored.map(lambda document: model.model_copy(update={"version": document.version}))

    def model(self, document: Document) -> M:
        """The model that a document holds."""
        return to_model(self._kind, document)


def _present[M](model: M | None, what: str) -> Result[M]:
    return Result.fail(f"{what} was not found", ErrorCode.NOT_FOUND) if model is None else Result.ok(model)
