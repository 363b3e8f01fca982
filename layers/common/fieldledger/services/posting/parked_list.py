"""Finding parked postings."""

from collections.abc import Callable

from fieldledger.domain.posting import TARGETS, Posting, PostingState
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result


async def parked_where(
    postings: Postings, company_id: str, condition: Callable[[Posting], bool]
) -> Result[list[Posting]]:
    """The parked postings of a company that meet a condition, of one set of books after the other, oldest first."""
    found: list[Posting] = []
    for target in TARGETS:
        start: StartKey | None = None
        while True:
            page = await postings.by_state(company_id, PostingState.PARKED, 200, start, target)
            if page.failed:
                return page.failure()
            found.extend(posting for posting in page.unwrap().items if condition(posting))
            start = page.unwrap().next_start
            if start is None:
                break
    return Result.ok(found)
