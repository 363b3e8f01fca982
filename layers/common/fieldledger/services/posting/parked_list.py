"""Finding parked postings."""

from collections.abc import Callable, Sequence

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


def exception_of(posting: Posting) -> str:
    """The item of the inbox that a posting is parked behind; empty for none."""
    return "" if posting.error is None else posting.error.details.get("exception_id", "")


async def left_by(postings: Postings, company_id: str, leaving: Sequence[Posting]) -> Result[list[str]]:
    """The items of the inbox that nothing waits behind once ``leaving`` are not parked any more.

    Two people who take the last two at once leave an item open with nothing behind it, which anybody sees.
    """
    gone = {posting.posting_id for posting in leaving}
    keys = {exception_of(posting) for posting in leaving if posting.state is PostingState.PARKED} - {""}
    if not keys:
        return Result.ok([])
    behind = await parked_where(
        postings, company_id, lambda other: exception_of(other) in keys and other.posting_id not in gone
    )
    return behind.map(lambda others: sorted(keys - {exception_of(other) for other in others}))
