"""The lists of the API, each with the filters that it honours (procore.md 3, matrix)."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Final

from simulators.procore import errors
from simulators.procore.billing import APPLICATIONS, REQUISITIONS, is_last_requisition
from simulators.procore.calls import Call
from simulators.procore.catalogue import RESOURCES
from simulators.procore.change_orders import PACKAGES, POTENTIAL, POTENTIAL_LINES, commitment_change_order_shape
from simulators.procore.company import Company
from simulators.procore.contracts import (
    LINES_OF,
    PRIME_CONTRACTS,
    PURCHASE_ORDERS,
    WORK_ORDERS,
    commitment_v2_shape,
)
from simulators.procore.costs import DIRECT_COST_LINES, DIRECT_COSTS, direct_cost_v11_shape
from simulators.procore.field import DAILY_LOGS, TIMECARDS, TIMESHEETS, project_day
from simulators.procore.filters import Test, within_days
from simulators.procore.lines import line_v2_shape
from simulators.procore.listing import ListRoute, of_holder
from simulators.procore.paging import V2_DEFAULT, V2_LARGEST, Paging
from simulators.procore.resource import COMPACT, EXTENDED, Resource, words
from simulators.procore.store import Row
from simulators.procore.wire import parse_day

V1: Final = "/rest/v1.0"
PROJECT: Final = "/rest/v1.0/projects/{project_id:int}"
PROJECT_V11: Final = "/rest/v1.1/projects/{project_id:int}"
PROJECT_V2: Final = "/rest/v2.0/companies/{company_id:int}/projects/{project_id:int}"
_V2_PAGES: Final = Paging(V2_DEFAULT, V2_LARGEST)
_THIRTY: Final = Paging(default=30)
_STAMPS: Final = "id created_at updated_at"


def _by_status(_company: Company, values: Sequence[str]) -> Test:
    """``All``, ``Active`` or ``Inactive``."""
    return {
        "All": lambda _row: True,
        "Active": lambda row: row.body.get("active") is True,
        "Inactive": lambda row: row.body.get("active") is not True,
    }.get(values[-1], lambda _row: False)


def _synced(_company: Company, values: Sequence[str]) -> Test:
    wanted = values[-1].lower() == "true"
    return lambda row: (row.origin_id is not None) == wanted


def _is_last(company: Company, values: Sequence[str]) -> Test:
    wanted = values[-1].lower() == "true"
    return lambda row: is_last_requisition(company, row) == wanted


def _is_last_application(company: Company, values: Sequence[str]) -> Test:
    wanted = values[-1].lower() == "true"
    applications = company.collection(APPLICATIONS)

    def test(row: Row) -> bool:
        return (max((other.id for other in applications.living(row.holder_id or 0)), default=0) == row.id) == wanted

    return test


def _search(_company: Company, values: Sequence[str]) -> Test:
    return lambda row: values[-1].lower() in row.text("name").lower()


def _flat_id(_company: Company, values: Sequence[str]) -> Test:
    return lambda row: row.text("flat_id") in values


def _package_id(_company: Company, values: Sequence[str]) -> Test:
    return lambda row: str(row.id) in values


def _commitment_type(company: Company, values: Sequence[str]) -> Test:
    wanted = {"WorkOrderContract": WORK_ORDERS, "PurchaseOrderContract": PURCHASE_ORDERS}.get(values[-1], "")
    return lambda row: row.id in company.collection(wanted).rows


def _is_active(row: Row) -> bool:
    """People who are not are in a list of their own."""
    return row.body.get("is_active") is not False


def _visible_projects(call: Call) -> Test:
    """Only active ones, unless a filter says otherwise; only permitted ones."""
    with_inactive = "filters[by_status]" in call.query
    return lambda row: call.permits(row.id) and (with_inactive or row.body.get("active") is True)


def _of_sub_job(call: Call) -> Test:
    wanted = call.query.get("sub_job_id")
    return lambda row: wanted is None or row.text("sub_job_id") == wanted


def _of_code_list(call: Call) -> Test:
    wanted = call.needed("standard_cost_code_list_id")
    return lambda row: row.body.get("standard_cost_code_list_id") == wanted


def _of_contract(call: Call) -> Test:
    wanted = call.query.get("contract_id")
    return lambda row: wanted is None or row.text("contract_id") == wanted


def _of_this_contract(call: Call) -> Test:
    """Payments can be asked for one contract at a time only."""
    wanted = call.needed("contract_id")
    return lambda row: row.holder_id == wanted


def by_days(call: Call) -> Test:
    """``log_date``, or ``start_date`` and ``end_date``; without either only today, where the project is."""
    today = project_day(call.company, call.given("project_id"), call.world.now())
    only = call.query.get("log_date")
    first = _day(call, "start_date", only or call.query.get("end_date") or today)
    last = _day(call, "end_date", only or call.query.get("start_date") or today)
    return lambda row: within_days(row, first, last)


def _day(call: Call, name: str, default: str) -> date:
    day = parse_day(call.query.get(name, default))
    if day is None:
        raise errors.bad_request(f"{name} is not a date", name)
    return day


def _in_span(call: Call) -> Test:
    """The company's time: of permitted projects, of a span of days if one is given."""
    first = _day(call, "start_date", "0001-01-01")
    last = _day(call, "end_date", "9999-12-31")
    spanned = "start_date" in call.query or "end_date" in call.query

    def test(row: Row) -> bool:
        shown = row.project_id is not None and call.permits(row.project_id)
        return shown and (not spanned or within_days(row, first, last))

    return test


def _all_of_company(call: Call, resource: Resource) -> Iterable[Row]:
    call.check_company()
    call.check_tool(TIMESHEETS, None)
    return call.company.collection(resource.name).rows.values()


def _project_vendors(call: Call, resource: Resource) -> Iterable[Row]:
    project_id = call.needed("project_id")
    call.check_project(project_id)
    call.check_tool(resource.tool, project_id)
    known = call.company.project_vendors.get(project_id, set())
    return [row for row in call.company.collection(resource.name).rows.values() if row.id in known]


def _commitments(call: Call, resource: Resource) -> Iterable[Row]:
    project_id = call.project(resource)
    return chain(*(call.company.collection(name).of_project(project_id) for name in (WORK_ORDERS, PURCHASE_ORDERS)))


def _contracts() -> list[ListRoute]:
    kinds = ((WORK_ORDERS, "work_order_contract_id"), (PURCHASE_ORDERS, "purchase_order_contract_id"))
    lists = [
        ListRoute(
            f"{V1}/{name}",
            name,
            words(f"{_STAMPS} status origin_id include_deleted"),
            default_view=COMPACT,
            hides_lines=True,
        )
        for name, _ in kinds
    ]
    lines = [
        ListRoute(
            f"{V1}/{name}/{{{path_id}:int}}/line_items",
            LINES_OF[name],
            words(f"{_STAMPS} cost_code_id line_item_type_id"),
            rows=of_holder(name, path_id),
        )
        for name, path_id in (*kinds, (PRIME_CONTRACTS, "prime_contract_id"))
    ]
    return [*lists, *lines]


_PROJECTS: Final = words(f"{_STAMPS} name project_number origin_id synced by_status is_demo template")
_REQUISITIONS: Final = words(f"{_STAMPS} commitment_id period_id status origin_id")
_DIRECT_COSTS: Final = words(f"{_STAMPS} origin_id invoice_number payment_date received_date")
_V2_CONTRACTS: Final = words(f"{_STAMPS} deleted_at status vendor_id executed accounting_method")

LISTS: Final = (
    *(
        ListRoute(
            path,
            "projects",
            _PROJECTS,
            paging=Paging(default=100, largest=300) if "v1.1" in path else Paging(),
            only=_visible_projects,
            special={"by_status": _by_status, "synced": _synced},
        )
        for path in ("/rest/v1.1/projects", f"{V1}/projects", f"{V1}/companies/{{company_id:int}}/projects")
    ),
    ListRoute(
        f"{V1}/vendors",
        "vendors",
        words(f"{_STAMPS} origin_id search parent_id"),
        default_view=EXTENDED,
        special={"search": _search},
    ),
    ListRoute(
        f"{PROJECT_V11}/vendors",
        "vendors",
        words("id search parent_id"),
        rows=_project_vendors,
        special={"search": _search},
    ),
    ListRoute(
        "/rest/v1.3/companies/{company_id:int}/users",
        "users",
        words(f"{_STAMPS} origin_id vendor_id"),
        only=lambda _call: _is_active,
    ),
    ListRoute(
        "/rest/v1.0/companies/{company_id:int}/users/inactive",
        "users",
        only=lambda _call: lambda row: not _is_active(row),
    ),
    ListRoute(f"{V1}/cost_codes", "cost_codes", words("id origin_id"), only=_of_sub_job),
    ListRoute(f"{V1}/standard_cost_code_lists", "standard_cost_code_lists"),
    ListRoute(f"{V1}/standard_cost_codes", "standard_cost_codes", words("origin_id"), only=_of_code_list),
    ListRoute(f"{V1}/line_item_types", "line_item_types", words("origin_id")),
    ListRoute(f"{V1}/sub_jobs", "sub_jobs"),
    ListRoute(f"{PROJECT}/work_breakdown_structure/wbs_codes", "wbs_codes", words("status updated_at")),
    *_contracts(),
    ListRoute(f"{V1}/commitments", WORK_ORDERS, rows=_commitments, default_view=COMPACT),
    ListRoute(
        f"{PROJECT_V2}/commitment_contracts",
        WORK_ORDERS,
        _V2_CONTRACTS | words("type include_deleted"),
        paging=_V2_PAGES,
        shape=commitment_v2_shape,
        rows=_commitments,
        special={"type": _commitment_type},
    ),
    ListRoute(
        f"{V1}/change_order_packages",
        PACKAGES,
        words(f"{_STAMPS} reviewed_at due_date invoiced_date paid_date signed_change_order_received_date")
        | words("include_deleted"),
        only=_of_contract,
    ),
    ListRoute(
        f"{V1}/potential_change_orders",
        POTENTIAL,
        words(f"{_STAMPS} origin_id include_deleted status"),
        only=_of_contract,
        hides_lines=True,
    ),
    ListRoute(
        f"{V1}/potential_change_orders/{{potential_change_order_id:int}}/line_items",
        POTENTIAL_LINES,
        words(_STAMPS),
        rows=of_holder(POTENTIAL, "potential_change_order_id"),
    ),
    ListRoute(
        f"{PROJECT}/commitment_change_orders",
        PACKAGES,
        words("id legacy_package_id contract_id executed status updated_at"),
        paging=None,
        shape=commitment_change_order_shape,
        special={"id": _flat_id, "legacy_package_id": _package_id},
    ),
    ListRoute(f"{V1}/requisitions", REQUISITIONS, _REQUISITIONS),
    ListRoute(
        "/rest/v1.1/requisitions",
        REQUISITIONS,
        _REQUISITIONS | words("is_last"),
        paging=_THIRTY,
        special={"is_last": _is_last},
    ),
    ListRoute(f"{PROJECT}/billing_periods", "billing_periods", words(f"{_STAMPS} status")),
    ListRoute(f"{V1}/contract_payments", "contract_payments", only=_of_this_contract),
    ListRoute(f"{PROJECT_V11}/direct_costs", DIRECT_COSTS, _DIRECT_COSTS, shape=direct_cost_v11_shape),
    ListRoute(f"{PROJECT}/direct_costs", DIRECT_COSTS, _DIRECT_COSTS),
    ListRoute(
        f"{PROJECT}/direct_costs/line_items",
        DIRECT_COST_LINES,
        words(f"{_STAMPS} direct_cost_id cost_code_id line_item_type_id"),
        special={"direct_cost_id": lambda _company, values: lambda row: str(row.holder_id) in values},
    ),
    ListRoute(f"{V1}/prime_contracts", PRIME_CONTRACTS, words("id updated_at")),
    ListRoute(
        f"{PROJECT_V2}/prime_contracts",
        PRIME_CONTRACTS,
        _V2_CONTRACTS | words("architect_id contractor_id"),
        paging=_V2_PAGES,
    ),
    ListRoute(f"{V1}/payment_applications", APPLICATIONS, paging=_THIRTY),
    ListRoute(
        f"{V1}/prime_contracts/{{prime_contract_id:int}}/payment_applications",
        APPLICATIONS,
        words("id is_last"),
        paging=_THIRTY,
        rows=of_holder(PRIME_CONTRACTS, "prime_contract_id"),
        special={"is_last": _is_last_application},
    ),
    ListRoute(
        f"{V1}/companies/{{company_id:int}}/timecard_entries",
        TIMECARDS,
        words("id party_id updated_at deleted_at"),
        rows=_all_of_company,
        only=_in_span,
    ),
    ListRoute(f"{PROJECT}/timecard_entries", TIMECARDS, only=by_days),
    ListRoute(f"{V1}/companies/{{company_id:int}}/timecard_time_types", "timecard_time_types"),
    *(
        ListRoute(f"{PROJECT}/{name}", name, words("status vendor_id created_by_id location_id"), only=by_days)
        for name in DAILY_LOGS
    ),
    ListRoute(
        f"{PROJECT_V2}/commitment_contracts/{{commitment_contract_id:int}}/line_items",
        LINES_OF[WORK_ORDERS],
        paging=_V2_PAGES,
        shape=line_v2_shape,
        rows=lambda call, _resource: _lines_of_commitment(call),
    ),
)
"""Lists of cost codes, cost types, sub jobs, budgets, payments, payment applications and daily logs have no filter of
changes; those of time have one for the company only."""


def _lines_of_commitment(call: Call) -> Iterable[Row]:
    """Those of a contract of either kind."""
    contract_id = call.path_id("commitment_contract_id")
    kind = WORK_ORDERS if call.company.find(WORK_ORDERS, contract_id) else PURCHASE_ORDERS
    contract = call.row(RESOURCES[kind], "commitment_contract_id")
    return call.company.collection(LINES_OF[kind]).of_holder(contract.id)
