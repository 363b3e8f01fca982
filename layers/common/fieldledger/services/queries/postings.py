"""Reading postings."""

from fieldledger.domain.posting import Posting, PostingState, Target
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.paging import Slice
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result


class PostingQueries:
    """Postings of one company."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings

    async def page(
        self, company_id: str, state: PostingState | None, target: Target, limit: int, start: StartKey | None
    ) -> Result[Slice[Posting]]:
        """A page: of one state and one set of books oldest first, or of everything ordered by id."""
        if state is None:
            return await self._postings.page(company_id, limit, start)
        return await self._postings.by_state(company_id, state, limit, start, target)

    async def get(self, company_id: str, posting_id: str) -> Result[Posting]:
        """``NOT_FOUND`` also for another company's posting."""
        return await self._postings.get(company_id, posting_id)
