"""Everything that has to be true before postings are sealed: current, resolved, dated in open books, acceptable."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fieldledger.domain.company import Company
from fieldledger.domain.posting import Posting
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Problem
from fieldledger.services.posting.attempts import exhausted
from fieldledger.services.posting.closed_books import ClosedBooks
from fieldledger.services.posting.directory import BooksDirectory
from fieldledger.services.posting.preparing import Prepared, Preparing
from fieldledger.services.posting.references import Row, named
from fieldledger.services.posting.release import ParkedPostings
from fieldledger.services.posting.resolution import PostingResolver, Resolved, lists_needed
from fieldledger.services.posting.sources import SourceVersions, split

_INACTIVE: Final = frozenset({ErrorCode.BOOKS_REFERENCE_INACTIVE})


@dataclass(frozen=True, slots=True)
class Ready:
    """Postings that may be sealed with their items, and the problem of every other one."""

    postings: list[Posting]
    prepared: Prepared
    problems: dict[str, Problem]


@dataclass(frozen=True, slots=True)
class Readying:
    """Makes postings of one company ready; what stands in the way of one does not keep the others."""

    directory: BooksDirectory
    sources: SourceVersions
    resolver: PostingResolver
    closed_books: ClosedBooks
    preparing: Preparing
    parked: ParkedPostings

    async def ready(self, company: Company, waiting: Sequence[Posting]) -> Result[Ready]:
        """Metered reads: lists and closing date once a day, a row that is switched off, a record that is changed."""
        fresh = await self._fresh_lists(company, waiting)
        if fresh.failed:
            return fresh.failure()
        versions = await self.sources.current(company.company_id, [posting.source for posting in waiting])
        if versions.failed:
            return versions.failure()
        usable, problems = split(waiting, versions.unwrap())
        problems |= {p.posting_id: problem for p in usable if (problem := exhausted(p))}
        takes = await self.closed_books.takes(company, _without(usable, problems))
        if takes.failed:
            return takes.failure()
        problems |= takes.unwrap().problems
        usable = _without(usable, problems)
        resolved = await self._resolved(company, usable)
        if resolved.failed:
            return resolved.failure()
        problems |= resolved.unwrap().problems
        usable = _without(usable, problems)
        prepared = await self.preparing.prepare(company, usable, resolved.unwrap(), takes.unwrap().currency)
        if prepared.failed:
            return prepared.failure()
        problems |= prepared.unwrap().problems
        return Result.ok(Ready(_without(usable, problems), prepared.unwrap(), problems))

    async def _fresh_lists(self, company: Company, waiting: Sequence[Posting]) -> Result[None]:
        """What waited for a row goes when a list shows it switched on again."""
        back = await self.directory.ensure_fresh(company.company_id, sorted(lists_needed(company, waiting)))
        if back.failed or not back.unwrap():
            return back.map(lambda _: None)
        return await self._release(company.company_id, back.unwrap())

    async def _resolved(self, company: Company, usable: Sequence[Posting]) -> Result[Resolved]:
        """Nothing is parked for a row that is switched off by a list of yesterday: the row is read again first."""
        resolved = await self.resolver.resolve(company, usable)
        if resolved.failed:
            return resolved
        problems = resolved.unwrap().problems.values()
        rows = {row for problem in problems if problem.code in _INACTIVE for row in named(problem.details)}
        back: set[Row] = set()
        for kind, vendor_id in sorted(rows):
            read = await self.directory.refresh_row(company.company_id, kind, vendor_id)
            if read.failed and read.error_code != ErrorCode.VENDOR_NOT_FOUND:
                return read.failure()
            if read.success and read.unwrap().active:
                back.add((kind, vendor_id))
        if not back:
            return resolved
        released = await self._release(company.company_id, frozenset(back))
        return released.failure() if released.failed else await self.resolver.resolve(company, usable)

    async def _release(self, company_id: str, rows: frozenset[Row]) -> Result[None]:
        note = "switched on again in QuickBooks"
        released = await self.parked.release_switched_on(company_id, rows, note)
        return released.map(lambda _: None)


def _without(postings: Sequence[Posting], problems: dict[str, Problem]) -> list[Posting]:
    return [posting for posting in postings if posting.posting_id not in problems]
