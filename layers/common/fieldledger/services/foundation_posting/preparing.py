"""Getting postings ready for FOUNDATION: ids, codes, hours, and every value that it could not hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fieldledger.clients.foundation.models.writes import TimeCardWrite
from fieldledger.domain.company import Company
from fieldledger.domain.drafts import TimeActivityDraft
from fieldledger.domain.foundation_mappings import FoundationMappings
from fieldledger.domain.posting import Posting
from fieldledger.result import ErrorCode, Result
from fieldledger.services.foundation_posting.ids import BOOKS, FoundationIds, ids_needed, subject_of
from fieldledger.services.foundation_posting.mapping import BooksWrite, Mapped, map_posting
from fieldledger.services.foundation_posting.quantities import RoundedWeeks, WorkedRow, hours_by_row
from fieldledger.services.foundation_posting.told_weeks import WeeksSoFar
from fieldledger.services.inbox import Problem

type CanHold = Callable[[BooksWrite], Result[object]]
"""What one way in takes; a failure says in its message what it cannot hold."""


@dataclass(frozen=True, slots=True)
class PreparedWrites:
    """Postings with their record, in their order, and the problem of every other one by posting id."""

    ready: Mapping[str, Mapped]
    problems: Mapping[str, Problem]


class FoundationPreparing:
    """Prepares postings of one company, all for the same way in."""

    def __init__(self, ids: FoundationIds, so_far: WeeksSoFar | None = None) -> None:
        """``so_far``: for a way in on which a week may go in several runs."""
        self._ids = ids
        self._so_far = so_far

    async def prepare(
        self, company: Company, mappings: FoundationMappings, postings: Sequence[Posting], can_hold: CanHold
    ) -> Result[PreparedWrites]:
        """Hours are rounded together: a worker's week among ``postings`` adds up, with what went of it earlier
        (time-and-identity.md C2).
        """
        asked = ids_needed(postings)
        resolved = await self._ids.resolve(company.company_id, asked, numbers_are_ids=mappings.numbers_are_ids)
        if resolved.failed:
            return resolved.failure()
        ready: dict[str, Mapped] = {}
        problems: dict[str, Problem] = {}
        for posting in postings:
            match map_posting(posting, mappings, resolved.unwrap()):
                case Problem() as problem:
                    problems[posting.posting_id] = problem
                case mapped:
                    ready[posting.posting_id] = mapped
        rounded = await self._rounded(company, _rows(postings, ready))
        if rounded.failed:
            return rounded.failure()
        ready = {key: _with_hours(mapped, rounded.unwrap().get(key), company) for key, mapped in ready.items()}
        for key, mapped in list(ready.items()):
            held = can_hold(mapped.write)
            if held.failed:
                problems[key] = _not_held(key, mapped, held)
                del ready[key]
        return Result.ok(PreparedWrites(ready, problems))

    async def _rounded(self, company: Company, rows: Sequence[WorkedRow]) -> Result[Mapping[str, Decimal]]:
        weeks = RoundedWeeks.of(company)
        if self._so_far is None:
            return Result.ok(hours_by_row(rows, weeks))
        keys = sorted({(row.worker, weeks.first_day(row.day)) for row in rows})
        before = await self._so_far.before(company.company_id, keys, {row.key for row in rows})
        return before.map(lambda gone: hours_by_row(rows, weeks, gone))


def _rows(postings: Sequence[Posting], ready: Mapping[str, Mapped]) -> list[WorkedRow]:
    return [
        WorkedRow(posting.posting_id, draft.employee_id, draft.work_date, Decimal(draft.minutes))
        for posting in postings
        if posting.posting_id in ready and isinstance(draft := posting.payload, TimeActivityDraft)
    ]


def _with_hours(mapped: Mapped, hours: Decimal | None, company: Company) -> Mapped:
    if hours is None or not isinstance(mapped.write, TimeCardWrite):
        return mapped
    week = RoundedWeeks.of(company).first_day(mapped.write.day)
    return replace(mapped, write=mapped.write.model_copy(update={"hours": hours}), week=week)


def _not_held(posting_id: str, mapped: Mapped, refused: Result[object]) -> Problem:
    """A way in that takes no such records at all is one item for the company, not one for each posting."""
    if refused.error_code == ErrorCode.VENDOR_SETUP_INCOMPLETE:
        subject = subject_of("route", mapped.kind)
        return Problem(ErrorCode.VENDOR_SETUP_INCOMPLETE, subject, refused.error or "", BOOKS)
    details = {**BOOKS, "field": str(refused.details.get("field", ""))}
    text = f"FOUNDATION cannot hold the record: {refused.error}"
    return Problem(ErrorCode.BOOKS_WOULD_REFUSE, f"posting:{posting_id}", text, details)
