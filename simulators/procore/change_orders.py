"""Change orders of commitments: packages, the potential change orders behind them, and their newer form.

A project of one tier is simulated: each package has one potential change order behind it, which holds the lines
(procore.md 6). The newer ``commitment_change_orders`` are the same packages under ids of their own.
"""

from typing import Final

from pydantic import JsonValue

from simulators.procore.codes import with_wbs_code
from simulators.procore.company import Company
from simulators.procore.contracts import PURCHASE_ORDERS, WORK_ORDERS
from simulators.procore.lines import line_resource, line_shape, total_of
from simulators.procore.resource import Draft, Resource, Writer, words
from simulators.procore.shapes import CURRENCY, all_stamps, amount, fields_of, origin
from simulators.procore.store import Row
from simulators.procore.wire import Json, int_of, money

CHANGE_ORDERS: Final = "Change Orders"
PACKAGES: Final = "change_order_packages"
POTENTIAL: Final = "potential_change_orders"
POTENTIAL_LINES: Final = "potential_change_order_line_items"

_STATUSES: Final = words(
    "draft pricing not_pricing pending revised proceeding not_proceeding pending_billable no_charge approved rejected "
    "void"
)
_DATES: Final = "due_date invoiced_date paid_date signed_change_order_received_date"
_TEXTS: Final = (
    "number title description status revision executed schedule_impact_amount reviewed_at field_change "
    "signature_required paid"
)


def package_shape(_company: Company, row: Row, _view: str) -> Json:
    """The older form, which keeps an origin_id."""
    return {
        "id": row.id,
        **fields_of(row, f"contract_id {_TEXTS} {_DATES}"),
        "grand_total": money(amount(row, "grand_total")),
        "designated_reviewer": None,
        "currency_configuration": CURRENCY,
        **origin(row),
        "origin_code": row.body.get("origin_code"),
        **all_stamps(row),
    }


def commitment_change_order_shape(_company: Company, row: Row, _view: str) -> Json:
    """The newer form: without origin_id, and with the older ids beside its own."""
    return {
        "id": row.body.get("flat_id"),
        "batch_id": None,
        "legacy_package_id": row.id,
        "legacy_request_id": None,
        **fields_of(row, f"contract_id {_TEXTS} {_DATES}"),
        "grand_total": money(amount(row, "grand_total")),
        "change_order_change_reason": None,
        "currency_configuration": CURRENCY,
        **all_stamps(row),
    }


def potential_shape(company: Company, row: Row, _view: str) -> Json:
    """What holds the lines."""
    shape = line_shape("PotentialChangeOrder")
    lines: list[JsonValue] = [shape(company, line, "") for line in company.collection(POTENTIAL_LINES).living(row.id)]
    total = money(total_of(company, POTENTIAL_LINES, row.id))
    return {
        "id": row.id,
        **fields_of(row, f"contract_id change_order_request_id {_TEXTS} {_DATES}"),
        "grand_total": total,
        "line_items_total": total,
        "line_items": lines,
        "currency_configuration": CURRENCY,
        **origin(row),
        **all_stamps(row),
    }


def contract_of(company: Company, contract_id: int | None) -> Row | None:
    """A commitment of either kind."""
    return company.find(WORK_ORDERS, contract_id) or company.find(PURCHASE_ORDERS, contract_id)


def _check_contract(draft: Draft) -> None:
    """A change order is of a commitment of its project."""
    contract = contract_of(draft.company, int_of(draft.value("contract_id")))
    if contract is None or contract.project_id != draft.project_id:
        draft.refuse("contract_id", "must exist")
    else:
        draft.fields["contract_id"] = contract.id
        draft.holder_id = contract.id


def _number_package(draft: Draft) -> None:
    if not draft.fields.get("number"):
        taken = len(list(draft.company.collection(PACKAGES).of_holder(draft.holder_id)))
        draft.fields["number"] = f"{taken + 1:03}"


def _one_tier(writer: Writer, _company: Company, row: Row) -> None:
    """Every package has a potential change order behind it, and an id in the newer form."""
    if "flat_id" in row.body:
        return
    known = {name: row.body.get(name) for name in ("number", "title", "status", "contract_id")}
    behind = writer.create(POTENTIAL, known, project_id=row.project_id)
    row.body["potential_id"] = behind.id
    behind.body["package_id"] = row.id
    row.body["flat_id"] = behind.id + 500_000_000_000


def _carry_total(writer: Writer, company: Company, row: Row) -> None:
    """A package is worth what the lines behind it add up to."""
    behind = company.find(POTENTIAL, row.holder_id)
    package = company.find(PACKAGES, None if behind is None else int_of(behind.body.get("package_id")))
    if package is not None and row.holder_id is not None:
        package.body["grand_total"] = money(total_of(company, POTENTIAL_LINES, row.holder_id))
        package.updated_at = row.updated_at
    with_wbs_code(writer, company, row)


def lines_holder(company: Company, flat_id: int, project_id: int) -> Row | None:
    """The potential change order behind a change order of the newer form."""
    for package in company.collection(PACKAGES).of_project(project_id):
        if package.body.get("flat_id") == flat_id and package.deleted_at is None:
            return company.find(POTENTIAL, int_of(package.body.get("potential_id")))
    return None


_COMMON: Final = f"{_TEXTS} {_DATES} contract_id"

CHANGE_ORDER_RESOURCES: Final = (
    Resource(
        name=PACKAGES,
        wrappers=("change_order", "change_order_package"),
        tool=CHANGE_ORDERS,
        shape=package_shape,
        webhook="Change Order Packages",
        writes=words(f"{_COMMON} grand_total origin_code"),
        required=("contract_id",),
        dates=words(_DATES),
        moments=words("reviewed_at"),
        amounts=words("grand_total"),
        choices={"status": _STATUSES},
        defaults={"status": "draft", "revision": 0, "executed": False},
        origin=True,
        check=_check_contract,
        complete=_number_package,
        sequel=_one_tier,
    ),
    Resource(
        name=POTENTIAL,
        wrappers=("potential_change_order",),
        tool=CHANGE_ORDERS,
        shape=potential_shape,
        webhook="Potential Change Orders",
        writes=words(f"{_COMMON} change_order_request_id"),
        required=("contract_id",),
        dates=words(_DATES),
        choices={"status": _STATUSES},
        defaults={"status": "draft", "revision": 0},
        origin=True,
        check=_check_contract,
    ),
    line_resource(
        POTENTIAL_LINES,
        CHANGE_ORDERS,
        POTENTIAL,
        "PotentialChangeOrder",
        "Potential Change Order Line Items",
        sequel=_carry_total,
    ),
)
