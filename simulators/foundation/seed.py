"""A made-up contractor as a company's books."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from simulators.foundation.company import Company
from simulators.foundation.posting import invoice_costs
from simulators.foundation.resources import Resource, Row
from simulators.seeds.model import Address, Contractor, DirectCost

PHASE: Final = "01"
# Payroll of the weeks before the last one is posted; older history than a quarter is left out.
_HISTORY: Final = timedelta(days=91)
_UNPOSTED: Final = timedelta(days=7)
_CENT: Final = Decimal("0.01")
_EARN_CODES: Final = {"RT": "Regular Time", "OT": "Overtime", "DT": "Double Time"}
_EARN_FACTORS: Final = {"RT": Decimal(1), "OT": Decimal("1.5"), "DT": Decimal(2)}
_ACCOUNTS: Final = {"1000": "Cash", "2000": "Accounts payable", "5000": "Labor", "5100": "Job materials"}
_MATERIALS: Final = "5100"
_EQUIPMENT: Final = {"EQ-101": "Scissor lift", "EQ-102": "Skid steer"}


def company_from(contractor: Contractor, company_id: str, name: str, now: datetime) -> Company:
    """Translate a contractor; workers without payroll number are not in the books."""
    company = Company(company_id, name)
    for resource, rows in _master_data(contractor).items():
        for row in rows:
            company.put(resource, {"status": "A"} | row, now)
    for job in contractor.jobs:
        company.job_codes[job.number] = {line.cost_code for line in contractor.budget(job.number)}
    for worker in contractor.workers:
        if worker.number is not None:
            company.pay_rates[worker.number] = str(worker.hourly_cost)
    _add_invoices(company, contractor, now)
    _add_labor(company, contractor, now)
    return company


def _master_data(contractor: Contractor) -> dict[Resource, list[Row]]:
    return {
        Resource.CUSTOMERS: [
            {"customerId": each.number, "name": each.name, **_address(each.address)} for each in contractor.customers
        ],
        Resource.JOBS: _jobs(contractor),
        Resource.PHASES: [{"phaseId": PHASE, "description": "Base contract"}],
        Resource.COST_CODES: [
            {"costCodeId": each.code, "description": each.description} for each in contractor.cost_codes
        ],
        Resource.COST_CLASSES: [
            {"costClassId": each.code, "description": each.name, "accountId": _MATERIALS}
            for each in contractor.cost_types
        ],
        Resource.VENDORS: _vendors(contractor),
        Resource.EMPLOYEES: _employees(contractor),
        Resource.GL_ACCOUNTS: [{"accountId": key, "description": text} for key, text in _ACCOUNTS.items()],
        Resource.EARN_CODES: [{"earnCodeId": key, "description": text} for key, text in _EARN_CODES.items()],
        Resource.UNIONS: [{"unionId": "IBEW20", "description": "Electrical workers"}],
        Resource.EQUIPMENT: [{"equipmentId": key, "description": text} for key, text in _EQUIPMENT.items()],
    }


def _jobs(contractor: Contractor) -> list[Row]:
    """The name of a job is its description; its number is blank, as with most customers (foundation.md B4)."""
    return [
        {
            "jobId": job.number,
            "jobNumber": None,
            "description": job.name,
            "status": "A" if job.active else "I",
            "customerId": job.customer_number,
            "projectManagerId": None,
            **_address(job.address),
            "originalContract": job.contract_amount,
            "originalCost": sum((line.amount for line in contractor.budget(job.number)), Decimal(0)),
            "startDate": job.starts_on.isoformat(),
            "completionDate": None if job.ends_on is None else job.ends_on.isoformat(),
        }
        for job in contractor.jobs
    ]


def _vendors(contractor: Contractor) -> list[Row]:
    return [
        {
            "vendorId": each.number,
            "name": each.name,
            "status": "A" if each.active else "I",
            **_address(each.address),
        }
        for each in contractor.suppliers
    ]


def _employees(contractor: Contractor) -> list[Row]:
    return [
        {
            "employeeId": each.number,
            "firstName": each.first_name,
            "lastName": each.last_name,
            "status": "A" if each.active else "I",
            "defaultCostCodeId": None,
            "unionId": None,
            "classId": None,
        }
        for each in contractor.workers
        if each.number is not None
    ]


def _address(address: Address) -> Row:
    return {"address1": address.street, "city": address.city, "state": address.state, "zipCode": address.zip_code}


def _add_invoices(company: Company, contractor: Contractor, now: datetime) -> None:
    """Suppliers' invoices outside any commitment; those of the last week are not posted yet."""
    for cost in contractor.direct_costs:
        if cost.supplier_number is None:
            continue
        posted = cost.incurred_on <= contractor.last_day - _UNPOSTED
        invoice = company.put(Resource.AP_INVOICES, _invoice(cost) | {"posted": posted}, now)
        for row in invoice_costs(invoice, now) if posted else []:
            company.put(Resource.JOB_COST_HISTORY, row | {"datePosted": cost.incurred_on.isoformat()}, now)


def _invoice(cost: DirectCost) -> Row:
    common = {"jobId": cost.job_number, "phaseId": PHASE}
    return {
        "vendorId": cost.supplier_number,
        "invoiceNumber": cost.number,
        "invoiceDate": cost.incurred_on.isoformat(),
        "dueDate": (cost.incurred_on + timedelta(days=30)).isoformat(),
        "invoiceAmount": sum((line.amount for line in cost.lines), Decimal(0)),
        "retainagePercent": Decimal(0),
        "retainageAmount": Decimal(0),
        "jobId": cost.job_number,
        "description": cost.description,
        "lines": [
            common
            | {
                "costCodeId": line.cost_code,
                "costClassId": line.cost_type,
                "accountId": _MATERIALS,
                "amount": line.amount,
            }
            for line in cost.lines
        ],
    }


def _add_labor(company: Company, contractor: Contractor, now: datetime) -> None:
    """Posted payroll, one row for each job, cost code and week (its Saturday)."""
    numbers = {worker.key: worker for worker in contractor.workers if worker.number is not None}
    last = contractor.last_day - _UNPOSTED
    sums: dict[tuple[str, str, str], tuple[Decimal, Decimal]] = defaultdict(lambda: (Decimal(0), Decimal(0)))
    for card in contractor.time_cards(max(contractor.first_day, last - _HISTORY), last):
        worker = numbers.get(card.worker_key)
        if worker is None or not card.approved:
            continue
        saturday = card.day + timedelta(days=(5 - card.day.weekday()) % 7)
        for entry in card.entries:
            key = (card.job_number, entry.cost_code, saturday.isoformat())
            hours, cost = sums[key]
            paid = entry.hours * worker.hourly_cost * _EARN_FACTORS.get(entry.pay_type, Decimal(1))
            sums[key] = (hours + entry.hours, cost + paid)
    for (job, code, posted), (hours, cost) in sums.items():
        company.put(Resource.JOB_COST_HISTORY, _labor_row(job, code, posted, hours, cost), now)


def _labor_row(job: str, code: str, posted: str, hours: Decimal, cost: Decimal) -> Row:
    return {
        "jobId": job,
        "phaseId": PHASE,
        "costCodeId": code,
        "costClassId": "L",
        "datePosted": posted,
        "cost": cost.quantize(_CENT),
        "hours": hours,
        "source": "PR",
    }
