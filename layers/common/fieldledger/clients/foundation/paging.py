"""Pages of FOUNDATION's lists: bare arrays or envelopes, both readable at any time (foundation.md B3)."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from fieldledger.clients.foundation.assumptions import FoundationDialect
from fieldledger.clients.foundation.models import Record
from fieldledger.clients.foundation.shapes import as_assumed
from fieldledger.clients.reading import MalformedRow, Rows, rows_of
from fieldledger.clients.vendor_answer import CallOutcome, VendorAnswer
from fieldledger.result import ErrorCode, Result


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where to go on: the page's number, and how many rows the pages before it held. Fit for a checkpoint."""

    number: int
    rows_before: int = 0


@dataclass(frozen=True, slots=True)
class FoundationPage[M: Record]:
    """``next`` is None on the last page; ``total`` counts the rows of all pages, if FOUNDATION said it."""

    rows: Rows[M]
    next: PageStart | None
    total: int | None
    sha256: str


type Pages[M: Record] = Callable[[PageStart], Awaitable[Result[FoundationPage[M]]]]


@dataclass(slots=True)
class _Whole[M: Record]:
    good: list[M] = field(default_factory=list)
    malformed: list[MalformedRow] = field(default_factory=list)
    pages: int = 0

    def add(self, page: FoundationPage[M]) -> None:
        self.good.extend(page.rows.good)
        self.malformed.extend(page.rows.malformed)
        self.pages += 1


def read_page[M: Record](
    answer: VendorAnswer, kind: type[M], start: PageStart, size: int, dialect: FoundationDialect
) -> Result[FoundationPage[M]]:
    """The page at ``start`` of ``kind``, for which ``size`` rows were asked."""
    parsed = answer.parsed()
    if parsed.failed:
        return parsed.failure()
    body = parsed.unwrap()
    listed = body.get(dialect.items_key) if isinstance(body, Mapping) else body
    if not isinstance(listed, list):
        return answer.unreadable("holds no list", dialect.items_key)
    rows = rows_of([as_assumed(row, kind.resource, dialect) for row in listed], kind, kind.id_name())
    total = _total(body, dialect)
    last = _is_last(rows.received, start.rows_before + rows.received, total, size, dialect)
    following = None if last else PageStart(start.number + 1, start.rows_before + rows.received)
    return Result.ok(FoundationPage(rows, following, total, hashlib.sha256(answer.content).hexdigest()))


async def each_page[M: Record](pages: Pages[M], first: PageStart) -> AsyncIterator[Result[FoundationPage[M]]]:
    """Page after page until the last one or a failure, which is the last thing yielded.

    A page that repeats the one before it byte for byte is a failure: the vendor did not understand which page was
    meant, and nobody knows what lies behind it.
    """
    wanted: PageStart | None = first
    before = ""
    while wanted is not None:
        page = await pages(wanted)
        if page.success and page.unwrap().sha256 == before:
            yield _repeated(wanted)
            return
        yield page
        before = page.unwrap().sha256 if page.success else ""
        wanted = page.unwrap().next if page.success else None


async def all_pages[M: Record](pages: Pages[M], first: PageStart, max_pages: int) -> Result[Rows[M]]:
    """The whole list in one; a list of more than ``max_pages`` is a failure, for half a list must not look whole."""
    whole = _Whole[M]()
    async for page in each_page(pages, first):
        if page.failed:
            return page.failure()
        whole.add(page.unwrap())
        if whole.pages >= max_pages and page.unwrap().next is not None:
            return Result.fail(f"the list has more than {max_pages} pages", ErrorCode.INTERNAL, {"pages": max_pages})
    return Result.ok(Rows(tuple(whole.good), tuple(whole.malformed)))


def _is_last(received: int, read: int, total: int | None, size: int, dialect: FoundationDialect) -> bool:
    """A total decides, for a vendor may give less a page than was asked for.

    Without one a short page is the last; so is one that is too long, for then all was given at once.
    """
    if received == 0:
        return True
    if total is not None:
        return read >= total
    return dialect.short_page_ends and received != size


def _total(body: object, dialect: FoundationDialect) -> int | None:
    value = body.get(dialect.total_key) if isinstance(body, Mapping) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _repeated[M: Record](start: PageStart) -> Result[FoundationPage[M]]:
    details = {"number": start.number, "outcome": CallOutcome.ANSWERED.value}
    return Result.fail("FOUNDATION gave the same page twice", ErrorCode.VENDOR_ANSWER_UNREADABLE, details)
