"""Line items: of subcontracts, purchase orders, prime contracts, change orders and direct costs (procore.md 6)."""

from decimal import Decimal
from typing import Final

from simulators.procore.codes import with_wbs_code
from simulators.procore.company import Company
from simulators.procore.resource import Draft, Resource, Rule, Sequel, Shape, no_rule, words
from simulators.procore.shapes import (
    CURRENCY,
    amount,
    company_ref,
    cost_code_ref,
    fields_of,
    line_item_type_ref,
    linked,
    origin,
    project_ref,
    stamps,
    wbs_ref,
)
from simulators.procore.store import Row
from simulators.procore.wire import ZERO, Json, decimal_of, money

LINE_WRITES: Final = (
    "amount cost_code_id description extended_type quantity line_item_type_id tax_code_id unit_cost uom wbs_code_id "
    "position"
)
_CODE_FIELDS: Final = ("cost_code_id", "line_item_type_id")


def line_shape(holder_type: str) -> Shape:
    """A line of a kind of holder; v2 shows the same line by ``line_v2_shape``."""

    def shape(company: Company, row: Row, _view: str) -> Json:
        total = money(amount(row, "amount"))
        return {
            "id": row.id,
            **fields_of(row, "description quantity unit_cost uom extended_type position tax_code_id"),
            "amount": total,
            "extended_amount": total,
            "total_amount": total,
            "wbs_code": wbs_ref(linked(company, "wbs_codes", row, "wbs_code_id")),
            "cost_code": cost_code_ref(linked(company, "cost_codes", row, "cost_code_id")),
            "line_item_type": line_item_type_ref(linked(company, "line_item_types", row, "line_item_type_id")),
            "holder": {"id": row.holder_id, "holder_type": holder_type},
            "project": project_ref(company, row),
            "company": company_ref(company),
            "change_event_line_item": None,
            "currency_configuration": CURRENCY,
            **origin(row),
            **stamps(row),
        }

    return shape


def line_v2_shape(company: Company, row: Row, _view: str) -> Json:
    """A line as v2 shows it; the ids become texts with the whole answer."""
    return {
        "id": row.id,
        **fields_of(row, "description uom unit_cost extended_type wbs_code_id tax_code_id position"),
        "quantity": float(amount(row, "quantity")),
        "amount": money(amount(row, "amount")),
        "prime_line_item_id": None,
        "wbs_code": wbs_ref(linked(company, "wbs_codes", row, "wbs_code_id")),
        "work_breakdown_structure": None,
    }


def _check_line(draft: Draft) -> None:
    """The amount of a calculated line is quantity times unit cost; its code is one of two ways to name it."""
    if draft.value("extended_type") == "calculated":
        product = (decimal_of(draft.value("quantity")) or ZERO) * (decimal_of(draft.value("unit_cost")) or ZERO)
        draft.fields["amount"] = money(product)
    if draft.fields.get("wbs_code_id") is not None:
        code = draft.company.collection("wbs_codes").rows[int(str(draft.fields["wbs_code_id"]))]
        draft.fields.update({name: code.body.get(name) for name in _CODE_FIELDS})
    elif any(name in draft.fields for name in _CODE_FIELDS):
        draft.fields["wbs_code_id"] = None


def line_resource(
    name: str,
    tool: str,
    parent: str,
    holder_type: str,
    webhook: str | None,
    *,
    extra: str = "",
    check: Rule = no_rule,
    sequel: Sequel = with_wbs_code,
) -> Resource:
    """The lines of one kind of holder; ``check`` comes on top of what holds for all lines."""

    def rules(draft: Draft) -> None:
        _check_line(draft)
        check(draft)

    return Resource(
        name=name,
        wrappers=("line_item",),
        tool=tool,
        shape=line_shape(holder_type),
        webhook=webhook,
        writes=words(f"{LINE_WRITES} {extra}"),
        amounts=words("amount"),
        numbers=words("quantity unit_cost"),
        choices={"extended_type": words("manual calculated")},
        references={
            "cost_code_id": "cost_codes",
            "line_item_type_id": "line_item_types",
            "wbs_code_id": "wbs_codes",
        },
        defaults={"extended_type": "manual"},
        origin=True,
        parent=parent,
        check=rules,
        sequel=sequel,
    )


def total_of(company: Company, lines: str, holder_id: int) -> Decimal:
    """The sum of a holder's lines."""
    return sum((amount(row, "amount") for row in company.collection(lines).living(holder_id)), ZERO)
