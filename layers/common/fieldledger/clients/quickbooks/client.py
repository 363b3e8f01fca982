"""QuickBooks Online Accounting API v3: reads, writes and batches in one client, and what the posting engine needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Protocol

from fieldledger.clients.quickbooks.answers import every_row, told_time
from fieldledger.clients.quickbooks.api import MINOR_VERSION, WRITE_TIMEOUT_SECONDS, record_path
from fieldledger.clients.quickbooks.batches import BatchAnswers, QuickbooksBatches
from fieldledger.clients.quickbooks.costs import READS, quickbooks_windows
from fieldledger.clients.quickbooks.failures import THROTTLE_WAIT
from fieldledger.clients.quickbooks.models import BatchItem, NameListRow, Preferences, QuickbooksModel, Record
from fieldledger.clients.quickbooks.query import QUERY_PAGE, Condition, Statement, changed_since, name_list
from fieldledger.clients.quickbooks.reads import QuickbooksReads, complete
from fieldledger.clients.quickbooks.writes import QuickbooksWrites
from fieldledger.clients.reading import read_record
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import ErrorCode, Result

__all__ = [
    "MINOR_VERSION",
    "QUERY_PAGE",
    "READS",
    "THROTTLE_WAIT",
    "WRITE_TIMEOUT_SECONDS",
    "BatchAnswers",
    "QuickbooksBooks",
    "QuickbooksClient",
    "quickbooks_windows",
]


class QuickbooksBooks(Protocol):
    """What the posting engine needs of the books."""

    async def batch(
        self, company_id: str, request_id: str, items: Sequence[BatchItem], send_before: datetime
    ) -> Result[BatchAnswers]:
        """Send a sealed batch, but not after ``send_before``; answers by ``bid``, possibly fewer than items."""
        ...

    async def name_list(self, company_id: str, entity: str) -> Result[list[NameListRow]]:
        """A whole name list, inactive rows included (metered reads)."""
        ...

    async def name_row(self, company_id: str, entity: str, entity_id: str) -> Result[NameListRow]:
        """One row of a name list; ``VENDOR_NOT_FOUND`` if it does not exist."""
        ...

    async def every[M: Record](
        self, company_id: str, kind: type[M], where: Sequence[Condition], since: datetime | None = None
    ) -> Result[list[M]]:
        """All rows of a query; a row that cannot be read fails it (metered reads).

        With ``since`` (our clock) those that were made or changed from then on, and maybe older ones.
        """
        ...

    async def read[M: Record](self, company_id: str, kind: type[M], entity_id: str) -> Result[M]:
        """One record; ``VENDOR_NOT_FOUND`` if it does not exist."""
        ...

    async def preferences(self, company_id: str) -> Result[Preferences]:
        """What the books take (a metered read)."""
        ...


# A record's time has whole seconds and comes from another machine of the vendor than the answer's, at another moment.
MARGIN: Final = timedelta(seconds=60)
# Both conditions are documented, that they may stand together is not (quickbooks.md 4.1, 4.2).
_NOT_UNDERSTOOD: Final = frozenset({ErrorCode.BOOKS_REFUSED, ErrorCode.VENDOR_REJECTED})
CLOCKS_APART: Final = timedelta(seconds=30)


@dataclass(slots=True)
class _Found[M: Record]:
    """Rows of a query, and whether the vendor's clock agreed with ours on all of its pages."""

    rows: list[M]
    clocks_agree: bool = True


class QuickbooksClient(QuickbooksReads, QuickbooksWrites, QuickbooksBatches):
    """One realm per company; the realm's id comes with the token."""

    async def name_list(self, company_id: str, entity: str) -> Result[list[NameListRow]]:
        """Pages of 1000 until a short one."""
        rows: list[NameListRow] = []
        while True:
            statement = name_list(entity, len(rows) + 1, QUERY_PAGE)
            page = await self._whole_page(company_id, statement, entity, NameListRow)
            if page.failed:
                return page
            rows.extend(page.unwrap())
            if len(page.unwrap()) < QUERY_PAGE:
                return Result.ok(rows)

    async def name_row(self, company_id: str, entity: str, entity_id: str) -> Result[NameListRow]:
        """``GET /{entity}/{id}``."""
        answered = await self._get(company_id, record_path(entity, entity_id))
        return answered.and_then(lambda answer: read_record(answer, NameListRow, (entity,)))

    async def every[M: Record](
        self, company_id: str, kind: type[M], where: Sequence[Condition], since: datetime | None = None
    ) -> Result[list[M]]:
        """Pages of 1000 until a short one. Name lists include their inactive rows.

        The vendor's clock stamps its records, so a window by our own could miss one. Every answer tells the vendor's
        time: unless that agrees with ours far within the window's margin, the rows are read without the window.
        """
        if since is not None:
            narrowed = await self._pages(company_id, kind, [*where, changed_since(since - MARGIN)])
            understood = narrowed.success or narrowed.error_code not in _NOT_UNDERSTOOD
            if understood and narrowed.map(lambda found: found.clocks_agree).unwrap_or(default=True):
                return narrowed.map(lambda found: found.rows)
        return (await self._pages(company_id, kind, where)).map(lambda found: found.rows)

    async def _pages[M: Record](self, company_id: str, kind: type[M], where: Sequence[Condition]) -> Result[_Found[M]]:
        found: _Found[M] = _Found([])
        while True:
            statement = Statement(kind.entity(), complete(kind, where), start=len(found.rows) + 1)
            answered = await self._ask(company_id, statement.text)
            page = answered.and_then(partial(every_row, entity=kind.entity(), kind=kind))
            if page.failed:
                return page.failure()
            found.rows.extend(page.unwrap())
            found.clocks_agree &= self._agrees(answered.unwrap())
            if len(page.unwrap()) < QUERY_PAGE:
                return Result.ok(found)

    def _agrees(self, answer: VendorAnswer) -> bool:
        told = told_time(answer)
        return told is not None and abs(told - self._access.clock.now()) <= CLOCKS_APART

    async def _whole_page[M: QuickbooksModel](
        self, company_id: str, statement: str, entity: str, kind: type[M]
    ) -> Result[list[M]]:
        """A page on which no row may be missed."""
        answered = await self._ask(company_id, statement)
        return answered.and_then(lambda answer: every_row(answer, entity, kind))
