"""The contractor's bills: approved requisitions of subcontractors, and invoices outside any commitment."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from simulators.quickbooks.entities import SPECS
from simulators.quickbooks.operations import Operations
from simulators.quickbooks.seed_master_data import SeededIds
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, Json
from simulators.seeds.model import Contractor, CostLine

_RETAINAGE = "Retainage Payable"
_CENT = Decimal("0.01")


def seed_bills(realm: Realm, quiet: Operations, made: Contractor, ids: SeededIds) -> None:
    """Create the bills of jobs that go on; their document number is the supplier's, retainage is a negative line."""
    account: Body = {"Name": _RETAINAGE, "AccountType": "Other Current Liability"}
    ids.accounts[_RETAINAGE] = str(quiet.create(realm, SPECS["Account"], account)["Id"])
    for bill in [*_requisitions(made, ids), *_direct_costs(made, ids)]:
        ids.bills[str(bill["DocNumber"])] = str(quiet.create(realm, SPECS["Bill"], bill)["Id"])


def _open_jobs(made: Contractor) -> set[str]:
    return {job.number for job in made.jobs if job.active}


def _requisitions(made: Contractor, ids: SeededIds) -> Iterator[Body]:
    commitments = {commitment.number: commitment for commitment in made.commitments}
    open_jobs = _open_jobs(made)
    for requisition in made.requisitions:
        commitment = commitments[requisition.commitment_number]
        if requisition.status != "approved" or commitment.job_number not in open_jobs:
            continue
        job = ids.jobs[commitment.job_number]
        worked = list(zip(commitment.lines, requisition.completed, strict=True))
        lines = [_line(ids, job, line, amount) for line, amount in worked if amount > 0]
        held = (sum(requisition.completed) * requisition.retainage_percent / 100).quantize(_CENT)
        if held > 0:
            lines.append(_retained(ids, job, held))
        vendor = ids.vendors[commitment.supplier_number]
        yield _bill(vendor, requisition.invoice_number, requisition.billed_on, lines)


def _direct_costs(made: Contractor, ids: SeededIds) -> Iterator[Body]:
    open_jobs = _open_jobs(made)
    for cost in made.direct_costs:
        if cost.kind == "invoice" and cost.supplier_number is not None and cost.job_number in open_jobs:
            job = ids.jobs[cost.job_number]
            lines = [_line(ids, job, line, line.amount) for line in cost.lines]
            yield _bill(ids.vendors[cost.supplier_number], cost.number, cost.incurred_on, lines)


def _bill(vendor: str, number: str, day: date, lines: Sequence[Json]) -> Body:
    return {"VendorRef": {"value": vendor}, "DocNumber": number, "TxnDate": day.isoformat(), "Line": list(lines)}


def _line(ids: SeededIds, job: str, line: CostLine, amount: Decimal) -> Json:
    division: Body = {"value": ids.classes[line.cost_code.partition("-")[0]]}
    detail: Body = {
        "AccountRef": {"value": ids.accounts[line.cost_type]},
        "CustomerRef": {"value": job},
        "ClassRef": division,
    }
    return _expense(f"{line.cost_code} {line.description}", amount, detail)


def _retained(ids: SeededIds, job: str, held: Decimal) -> Json:
    detail: Body = {"AccountRef": {"value": ids.accounts[_RETAINAGE]}, "CustomerRef": {"value": job}}
    return _expense("Retainage", -held, detail)


def _expense(description: str, amount: Decimal, detail: Body) -> Json:
    return {
        "DetailType": "AccountBasedExpenseLineDetail",
        "Description": description,
        "Amount": amount,
        "AccountBasedExpenseLineDetail": detail,
    }
