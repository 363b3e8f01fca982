"""What would become of postings if a fix were carried out: the same rules that the writer follows, writing nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fieldledger.domain.clock import Clock
from fieldledger.domain.crosswalk import Counterpart, CounterpartKind, Link
from fieldledger.domain.posting import Posting
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.crosswalk import Crosswalk
from fieldledger.repositories.documents import Put, Write
from fieldledger.repositories.employees import Employees
from fieldledger.repositories.projects import Projects
from fieldledger.result import ErrorCode, Result
from fieldledger.services.exceptions.mending import Plan
from fieldledger.services.inbox import Problem
from fieldledger.services.posting.resolution import PostingResolver
from fieldledger.services.posting.sources import SourceVersions, split


@dataclass(frozen=True, slots=True)
class ParksAgain:
    """Postings that a release would bring back to the inbox, and why."""

    code: str
    subject: str
    message: str
    postings: int


class Rehearsal:
    """Tries postings against the name lists as they were read last.

    What only QuickBooks can say (a closed period, its own refusals, a record edited there) is not known beforehand.
    """

    def __init__(
        self,
        crosswalk: Crosswalk,
        projects: Projects,
        employees: Employees,
        sources: SourceVersions,
        audit: AuditTrail,
        clock: Clock,
    ) -> None:
        self._crosswalk = crosswalk
        self._projects = projects
        self._employees = employees
        self._sources = sources
        self._audit = audit
        self._clock = clock

    async def parks_again(self, plan: Plan, postings: Sequence[Posting]) -> Result[tuple[ParksAgain, ...]]:
        """Those of ``postings`` that have a problem still, or another one, after ``plan``."""
        company = plan.company
        if company is None or not postings:
            return Result.ok(())
        versions = await self._sources.current(company.company_id, [posting.source for posting in postings])
        if versions.failed:
            return versions.failure()
        usable, problems = split(postings, versions.unwrap())
        resolved = await self._resolver(plan).resolve(company, usable)
        return resolved.map(lambda found: _grouped([*problems.values(), *found.problems.values()]))

    def _resolver(self, plan: Plan) -> PostingResolver:
        decided = _Decided(self._crosswalk, plan.link)
        return PostingResolver(decided, self._projects, self._employees, _NoWrites(), self._audit, self._clock)


def _grouped(problems: Sequence[Problem]) -> tuple[ParksAgain, ...]:
    counts = Counter((problem.code.value, problem.subject) for problem in problems)
    words = {(problem.code.value, problem.subject): problem.message for problem in problems}
    return tuple(ParksAgain(*key, words[key], count) for key, count in sorted(counts.items()))


class _NoWrites:
    """Refuses as if somebody had been faster, which the resolver takes for the same conclusion drawn elsewhere."""

    async def transact(self, writes: Sequence[Write]) -> Result[None]:
        del writes
        return Result.fail("nothing is written in a rehearsal", ErrorCode.VERSION_CONFLICT)


class _Decided:
    """The crosswalk with one more link."""

    def __init__(self, crosswalk: Crosswalk, link: Link | None) -> None:
        self._crosswalk = crosswalk
        self._link = link

    async def counterparts(self, company_id: str, kind: CounterpartKind) -> Result[list[Counterpart]]:
        return await self._crosswalk.counterparts(company_id, kind)

    async def rows(
        self, company_id: str, kind: CounterpartKind, vendor_ids: Sequence[str]
    ) -> Result[list[Counterpart]]:
        return await self._crosswalk.rows(company_id, kind, vendor_ids)

    async def save_counterparts(self, counterparts: Sequence[Counterpart]) -> Result[int]:
        del counterparts
        return Result.ok(0)

    async def links(self, company_id: str, kind: CounterpartKind, source_ids: Sequence[str]) -> Result[list[Link]]:
        found = await self._crosswalk.links(company_id, kind, source_ids)
        mine = self._link
        if mine is None or mine.kind is not kind or mine.source_id not in source_ids:
            return found
        return found.map(lambda links: [*(link for link in links if link.source_id != mine.source_id), mine])

    def write_link(self, link: Link) -> Put:
        return self._crosswalk.write_link(link)
