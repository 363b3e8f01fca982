"""The exceptions inbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from fieldledger.domain.clock import iso
from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import Document, DocumentStore, Index, Put, Range, StartKey, TableName
from fieldledger.repositories.paging import Slice, all_items, to_slice
from fieldledger.result import Result


class Exceptions(Protocol):
    """Access to the inbox."""

    async def get_many(self, company_id: str, exception_ids: Sequence[str]) -> Result[list[ExceptionItem]]:
        """The items that exist."""
        ...

    async def by_state(
        self,
        company_id: str,
        state: ExceptionState,
        limit: int,
        start: StartKey | None,
        *,
        newest_first: bool = False,
        since: datetime | None = None,
    ) -> Result[Slice[ExceptionItem]]:
        """A page, by when they were seen first; a moment behind writes. ``since``: none that were seen before."""
        ...

    async def count_open(self, company_id: str) -> Result[int]:
        """How many wait for somebody; a moment behind writes."""
        ...

    async def save(self, item: ExceptionItem) -> Result[ExceptionItem]:
        """Create or replace the version that was read."""
        ...

    def write(self, item: ExceptionItem) -> Put:
        """The same as a part of a transaction."""
        ...


class DocumentExceptions:
    """Sort key ``EXCEPTION#<id>`` in the control table, in index ``by_kind`` under its state."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._items = Aggregate(store, TableName.CONTROL, ExceptionItem, "EXCEPTION")

    async def get_many(self, company_id: str, exception_ids: Sequence[str]) -> Result[list[ExceptionItem]]:
        """The items that exist."""
        return await self._items.get_many(company_id, exception_ids)

    async def by_state(
        self,
        company_id: str,
        state: ExceptionState,
        limit: int,
        start: StartKey | None,
        *,
        newest_first: bool = False,
        since: datetime | None = None,
    ) -> Result[Slice[ExceptionItem]]:
        """A page: ids from the index, then the items themselves."""
        whole = Range.prefix("")
        page = await self._store.query_index(
            TableName.CONTROL,
            Index.BY_KIND,
            _state_partition(company_id, state),
            whole if since is None else Range(iso(since), whole.high),
            limit=limit,
            start=start,
            backwards=newest_first,
        )
        if page.failed:
            return page.failure()
        keys = [document.key for document in page.unwrap().documents]
        found = await self._store.get_many(TableName.CONTROL, keys)
        if found.failed:
            return found.failure()
        items = sorted(
            map(self._items.model, found.unwrap()),
            key=lambda item: (item.first_seen_at, item.exception_id),
            reverse=newest_first,
        )
        return Result.ok(Slice(tuple(item for item in items if item.state is state), page.unwrap().next_start))

    async def count_open(self, company_id: str) -> Result[int]:
        """Counts keys of the index; the items are not read."""
        keys = await all_items(lambda start: self._open_keys(company_id, start))
        return keys.map(len)

    async def _open_keys(self, company_id: str, start: StartKey | None) -> Result[Slice[Document]]:
        partition = _state_partition(company_id, ExceptionState.OPEN)
        page = await self._store.query_index(
            TableName.CONTROL, Index.BY_KIND, partition, Range.prefix(""), limit=1000, start=start
        )
        return to_slice(page, lambda key: key)

    async def save(self, item: ExceptionItem) -> Result[ExceptionItem]:
        """Create or replace."""
        return await self._items.put(self.write(item))

    def write(self, item: ExceptionItem) -> Put:
        """The write that stores ``item``."""
        index = {
            "kind_pk": _state_partition(item.company_id, item.state),
            "kind_sk": f"{iso(item.first_seen_at)}#{item.exception_id}",
        }
        return self._items.write(item, item.company_id, item.exception_id, version=item.version, index=index)


def _state_partition(company_id: str, state: ExceptionState) -> str:
    return f"COMPANY#{company_id}#EXCEPTION#{state}"
