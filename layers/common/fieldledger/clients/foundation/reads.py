"""Reading FOUNDATION's lists, page by page or whole, and single records."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from fieldledger.clients.foundation.models import Record
from fieldledger.clients.foundation.paging import FoundationPage, PageStart, all_pages, read_page
from fieldledger.clients.foundation.requester import FoundationRequester
from fieldledger.clients.foundation.shapes import as_assumed
from fieldledger.clients.reading import Rows, rows_of
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import Result

MOST_PAGES: Final = 1000
NOTHING_WANTED: Final[Mapping[str, str]] = MappingProxyType({})


class FoundationReads(FoundationRequester):
    """``wanted`` narrows a list, by assumed field name (``jobId``): a hint, which the vendor may ignore.

    ``modified_since`` is sent only where the dialect knows a parameter for it; otherwise the whole list is read, and
    ``comparing.compare`` finds what changed.
    """

    async def page[M: Record](
        self,
        company_id: str,
        kind: type[M],
        start: PageStart | None = None,
        *,
        size: int | None = None,
        modified_since: datetime | None = None,
        wanted: Mapping[str, str] = NOTHING_WANTED,
    ) -> Result[FoundationPage[M]]:
        """One page of the list of ``kind``, by default the first; its ``next`` leads on."""
        dialect = self.dialect
        start, size = start or PageStart(dialect.first_page), size or dialect.page_size
        params = dialect.filters(kind.resource, wanted) | dialect.paging(start.number, size)
        answered = await self._get(company_id, kind.resource, params=params | dialect.since(modified_since))
        return answered.and_then(lambda answer: read_page(answer, kind, start, size, dialect))

    async def every[M: Record](
        self,
        company_id: str,
        kind: type[M],
        *,
        modified_since: datetime | None = None,
        wanted: Mapping[str, str] = NOTHING_WANTED,
    ) -> Result[Rows[M]]:
        """The whole list of ``kind``; a failure on any page is the failure of all."""

        async def one(start: PageStart) -> Result[FoundationPage[M]]:
            return await self.page(company_id, kind, start, modified_since=modified_since, wanted=wanted)

        return await all_pages(one, PageStart(self.dialect.first_page), MOST_PAGES)

    async def one[M: Record](self, company_id: str, kind: type[M], record_id: str) -> Result[M]:
        """One record by its FOUNDATION id; ``VENDOR_NOT_FOUND`` if there is none."""
        answered = await self._get(company_id, kind.resource, record_id)
        return answered.and_then(lambda answer: self._record(answer, kind))

    def _record[M: Record](self, answer: VendorAnswer, kind: type[M]) -> Result[M]:
        parsed = answer.json()
        if parsed.failed:
            return parsed.failure()
        rows = rows_of([as_assumed(parsed.unwrap(), kind.resource, self.dialect)], kind, kind.id_name())
        if rows.malformed:
            return answer.unreadable(f"is no {kind.__name__}: {rows.malformed[0].reason}", rows.malformed[0].path)
        return Result.ok(rows.good[0])
