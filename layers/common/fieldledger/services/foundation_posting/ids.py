"""Which record of FOUNDATION one of ours is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from fieldledger.domain.drafts import BillDraft, PerDiemDraft, TimeActivityDraft
from fieldledger.domain.foundation_mappings import ID_LENGTH, LinkedKind
from fieldledger.domain.posting import Posting
from fieldledger.repositories.employees import Employees
from fieldledger.repositories.projects import Projects
from fieldledger.result import ErrorCode, Result
from fieldledger.services.crosswalk.books_links import BooksLinks
from fieldledger.services.inbox import Problem

_SPACE: Final = " "
_TILDE: Final = "~"
_UNMATCHED: Final = {
    LinkedKind.EMPLOYEE: (ErrorCode.EMPLOYEE_UNMATCHED, "the worker is not linked to an employee of FOUNDATION"),
    LinkedKind.PROJECT: (ErrorCode.JOB_UNMATCHED, "the project is not linked to a job of FOUNDATION"),
    LinkedKind.SUPPLIER: (ErrorCode.SUPPLIER_UNMATCHED, "the supplier is not linked to a vendor of FOUNDATION"),
}
_NUMBERLESS: Final = {
    LinkedKind.EMPLOYEE: (ErrorCode.EMPLOYEE_NUMBER_MISSING, "the worker has neither a payroll number nor a link"),
    LinkedKind.PROJECT: (ErrorCode.JOB_NUMBER_MISSING, "the project has neither a job number nor a link"),
}
BOOKS: Final[Mapping[str, str]] = {"books": "foundation"}
"""Which books an item of the inbox is about."""

type Asked = tuple[LinkedKind, str]


@dataclass(frozen=True, slots=True)
class ResolvedIds:
    """FOUNDATION's ids, and the problem of every record that has none."""

    ids: Mapping[Asked, str]
    problems: Mapping[Asked, Problem]

    def of(self, kind: LinkedKind, source_id: str) -> str | Problem:
        """The id, or what is in the way."""
        asked = (kind, source_id)
        found = self.ids.get(asked)
        return found if found is not None else self.problems.get(asked, _problem(_UNMATCHED, asked))


class FoundationIds(Protocol):
    """Finds FOUNDATION's ids."""

    async def resolve(self, company_id: str, asked: Sequence[Asked], *, numbers_are_ids: bool) -> Result[ResolvedIds]:
        """Links first; ``numbers_are_ids`` lets payroll and job numbers stand for ids that nobody linked."""
        ...


def ids_needed(postings: Sequence[Posting]) -> list[Asked]:
    """Everything that the drafts refer to."""
    needed: dict[Asked, None] = {}
    for posting in postings:
        match posting.payload:
            case TimeActivityDraft() | PerDiemDraft() as draft:
                needed[LinkedKind.EMPLOYEE, draft.employee_id] = None
                needed[LinkedKind.PROJECT, draft.project_id] = None
            case BillDraft() as draft:
                needed[LinkedKind.SUPPLIER, draft.supplier_id] = None
                jobs = {line.project_id for line in draft.lines if line.project_id is not None}
                needed |= {(LinkedKind.PROJECT, job): None for job in sorted(jobs)}
            case _:
                continue
    return list(needed)


class LinkedIds:
    """Ids from links, and from the numbers of workers and projects."""

    def __init__(self, links: BooksLinks, employees: Employees, projects: Projects) -> None:
        self._links = links
        self._employees = employees
        self._projects = projects

    async def resolve(self, company_id: str, asked: Sequence[Asked], *, numbers_are_ids: bool) -> Result[ResolvedIds]:
        """The same answer for the same links and numbers, whatever the order."""
        ids: dict[Asked, str] = {}
        problems: dict[Asked, Problem] = {}
        for kind in LinkedKind:
            wanted = [source_id for each, source_id in asked if each is kind]
            linked = await self._links.links(company_id, kind, wanted) if wanted else Result.ok([])
            if linked.failed:
                return linked.failure()
            for link in linked.unwrap():
                asked_for = (kind, link.source_id)
                if link.stale_because is None:
                    ids[asked_for] = link.vendor_id
                else:
                    problems[asked_for] = _stale(asked_for, link.vendor_id, link.stale_because)
            unlinked = [each for each in wanted if (kind, each) not in ids and (kind, each) not in problems]
            numbers = await self._numbers(company_id, kind, unlinked if numbers_are_ids else [])
            if numbers.failed:
                return numbers.failure()
            for source_id in unlinked:
                _add((kind, source_id), numbers.unwrap(), ids, problems)
        return Result.ok(ResolvedIds(ids, problems))

    async def _numbers(
        self, company_id: str, kind: LinkedKind, source_ids: Sequence[str]
    ) -> Result[dict[str, str | None]]:
        if not source_ids or kind is LinkedKind.SUPPLIER:
            return Result.ok({})
        if kind is LinkedKind.EMPLOYEE:
            workers = await self._employees.get_many(company_id, source_ids)
            return workers.map(lambda rows: {row.employee_id: row.number for row in rows})
        projects = await self._projects.get_many(company_id, source_ids)
        return projects.map(lambda rows: {row.project_id: row.number for row in rows})


def _add(
    asked: Asked, numbers: Mapping[str, str | None], ids: dict[Asked, str], problems: dict[Asked, Problem]
) -> None:
    _, source_id = asked
    if source_id not in numbers:
        problems[asked] = _problem(_UNMATCHED, asked)
        return
    number = (numbers[source_id] or "").strip()
    if not number:
        problems[asked] = _problem(_NUMBERLESS, asked)
    elif is_id(number):
        ids[asked] = number
    else:
        problems[asked] = _problem(_UNMATCHED, asked, {"number": number})


def is_id(text: str) -> bool:
    """Whether FOUNDATION can have ``text`` as an id."""
    return 0 < len(text) <= ID_LENGTH and text == text.strip() and all(_SPACE <= each <= _TILDE for each in text)


def _problem(
    texts: Mapping[LinkedKind, tuple[ErrorCode, str]], asked: Asked, details: Mapping[str, str] | None = None
) -> Problem:
    kind, source_id = asked
    code, message = texts[kind]
    return Problem(code, subject_of(kind, source_id), message, {**BOOKS, **(details or {})})


def _stale(asked: Asked, vendor_id: str, because: str) -> Problem:
    kind, source_id = asked
    message = f"the link of the {kind} to FOUNDATION's {vendor_id} has to be looked at: {because}"
    return Problem(ErrorCode.LINK_STALE, subject_of(kind, source_id), message, BOOKS)


def subject_of(kind: str, name: str) -> str:
    """What an item of the inbox is about; the same worker may be known to QuickBooks and unknown to FOUNDATION."""
    return f"foundation.{kind}:{name}"
