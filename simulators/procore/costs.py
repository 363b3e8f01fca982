"""Direct costs, budget lines and budget changes (procore.md 6)."""

from typing import Final

from pydantic import JsonValue

from simulators.procore.codes import with_wbs_code
from simulators.procore.company import Company
from simulators.procore.lines import line_resource, line_shape, total_of
from simulators.procore.resource import BLANK, SHOW, Draft, Resource, Writer, words
from simulators.procore.shapes import (
    CURRENCY,
    all_stamps,
    amount,
    company_ref,
    currency_of,
    fields_of,
    linked,
    named,
    origin,
    project_ref,
    signed_files,
    stamps,
    wbs_ref,
)
from simulators.procore.store import Row
from simulators.procore.wire import Json, int_of, money, objects_in

DIRECT_COSTS: Final = "direct_costs"
DIRECT_COST_LINES: Final = "direct_cost_line_items"
BUDGET_LINES: Final = "budget_line_items"
BUDGET: Final = "Budget"
COSTS: Final = "Direct Costs"
UNBUDGETED: Final = "direct_cost"
LOCKED: Final = "The original_budget_amount cannot be updated for a locked budget."

_TEXTS: Final = "direct_cost_type description invoice_number status terms"
_DATES: Final = "direct_cost_date payment_date received_date"


def direct_cost_shape(company: Company, row: Row, view: str) -> Json:
    """v1.0: ``vendor`` is a record; single reads have the lines."""
    total = money(total_of(company, DIRECT_COST_LINES, row.id))
    vendor = linked(company, "vendors", row, "vendor_id")
    lines = list(company.collection(DIRECT_COST_LINES).living(row.id))
    shown: Json = {
        "id": row.id,
        **fields_of(row, f"{_TEXTS} {_DATES}"),
        "amount": total,
        "grand_total": total,
        "vendor": named(vendor),
        "vendor_id": None if vendor is None else vendor.id,
        "vendor_name": None if vendor is None else vendor.body.get("name"),
        "employee": _employee(company, row),
        "currency_configuration": currency_of(row),
        **origin(row),
        **all_stamps(row),
    }
    if view != SHOW:
        return shown
    shape = line_shape("DirectCost")
    own: list[JsonValue] = [shape(company, line, "") for line in lines]
    files = signed_files(row)
    ends: Json = {"line_items_count": len(lines), "attachments": files, "attachments_count": len(files)}
    return {**shown, **ends, "company": company_ref(company), "project": project_ref(company, row), "line_items": own}


def direct_cost_v11_shape(company: Company, row: Row, view: str) -> Json:
    """v1.1: ``vendor`` is a name in lists."""
    shown = direct_cost_shape(company, row, view)
    return shown if view == SHOW else {**shown, "vendor": shown["vendor_name"]}


def _employee(company: Company, row: Row) -> JsonValue:
    person = linked(company, "users", row, "employee_id")
    if person is None:
        return {"id": None, "name": None}
    return {"id": person.id, "name": f"{person.text('first_name')} {person.text('last_name')}".strip()}


def _check_direct_cost(draft: Draft) -> None:
    """An invoice is somebody's and has a number."""
    if draft.value("direct_cost_type") != "invoice":
        return
    if draft.value("vendor_id") is None:
        draft.refuse("vendor", BLANK)
    if not draft.value("invoice_number"):
        draft.refuse("invoice_number", BLANK)


def _given_lines(writer: Writer, _company: Company, row: Row) -> None:
    """v1.1 takes lines with the cost; there their amount is called ``manual_amount``."""
    for line in objects_in(row.body.pop("line_items", None)):
        fields = {**line, "amount": line.get("manual_amount", line.get("amount"))}
        fields = {name: value for name, value in fields.items() if value is not None and name != "manual_amount"}
        writer.create(DIRECT_COST_LINES, fields, project_id=row.project_id, holder_id=row.id)


def _check_holder(draft: Draft) -> None:
    """A line names its direct cost."""
    if draft.row is None and "direct_cost_id" in draft.fields:
        draft.holder_id = int_of(draft.fields["direct_cost_id"])
    holder = draft.company.find(DIRECT_COSTS, draft.holder_id)
    if holder is None or holder.project_id != draft.project_id:
        draft.refuse("direct_cost_id", "must exist")


def _budgeted(writer: Writer, company: Company, row: Row) -> None:
    """A line on a code without a budget makes a budget line of zero."""
    with_wbs_code(writer, company, row)
    code = row.body.get("wbs_code_id")
    if code is not None and budget_line_of(company, row.project_id, code) is None:
        empty: Json = {"wbs_code_id": code, "original_budget_amount": "0.00", "unbudgeted_reason": UNBUDGETED}
        writer.create(BUDGET_LINES, empty, project_id=row.project_id)


def budget_line_of(company: Company, project_id: int | None, wbs_code_id: JsonValue) -> Row | None:
    """The budget line of a code."""
    for row in company.collection(BUDGET_LINES).of_project(project_id):
        if row.deleted_at is None and row.body.get("wbs_code_id") == wbs_code_id:
            return row
    return None


def budget_line_shape(company: Company, row: Row, _view: str) -> Json:
    """Amounts are numbers here."""
    return {
        "id": row.id,
        **fields_of(row, "uom calculation_strategy"),
        "original_budget_amount": float(amount(row, "original_budget_amount")),
        "quantity": float(amount(row, "quantity")),
        "unit_cost": float(amount(row, "unit_cost")),
        "wbs_code": wbs_ref(linked(company, "wbs_codes", row, "wbs_code_id")),
        "currency_configuration": CURRENCY,
    }


def _check_budget_line(draft: Draft) -> None:
    """One line a code, and no new amount once the budget is locked (procore.md 1)."""
    locked = draft.project_id in draft.company.locked_budgets
    if locked and "original_budget_amount" in draft.fields and "unbudgeted_reason" not in draft.fields:
        draft.refuse("base", LOCKED)
    code = draft.value("wbs_code_id")
    other = budget_line_of(draft.company, draft.project_id, code)
    if other is not None and other is not draft.row:
        draft.refuse("wbs_code_id", "This Budget Code already exists")


def budget_change_shape(_company: Company, row: Row, _view: str) -> Json:
    """A change of a locked budget, with its legs."""
    lines: list[JsonValue] = [dict(line) for line in objects_in(row.body.get("adjustment_line_items"))]
    named_fields = fields_of(row, "number status title description")
    return {"id": row.id, **named_fields, "adjustment_line_items": lines, **stamps(row)}


COST_RESOURCES: Final = (
    Resource(
        name=DIRECT_COSTS,
        wrappers=("direct_cost",),
        tool=COSTS,
        shape=direct_cost_shape,
        webhook="Direct Costs",
        writes=words(f"{_TEXTS} {_DATES} vendor_id employee_id line_items currency_iso_code currency_exchange_rate"),
        required=("direct_cost_type",),
        dates=words(_DATES),
        choices={
            "direct_cost_type": words("invoice expense payroll subcontractor_invoice"),
            "status": words("draft pending revise_and_resubmit approved"),
        },
        references={"vendor_id": "vendors", "employee_id": "users"},
        defaults={"status": "draft"},
        origin=True,
        lockable=True,
        check=_check_direct_cost,
        sequel=_given_lines,
    ),
    line_resource(
        DIRECT_COST_LINES,
        COSTS,
        DIRECT_COSTS,
        "DirectCost",
        "Direct Cost Line Items",
        extra="direct_cost_id ref",
        check=_check_holder,
        sequel=_budgeted,
    ),
    Resource(
        name=BUDGET_LINES,
        wrappers=("budget_line_item",),
        tool=BUDGET,
        shape=budget_line_shape,
        webhook="Budget Line Items",
        writes=words(
            "wbs_code_id original_budget_amount uom quantity unit_cost calculation_strategy unbudgeted_reason"
        ),
        required=("wbs_code_id",),
        amounts=words("original_budget_amount"),
        numbers=words("quantity unit_cost"),
        choices={"calculation_strategy": words("automatic manual")},
        references={"wbs_code_id": "wbs_codes"},
        defaults={"calculation_strategy": "manual"},
        check=_check_budget_line,
    ),
    Resource(
        name="budget_changes",
        wrappers=("budget_change",),
        tool=BUDGET,
        shape=budget_change_shape,
        webhook="Budget Changes",
        writes=words("number status title description adjustment_line_items production_quantities prostore_file_ids"),
        choices={"status": words("draft under_review approved void")},
        defaults={"status": "draft"},
    ),
)
