"""Finding the pending postings of one company that may go now."""

from collections.abc import Collection, Sequence

from fieldledger.domain.clock import Clock
from fieldledger.domain.posting import Posting, PostingState, Target
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result
from fieldledger.services.posting.waves import Wave, Waves


class PendingPostings:
    """Reads the index page by page and each posting again by id: an index may be a moment behind."""

    def __init__(self, postings: Postings, waves: Waves, clock: Clock, target: Target) -> None:
        self._postings = postings
        self._waves = waves
        self._clock = clock
        self._target = target

    async def next(self, company_id: str, hints: Sequence[str], tried: Collection[str], most: int) -> Result[Wave]:
        """The named postings and the oldest others, as far as they may go now, ``tried`` ones left out.

        At most one page more than ``most``; what is stuck behind another posting is told so.
        """
        found = await self._pending(company_id, hints, tried, most)
        if found.failed:
            return found.failure()
        now = self._clock.now()
        wave = await self._waves.next(company_id, found.unwrap(), now)
        if wave.failed:
            return wave
        told = await self._waves.defer(found.unwrap(), wave.unwrap().stuck, now)
        return told.failure() if told.failed else wave

    async def _pending(
        self, company_id: str, hints: Sequence[str], tried: Collection[str], most: int
    ) -> Result[list[Posting]]:
        """The named ones first; if they are not enough to go on with, the oldest.

        Pages on until they are: what waits for a later time must not hide what is due.
        """
        pending: dict[str, Posting] = {}
        identifiers = list(hints)
        start: StartKey | None = None
        more = True
        while True:
            if len(identifiers) < most:
                page = await self._postings.by_state(company_id, PostingState.PENDING, most, start, self._target)
                if page.failed:
                    return page.failure()
                identifiers.extend(posting.posting_id for posting in page.unwrap().items)
                start = page.unwrap().next_start
                more = start is not None
            wanted = [key for key in dict.fromkeys(identifiers) if key not in tried and key not in pending]
            found = await self._postings.get_many(company_id, wanted)
            if found.failed:
                return found
            pending |= {p.posting_id: p for p in found.unwrap() if self._is_mine(p)}
            identifiers = []
            due = sum(posting.not_before <= self._clock.now() for posting in pending.values())
            if not more or due >= most:
                return Result.ok(list(pending.values()))

    def _is_mine(self, posting: Posting) -> bool:
        return posting.state is PostingState.PENDING and posting.target == self._target
