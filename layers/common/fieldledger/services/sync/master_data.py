"""Projects and members: read whole, written only where their content changed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from fieldledger.clients.raken.client import RakenFeed, is_last
from fieldledger.clients.raken.paging import RakenPage
from fieldledger.domain.employee import Employee
from fieldledger.domain.project import Project
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.employees import Employees
from fieldledger.repositories.projects import Projects
from fieldledger.result import Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.inbox import Inbox
from fieldledger.services.sync.malformed import malformed
from fieldledger.services.sync.raken_records import to_employee, to_project


@dataclass(frozen=True, slots=True)
class _List[M: (Project, Employee)]:
    """One of Raken's lists and where its records go."""

    name: str
    fetch: Callable[[str, int], Awaitable[Result[RakenPage]]]
    parse: Callable[[str, object], Result[M]]
    identify: Callable[[M], str]
    held: Callable[[str, Sequence[str]], Awaitable[Result[list[M]]]]
    save: Callable[[M], Awaitable[Result[M]]]


class MasterDataSync:
    """A record that disappears from a list is left as it is: deletions are explicit (status DELETED)."""

    def __init__(self, feed: RakenFeed, projects: Projects, employees: Employees, inbox: Inbox) -> None:
        self._inbox = inbox
        self._projects = _List(
            "project", feed.projects, to_project, lambda p: p.project_id, projects.get_many, projects.save
        )
        self._employees = _List(
            "member", feed.members, to_employee, lambda e: e.employee_id, employees.get_many, employees.save
        )

    async def projects(self, company_id: str) -> Result[SyncCounts]:
        """Read the projects."""
        return await self._read(company_id, self._projects)

    async def employees(self, company_id: str) -> Result[SyncCounts]:
        """Read the members."""
        return await self._read(company_id, self._employees)

    async def _read[M: (Project, Employee)](self, company_id: str, source: _List[M]) -> Result[SyncCounts]:
        counts = SyncCounts()
        offset = 0
        while True:
            page = await source.fetch(company_id, offset)
            if page.failed:
                return page.failure()
            rows = page.unwrap().collection
            applied = await self._apply(company_id, source, rows)
            if applied.failed:
                return applied
            counts = counts.plus(applied.unwrap()).plus(SyncCounts(calls=1))
            if is_last(page.unwrap(), offset):
                return Result.ok(counts)
            offset += len(rows)

    async def _apply[M: (Project, Employee)](
        self, company_id: str, source: _List[M], rows: Sequence[object]
    ) -> Result[SyncCounts]:
        counts = SyncCounts(seen=len(rows))
        read: dict[str, M] = {}
        for row in rows:
            record = source.parse(company_id, row)
            if record.success:
                read[source.identify(record.unwrap())] = record.unwrap()
                continue
            raised = await self._inbox.raise_(company_id, malformed(source.name, row, record))
            if raised.failed:
                return raised.failure()
            counts = counts.plus(SyncCounts(failed=1))
        held = await source.held(company_id, list(read))
        if held.failed:
            return held.failure()
        known = {source.identify(record): record for record in held.unwrap()}
        for identifier, fresh in read.items():
            saved = await self._save(source, known.get(identifier), fresh, identifier)
            if saved.failed:
                return saved
            counts = counts.plus(saved.unwrap())
        return Result.ok(counts)

    async def _save[M: (Project, Employee)](
        self, source: _List[M], before: M | None, fresh: M, identifier: str
    ) -> Result[SyncCounts]:
        if before is not None and before.content_hash == fresh.content_hash:
            return Result.ok(SyncCounts(unchanged=1))
        version = 0 if before is None else before.version
        saved = await source.save(fresh.model_copy(update={"version": version}))
        if saved.failed:
            return saved.failure()
        log_mutation(LogEvent.RECORD_SAVED, SYSTEM, identifier, kind=source.name)
        return Result.ok(SyncCounts(created=1) if before is None else SyncCounts(updated=1))
