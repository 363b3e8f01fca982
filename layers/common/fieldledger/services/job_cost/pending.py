"""What was approved here for a job and is not in the books as they were last read."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.drafts import BillDraft, Draft, PerDiemDraft, TimeActivityDraft
from fieldledger.domain.job_cost import POSTINGS, CostEntry, CostKind
from fieldledger.domain.posting import TARGETS, Operation, Posting, PostingState, Target
from fieldledger.repositories.at_once import at_once
from fieldledger.repositories.paging import all_items
from fieldledger.repositories.postings import Lane, Postings
from fieldledger.result import Result
from fieldledger.services.job_cost.codes import CodeBook
from fieldledger.services.job_cost.labor import LaborRates, Worked, labor_entries
from fieldledger.services.job_cost.mirrored import cents

_WAITING: Final = (PostingState.PENDING, PostingState.SEALED, PostingState.PARKED)
_LOOK_BACK: Final = timedelta(days=7)
_PAGE: Final = 500
type _Change = tuple[Draft, int]
"""A draft, and whether it comes (1) or goes (-1)."""


@dataclass(frozen=True, slots=True)
class Books:
    """How the books were read: ``read_at`` by target (None: never), which of ours was seen there, where hours go."""

    read_at: Mapping[Target, datetime | None]
    markers: Collection[str]
    hours: Target


class PendingCosts:
    """Counts a posting from its approval until the books show it, and never together with what they show."""

    def __init__(self, postings: Postings, rates: LaborRates, clock: Clock) -> None:
        self._postings = postings
        self._rates = rates
        self._clock = clock

    async def of_job(
        self, company_id: str, project_ids: Collection[str], books: Books, book: CodeBook
    ) -> Result[tuple[CostEntry, ...]]:
        """Waiting postings, and those of the last week's approvals that were posted after the books were read.

        A change counts as what it adds to, or takes from, what the books hold. Hours are priced by QuickBooks' rates
        if they go there: FOUNDATION's payroll knows its own, and does not tell them.
        """
        listed = await self._listed(company_id, books)
        if listed.failed:
            return listed.failure()
        known = listed.unwrap()
        found = [each for each in known.values() if _counts(each, books)]
        elsewhere = {each.replaces for each in found if each.replaces} - known.keys()
        replaced = await self._postings.get_many(company_id, sorted(elsewhere))
        if replaced.failed:
            return replaced.failure()
        before = {**known, **{each.posting_id: each for each in replaced.unwrap()}}
        changes = list(_Changes(books, {each.posting_id for each in found}, before).of(found))
        time = [(each, sign) for each, sign in changes if isinstance(each, TimeActivityDraft)]
        hours = [(each, sign) for each, sign in time if each.project_id in project_ids]
        workers = {each.employee_id for each, _ in hours} if books.hours == "quickbooks" else set()
        rates = await self._rates.of_workers(company_id, sorted(workers))
        return rates.map(
            lambda known: (
                *_bills(changes, project_ids, book),
                *_per_diems(changes, project_ids, book),
                *labor_entries(POSTINGS, _worked(hours, known, book)),
            )
        )

    async def _listed(self, company_id: str, books: Books) -> Result[dict[str, Posting]]:
        """By id: one that is posted while the lanes are read is found in two of them, and counts as it is later."""
        lanes = [(target, state) for target in TARGETS for state in (*_WAITING, PostingState.POSTED)]
        found: dict[str, Posting] = {}
        for lane in await at_once(partial(self._lane, company_id, books), lanes):
            if lane.failed:
                return lane.failure()
            found |= {each.posting_id: each for each in lane.unwrap()}
        return Result.ok(found)

    async def _lane(self, company_id: str, books: Books, lane: Lane) -> Result[list[Posting]]:
        target, state = lane
        read_at = books.read_at.get(target)
        since = (read_at or self._clock.now()) - _LOOK_BACK if state is PostingState.POSTED else None
        return await all_items(lambda start: self._postings.by_state(company_id, state, _PAGE, start, target, since))


def _counts(posting: Posting, books: Books) -> bool:
    """Whether a posting is about costs that the books, as they were read, do not show."""
    read_at = books.read_at.get(posting.target)
    over = posting.state is PostingState.POSTED and read_at is not None and posting.updated_at <= read_at
    shown = posting.operation is not Operation.REMOVE and posting.marker in books.markers
    match posting.payload:
        case BillDraft():
            return not over and not shown
        case TimeActivityDraft() | PerDiemDraft():
            return posting.target == books.hours and not over and not shown
        case _:
            return False


@dataclass(frozen=True, slots=True)
class _Changes:
    """Drafts with their sign: what a posting brings, and what it takes away."""

    books: Books
    counted: Collection[str]
    before: Mapping[str, Posting]

    def of(self, postings: Iterable[Posting]) -> Iterator[_Change]:
        """Whatever is taken away was counted once, as an actual or as pending."""
        for posting in postings:
            if posting.operation is not Operation.REMOVE:
                yield posting.payload, 1
            earlier = self.before.get(posting.replaces or "")
            if earlier is not None and self._is_counted(earlier):
                yield earlier.payload, -1

    def _is_counted(self, earlier: Posting) -> bool:
        seen = earlier.target == "foundation"
        return seen or earlier.marker in self.books.markers or earlier.posting_id in self.counted


def _bills(changes: Iterable[_Change], project_ids: Collection[str], book: CodeBook) -> Iterator[CostEntry]:
    for draft, sign in changes:
        for line in draft.lines if isinstance(draft, BillDraft) else ():
            if line.project_id in project_ids:
                yield CostEntry(POSTINGS, book.written(line.cost_code), sign * cents(line.amount), CostKind.PAYABLES)


def _per_diems(changes: Iterable[_Change], project_ids: Collection[str], book: CodeBook) -> Iterator[CostEntry]:
    """Labor without hours, as payroll posts it."""
    for draft, sign in changes:
        if isinstance(draft, PerDiemDraft) and draft.project_id in project_ids:
            place = book.written(draft.cost_code, labor=True)
            yield CostEntry(POSTINGS, place, sign * cents(draft.amount), CostKind.LABOR)


def _worked(
    hours: Iterable[tuple[TimeActivityDraft, int]], rates: Mapping[str, Decimal], book: CodeBook
) -> Iterator[Worked]:
    for draft, sign in hours:
        place = book.written(draft.cost_code, labor=True)
        yield Worked(place, sign * draft.minutes, rates.get(draft.employee_id))
