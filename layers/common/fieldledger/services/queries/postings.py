"""Reading postings."""

from dataclasses import dataclass, field
from functools import partial
from typing import Final, Literal

from fieldledger.domain.posting import TARGETS, Posting, PostingState, Target
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.paging import Slice, filtered
from fieldledger.repositories.postings import Lane, Postings, Window
from fieldledger.result import Result

type DraftKind = Literal["time_activity", "per_diem", "customer", "vendor", "bill", "invoice"]

_ROUNDS: Final = 10


@dataclass(frozen=True, slots=True)
class PostingFilters:
    """What to show; None shows all.

    State, books and ``window`` are looked up in an index. The others are compared with what that finds.
    """

    state: PostingState | None = None
    target: Target | None = None
    window: Window = field(default_factory=Window)
    source_record_id: str | None = None
    approval_id: str | None = None
    kind: DraftKind | None = None

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The parts of the index that can hold what is asked for."""
        states = tuple(PostingState) if self.state is None else (self.state,)
        targets = TARGETS if self.target is None else (self.target,)
        return tuple((target, state) for target in targets for state in states)

    def show(self, posting: Posting) -> bool:
        """Whether a posting that the index found fits the rest."""
        return (
            self.source_record_id in {None, posting.source.record_id}
            and self.approval_id in {None, posting.approval_id}
            and self.kind in {None, posting.payload.kind}
        )


class PostingQueries:
    """Postings of one company."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings

    async def page(
        self, company_id: str, filters: PostingFilters, limit: int, start: StartKey | None
    ) -> Result[Slice[Posting]]:
        """A page by age. It may be short, or even empty, and still have a next one."""
        fetch = partial(self._postings.by_age, company_id, filters.lanes, filters.window)
        return await filtered(fetch, filters.show, limit, start, _ROUNDS)

    async def get(self, company_id: str, posting_id: str) -> Result[Posting]:
        """``NOT_FOUND`` also for another company's posting."""
        return await self._postings.get(company_id, posting_id)
