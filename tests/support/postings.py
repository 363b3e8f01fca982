"""Reading all postings of the usual company."""

from fieldledger.domain.posting import Posting, PostingState
from fieldledger.repositories.postings import Postings, Window
from fieldledger.services.queries.postings import PostingFilters
from tests.builders import COMPANY


async def every_posting(postings: Postings, state: PostingState | None = None) -> list[Posting]:
    """All postings, or those in one state, by id."""
    page = (await postings.by_age(COMPANY, PostingFilters(state).lanes, Window(), 10_000, None)).unwrap()
    assert page.next_start is None
    return sorted(page.items, key=lambda posting: posting.posting_id)
