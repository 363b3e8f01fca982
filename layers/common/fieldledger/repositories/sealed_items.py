"""Sealed requests by their postings: whoever looks through the books asks for all items of a batch, one by one."""

from asyncio import Lock
from collections.abc import Mapping
from typing import Final

from fieldledger.domain.sealed_batch import SealedBatch, SealedItem
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.result import Result

_MOST: Final = 64
"""Batches held: about 2 MB of bodies."""


class SealedItems:
    """Reads each batch once and holds the last ones. The items of a batch never change once it is sealed."""

    def __init__(self, batches: Aggregate[SealedBatch]) -> None:
        self._batches = batches
        self._held: dict[tuple[str, str], Mapping[str, SealedItem]] = {}
        self._reading = Lock()

    async def find(self, company_id: str, batch_id: str, posting_id: str) -> Result[SealedItem | None]:
        """None if there is no such batch, or the posting is not in it."""
        key = (company_id, batch_id)
        async with self._reading:
            if key not in self._held:
                found = await self._batches.find(company_id, batch_id)
                if found.failed or (batch := found.unwrap()) is None:
                    return found.map(lambda _: None)
                self._hold(key, {item.posting_id: item for item in batch.items})
            return Result.ok(self._held[key].get(posting_id))

    def _hold(self, key: tuple[str, str], items: Mapping[str, SealedItem]) -> None:
        if len(self._held) >= _MOST:
            del self._held[next(iter(self._held))]
        self._held[key] = items
