"""Pages of Procore's lists (procore.md 3).

v1 answers a bare array, v2 ``{"data": [...]}``; both say ``Link``, ``Total`` and ``Per-Page`` in headers. Addresses in
``Link`` lack the other parameters and are never followed: they only tell whether there is a next page.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from fieldledger.clients.reading import MalformedRow, Path, Rows, read_rows
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import ErrorCode, Result

# Procore asks for at most 2000; half of that keeps an answer within seconds and a container's memory.
V1_PER_PAGE: Final = 1000
# Lists whose rows each need a further call: a page is done within the spike limit's patience.
DETAIL_PER_PAGE: Final = 50
V2_PER_PAGE: Final = 100
V2_DATA: Final[Path] = ("data",)
_MOST_DIGITS: Final = 12
_NEXT: Final = re.compile(r'rel="?next\b', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProcorePage[M: BaseModel]:
    """``next_page`` is None on the last page; ``total`` counts all pages, if Procore said it."""

    rows: Rows[M]
    next_page: int | None
    total: int | None


type Pages[M: BaseModel] = Callable[[int], Awaitable[Result[ProcorePage[M]]]]


def read_page[M: BaseModel](
    answer: VendorAnswer, kind: type[M], page: int, per_page: int, at: Path = ()
) -> Result[ProcorePage[M]]:
    """One page; ``per_page`` is what was asked for, Procore may have given fewer."""
    rows = read_rows(answer, kind, at)
    if rows.failed:
        return rows.failure()
    found = rows.unwrap()
    more = _more(answer, found.received, page, per_page)
    return Result.ok(ProcorePage(found, page + 1 if more else None, _whole(answer, "total")))


async def each_page[M: BaseModel](pages: Pages[M]) -> AsyncIterator[Result[ProcorePage[M]]]:
    """Page after page until the last one or a failure, which is the last thing yielded."""
    wanted: int | None = 1
    while wanted is not None:
        page = await pages(wanted)
        yield page
        wanted = page.unwrap().next_page if page.success else None


async def all_pages[M: BaseModel](pages: Pages[M], max_pages: int) -> Result[Rows[M]]:
    """The whole list in one; a list of more than ``max_pages`` is a failure, for half a list must not look whole."""
    good: list[M] = []
    malformed: list[MalformedRow] = []
    read = 0
    async for page in each_page(pages):
        if page.failed:
            return page.failure()
        good.extend(page.unwrap().rows.good)
        malformed.extend(page.unwrap().rows.malformed)
        read += 1
        if read >= max_pages and page.unwrap().next_page is not None:
            return Result.fail(f"the list has more than {max_pages} pages", ErrorCode.INTERNAL, {"pages": max_pages})
    return Result.ok(Rows(tuple(good), tuple(malformed)))


def _more(answer: VendorAnswer, received: int, page: int, per_page: int) -> bool:
    """Whether another page follows.

    What Procore says wins over the length of the page: it may give fewer rows than asked for on each page (its limits
    differ by list and are not documented), and a page that only looks short must not end the list.
    """
    if received == 0:
        return False
    link = answer.headers.get("link")
    if link is not None:
        return _NEXT.search(link) is not None
    given = _whole(answer, "per-page") or per_page
    total = _whole(answer, "total")
    return page * given < total if total is not None else received >= given


def _whole(answer: VendorAnswer, header: str) -> int | None:
    text = answer.headers.get(header, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None
