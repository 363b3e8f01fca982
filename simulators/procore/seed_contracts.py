"""Seeds contracts, change orders, what was billed on them, and direct costs."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from simulators.procore.change_orders import PACKAGES, POTENTIAL, POTENTIAL_LINES
from simulators.procore.contracts import LINES_OF, PRIME_CONTRACTS, PURCHASE_ORDERS, WORK_ORDERS
from simulators.procore.costs import DIRECT_COST_LINES, DIRECT_COSTS
from simulators.procore.progress import RETAINED, WORK
from simulators.procore.seed_writer import SeedWriter, at_hour
from simulators.procore.wire import Json, money
from simulators.seeds.model import (
    ChangeOrder,
    Commitment,
    Contractor,
    DirectCost,
    OwnerInvoice,
    PrimeContract,
    Requisition,
)

_NOON: Final = 12
_RESOURCES: Final = {"subcontract": WORK_ORDERS, "purchase_order": PURCHASE_ORDERS}
_FLAT_ID_OFFSET: Final = 500_000_000_000


def seed_contracts(writer: SeedWriter, made: Contractor) -> None:
    """Everything that is about money."""
    commitments = {commitment.number: commitment for commitment in made.commitments}
    for commitment in made.commitments:
        _commitment(writer, commitment)
    for order in made.change_orders:
        _change_order(writer, commitments[order.commitment_number], order)
    for contract in made.prime_contracts:
        _prime_contract(writer, contract)
    _periods(writer, made, commitments)
    for requisition in made.requisitions:
        _requisition(writer, commitments[requisition.commitment_number], requisition)
    primes = {contract.number: contract for contract in made.prime_contracts}
    for invoice in made.owner_invoices:
        _application(writer, primes[invoice.prime_contract_number], invoice)
    for cost in made.direct_costs:
        _direct_cost(writer, cost)


def _commitment(writer: SeedWriter, commitment: Commitment) -> None:
    resource, project_id = _RESOURCES[commitment.kind], writer.project(commitment.job_number)
    at, vendor = at_hour(commitment.signed_on, _NOON), writer.id_of("vendors", commitment.supplier_number)
    fields: Json = {
        "number": commitment.number,
        "title": commitment.title,
        "status": commitment.status,
        "vendor_id": vendor,
        "contract_date": commitment.signed_on.isoformat(),
        "retainage_percent": f"{commitment.retainage_percent:f}",
        "executed": commitment.status != "Draft",
        "requisitions_are_enabled": commitment.kind == "subcontract",
    }
    row = writer.add(resource, commitment.number, fields, at, project_id=project_id)
    writer.company.project_vendors.setdefault(project_id, set()).add(vendor)
    for n, line in enumerate(commitment.lines):
        body: Json = {**writer.line(project_id, line, at), "position": n + 1}
        key = f"{commitment.number} {n}"
        writer.add(LINES_OF[resource], key, body, at, project_id=project_id, holder=row.id)


def _change_order(writer: SeedWriter, commitment: Commitment, order: ChangeOrder) -> None:
    project_id, at = writer.project(commitment.job_number), at_hour(commitment.signed_on, _NOON + 1)
    contract_id = writer.id_of(_RESOURCES[commitment.kind], commitment.number)
    known: Json = {"number": order.number, "title": order.title, "status": order.status, "contract_id": contract_id}
    behind = writer.add(POTENTIAL, "", dict(known), at, project_id=project_id, holder=contract_id)
    fields: Json = {
        **known,
        "grand_total": f"{order.line.amount:.2f}",
        "executed": order.status == "approved",
        "potential_id": behind.id,
        "flat_id": behind.id + _FLAT_ID_OFFSET,
    }
    package = writer.add(PACKAGES, order.number, fields, at, project_id=project_id, holder=contract_id)
    behind.body["package_id"] = package.id
    line = writer.line(project_id, order.line, at)
    writer.add(POTENTIAL_LINES, "", line, at, project_id=project_id, holder=behind.id)


def _prime_contract(writer: SeedWriter, contract: PrimeContract) -> None:
    project_id, at = writer.project(contract.job_number), at_hour(contract.signed_on, _NOON)
    vendor = writer.id_of("vendors", contract.customer_number)
    fields: Json = {
        "number": contract.number,
        "title": contract.title,
        "status": "Approved",
        "vendor_id": vendor,
        "contract_date": contract.signed_on.isoformat(),
        "retainage_percent": f"{contract.retainage_percent:f}",
        "executed": True,
    }
    row = writer.add(PRIME_CONTRACTS, contract.number, fields, at, project_id=project_id)
    writer.company.project_vendors.setdefault(project_id, set()).add(vendor)
    for n, line in enumerate(contract.lines):
        body: Json = {**writer.line(project_id, line, at), "position": n + 1}
        key = f"{contract.number} {n}"
        writer.add(LINES_OF[PRIME_CONTRACTS], key, body, at, project_id=project_id, holder=row.id)


def _periods(writer: SeedWriter, made: Contractor, commitments: Mapping[str, Commitment]) -> None:
    """The billing periods of the bills; the last one of a project is open."""
    jobs = {contract.number: contract.job_number for contract in made.prime_contracts}
    spans = {(jobs[bill.prime_contract_number], bill.period_start, bill.period_end) for bill in made.owner_invoices}
    spans |= {
        (commitments[bill.commitment_number].job_number, bill.period_start, bill.period_end)
        for bill in made.requisitions
    }
    last = {job: end for job, _, end in sorted(spans)}
    for job, start, end in sorted(spans):
        fields: Json = {
            "start_date": start.isoformat(),
            "end_date": end.isoformat(),
            "due_date": end.isoformat(),
            "status": "open" if end == last[job] else "closed",
        }
        at = at_hour(start, _NOON)
        writer.add("billing_periods", _period_key(job, start), fields, at, project_id=writer.project(job))


def _period_key(job_number: str, start: date) -> str:
    return f"{job_number} {start}"


def _requisition(writer: SeedWriter, commitment: Commitment, bill: Requisition) -> None:
    resource, project_id = _RESOURCES[commitment.kind], writer.project(commitment.job_number)
    contract_id = writer.id_of(resource, commitment.number)
    keys = [f"{commitment.number} {n}" for n in range(len(commitment.lines))]
    fields: Json = {
        "commitment_id": contract_id,
        "number": bill.number,
        "invoice_number": bill.invoice_number,
        "period_id": writer.id_of("billing_periods", _period_key(commitment.job_number, bill.period_start)),
        "requisition_start": bill.period_start.isoformat(),
        "requisition_end": bill.period_end.isoformat(),
        "billing_date": bill.billed_on.isoformat(),
        "submitted_at": bill.billed_on.isoformat(),
        "status": bill.status,
        "items": _items(writer, LINES_OF[resource], keys, bill.completed, bill.retainage_percent),
    }
    at = at_hour(bill.billed_on, _NOON)
    writer.add("requisitions", "", fields, at, project_id=project_id, holder=contract_id)


def _application(writer: SeedWriter, contract: PrimeContract, bill: OwnerInvoice) -> None:
    project_id, contract_id = writer.project(contract.job_number), writer.id_of(PRIME_CONTRACTS, contract.number)
    keys = [f"{contract.number} {n}" for n in range(len(contract.lines))]
    fields: Json = {
        "number": bill.number,
        "invoice_number": f"{contract.job_number}-{bill.number}",
        "period_id": writer.id_of("billing_periods", _period_key(contract.job_number, bill.period_start)),
        "period_start": bill.period_start.isoformat(),
        "period_end": bill.period_end.isoformat(),
        "billing_date": bill.period_end.isoformat(),
        "status": bill.status,
        "items": _items(writer, LINES_OF[PRIME_CONTRACTS], keys, bill.completed, contract.retainage_percent),
    }
    at = at_hour(bill.period_end, _NOON)
    writer.add("payment_applications", "", fields, at, project_id=project_id, holder=contract_id)


def _items(
    writer: SeedWriter, lines: str, keys: Sequence[str], completed: Sequence[Decimal], retainage_percent: Decimal
) -> list[JsonValue]:
    return [
        {
            "id": writer.world.new_id(),
            "line_item_id": writer.id_of(lines, key),
            WORK: money(work),
            RETAINED: money(work * retainage_percent / 100),
        }
        for key, work in zip(keys, completed, strict=True)
    ]


def _direct_cost(writer: SeedWriter, cost: DirectCost) -> None:
    project_id, at = writer.project(cost.job_number), at_hour(cost.incurred_on, _NOON)
    vendor = None if cost.supplier_number is None else writer.id_of("vendors", cost.supplier_number)
    fields: Json = {
        "direct_cost_type": cost.kind,
        "direct_cost_date": cost.incurred_on.isoformat(),
        "description": cost.description,
        "invoice_number": cost.number,
        "vendor_id": vendor,
        "status": "approved",
    }
    row = writer.add(DIRECT_COSTS, cost.number, fields, at, project_id=project_id)
    for n, line in enumerate(cost.lines):
        body: Json = {**writer.line(project_id, line, at), "position": n + 1}
        writer.add(DIRECT_COST_LINES, "", body, at, project_id=project_id, holder=row.id)
