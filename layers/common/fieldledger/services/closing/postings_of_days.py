"""All postings of a span of jobsite days."""

from typing import Final

from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.posting import Posting
from fieldledger.repositories.paging import all_items
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result

_PAGE: Final = 1000


async def postings_of(postings: Postings, company_id: str, span: BooksSpan) -> Result[list[Posting]]:
    """By day, whatever their state; a moment behind writes."""
    return await all_items(lambda start: postings.by_day(company_id, span.first_day, span.last_day, _PAGE, start))
