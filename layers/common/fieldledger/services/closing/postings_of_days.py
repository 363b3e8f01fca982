"""All postings of a span of jobsite days."""

from typing import Final

from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.posting import Posting
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result

_PAGE: Final = 1000


async def postings_of(postings: Postings, company_id: str, span: BooksSpan) -> Result[list[Posting]]:
    """By day, whatever their state; a moment behind writes."""
    found: list[Posting] = []
    start: StartKey | None = None
    while True:
        page = await postings.by_day(company_id, span.first_day, span.last_day, _PAGE, start)
        if page.failed:
            return page.failure()
        found.extend(page.unwrap().items)
        start = page.unwrap().next_start
        if start is None:
            return Result.ok(found)
