"""Approved time cards that stand under another day than the approved one: ``by_date`` leads to them no longer."""

from datetime import date
from typing import Final, Protocol

from fieldledger.domain.redated_card import RedatedCard
from fieldledger.repositories.aggregate import Aggregate, partition
from fieldledger.repositories.documents import DocumentStore, Range, StartKey, TableName
from fieldledger.repositories.paging import Slice, all_items, to_slice
from fieldledger.result import ErrorCode, Result

_PAGE: Final = 500


class RedatedCards(Protocol):
    """Access to what leads from approved days to cards."""

    async def note(self, card: RedatedCard) -> Result[None]:
        """Noting the same again succeeds and writes nothing."""
        ...

    async def approved_on(self, company_id: str, first: date, last: date) -> Result[list[str]]:
        """Ids of cards that were moved away from a day of ``first`` to ``last`` (both included), strongly consistent.

        Some may be back, or not approved for that day any more.
        """
        ...


class DocumentRedatedCards:
    """``REDATED#<approved day>#<card>`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._cards = Aggregate(store, TableName.RECORDS, RedatedCard, "REDATED")

    async def note(self, card: RedatedCard) -> Result[None]:
        """Written once."""
        identifier = f"{card.approved_day.isoformat()}#{card.time_card_id}"
        noted = await self._cards.save(card, card.company_id, identifier, version=0)
        is_there = noted.error_code == ErrorCode.VERSION_CONFLICT
        return Result.ok(None) if is_there else noted.map(lambda _: None)

    async def approved_on(self, company_id: str, first: date, last: date) -> Result[list[str]]:
        """By day."""
        low, high = self._cards.span(first.isoformat()).low, self._cards.span(last.isoformat()).high
        span = Range(low, high)
        found = await all_items(lambda start: self._page(company_id, span, start))
        return found.map(lambda cards: [card.time_card_id for card in cards])

    async def _page(self, company_id: str, span: Range, start: StartKey | None) -> Result[Slice[RedatedCard]]:
        page = await self._store.query(TableName.RECORDS, partition(company_id), span, limit=_PAGE, start=start)
        return to_slice(page, self._cards.model)
