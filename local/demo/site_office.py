"""What people do in Procore, through the simulator's administration pages: they ask for what a browser would."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from local.demo.contractor import COMPANY_NAME, JOBS, Record
from local.demo.jobs import (
    APPLICATIONS,
    BILLS,
    BUDGETS,
    CHANGE,
    CHANGED_CONTRACT,
    CODES,
    OWNERS,
    PRIME_LINES,
    PROCORE_COMPANY,
    PROCORE_JOBS,
    RETAINAGE_PERCENT,
    SUBCONTRACTORS,
    SUBCONTRACTS,
    SUPPLIES,
    SUPPLIES_DAY,
    SUPPLIES_NUMBER,
    TYPES,
    WRONG_BILL,
    WRONG_TOTAL,
    Application,
    Bill,
    Subcontract,
)
from local.demo.seeding import Vendors
from local.state import StackState
from simulators.seeds.model import CostLine

_CONTRACTS: Final = "work_order_contracts"
_PRIMES: Final = "prime_contracts"
_TYPED: Final = "typed_over"


class SiteOffice:
    """One Procore company; ``first_day`` is that of the month."""

    def __init__(self, vendors: Vendors, first_day: date, last_day: date) -> None:
        self._vendors = vendors
        self._first_day = first_day
        self._last_day = last_day
        self._ids: dict[tuple[str, str], int] = {}

    def open(self, state: StackState) -> None:
        """The company, with our app installed by its administrator, and two jobs with their contracts."""
        company = {"company_id": PROCORE_COMPANY, "name": COMPANY_NAME, "user_login": "office@ridgeline.example"}
        self._vendors.post("procore", "/_admin/companies", company)
        client_id = state.credentials.apps["procore"].client_id
        self._vendors.post("procore", f"/_admin/companies/{PROCORE_COMPANY}/install", {"client_id": client_id})
        for name in (*SUBCONTRACTORS, *OWNERS.values()):
            self._make("vendors", name, {"name": name})
        for kind in TYPES:
            self._make(
                "line_item_types", kind.code, {"name": kind.name, "code": kind.code, "base_type": kind.base_type}
            )
        for job in PROCORE_JOBS:
            self._open_job(job)
        for contract in SUBCONTRACTS:
            self._sign(contract)

    def bill_the_month(self) -> None:
        """Subcontractors bill, a supplier sends an invoice, the owners are billed; Procore's people approve it all."""
        for bill in BILLS:
            self.bill(bill)
        self._edit("requisitions", WRONG_BILL.number, {_TYPED: {"current_payment_due": WRONG_TOTAL}})
        self._buy_supplies()
        for application in APPLICATIONS:
            self._apply(application)

    def bill(self, bill: Bill) -> None:
        """A requisition, approved in Procore."""
        project = self._project_of(bill.contract)
        said: Record = {
            "commitment_id": self._ids[_CONTRACTS, bill.contract],
            "invoice_number": bill.number,
            "billing_date": bill.day(self._first_day).isoformat(),
            "status": "approved",
            "items": self._items(bill.contract, bill.work),
        }
        self._make("requisitions", bill.number, said, project)

    def order_a_change(self) -> None:
        """A change order of a subcontract, approved."""
        project, contract = self._project_of(CHANGED_CONTRACT), self._ids[_CONTRACTS, CHANGED_CONTRACT]
        said: Record = {"contract_id": contract, "title": CHANGE.description, "status": "approved", "executed": True}
        package = self._make("change_order_packages", "change", said, project)
        kept = self._kept("change_order_packages", package)
        behind = int(str(kept["potential_id"]))
        line = self._line_of(CHANGE, self._job_of(CHANGED_CONTRACT))
        made = self._make("potential_change_order_line_items", "change", line, project, behind)
        self._ids["lines", f"{CHANGED_CONTRACT} 1"] = made

    def correct_the_total(self) -> None:
        """The subcontractor takes the typed sum out of its bill again."""
        self._edit("requisitions", WRONG_BILL.number, {_TYPED: {}})

    def _open_job(self, job: str) -> None:
        said: Record = {"name": dict(JOBS)[job], "project_number": job, "time_zone": "America/Chicago"}
        project = self._make("projects", job, said)
        for division in sorted({code.division for code in CODES}):
            parent: Record = {"code": division, "name": f"Division {division}"}
            self._make("cost_codes", f"{job} {division}", parent, project)
        for code in CODES:
            own: Record = {"code": code.code.removeprefix(f"{code.division}-"), "name": code.description}
            own["parent_id"] = self._ids["cost_codes", f"{job} {code.division}"]
            self._make("cost_codes", f"{job} {code.code}", own, project)
        for line in BUDGETS[job]:
            amount = {"wbs_code_id": self._budget_code(line, job), "original_budget_amount": str(line.amount)}
            self._make("budget_line_items", f"{job} {line.cost_code}", amount, project)
        month = {"start_date": self._first_day.isoformat(), "end_date": self._last_day.isoformat(), "status": "open"}
        self._make("billing_periods", job, month, project)
        self._contract(_PRIMES, f"PC-{job}", job, OWNERS[job], PRIME_LINES[job])

    def _sign(self, contract: Subcontract) -> None:
        self._contract(_CONTRACTS, contract.number, contract.job, contract.vendor, (contract.line,))

    def _contract(self, kind: str, number: str, job: str, party: str, lines: Sequence[CostLine]) -> None:
        said: Record = {
            "number": number,
            "title": f"{party}, {dict(JOBS)[job]}",
            "status": "Approved",
            "executed": True,
            "vendor_id": self._ids["vendors", party],
            "contract_date": self._first_day.isoformat(),
            "retainage_percent": str(RETAINAGE_PERCENT),
        }
        project = self._ids["projects", job]
        holder = self._make(kind, number, said, project)
        self._ids["project_of", number] = project
        for place, line in enumerate(lines):
            made = self._make(f"{kind[:-1]}_line_items", "", self._line_of(line, job), project, holder)
            self._ids["lines", f"{number} {place}"] = made

    def _buy_supplies(self) -> None:
        job = PROCORE_JOBS[0]
        said: Record = {
            "direct_cost_type": "invoice",
            "direct_cost_date": (self._first_day + timedelta(days=SUPPLIES_DAY)).isoformat(),
            "description": SUPPLIES.description,
            "invoice_number": SUPPLIES_NUMBER,
            "vendor_id": self._ids["vendors", SUBCONTRACTORS[-1]],
            "status": "approved",
        }
        project = self._ids["projects", job]
        holder = self._make("direct_costs", SUPPLIES_NUMBER, said, project)
        self._make("direct_cost_line_items", "", self._line_of(SUPPLIES, job), project, holder)

    def _apply(self, application: Application) -> None:
        number = f"PC-{application.job}"
        said: Record = {
            "invoice_number": application.number,
            "billing_date": application.day(self._first_day).isoformat(),
            "period_start": self._first_day.isoformat(),
            "period_end": self._last_day.isoformat(),
            "status": "approved",
            "items": self._items(number, application.work),
        }
        project = self._ids["projects", application.job]
        self._make("payment_applications", application.number, said, project, self._ids[_PRIMES, number])

    def _items(self, contract: str, work: Sequence[str]) -> list[Record]:
        lines = [self._ids["lines", f"{contract} {place}"] for place in range(len(work))]
        return [
            {"line_item_id": line, "work_completed_this_period": amount}
            for line, amount in zip(lines, work, strict=True)
        ]

    def _line_of(self, line: CostLine, job: str) -> Record:
        return {
            "amount": str(line.amount),
            "description": line.description,
            "extended_type": "manual",
            "wbs_code_id": self._budget_code(line, job),
        }

    def _budget_code(self, line: CostLine, job: str) -> int:
        key = ("wbs_codes", f"{job} {line.cost_code} {line.cost_type}")
        if key not in self._ids:
            said: Record = {
                "cost_code_id": self._ids["cost_codes", f"{job} {line.cost_code}"],
                "line_item_type_id": self._ids["line_item_types", line.cost_type],
            }
            self._make("wbs_codes", key[1], said, self._ids["projects", job])
        return self._ids[key]

    def _project_of(self, contract: str) -> int:
        return self._ids["project_of", contract]

    def _job_of(self, contract: str) -> str:
        return next(each.job for each in SUBCONTRACTS if each.number == contract)

    def _make(
        self, kind: str, key: str, said: Mapping[str, object], project: int | None = None, holder: int | None = None
    ) -> int:
        order = {"project_id": project, "holder_id": holder, "records": [dict(said)]}
        [made] = self._vendors.post("procore", self._records(kind), order).json()
        self._ids[kind, key] = int(made["id"])
        return self._ids[kind, key]

    def _edit(self, kind: str, key: str, said: Record) -> None:
        self._vendors.patch("procore", f"{self._records(kind)}/{self._ids[kind, key]}", said)

    def _kept(self, kind: str, record_id: int) -> Record:
        rows: list[Record] = self._vendors.get("procore", self._records(kind)).json()
        return next(row for row in rows if row["id"] == record_id)

    @staticmethod
    def _records(kind: str) -> str:
        return f"/_admin/companies/{PROCORE_COMPANY}/records/{kind}"
