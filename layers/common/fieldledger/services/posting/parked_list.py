"""Finding parked postings."""

from collections.abc import Callable, Sequence

from fieldledger.domain.posting import TARGETS, Posting, PostingState
from fieldledger.repositories.postings import Postings, postings_in
from fieldledger.result import Result


async def parked_where(
    postings: Postings, company_id: str, condition: Callable[[Posting], bool]
) -> Result[list[Posting]]:
    """The parked postings of a company that meet a condition, of one set of books after the other, oldest first."""
    parked = await postings_in(postings, company_id, [(target, PostingState.PARKED) for target in TARGETS], 200)
    return parked.map(lambda found: [posting for posting in found if condition(posting)])


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
