"""What FOUNDATION was told of workers' weeks in earlier runs: a week's hours add up however many runs it takes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fieldledger.clients.foundation.models.writes import TimeCardWrite
from fieldledger.domain.drafts import TimeActivityDraft
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.domain.told_week import ToldHours, ToldWeek
from fieldledger.repositories.documents import Put
from fieldledger.repositories.postings import Postings
from fieldledger.repositories.told_weeks import ToldWeeks, WeekKey
from fieldledger.result import Result
from fieldledger.services.foundation_posting.mapping import Mapped
from fieldledger.services.foundation_posting.quantities import Before, RoundedWeeks, WorkerWeek

_TOLD = frozenset({PostingState.SEALED, PostingState.POSTED})


class WeeksSoFar:
    """Reads what was told, and remembers what is about to be."""

    def __init__(self, weeks: ToldWeeks, postings: Postings) -> None:
        self._weeks = weeks
        self._postings = postings

    async def before(
        self, company_id: str, keys: Sequence[WeekKey], now_told: Collection[str]
    ) -> Result[Mapping[WeekKey, Before]]:
        """What stands of each week in FOUNDATION, or is on its way there, without the postings ``now_told``."""
        found = await self._weeks.of(company_id, keys)
        if found.failed:
            return found.failure()
        return await self._standing(company_id, found.unwrap(), now_told)

    async def of_file(self, company_id: str, postings: Sequence[Posting], weeks: RoundedWeeks) -> Result["FileWeeks"]:
        """The weeks that a file of ``postings`` adds to, and what stands of them without it."""
        rows: dict[WeekKey, list[Posting]] = {}
        for posting in postings:
            if isinstance(draft := posting.payload, TimeActivityDraft):
                rows.setdefault((draft.employee_id, weeks.first_day(draft.work_date)), []).append(posting)
        found = await self._weeks.of(company_id, list(rows))
        if found.failed:
            return found.failure()
        now_told = {posting.posting_id for posting in postings}
        before = await self._standing(company_id, found.unwrap(), now_told)
        return before.map(lambda standing: FileWeeks(tuple(found.unwrap()), standing, rows))

    def write(self, week: ToldWeek) -> Put:
        """The write that stores a week's next version; ``VERSION_CONFLICT`` if somebody was faster."""
        return self._weeks.write(week)

    async def _standing(
        self, company_id: str, weeks: Sequence[ToldWeek], now_told: Collection[str]
    ) -> Result[Mapping[WeekKey, Before]]:
        ids = sorted({key for week in weeks for key in week.rows if key not in now_told})
        postings = await self._postings.get_many(company_id, ids)
        standing = postings.map(lambda rows: {each.posting_id: each for each in rows if each.state in _TOLD})
        return standing.map(
            lambda known: {(week.employee_id, week.first_day): _sums(list(_rows(week, known))) for week in weeks}
        )

    async def noting(self, posting: Posting, mapped: Mapped) -> Result[list[Put]]:
        """The write that remembers the hours, to go into the transaction that seals them; none for other records."""
        draft, write = posting.payload, mapped.write
        if mapped.week is None or not isinstance(draft, TimeActivityDraft) or not isinstance(write, TimeCardWrite):
            return Result.ok([])
        found = await self._weeks.of(posting.company_id, [(draft.employee_id, mapped.week)])
        told = ToldHours(generation=posting.generation, minutes=draft.minutes, hours=write.hours)
        return found.map(lambda weeks: [self._weeks.write(weeks[0].with_row(posting.posting_id, told))])


@dataclass(frozen=True, slots=True)
class FileWeeks:
    """Weeks as they were read, what stands of them without the file, and the file's postings of each."""

    weeks: tuple[ToldWeek, ...]
    before: Mapping[WeekKey, Before]
    postings: Mapping[WeekKey, Sequence[Posting]]

    def by_books_worker(self, workers: Mapping[str, str]) -> dict[WorkerWeek, Before]:
        """``before`` by FOUNDATION's id of the worker, which ``workers`` has by posting; two of ours may be one."""
        found: dict[WorkerWeek, Before] = {}
        for (employee_id, first_day), own in self.postings.items():
            key = (workers[own[0].posting_id], first_day)
            found[key] = found.get(key, Before()).plus(self.before[employee_id, first_day])
        return found

    def telling(self, hours: Mapping[str, Decimal]) -> Iterator[ToldWeek]:
        """The weeks with the file's rows in them; ``hours`` are those of each posting."""
        for week in self.weeks:
            told = week
            for posting in self.postings[week.employee_id, week.first_day]:
                assert isinstance(posting.payload, TimeActivityDraft)
                minutes, share = posting.payload.minutes, hours[posting.posting_id]
                row = ToldHours(generation=posting.generation, minutes=minutes, hours=share)
                told = told.with_row(posting.posting_id, row)
            yield told


def _rows(week: ToldWeek, standing: Mapping[str, Posting]) -> Iterator[ToldHours]:
    for posting_id, told in week.rows.items():
        posting = standing.get(posting_id)
        if posting is not None and posting.generation == told.generation:
            yield told


def _sums(rows: Sequence[ToldHours]) -> Before:
    return Before(Decimal(sum(row.minutes for row in rows)), sum((row.hours for row in rows), Decimal(0)))
