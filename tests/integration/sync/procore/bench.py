"""All sources of Procore over a simulated company, and what a test does with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from fieldledger.clients.reading import MalformedRow
from fieldledger.domain.mirror import Facts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.services.sync.source import PageRequest, Scope, SourceRow, Span, SyncSource
from fieldledger.wiring.sync_sources.procore import procore_sources_over
from tests.builders import COMPANY
from tests.integration.clients.procore.portal import ACCOUNT, Portal

R = SyncResource


@dataclass(frozen=True)
class Case:
    """Where the simulator keeps a resource's records, and a text field of theirs that the facts hold.

    ``prefix`` stands before Procore's id in ours; ``tool`` is the one to switch off in the project.
    """

    resource: SyncResource
    kept: str
    text: str
    prefix: str = ""
    tool: str | None = None


CASES = (
    Case(R.PROCORE_PROJECTS, "projects", "name"),
    Case(R.PROCORE_USERS, "users", "job_title"),
    Case(R.PROCORE_VENDORS, "vendors", "website"),
    Case(R.PROCORE_COST_CODES, "cost_codes", "name", tool="Admin"),
    Case(R.PROCORE_BUDGETS, "budget_line_items", "unbudgeted_reason", tool="Budget"),
    Case(R.PROCORE_COMMITMENTS, "work_order_contracts", "title", tool="Commitments"),
    Case(R.PROCORE_CHANGE_ORDERS, "change_order_packages", "title", "package:", tool="Change Orders"),
    Case(R.PROCORE_REQUISITIONS, "requisitions", "status", tool="Invoicing"),
    Case(R.PROCORE_DIRECT_COSTS, "direct_costs", "description", tool="Direct Costs"),
    Case(R.PROCORE_PRIME_CONTRACTS, "prime_contracts", "title", tool="Prime Contracts"),
    Case(R.PROCORE_PAYMENT_APPLICATIONS, "payment_applications", "status", tool="Prime Contracts"),
    Case(R.PROCORE_CONTRACT_PAYMENTS, "contract_payments", "notes", tool="Commitments"),
    Case(R.PROCORE_TIMECARD_ENTRIES, "timecard_entries", "description"),
    Case(R.PROCORE_DAILY_LOGS, "notes_logs", "comment", "notes_logs:", tool="Daily Log"),
)


@dataclass
class Walked:
    """What a walk from the first page to the last met."""

    rows: list[SourceRow] = field(default_factory=list)
    malformed: list[MalformedRow] = field(default_factory=list)
    pages: int = 0
    calls: int = 0

    def ids(self, resource: SyncResource) -> list[str]:
        """Of the rows of one resource."""
        return [row.record_id for row in self.rows if row.resource is resource]

    def all_facts[F: Facts](self, kind: type[F]) -> list[F]:
        """Of all rows that have such."""
        return [facts for row in self.rows if isinstance(facts := row.facts, kind)]

    def row(self, record_id: str) -> SourceRow:
        """The one row of a record."""
        [found] = [row for row in self.rows if row.record_id == record_id]
        return found

    def facts[F: Facts](self, record_id: str, kind: type[F]) -> F:
        """Its facts."""
        facts = self.row(record_id).facts
        assert isinstance(facts, kind)
        return facts


@dataclass
class Bench:
    """The sources by resource, and the scope that each is read under."""

    portal: Portal
    sources: Mapping[SyncResource, SyncSource]
    contract: str

    @staticmethod
    async def over(portal: Portal) -> "Bench":
        """Over a furnished portal."""
        sources = procore_sources_over(portal.api, DocumentCompanies(portal.store), portal.clock)
        return Bench(portal, sources, await portal.id_of("work_order_contracts", "number", "SC-1"))

    def companies(self) -> DocumentCompanies:
        """The companies' settings."""
        return DocumentCompanies(self.portal.store)

    def scope(self, resource: SyncResource) -> Scope | None:
        """The project, or the subcontract in it."""
        match self.sources[resource].traits.scoped_by:
            case R.PROCORE_PROJECTS:
                return Scope(self.portal.project)
            case R.PROCORE_COMMITMENTS:
                return Scope(self.contract, self.portal.project)
            case _:
                return None

    async def walk(self, resource: SyncResource, window: Span | None = None) -> Walked:
        """Every page of the resource's scope."""
        walked, cursor = Walked(), None
        while True:
            request = PageRequest(COMPANY, self.scope(resource), window, cursor)
            page = (await self.sources[resource].page(request)).unwrap()
            walked.rows.extend(page.rows)
            walked.malformed.extend(page.malformed)
            walked.pages += 1
            walked.calls += page.calls
            cursor = page.next_cursor
            if cursor is None:
                return walked

    async def one(self, resource: SyncResource, record_id: str) -> tuple[SourceRow, ...]:
        """The rows of a single read."""
        return (await self.sources[resource].one(COMPANY, resource, record_id, self.scope(resource))).unwrap().rows

    async def newest(self, case: Case) -> str:
        """Procore's id of a record of the main project, the last one made."""
        project = None if self.scope(case.resource) is None else int(self.portal.project)
        rows = [row for row in await self.portal.kept(case.kept) if row["deleted_at"] is None]
        if case.kept == "contract_payments":
            rows = [row for row in rows if str(row["holder_id"]) == self.contract]
        return str([row["id"] for row in rows if project in {None, row["project_id"]}][-1])

    def window(self, minutes: int = 60) -> Span:
        """The last minutes up to now, with the overlap that the engine adds."""
        now = self.portal.clock.now()
        return Span(now - timedelta(minutes=minutes), now)

    async def sent(self) -> int:
        """All calls that Procore counted."""
        return sum((await self.portal.calls()).values())


async def make(portal: Portal, kept: str, holder: int | None = None, **fields: object) -> str:
    """A record that a person makes in the main project, people in the company."""
    project = None if kept == "users" else int(portal.project)
    order = {"project_id": project, "holder_id": holder, "records": [fields]}
    made: list[dict[str, Any]] = await portal.admin("POST", f"/companies/{ACCOUNT}/records/{kept}", order)
    return str(made[0]["id"])


async def remove(portal: Portal, kept: str, record_id: str) -> None:
    """What a person deletes."""
    await portal.admin("DELETE", f"/companies/{ACCOUNT}/records/{kept}/{record_id}")


async def switch_off(portal: Portal, tool: str) -> None:
    """The main project has the tool no more."""
    order = {"tool": tool, "enabled": False, "project_id": int(portal.project)}
    await portal.admin("POST", f"/companies/{ACCOUNT}/tools", order)


async def furnished(portal: Portal) -> None:
    """A second record of what the contractor has one of, made days ago."""
    subcontract = int(await portal.id_of("work_order_contracts", "number", "SC-1"))
    prime = int(await portal.id_of("prime_contracts", "number", "PC-1"))
    line = (await portal.kept("work_order_contract_line_items"))[0]
    budgeted = {row["wbs_code_id"] for row in await portal.kept("budget_line_items")}
    codes = [row["id"] for row in await portal.kept("wbs_codes") if str(row["project_id"]) == portal.project]
    code = next(code for code in codes if code not in budgeted)
    portal.clock.advance(days=-5)
    cost = await make(portal, "direct_costs", direct_cost_type="expense", description="Nails")
    await make(portal, "direct_cost_line_items", int(cost), amount="12.50", wbs_code_id=line["wbs_code_id"])
    await make(portal, "prime_contracts", title="Garage", number="PC-2")
    await make(portal, "payment_applications", prime, billing_date="2026-09-25")
    await make(portal, "budget_line_items", wbs_code_id=code, original_budget_amount="250.00")
    await make(portal, "users", last_name="Reyes", first_name="Ana", employee_id="102")
    for title in ("Walls", "Roof"):
        await make(portal, "change_order_packages", contract_id=subcontract, title=title)
    other = await make(portal, "work_order_contracts", number="SC-2", title="Paint")
    await make(portal, "work_order_contract_line_items", int(other), amount="700.00", wbs_code_id=line["wbs_code_id"])
    for amount in ("1000.00", "2500.00"):
        await make(portal, "contract_payments", contract_id=subcontract, amount=amount, date="2026-09-20")
    await make(portal, "contract_payments", contract_id=prime, amount="9000.00", date="2026-09-21")
    portal.clock.advance(days=5)
