"""Making jobs here, and changing what people say of any job."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.clock import Clock
from fieldledger.domain.member import MOST_PROJECTS, Member
from fieldledger.domain.project import MADE_HERE, OWNED_BY_SOURCE, Project, ProjectStatus, made_here_hash
from fieldledger.domain.visibility import VisibleProjects
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.documents import Put
from fieldledger.repositories.members import Members
from fieldledger.repositories.project_numbers import ProjectNumbers
from fieldledger.repositories.projects import Projects
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import audit_entry
from fieldledger.services.projects.checks import ProjectChecks
from fieldledger.services.writing import Transactions

_TRIES: Final = 3


class NewProject(CanonicalModel):
    """A job to make. ``joins``: whoever makes it becomes one of its project managers."""

    company_id: str
    user_id: str
    project_id: str
    name: str
    number: str | None = None
    status: ProjectStatus = ProjectStatus.ACTIVE
    budget: Decimal | None = None
    client_id: str | None = None
    joins: bool = False


class ProjectChanges(CanonicalModel):
    """New values; a field that was not set stays as it is. ``None`` empties it where it may be empty."""

    name: str | None = None
    number: str | None = None
    status: ProjectStatus | None = None
    budget: Decimal | None = None
    client_id: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Somebody's changes of the ``version`` that they saw."""

    company_id: str
    user_id: str
    project_id: str
    version: int
    changes: ProjectChanges


@dataclass(frozen=True, slots=True)
class ProjectStores:
    """Where jobs, their numbers, their people and what was done are kept."""

    projects: Projects
    numbers: ProjectNumbers
    members: Members
    audit: AuditTrail
    transactions: Transactions


class ProjectEditing:
    """Works for one company at a time. Each change is one transaction with its audit entry."""

    def __init__(self, stores: ProjectStores, checks: ProjectChecks, clock: Clock) -> None:
        self._stores = stores
        self._checks = checks
        self._clock = clock

    async def create(self, wanted: NewProject) -> Result[Project]:
        """Make the job, once for its id: a repeated call gives the job that is there.

        Codes: ``JOB_NUMBER_TAKEN``; ``VALIDATION_FAILED`` for an unknown client, or if whoever makes it has 500 jobs.
        """
        return await _persistent(lambda: self._create(wanted))

    async def update(self, edit: Edit, visible: VisibleProjects) -> Result[Project]:
        """Change what was set; a change that changes nothing writes nothing.

        Codes: ``NOT_FOUND``, also for a job that may not be seen; ``VERSION_CONFLICT`` if it is no more the version
        that was seen; ``FIELD_OWNED_BY_SOURCE`` for number, name or status of a vendor's job; ``JOB_NUMBER_TAKEN``;
        ``VALIDATION_FAILED`` for an unknown client.
        """
        if not visible.includes(edit.project_id):
            return Result.fail("The project was not found", ErrorCode.NOT_FOUND)
        return await _persistent(lambda: self._update(edit))

    async def _create(self, wanted: NewProject) -> Result[Project]:
        there = await self._stores.projects.get(wanted.company_id, wanted.project_id)
        if there.error_code != ErrorCode.NOT_FOUND:
            return there
        project = _made(wanted, self._clock)
        checked = await self._checked(project, {"number", "client_id"})
        joined = await self._joined(wanted)
        if checked.failed or joined.failed:
            return checked.failure() if checked.failed else joined.failure()
        entry = self._entry(LogEvent.PROJECT_CREATED, wanted.user_id, project, {}, _words(project))
        writes = [self._stores.projects.write(project), *checked.unwrap(), *joined.unwrap(), entry]
        return await self._write(LogEvent.PROJECT_CREATED, wanted.user_id, project, writes)

    async def _update(self, edit: Edit) -> Result[Project]:
        found = await self._stores.projects.get(edit.company_id, edit.project_id)
        if found.failed:
            return found
        held = found.unwrap()
        if held.version != edit.version:
            text = "somebody else changed the job since it was shown"
            return Result.fail(text, ErrorCode.VERSION_CONFLICT, {"version": held.version})
        project = held.model_copy(update=edit.changes.model_dump(exclude_unset=True))
        changed = {name for name, value in _words(project).items() if value != _words(held)[name]}
        if not changed:
            return found
        owned = sorted(changed & OWNED_BY_SOURCE) if held.source != MADE_HERE else []
        if owned:
            text = f"{held.source} says what these fields are: change them there"
            return Result.fail(text, ErrorCode.FIELD_OWNED_BY_SOURCE, {"source": held.source, "fields": owned})
        return await self._change(edit, held, project, changed)

    async def _change(self, edit: Edit, held: Project, project: Project, changed: set[str]) -> Result[Project]:
        checked = await self._checked(project, changed)
        if checked.failed:
            return checked.failure()
        project = _restamped(project, self._clock) if project.source == MADE_HERE else project
        before, after = ({name: words[name] for name in changed} for words in (_words(held), _words(project)))
        entry = self._entry(LogEvent.PROJECT_UPDATED, edit.user_id, project, before, after)
        writes = [self._stores.projects.write(project), *checked.unwrap(), entry]
        return await self._write(LogEvent.PROJECT_UPDATED, edit.user_id, project, writes)

    async def _checked(self, project: Project, changed: set[str]) -> Result[list[Put]]:
        """The writes that keep somebody else from taking the number meanwhile."""
        client = await self._checks.client(project.company_id, project.client_id if "client_id" in changed else None)
        if client.failed or "number" not in changed or project.number is None:
            return client.map(lambda _: [])
        taken = await self._stores.numbers.take(project.company_id, project.number, project.project_id)
        free = await self._checks.number(project.company_id, project.number, project.project_id)
        return free.failure() if free.failed else taken.map(lambda put: [put])

    async def _joined(self, wanted: NewProject) -> Result[list[Put]]:
        if not wanted.joins:
            return Result.ok([])
        found = await self._stores.members.find(wanted.company_id, wanted.user_id)
        if found.failed:
            return found.failure()
        member = found.unwrap() or Member(company_id=wanted.company_id, user_id=wanted.user_id)
        if len(member.project_ids) >= MOST_PROJECTS:
            return Result.fail(f"you have {MOST_PROJECTS} jobs already", ErrorCode.VALIDATION_FAILED)
        joined = member.model_copy(update={"project_ids": (*member.project_ids, wanted.project_id)})
        return Result.ok([self._stores.members.write(joined)])

    async def _write(self, event: LogEvent, user_id: str, project: Project, writes: list[Put]) -> Result[Project]:
        written = await self._stores.transactions.transact(writes)
        if written.failed:
            return written.failure()
        log_mutation(event, user_id, project.project_id)
        return Result.ok(project.model_copy(update={"version": project.version + 1}))

    def _entry(
        self, event: LogEvent, user_id: str, project: Project, before: dict[str, str], after: dict[str, str]
    ) -> Put:
        entry = audit_entry(
            project.company_id,
            user_id,
            event,
            f"project:{project.project_id}",
            self._clock.now(),
            before=before,
            after=after,
        )
        return self._stores.audit.write(entry)


async def _persistent(work: Callable[[], Awaitable[Result[Project]]]) -> Result[Project]:
    """Again where somebody else was faster: the next look says whether that matters."""
    done = await work()
    for _ in range(_TRIES - 1):
        if done.error_code != ErrorCode.VERSION_CONFLICT or "version" in done.details:
            break
        done = await work()
    return done


def _made(wanted: NewProject, clock: Clock) -> Project:
    project = Project(source=MADE_HERE, content_hash="", **wanted.model_dump(exclude={"user_id", "joins"}))
    return _restamped(project, clock)


def _restamped(project: Project, clock: Clock) -> Project:
    content_hash = made_here_hash(project.number, project.name, project.status)
    return project.model_copy(update={"content_hash": content_hash, "source_updated_at": clock.now()})


def _words(project: Project) -> dict[str, str]:
    """What people may say of a job, as text."""
    return {
        "number": project.number or "",
        "name": project.name,
        "status": project.status.value,
        "budget": "" if project.budget is None else f"{project.budget:.2f}",
        "client_id": project.client_id or "",
    }
