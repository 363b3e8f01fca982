"""From our ids to the books' ids: links that exist, links that a rule is certain of, problems for the rest."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.crosswalk import Counterpart, CounterpartKind, Link
from fieldledger.domain.posting import Operation, Posting
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.crosswalk import Crosswalk
from fieldledger.repositories.employees import Employees
from fieldledger.repositories.projects import Projects
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import Transactions
from fieldledger.services.audit import SYSTEM, audit_entry
from fieldledger.services.inbox import Problem
from fieldledger.services.posting.kinds import of
from fieldledger.services.posting.kinds.needs import Need, Needs, References
from fieldledger.services.posting.matching import CERTAIN, match_employee, match_job, match_named
from fieldledger.services.posting.references import told


@dataclass(frozen=True, slots=True)
class Resolved:
    """The books' ids per posting, and the problem of every posting that lacks one."""

    ids: Mapping[str, References]
    problems: Mapping[str, Problem]


type _Found = Mapping[str, Result[str]]
type _Rule = Callable[[str, Sequence[Counterpart]], Result[Counterpart]]


class PostingResolver:
    """Resolves the postings of one company in a few batch reads and as many writes as there are new links."""

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
        stated = {posting.posting_id: _needs(company, posting) for posting in postings}
        wanted: dict[CounterpartKind, dict[str, Need]] = defaultdict(dict)
        for needs in stated.values():
            for need in needs.unwrap_or(()):
                wanted[need.kind][need.key] = need
        found: dict[tuple[CounterpartKind, str], Result[str]] = {}
        for kind, rows in wanted.items():
            answered = await self._rows(company.company_id, kind, rows)
            if answered.failed:
                return answered.failure()
            found |= {(kind, key): row for key, row in answered.unwrap().items()}
        outcomes = {posting_id: _combine(posting_id, needs, found) for posting_id, needs in stated.items()}
        ids = {posting_id: outcome for posting_id, outcome in outcomes.items() if isinstance(outcome, References)}
        problems = {posting_id: outcome for posting_id, outcome in outcomes.items() if isinstance(outcome, Problem)}
        return Result.ok(Resolved(ids, problems))

    async def _rows(self, company_id: str, kind: CounterpartKind, needs: Mapping[str, Need]) -> Result[_Found]:
        wanted = set(needs)
        match kind:
            case CounterpartKind.EMPLOYEE:
                return await self._people(company_id, wanted)
            case CounterpartKind.CUSTOMER:
                return await self._jobs(company_id, wanted)
            case CounterpartKind.VENDOR:
                return await self._linked(company_id, kind, wanted, _no_rule, "")
            case CounterpartKind.ITEM | CounterpartKind.ACCOUNT | CounterpartKind.CLASS:
                return await self._named(company_id, kind, needs)

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

    async def _named(self, company_id: str, kind: CounterpartKind, needs: Mapping[str, Need]) -> Result[_Found]:
        """Named rows are not linked: the company's own tables already name them."""
        rows = await self._crosswalk.counterparts(company_id, kind)
        return rows.map(
            lambda listed: {
                key: match_named(kind, key, listed, need.missing).map(lambda row: row.vendor_id)
                for key, need in needs.items()
            }
        )

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
        linked = await self._crosswalk.rows(company_id, kind, sorted({link.vendor_id for link in links.unwrap()}))
        if linked.failed:
            return linked.failure()
        off = {row.vendor_id: row for row in linked.unwrap() if not row.active}
        found: dict[str, Result[str]] = {
            link.source_id: _switched_off(off[link.vendor_id]) if link.vendor_id in off else Result.ok(link.vendor_id)
            for link in links.unwrap()
        }
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


def lists_needed(company: Company, postings: Sequence[Posting]) -> set[CounterpartKind]:
    """The name lists that resolving ``postings`` looks into."""
    return {need.kind for posting in postings for need in _needs(company, posting).unwrap_or(())}


def _needs(company: Company, posting: Posting) -> Needs:
    """What is removed refers to nothing any more."""
    return Result.ok(()) if posting.operation is Operation.REMOVE else of.needs(company, posting.payload)


def _switched_off(row: Counterpart) -> Result[str]:
    """A link is a decision and stays; whether another row is meant now is for a person to say."""
    text = f"{row.display_name} is switched off in QuickBooks: switch it on there, or link another row"
    return Result.fail(text, ErrorCode.BOOKS_REFERENCE_INACTIVE, told([(row.kind, row.vendor_id)]))


def _no_rule(source_id: str, rows: Sequence[Counterpart]) -> Result[Counterpart]:
    """Names never link by themselves, and a subcontractor has no number that both sides know."""
    del rows
    return Result.fail(f"subcontractor {source_id} is linked to no vendor", ErrorCode.SUPPLIER_UNMATCHED)


def _combine(
    posting_id: str, needs: Result[tuple[Need, ...]], found: Mapping[tuple[CounterpartKind, str], Result[str]]
) -> References | Problem:
    if needs.failed:
        code = ErrorCode(needs.error_code or ErrorCode.UNKNOWN)
        subject = str(needs.details.get("subject", f"posting:{posting_id}"))
        details = {name: str(value) for name, value in needs.details.items() if name != "subject"}
        return Problem(code, subject, needs.error or "", details)
    for need in needs.unwrap():
        row = found[need.kind, need.key]
        if row.failed:
            details = {name: str(value) for name, value in row.details.items()}
            return Problem(ErrorCode(row.error_code or ErrorCode.UNKNOWN), need.subject, row.error or "", details)
    return References({(need.kind, need.key): found[need.kind, need.key].unwrap() for need in needs.unwrap()})
