"""Subcontracts, purchase orders and prime contracts, with the sums that Procore shows of them (procore.md 6)."""

from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from simulators.procore.company import Company
from simulators.procore.lines import line_resource, line_shape, total_of
from simulators.procore.progress import CHANGE_LINES, MATERIALS, WORK
from simulators.procore.resource import BLANK, COMPACT, EXTENDED, SHOW, Draft, Resource, Rule, words
from simulators.procore.shapes import all_stamps, amount, currency_of, fields_of, origin, project_ref, vendor_ref
from simulators.procore.store import Row
from simulators.procore.wire import ZERO, Json, decimal_of, int_of, money, objects_in, percent

COMMITMENTS: Final = "Commitments"
PRIME: Final = "Prime Contracts"
WORK_ORDERS: Final = "work_order_contracts"
PURCHASE_ORDERS: Final = "purchase_order_contracts"
PRIME_CONTRACTS: Final = "prime_contracts"
LINES_OF: Final = {
    WORK_ORDERS: "work_order_contract_line_items",
    PURCHASE_ORDERS: "purchase_order_contract_line_items",
    PRIME_CONTRACTS: "prime_contract_line_items",
}
HOLDER_TYPES: Final = {
    WORK_ORDERS: "WorkOrderContract",
    PURCHASE_ORDERS: "PurchaseOrderContract",
    PRIME_CONTRACTS: "PrimeContract",
}

_DATES: Final = (
    "contract_date execution_date issued_on_date letter_of_intent_date returned_date signed_contract_received_date "
    "approval_letter_date"
)
_WORK_DATES: Final = "contract_start_date contract_estimated_completion_date actual_completion_date"
_COMMON: Final = (
    "number title description status accounting_method executed private retainage_percent "
    "show_line_items_to_non_admins requisitions_are_enabled"
)
_ORDER_TEXTS: Final = "bill_to_address ship_to_address ship_via payment_terms billing_schedule_of_values_status"
_COMPACT: Final = "number title description status executed private"
_WORK_STATUSES: Final = ("Draft", "Out For Bid", "Out For Signature", "Approved", "Complete", "Terminated")
_ORDER_STATUSES: Final = (
    "Draft",
    "Processing",
    "Submitted",
    "Partially Received",
    "Received",
    "Approved",
    "Closed",
)
PENDING: Final = frozenset({"pending", "revised", "proceeding", "pricing"})


@dataclass(frozen=True, slots=True)
class Sums:
    """What a contract amounts to."""

    original: Decimal
    approved: Decimal
    pending: Decimal
    draft: Decimal
    paid: Decimal
    billed: Decimal

    @property
    def revised(self) -> Decimal:
        return self.original + self.approved


def sums_of(company: Company, resource: str, row: Row) -> Sums:
    """Add up a contract's lines, change orders and payments."""
    by_status: dict[str, Decimal] = {}
    for package in company.collection("change_order_packages").living(row.id):
        status = package.text("status")
        by_status[status] = by_status.get(status, ZERO) + amount(package, "grand_total")
    paid = sum((amount(payment, "amount") for payment in company.collection("contract_payments").living(row.id)), ZERO)
    return Sums(
        original=total_of(company, LINES_OF[resource], row.id),
        approved=by_status.get("approved", ZERO),
        pending=sum((total for status, total in by_status.items() if status in PENDING), ZERO),
        draft=by_status.get("draft", ZERO),
        paid=paid,
        billed=_billed(company, resource, row),
    )


def _billed(company: Company, resource: str, row: Row) -> Decimal:
    """The work of all bills and what is in store now, before retainage; Procore's own sum is not documented."""
    lines = {*company.collection(LINES_OF[resource]).rows, *company.collection(CHANGE_LINES).rows}
    kind = "payment_applications" if resource == PRIME_CONTRACTS else "requisitions"
    bills = list(company.collection(kind).living(row.id))
    return sum((_sum_of(bill, WORK, lines) for bill in bills), ZERO) + sum(
        (_sum_of(bill, MATERIALS, lines) for bill in bills[-1:]), ZERO
    )


def _sum_of(bill: Row, name: str, lines: Container[int | None]) -> Decimal:
    items = objects_in(bill.body.get("items"))
    return sum(
        (decimal_of(item.get(name)) or ZERO for item in items if int_of(item.get("line_item_id")) in lines), ZERO
    )


def _commitment(resource: str, own_fields: str, company: Company, row: Row, view: str) -> Json:
    ends: Json = {
        "vendor": vendor_ref(company, row),
        "project": project_ref(company, row),
        **origin(row),
        "origin_code": row.body.get("origin_code"),
        **all_stamps(row),
    }
    if view == COMPACT:
        return {"id": row.id, **fields_of(row, _COMPACT), **ends}
    shown: Json = {
        "id": row.id,
        **fields_of(row, f"{_COMMON} {_DATES} {own_fields}"),
        **_commitment_sums(sums_of(company, resource, row)),
        "currency_configuration": currency_of(row),
        **ends,
        "line_items": _lines(company, resource, row),
    }
    return {**shown, **_beside(company, row, "payments_issued")} if view == SHOW else shown


def _commitment_sums(sums: Sums) -> Json:
    return {
        "grand_total": money(sums.original),
        "approved_change_orders": money(sums.approved),
        "pending_change_orders": money(sums.pending),
        "draft_change_orders_amount": money(sums.draft),
        "revised_contract": money(sums.revised),
        "pending_revised_contract": money(sums.revised + sums.pending),
        "total_payments": money(sums.paid),
        "total_draw_requests_amount": "0.00",
        "total_requisitions_amount": money(sums.billed),
        "remaining_balance_outstanding": money(sums.revised - sums.paid),
        "percentage_paid": percent(sums.paid, sums.revised),
    }


def _lines(company: Company, resource: str, row: Row) -> JsonValue:
    shape = line_shape(HOLDER_TYPES[resource])
    return [shape(company, line, "") for line in company.collection(LINES_OF[resource]).living(row.id)]


def _beside(company: Company, row: Row, payments: str) -> Json:
    """What only a single read has."""
    packages: list[JsonValue] = [
        {"id": package.id, **fields_of(package, "contract_id number title status grand_total"), **origin(package)}
        for package in company.collection("change_order_packages").living(row.id)
    ]
    paid: list[JsonValue] = [
        {"id": payment.id, **fields_of(payment, "amount date check_number invoice_number payment_number notes")}
        for payment in company.collection("contract_payments").living(row.id)
    ]
    empty: Json = {"potential_change_orders": [], "attachments": [], "invoice_contacts": []}
    return {"change_order_packages": packages, payments: paid, **empty}


def work_order_shape(company: Company, row: Row, view: str) -> Json:
    return _commitment(WORK_ORDERS, f"{_WORK_DATES} inclusions exclusions", company, row, view)


def purchase_order_shape(company: Company, row: Row, view: str) -> Json:
    assignee = row.body.get("assignee_id")
    shown = _commitment(PURCHASE_ORDERS, f"delivery_date {_ORDER_TEXTS}", company, row, view)
    return shown if view == COMPACT else {**shown, "assignee": {"id": assignee}}


def commitment_v2_shape(company: Company, row: Row, _view: str) -> Json:
    """Either kind as v2 shows it; there is no origin_id in v2's writes, but none in its reads either."""
    resource = WORK_ORDERS if row.id in company.collection(WORK_ORDERS).rows else PURCHASE_ORDERS
    sums = sums_of(company, resource, row)
    vendor_id = row.body.get("vendor_id")
    return {
        "id": row.id,
        "type": HOLDER_TYPES[resource],
        "vendor_id": vendor_id,
        "project_id": row.project_id,
        **fields_of(row, f"{_COMMON} {_DATES} {_WORK_DATES} {_ORDER_TEXTS} delivery_date inclusions exclusions"),
        "grand_total": money(sums.original),
        "revised_contract": money(sums.revised),
        "signature_required": False,
        "enable_ssov": False,
        "accessor_ids": [],
        **all_stamps(row),
    }


def prime_shape(company: Company, row: Row, view: str) -> Json:
    """The contract with the owner, who is its ``vendor``; only a single read has lines."""
    sums = sums_of(company, PRIME_CONTRACTS, row)
    shown: Json = {
        "id": row.id,
        **fields_of(row, f"{_COMMON} {_DATES} {_WORK_DATES} inclusions exclusions substantial_completion_date"),
        "allow_payment_applications": row.body.get("allow_payment_applications", True),
        "vendor": vendor_ref(company, row),
        "architect": None,
        "contractor": None,
        "grand_total": money(sums.original),
        "approved_change_orders": money(sums.approved),
        "pending_change_orders_amount": money(sums.pending),
        "draft_change_orders_amount": money(sums.draft),
        "revised_contract_amount": money(sums.revised),
        "owner_invoices_amount": money(sums.billed),
        "outstanding_balance": money(sums.revised - sums.paid),
        "total_payments": money(sums.paid),
        "percentage_paid": percent(sums.paid, sums.revised),
        "currency_configuration": currency_of(row),
        **origin(row),
        "origin_code": row.body.get("origin_code"),
        **all_stamps(row),
    }
    if view not in {SHOW, EXTENDED}:
        return shown
    return {**shown, "line_items": _lines(company, PRIME_CONTRACTS, row), **_beside(company, row, "payments_received")}


def _number_contract(prefix: str, resource: str) -> Rule:
    """A contract made without a number gets the next one."""

    def rule(draft: Draft) -> None:
        if not draft.fields.get("number"):
            taken = len(list(draft.company.collection(resource).of_project(draft.project_id)))
            draft.fields["number"] = f"{prefix}-{taken + 1:03}"

    return rule


def _needs_vendor(draft: Draft) -> None:
    """An approved contract is with somebody."""
    if draft.value("status") in {"Approved", "Complete"} and draft.value("vendor_id") is None:
        draft.refuse("vendor", BLANK)


def _contract(resource: str, singular: str, tool: str, webhook: str, own_fields: str, prefix: str) -> Resource:
    """What the three kinds share."""
    statuses = {WORK_ORDERS: (*_WORK_STATUSES, "Void"), PURCHASE_ORDERS: _ORDER_STATUSES}
    shapes = {WORK_ORDERS: work_order_shape, PURCHASE_ORDERS: purchase_order_shape, PRIME_CONTRACTS: prime_shape}
    return Resource(
        name=resource,
        wrappers=(singular,),
        tool=tool,
        shape=shapes[resource],
        webhook=webhook,
        writes=words(f"{_COMMON} {_DATES} {own_fields} vendor_id origin_code currency_iso_code"),
        dates=words(f"{_DATES} {_WORK_DATES} delivery_date substantial_completion_date"),
        numbers=words("retainage_percent"),
        choices={
            "status": frozenset(statuses.get(resource, _WORK_STATUSES)),
            "accounting_method": words("amount unit"),
        },
        references={"vendor_id": "vendors"},
        defaults={"status": "Draft", "accounting_method": "amount", "executed": False, "private": True},
        origin=True,
        check=_needs_vendor,
        complete=_number_contract(prefix, resource),
    )


CONTRACTS: Final = (
    _contract(
        WORK_ORDERS,
        "work_order_contract",
        COMMITMENTS,
        "Work Order Contracts",
        f"{_WORK_DATES} inclusions exclusions",
        "SC",
    ),
    _contract(
        PURCHASE_ORDERS,
        "purchase_order_contract",
        COMMITMENTS,
        "Purchase Order Contracts",
        f"delivery_date assignee_id {_ORDER_TEXTS}",
        "PO",
    ),
    _contract(
        PRIME_CONTRACTS,
        "prime_contract",
        PRIME,
        "Prime Contracts",
        f"{_WORK_DATES} inclusions exclusions substantial_completion_date architect_id contractor_id "
        "allow_payment_applications",
        "PC",
    ),
    line_resource(
        LINES_OF[WORK_ORDERS],
        COMMITMENTS,
        WORK_ORDERS,
        HOLDER_TYPES[WORK_ORDERS],
        "Work Order Contract Line Items",
    ),
    line_resource(
        LINES_OF[PURCHASE_ORDERS],
        COMMITMENTS,
        PURCHASE_ORDERS,
        HOLDER_TYPES[PURCHASE_ORDERS],
        "Purchase Order Contract Line Items",
    ),
    line_resource(
        LINES_OF[PRIME_CONTRACTS], PRIME, PRIME_CONTRACTS, HOLDER_TYPES[PRIME_CONTRACTS], "Prime Contract Line Items"
    ),
)
