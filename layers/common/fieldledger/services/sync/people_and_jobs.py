"""Jobs and workers as records that people work with. What changed may be what parked postings wait for."""

from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from fieldledger.domain.employee import Employee, EmployeeStatus
from fieldledger.domain.facts.raken_lists import MemberFacts, ProjectFacts
from fieldledger.domain.project import Project, ProjectStatus
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.employees import Employees
from fieldledger.repositories.projects import Projects
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.posting.release import EMPLOYEE_CODES, JOB_CODES, ParkedPostings
from fieldledger.services.sync.sinking import Rows
from fieldledger.services.sync.source import SourceRow


@dataclass(frozen=True, slots=True)
class _Kind[M: (Project, Employee)]:
    """How records of one kind are stored. ``gone`` turns one that we hold into a deleted one.

    ``keeping`` gives a fresh record what people said of the one that we hold.
    """

    name: str
    codes: AbstractSet[ErrorCode]
    identify: Callable[[M], str]
    fresh: Callable[[str, SourceRow], M]
    gone: Callable[[M], M]
    keeping: Callable[[M, M | None], M]
    held: Callable[[str, Sequence[str]], Awaitable[Result[list[M]]]]
    save: Callable[[M], Awaitable[Result[M]]]


class _Sink[M: (Project, Employee)]:
    """Written only where the content changed. A record that a list lacks stays: deletions are the vendor's word."""

    def __init__(self, kind: _Kind[M], parked: ParkedPostings) -> None:
        self._kind: _Kind[M] = kind
        self._parked = parked

    async def keep(self, rows: Rows) -> Result[SyncCounts]:
        """Of several rows of one record the last counts; the others are ``unchanged``.

        Postings that wait for such a record are released at once: a later run does not see the change again.
        """
        latest = {row.record_id: row for row in rows.rows}
        held = await self._kind.held(rows.company_id, list(latest))
        if held.failed:
            return held.failure()
        known = {self._kind.identify(record): record for record in held.unwrap()}
        counts = SyncCounts(seen=len(rows.rows), unchanged=len(rows.rows) - len(latest))
        for identifier, row in latest.items():
            saved = await self._keep(rows.company_id, known.get(identifier), row)
            if saved.failed:
                return saved
            counts = counts.plus(saved.unwrap())
        return await self._release(rows.company_id, counts)

    async def _keep(self, company_id: str, before: M | None, row: SourceRow) -> Result[SyncCounts]:
        after = self._after(company_id, before, row)
        if after is None or (before is not None and before.content_hash == after.content_hash):
            return Result.ok(SyncCounts(unchanged=1))
        version = 0 if before is None else before.version
        saved = await self._kind.save(after.model_copy(update={"version": version}))
        if saved.failed:
            return saved.failure()
        log_mutation(LogEvent.RECORD_SAVED, SYSTEM, row.record_id, kind=self._kind.name)
        if before is None:
            return Result.ok(SyncCounts(created=1))
        return Result.ok(SyncCounts(deleted=1) if row.deleted else SyncCounts(updated=1))

    def _after(self, company_id: str, before: M | None, row: SourceRow) -> M | None:
        """The record as the row has it; of a deleted one the last facts are kept if it brings none."""
        if row.facts is None:
            return None if before is None else self._kind.gone(before)
        return self._kind.keeping(self._kind.fresh(company_id, row), before)

    async def _release(self, company_id: str, counts: SyncCounts) -> Result[SyncCounts]:
        if not counts.updated and not counts.created:
            return Result.ok(counts)
        released = await self._parked.release(company_id, self._kind.codes, f"Raken's {self._kind.name} changed")
        return released.map(lambda _: counts)


class ProjectSink(_Sink[Project]):
    """Implements ``RecordSink`` for jobs."""

    def __init__(self, projects: Projects, parked: ParkedPostings) -> None:
        kind: _Kind[Project] = _Kind(
            "project",
            JOB_CODES,
            lambda p: p.project_id,
            _project,
            _deleted_project,
            Project.with_what_people_said,
            projects.get_many,
            projects.save,
        )
        super().__init__(kind, parked)


class EmployeeSink(_Sink[Employee]):
    """Implements ``RecordSink`` for workers."""

    def __init__(self, employees: Employees, parked: ParkedPostings) -> None:
        kind: _Kind[Employee] = _Kind(
            "member",
            EMPLOYEE_CODES,
            lambda e: e.employee_id,
            _employee,
            _deleted_employee,
            lambda fresh, _: fresh,
            employees.get_many,
            employees.save,
        )
        super().__init__(kind, parked)


def _project(company_id: str, row: SourceRow) -> Project:
    facts = row.facts
    if not isinstance(facts, ProjectFacts):
        raise TypeError(f"{type(facts).__name__} of a project")
    return Project(
        company_id=company_id,
        project_id=row.record_id,
        source=row.resource.vendor.value,
        number=facts.number,
        name=facts.name,
        status=facts.status,
        source_updated_at=row.updated_at,
        content_hash=facts.hashed,
    )


def _deleted_project(held: Project) -> Project:
    facts = ProjectFacts(number=held.number, name=held.name, status=ProjectStatus.DELETED)
    return held.model_copy(update={"status": facts.status, "content_hash": facts.hashed})


def _employee(company_id: str, row: SourceRow) -> Employee:
    facts = row.facts
    if not isinstance(facts, MemberFacts):
        raise TypeError(f"{type(facts).__name__} of a member")
    return Employee(
        company_id=company_id,
        employee_id=row.record_id,
        source=row.resource.vendor.value,
        number=facts.number,
        first_name=facts.first_name,
        last_name=facts.last_name,
        email=facts.email,
        status=facts.status,
        content_hash=facts.hashed,
    )


def _deleted_employee(held: Employee) -> Employee:
    facts = MemberFacts(
        number=held.number,
        first_name=held.first_name,
        last_name=held.last_name,
        email=held.email,
        status=EmployeeStatus.DELETED,
    )
    return held.model_copy(update={"status": facts.status, "content_hash": facts.hashed})
