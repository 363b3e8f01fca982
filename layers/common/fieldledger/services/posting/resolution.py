"""From our ids to the books' ids: links that exist, links that a rule is certain of, problems for the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.crosswalk import Counterpart, CounterpartKind, Link
from fieldledger.domain.posting import Posting
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.crosswalk import Crosswalk
from fieldledger.repositories.employees import Employees
from fieldledger.repositories.projects import Projects
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import Transactions
from fieldledger.services.audit import SYSTEM, audit_entry
from fieldledger.services.inbox import Problem
from fieldledger.services.posting.matching import CERTAIN, match_employee, match_item, match_job


@dataclass(frozen=True, slots=True)
class BooksIds:
    """What a time activity refers to in the books."""

    employee_id: str
    customer_id: str
    item_id: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """Ids per posting, and the problem of every posting that has none."""

    ids: Mapping[str, BooksIds]
    problems: Mapping[str, Problem]


type _Found = Mapping[str, Result[str]]
type _Rule = Callable[[str, Sequence[Counterpart]], Result[Counterpart]]


class PostingResolver:
    """Resolves the postings of one company in three batch reads and as many writes as there are new links."""

    def __init__(
        self,
        crosswalk: Crosswalk,
        projects: Projects,
        employees: Employees,
        transactions: Transactions,
        audit: AuditTrail,
        clock: Clock,
    ) -> None:
        self._crosswalk = crosswalk
        self._projects = projects
        self._employees = employees
        self._transactions = transactions
        self._audit = audit
        self._clock = clock

    async def resolve(self, company: Company, postings: Sequence[Posting]) -> Result[Resolved]:
        """Every posting ends up either with ids or with a problem."""
        people = await self._people(company.company_id, {p.payload.employee_id for p in postings})
        if people.failed:
            return people.failure()
        jobs = await self._jobs(company.company_id, {p.payload.project_id for p in postings})
        if jobs.failed:
            return jobs.failure()
        items = await self._items(company, {p.payload.pay_type for p in postings})
        if items.failed:
            return items.failure()
        ids: dict[str, BooksIds] = {}
        problems: dict[str, Problem] = {}
        for posting in postings:
            outcome = _combine(posting, people.unwrap(), jobs.unwrap(), items.unwrap())
            if isinstance(outcome, Problem):
                problems[posting.posting_id] = outcome
            else:
                ids[posting.posting_id] = outcome
        return Result.ok(Resolved(ids, problems))

    async def _people(self, company_id: str, wanted: set[str]) -> Result[_Found]:
        found = await self._employees.get_many(company_id, sorted(wanted))
        if found.failed:
            return found.failure()
        known = {employee.employee_id: employee for employee in found.unwrap()}
        rule = _rule(known, match_employee, ErrorCode.EMPLOYEE_UNMATCHED)
        return await self._linked(company_id, CounterpartKind.EMPLOYEE, wanted, rule, "rule:employee_number")

    async def _jobs(self, company_id: str, wanted: set[str]) -> Result[_Found]:
        found = await self._projects.get_many(company_id, sorted(wanted))
        if found.failed:
            return found.failure()
        known = {project.project_id: project for project in found.unwrap()}
        rule = _rule(known, match_job, ErrorCode.JOB_UNMATCHED)
        return await self._linked(company_id, CounterpartKind.CUSTOMER, wanted, rule, "rule:job_number")

    async def _items(self, company: Company, pay_types: set[str]) -> Result[_Found]:
        """Items are not linked: the company's pay type table already names them."""
        rows = await self._crosswalk.counterparts(company.company_id, CounterpartKind.ITEM)
        return rows.map(lambda found: {pay_type: _item(company, pay_type, found) for pay_type in pay_types})

    async def _linked(
        self,
        company_id: str,
        kind: CounterpartKind,
        wanted: set[str],
        rule: _Rule,
        rule_name: str,
    ) -> Result[_Found]:
        links = await self._crosswalk.links(company_id, kind, sorted(wanted))
        if links.failed:
            return links.failure()
        found: dict[str, Result[str]] = {link.source_id: Result.ok(link.vendor_id) for link in links.unwrap()}
        missing = sorted(wanted - found.keys())
        if not missing:
            return Result.ok(found)
        rows = await self._crosswalk.counterparts(company_id, kind)
        if rows.failed:
            return rows.failure()
        for source_id in missing:
            matched = rule(source_id, rows.unwrap())
            if matched.success:
                stored = await self._link(company_id, kind, source_id, matched.unwrap(), rule_name)
                if stored.failed:
                    return stored.failure()
            found[source_id] = matched.map(lambda row: row.vendor_id)
        return Result.ok(found)

    async def _link(
        self, company_id: str, kind: CounterpartKind, source_id: str, row: Counterpart, rule_name: str
    ) -> Result[None]:
        now = self._clock.now()
        link = Link(
            company_id=company_id,
            kind=kind,
            source_id=source_id,
            vendor_id=row.vendor_id,
            decided_by=rule_name,
            score=CERTAIN,
            decided_at=now,
        )
        after = {"vendor_id": row.vendor_id, "decided_by": rule_name}
        entry = audit_entry(company_id, SYSTEM, LogEvent.LINK_DECIDED, f"{kind}:{source_id}", now, after=after)
        stored = await self._transactions.transact([self._crosswalk.write_link(link), self._audit.write(entry)])
        if stored.error_code == ErrorCode.VERSION_CONFLICT:  # another worker drew the same conclusion
            return Result.ok(None)
        if stored.success:
            log_mutation(LogEvent.LINK_DECIDED, SYSTEM, f"{kind}:{source_id}", vendor_id=row.vendor_id)
        return stored


def _rule[M](
    known: Mapping[str, M], match: Callable[[M, Sequence[Counterpart]], Result[Counterpart]], unknown: ErrorCode
) -> _Rule:
    """``match`` by source id; a record that Raken never sent is a problem of its own."""

    def rule(source_id: str, rows: Sequence[Counterpart]) -> Result[Counterpart]:
        record = known.get(source_id)
        return Result.fail("Raken never sent this record", unknown) if record is None else match(record, rows)

    return rule


def _item(company: Company, pay_type: str, rows: Sequence[Counterpart]) -> Result[str]:
    mapping = company.pay_types.get(pay_type)
    if mapping is None:
        return Result.fail(f"pay type {pay_type} has no service item", ErrorCode.PAY_TYPE_UNMAPPED)
    return match_item(mapping.service_item, rows).map(lambda row: row.vendor_id)


def _combine(posting: Posting, people: _Found, jobs: _Found, items: _Found) -> BooksIds | Problem:
    draft = posting.payload
    employee, job, item = people[draft.employee_id], jobs[draft.project_id], items[draft.pay_type]
    for subject, found in (
        (f"employee:{draft.employee_id}", employee),
        (f"project:{draft.project_id}", job),
        (f"pay_type:{draft.pay_type}", item),
    ):
        if found.failed:
            return Problem(ErrorCode(found.error_code or ErrorCode.UNKNOWN), subject, found.error or "")
    return BooksIds(employee.unwrap(), job.unwrap(), item.unwrap())
