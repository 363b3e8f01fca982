"""What the sources read of FOUNDATION, and how its pages are remembered in a cursor."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol

from fieldledger.clients.foundation.assumptions import FoundationDialect
from fieldledger.clients.foundation.models import Record
from fieldledger.clients.foundation.paging import FoundationPage, PageStart
from fieldledger.clients.foundation.reads import NOTHING_WANTED
from fieldledger.result import ErrorCode, Result

_DIGITS: Final = 16


class FoundationLists(Protocol):
    """Pages of lists, and single records."""

    dialect: FoundationDialect

    async def page[M: Record](
        self,
        company_id: str,
        kind: type[M],
        start: PageStart | None = None,
        *,
        modified_since: datetime | None = None,
        wanted: Mapping[str, str] = NOTHING_WANTED,
    ) -> Result[FoundationPage[M]]:
        """One page."""
        ...

    async def one[M: Record](self, company_id: str, kind: type[M], record_id: str) -> Result[M]:
        """One record; ``VENDOR_NOT_FOUND`` if there is none."""
        ...


async def read_page[M: Record](
    foundation: FoundationLists,
    company_id: str,
    kind: type[M],
    cursor: str | None,
    *,
    since: datetime | None = None,
    wanted: Mapping[str, str] = NOTHING_WANTED,
) -> Result[tuple[FoundationPage[M], str | None]]:
    """A page and the cursor of the next one: ``<page>:<rows before>:<hash of this page>``, None after the last.

    ``VENDOR_SETUP_INCOMPLETE`` for a list that FOUNDATION does not know: a module that the subscription lacks.
    ``VENDOR_ANSWER_UNREADABLE`` for a page that repeats the one before it: FOUNDATION did not understand which page was
    meant, and nobody knows what lies behind it.
    """
    start, before = _place(cursor)
    asked = await foundation.page(company_id, kind, start, modified_since=since, wanted=wanted)
    if asked.error_code == ErrorCode.VENDOR_NOT_FOUND:
        text = f"FOUNDATION offers no list {kind.resource} to this subscription"
        return Result.fail(text, ErrorCode.VENDOR_SETUP_INCOMPLETE, dict(asked.details))
    if asked.failed:
        return asked.failure()
    page = asked.unwrap()
    sha256 = page.sha256[:_DIGITS]
    if page.next is None:
        return Result.ok((page, None))
    if sha256 == before:
        return Result.fail("FOUNDATION gave the same page twice", ErrorCode.VENDOR_ANSWER_UNREADABLE)
    return Result.ok((page, f"{page.next.number}:{page.next.rows_before}:{sha256}"))


def _place(cursor: str | None) -> tuple[PageStart | None, str]:
    """Where to go on, and the hash of the page before; the first page has neither."""
    if cursor is None:
        return None, ""
    number, rows_before, sha256 = cursor.split(":")
    return PageStart(int(number), int(rows_before)), sha256
