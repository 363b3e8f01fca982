"""Subcontractor invoices, owner invoices, billing periods and payments (procore.md 6)."""

from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from simulators.procore.change_orders import contract_of
from simulators.procore.company import Company
from simulators.procore.contracts import (
    COMMITMENTS,
    HOLDER_TYPES,
    LINES_OF,
    PRIME,
    PRIME_CONTRACTS,
    PURCHASE_ORDERS,
    WORK_ORDERS,
    sums_of,
)
from simulators.procore.progress import (
    CLAIMED,
    WORK,
    Progress,
    earned,
    merge_items,
    progress,
    sheet_line,
    summary,
)
from simulators.procore.resource import SHOW, Draft, Resource, Rule, Writer, words
from simulators.procore.shapes import (
    all_stamps,
    amount,
    cost_code_ref,
    currency_of,
    fields_of,
    linked,
    origin,
    signed_files,
    stamps,
    wbs_ref,
)
from simulators.procore.store import Row
from simulators.procore.wire import ZERO, Json, int_of, money, objects_in, percent

INVOICING: Final = "Invoicing"
REQUISITIONS: Final = "requisitions"
APPLICATIONS: Final = "payment_applications"
ITEMS: Final = "items"
NO_PERIOD: Final = (
    "The project must have an open billing period (or admin can specify a period_id) to create an invoice"
)


def bills_up_to(company: Company, resource: str, row: Row) -> list[Row]:
    """All bills of the row's contract up to itself, the oldest first."""
    bills = company.collection(resource).living(row.holder_id) if row.holder_id is not None else ()
    return [bill for bill in bills if bill.id <= row.id]


def _lines_of_commitment(company: Company, contract_id: int | None) -> str:
    return LINES_OF[WORK_ORDERS if company.find(WORK_ORDERS, contract_id) else PURCHASE_ORDERS]


def requisition_shape(company: Company, row: Row, view: str) -> Json:
    """A subcontractor's invoice; its lines come with the view ``items`` and with single reads."""
    bills = bills_up_to(company, REQUISITIONS, row)
    lines = _lines_of_commitment(company, row.holder_id)
    now, before = progress(company, lines, bills), progress(company, lines, bills[:-1])
    contract = contract_of(company, row.holder_id)
    vendor = None if contract is None else linked(company, "vendors", contract, "vendor_id")
    shown: Json = {
        "id": row.id,
        "project_id": row.project_id,
        "previous_requisition_id": bills[-2].id if len(bills) > 1 else None,
        **fields_of(row, "commitment_id number invoice_number billing_date payment_date period_id submitted_at"),
        **fields_of(row, "requisition_start requisition_end status final comment erp_status invoice_type"),
        "commitment_type": _type_of(company, row),
        "contract_name": None if contract is None else contract.body.get("title"),
        "vendor_id": None if vendor is None else vendor.id,
        "vendor_name": None if vendor is None else vendor.body.get("name"),
        "percent_complete": _percent_complete(now),
        "total_claimed_amount": money(sum((line.of(CLAIMED) or line.of(WORK) for line in now), ZERO)),
        "deletable": is_last_requisition(company, row) and row.body.get("status") == "draft",
        "summary": {**summary(now, before, _changes(company, contract)), **_typed_over(row)},
        "attachments": signed_files(row),
        "created_by": None,
        "currency_configuration": currency_of(row, contract),
        **origin(row),
        **stamps(row),
    }
    if view not in {ITEMS, SHOW}:
        return shown
    items: list[JsonValue] = [requisition_item(company, line) for line in now]
    return {**shown, ITEMS: items, "item_packages": []}


def requisition_item(company: Company, line: Progress) -> Json:
    """One line of a subcontractor's invoice."""
    return {
        "id": line.item.get("id"),
        "item_type": "change_order_item" if line.is_change else "contract_item",
        "line_item_id": line.line.id,
        "accounting_method": "amount",
        "cost_code_id": line.line.body.get("cost_code_id"),
        "description_of_work": line.line.body.get("description"),
        "wbs_code": wbs_ref(linked(company, "wbs_codes", line.line, "wbs_code_id")),
        **sheet_line(line),
        CLAIMED: money(line.of(CLAIMED)),
        "status": line.item.get("status"),
        "comment": line.item.get("comment"),
        "position": line.line.body.get("position"),
        "taxes": list(objects_in(line.item.get("taxes"))),
    }


def _type_of(company: Company, row: Row) -> JsonValue:
    return HOLDER_TYPES[WORK_ORDERS if company.find(WORK_ORDERS, row.holder_id) else PURCHASE_ORDERS]


def _percent_complete(lines: list[Progress]) -> str:
    scheduled = sum((line.scheduled for line in lines), ZERO)
    return percent(sum((line.completed for line in lines), ZERO), scheduled)


def _changes(company: Company, contract: Row | None) -> Decimal:
    if contract is None:
        return ZERO
    resource = WORK_ORDERS if company.find(WORK_ORDERS, contract.id) else PURCHASE_ORDERS
    return sums_of(company, resource, contract).approved


def is_last_requisition(company: Company, row: Row) -> bool:
    """Whether no later one of the same commitment exists."""
    living = company.collection(REQUISITIONS).living(row.holder_id) if row.holder_id is not None else ()
    return all(other.id <= row.id for other in living)


def _check_requisition(draft: Draft) -> None:
    """It is of a commitment of the project, and for a new one a billing period has to be open."""
    contract = contract_of(draft.company, int_of(draft.value("commitment_id")))
    if contract is None or contract.project_id != draft.project_id:
        draft.refuse("commitment_id", "must exist")
        return
    draft.fields["commitment_id"] = draft.holder_id = contract.id
    if draft.row is not None and draft.settings.only_latest_requisition_editable and not _is_last_of(draft):
        draft.refuse("base", "Only the latest invoice of a commitment can be changed")
    if draft.row is None:
        _find_period(draft)
    merge_items(draft, _lines_of_commitment(draft.company, contract.id), amount(contract, "retainage_percent"))


def _is_last_of(draft: Draft) -> bool:
    return draft.row is not None and is_last_requisition(draft.company, draft.row)


def _find_period(draft: Draft) -> None:
    """The invoice takes its days from the period."""
    periods = draft.company.collection("billing_periods")
    opened = [row for row in periods.of_project(draft.project_id) if row.body.get("status") == "open"]
    chosen = periods.get(int_of(draft.fields.get("period_id"))) or next(iter(opened), None)
    if chosen is None:
        draft.refuse("base", NO_PERIOD)
        return
    draft.fields["period_id"] = chosen.id
    for name, source in (("requisition_start", "start_date"), ("requisition_end", "end_date")):
        draft.fields.setdefault(name, chosen.body.get(source))


def _number_bill(resource: str) -> Rule:
    def rule(draft: Draft) -> None:
        taken = len(list(draft.company.collection(resource).of_holder(draft.holder_id)))
        draft.fields["number"] = taken + 1
        draft.fields.setdefault("invoice_number", str(taken + 1))

    return rule


def _name_items(writer: Writer, _company: Company, row: Row) -> None:
    """The lines of a bill have ids of their own."""
    items: list[JsonValue] = [
        {**item, "id": item.get("id") or writer.new_id()} for item in objects_in(row.body.get("items"))
    ]
    row.body["items"] = items


def application_shape(company: Company, row: Row, view: str) -> Json:
    """An owner invoice; its own times are days only, and its lines come with single reads."""
    bills = bills_up_to(company, APPLICATIONS, row)
    now, before = (progress(company, LINES_OF[PRIME_CONTRACTS], part) for part in (bills, bills[:-1]))
    contract = company.find(PRIME_CONTRACTS, row.holder_id)
    changes = ZERO if contract is None else sums_of(company, PRIME_CONTRACTS, contract).approved
    period = linked(company, "billing_periods", row, "period_id")
    owner = None if contract is None else linked(company, "vendors", contract, "vendor_id")
    shown: Json = {
        "id": row.id,
        **fields_of(row, "number invoice_number status billing_date period_id period_start period_end"),
        "percent_complete": _percent_complete(now),
        "total_amount_paid": "0.00",
        "total_amount_accrued_this_period": money(earned(now) - earned(before)),
        "formatted_contract_company": None if owner is None else owner.body.get("name"),
        "contract": _contract_ref(contract),
        "billing_period": None if period is None else fields_of(period, "start_date end_date"),
        "g702": {**summary(now, before, changes), **_typed_over(row)},
        "currency_configuration": currency_of(row, contract),
        **origin(row),
        "created_at": row.created_at.date().isoformat(),
        "updated_at": row.updated_at.date().isoformat(),
    }
    if view != SHOW:
        return shown
    sheet: list[JsonValue] = [application_line(company, line, n + 1) for n, line in enumerate(now)]
    return {**shown, "g703": sheet, "attachments": signed_files(row)}


def application_line(company: Company, line: Progress, number: int) -> Json:
    """One line of the G703."""
    return {
        "id": line.item.get("id"),
        "item_number": str(number),
        "type": "change_order_item" if line.is_change else "contract_item",
        "description_of_work": line.line.body.get("description"),
        "cost_code": cost_code_ref(linked(company, "cost_codes", line.line, "cost_code_id")),
        "wbs_code": wbs_ref(linked(company, "wbs_codes", line.line, "wbs_code_id")),
        **sheet_line(line),
        "balance_to_finish": money(line.scheduled - line.completed),
    }


def _typed_over(row: Row) -> Json:
    """Sums of the form that somebody typed over: the only way in which they can contradict the lines."""
    typed = row.body.get("typed_over")
    return typed if isinstance(typed, dict) else {}


def _contract_ref(contract: Row | None) -> JsonValue:
    if contract is None:
        return None
    return {"id": contract.id, "type": HOLDER_TYPES[PRIME_CONTRACTS], "title": contract.body.get("title")}


def _check_application(draft: Draft) -> None:
    contract = draft.company.find(PRIME_CONTRACTS, draft.holder_id)
    if "commitment_billing_period_id" in draft.fields:
        draft.fields["period_id"] = draft.fields.pop("commitment_billing_period_id")
    retainage = ZERO if contract is None else amount(contract, "retainage_percent")
    merge_items(draft, LINES_OF[PRIME_CONTRACTS], retainage)


def period_shape(_company: Company, row: Row, _view: str) -> Json:
    named = fields_of(row, "start_date end_date due_date status position")
    return {"id": row.id, **named, "project_id": row.project_id, **stamps(row)}


_PAYMENT: Final = (
    "contract_id requisition_id date check_number invoice_number invoice_date payment_number payment_method notes "
    "draw_request_number"
)


def payment_shape(_company: Company, row: Row, _view: str) -> Json:
    """A payment; what only Procore Pay fills is empty."""
    return {
        "id": row.id,
        "project_id": row.project_id,
        "amount": money(amount(row, "amount")),
        **fields_of(row, f"{_PAYMENT} status external_payment_id date_payment_initiated date_payment_settled"),
        "attachments": [],
        **origin(row),
        "origin_code": None,
        **all_stamps(row),
    }


def _check_payment(draft: Draft) -> None:
    """Payments are of a commitment, or received for a prime contract."""
    contract_id = int_of(draft.value("contract_id"))
    contract = contract_of(draft.company, contract_id) or draft.company.find(PRIME_CONTRACTS, contract_id)
    if contract is None or contract.project_id != draft.project_id:
        draft.refuse("contract_id", "must exist")
        return
    draft.fields["contract_id"] = draft.holder_id = contract.id


def _number_payment(draft: Draft) -> None:
    taken = len(list(draft.company.collection("contract_payments").of_holder(draft.holder_id)))
    draft.fields.setdefault("payment_number", taken + 1)


_BILL_STATUSES: Final = "draft under_review revise_and_resubmit approved"

BILLING: Final = (
    Resource(
        name=REQUISITIONS,
        wrappers=("requisition",),
        tool=INVOICING,
        shape=requisition_shape,
        writes=words(
            "commitment_id period_id requisition_start requisition_end billing_date final invoice_number payment_date "
            "status submitted_at comment items"
        ),
        dates=words("requisition_start requisition_end billing_date payment_date submitted_at"),
        choices={"status": words(f"{_BILL_STATUSES} approved_as_noted pending_owner_approval")},
        references={"period_id": "billing_periods"},
        defaults={"status": "draft", "final": False},
        origin=True,
        lockable=True,
        check=_check_requisition,
        complete=_number_bill(REQUISITIONS),
        sequel=_name_items,
    ),
    Resource(
        name=APPLICATIONS,
        wrappers=("payment_application",),
        tool=PRIME,
        shape=application_shape,
        webhook="Payment Applications",
        writes=words(
            "commitment_billing_period_id period_start period_end billing_date invoice_number status "
            "include_attachments items"
        ),
        dates=words("period_start period_end billing_date"),
        choices={"status": words(_BILL_STATUSES)},
        references={"commitment_billing_period_id": "billing_periods"},
        defaults={"status": "draft"},
        origin=True,
        lockable=True,
        check=_check_application,
        complete=_number_bill(APPLICATIONS),
        sequel=_name_items,
    ),
    Resource(
        name="billing_periods",
        wrappers=("billing_period",),
        tool=INVOICING,
        shape=period_shape,
        writes=words("start_date end_date due_date status position"),
        required=("start_date", "end_date"),
        dates=words("start_date end_date due_date"),
        choices={"status": words("open closed")},
        defaults={"status": "open"},
    ),
    Resource(
        name="contract_payments",
        wrappers=("contract_payment",),
        tool=COMMITMENTS,
        shape=payment_shape,
        webhook="Contract Payments",
        writes=words(f"{_PAYMENT} amount"),
        required=("contract_id",),
        dates=words("date invoice_date"),
        amounts=words("amount"),
        choices={"payment_method": words("check credit_card electronic")},
        references={"requisition_id": REQUISITIONS},
        origin=True,
        lockable=True,
        check=_check_payment,
        complete=_number_payment,
    ),
)
