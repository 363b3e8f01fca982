"""What FOUNDATION was told of workers' weeks in earlier runs: a week's hours add up however many runs it takes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
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
from fieldledger.services.foundation_posting.quantities import Before

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
        weeks = found.unwrap()
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


def _rows(week: ToldWeek, standing: Mapping[str, Posting]) -> Iterator[ToldHours]:
    for posting_id, told in week.rows.items():
        posting = standing.get(posting_id)
        if posting is not None and posting.generation == told.generation:
            yield told


def _sums(rows: Sequence[ToldHours]) -> Before:
    return Before(Decimal(sum(row.minutes for row in rows)), sum((row.hours for row in rows), Decimal(0)))
