"""Time cards, by id and by jobsite date."""

from collections.abc import Sequence
from datetime import date
from typing import Final, Protocol

from fieldledger.domain.time_card import TimeCard
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, Index, Put, Range, StartKey, TableName
from fieldledger.repositories.paging import Slice, all_items, to_slice
from fieldledger.result import Result

_PAGE: Final = 500


class TimeCards(Protocol):
    """Access to time cards."""

    async def get_many(self, company_id: str, time_card_ids: Sequence[str]) -> Result[list[TimeCard]]:
        """The cards that exist."""
        ...

    async def by_date(
        self,
        company_id: str,
        first: date,
        last: date,
        limit: int,
        start: StartKey | None,
        *,
        newest_first: bool = False,
    ) -> Result[Slice[TimeCard]]:
        """A page of the cards of ``first`` to ``last`` (both included), by date; a moment behind writes."""
        ...

    async def save(self, card: TimeCard) -> Result[TimeCard]:
        """Create or replace the version that was read."""
        ...

    def write(self, card: TimeCard) -> Put:
        """The same as a part of a transaction."""
        ...


class DocumentTimeCards:
    """Sort key ``TIME_CARD#<id>`` in the records table, in index ``by_date`` under the jobsite date."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._cards = Aggregate(store, TableName.RECORDS, TimeCard, "TIME_CARD")

    async def get_many(self, company_id: str, time_card_ids: Sequence[str]) -> Result[list[TimeCard]]:
        """The cards that exist."""
        return await self._cards.get_many(company_id, time_card_ids)

    async def by_date(
        self,
        company_id: str,
        first: date,
        last: date,
        limit: int,
        start: StartKey | None,
        *,
        newest_first: bool = False,
    ) -> Result[Slice[TimeCard]]:
        """A page of the cards of a span of dates."""
        span = Range(first.isoformat(), Range.prefix(last.isoformat()).high)
        page = await self._store.query_index(
            TableName.RECORDS,
            Index.BY_DATE,
            _date_partition(company_id),
            span,
            limit=limit,
            start=start,
            backwards=newest_first,
        )
        return to_slice(page, self._cards.model)

    async def save(self, card: TimeCard) -> Result[TimeCard]:
        """Create or replace."""
        identifier, index = card.time_card_id, _index(card)
        return await self._cards.save(card, card.company_id, identifier, version=card.version, index=index)

    def write(self, card: TimeCard) -> Put:
        """The write that stores ``card``."""
        return self._cards.write(card, card.company_id, card.time_card_id, version=card.version, index=_index(card))


async def cards_between(cards: TimeCards, company_id: str, first: date, last: date) -> Result[list[TimeCard]]:
    """Every card of ``first`` to ``last`` (both included), by date."""
    return await all_items(lambda start: cards.by_date(company_id, first, last, _PAGE, start))


def _index(card: TimeCard) -> dict[str, str]:
    day = card.work_date.isoformat()
    return {"date_pk": _date_partition(card.company_id), "date_sk": f"{day}#{card.time_card_id}"}


def _date_partition(company_id: str) -> str:
    return f"COMPANY#{company_id}#TIME_CARD"
