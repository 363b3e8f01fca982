"""Each call of each resource, as it leaves (procore.md 12)."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.procore.filters import Days, Filters, Span
from fieldledger.clients.procore.models.budget import AdjustmentLineWrite, BudgetChangeWrite, BudgetLineWrite
from fieldledger.clients.procore.models.change_orders import (
    ChangeOrderPackageWrite,
    CommitmentChangeOrderWrite,
    PotentialChangeOrderWrite,
)
from fieldledger.clients.procore.models.commitments import PurchaseOrderContractWrite, WorkOrderContractWrite
from fieldledger.clients.procore.models.cost_codes import (
    CostCodeWrite,
    LineItemTypeWrite,
    StandardCostCodeWrite,
    SubJobWrite,
)
from fieldledger.clients.procore.models.daily_logs import ManpowerLogWrite, NotesLogWrite
from fieldledger.clients.procore.models.direct_costs import DirectCostWrite, NewDirectCost, NewDirectCostLine
from fieldledger.clients.procore.models.line_items import DirectCostLineWrite, LineItemV2Write, LineItemWrite
from fieldledger.clients.procore.models.payment_applications import (
    PaymentApplicationLineWrite,
    PaymentApplicationWrite,
)
from fieldledger.clients.procore.models.payments import ContractPaymentWrite
from fieldledger.clients.procore.models.prime_contracts import PrimeContractWrite
from fieldledger.clients.procore.models.projects import ProjectWrite
from fieldledger.clients.procore.models.requisitions import (
    BillingPeriodWrite,
    RequisitionItemWrite,
    RequisitionWrite,
)
from fieldledger.clients.procore.models.time_cards import BulkTimecardEntry, TimecardEntryWrite
from fieldledger.clients.procore.models.users import UserWrite
from fieldledger.clients.procore.models.vendors import VendorWrite
from tests.builders import COMPANY
from tests.unit.clients.procore.bench import ACCOUNT, NotingRequester, Sent

SINCE = Filters(updated=Span(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)))
CHANGED = {"filters[updated_at]": "2026-03-01T00:00:00Z...2026-03-02T00:00:00Z"}
WEEK = Days(date(2026, 3, 1), date(2026, 3, 7))
WEEK_PARAMS = {"start_date": "2026-03-01", "end_date": "2026-03-07"}
PAGE = {"page": "1", "per_page": "1000"}
SMALL_PAGE = {"page": "1", "per_page": "100"}
IN_COMPANY = {"company_id": "{account}"}
IN_PROJECT = {"project_id": "7"}
ME = int(ACCOUNT)
V1, V11 = "/rest/v1.0", "/rest/v1.1"
V2_PROJECT = "/rest/v2.0/companies/{account}/projects/7"
WBS = "/rest/v1.0/projects/7/work_breakdown_structure/wbs_codes"

type Ask = Callable[[ProcoreApi], Awaitable[object]]

READS: list[tuple[Ask, str, dict[str, str]]] = [
    (
        lambda api: api.projects.page(COMPANY, filters=SINCE),
        f"{V11}/projects",
        IN_COMPANY | {"view": "extended", "filters[by_status]": "All"} | CHANGED | {"page": "1", "per_page": "300"},
    ),
    (lambda api: api.projects.get(COMPANY, "7"), f"{V1}/projects/7", IN_COMPANY),
    (lambda api: api.preflight.tools(COMPANY, "7"), f"{V1}/projects/7/tools", PAGE),
    (
        lambda api: api.vendors.page(COMPANY, filters=SINCE),
        f"{V1}/vendors",
        IN_COMPANY | {"view": "extended"} | CHANGED | PAGE,
    ),
    (lambda api: api.vendors.get(COMPANY, "4"), f"{V1}/vendors/4", IN_COMPANY | {"view": "extended"}),
    (lambda api: api.vendors.page_in_project(COMPANY, "7"), f"{V11}/projects/7/vendors", PAGE),
    (
        lambda api: api.users.page(COMPANY, filters=SINCE),
        "/rest/v1.3/companies/{account}/users",
        {"view": "extended"} | CHANGED | PAGE,
    ),
    (
        lambda api: api.users.inactive(COMPANY),
        "/rest/v1.0/companies/{account}/users/inactive",
        PAGE,
    ),
    (lambda api: api.users.get(COMPANY, "3"), "/rest/v1.3/companies/{account}/users/3", {}),
    (lambda api: api.cost_codes.get(COMPANY, "7", "2"), f"{V1}/cost_codes/2", IN_PROJECT),
    (lambda api: api.change_order_packages.get(COMPANY, "7", "6"), f"{V1}/change_order_packages/6", IN_PROJECT),
    (
        lambda api: api.contract_payments.get(COMPANY, "7", "5", "8"),
        f"{V1}/contract_payments/8",
        IN_PROJECT | {"contract_id": "5"},
    ),
    (
        lambda api: api.timecard_entries.get(COMPANY, "8"),
        f"{V1}/companies/{{account}}/timecard_entries/8",
        {},
    ),
    (lambda api: api.daily_logs.get(COMPANY, "7", "work_logs", "8"), f"{V1}/projects/7/work_logs/8", {}),
    (lambda api: api.cost_codes.page(COMPANY, "7", 2), f"{V1}/cost_codes", IN_PROJECT | PAGE | {"page": "2"}),
    (lambda api: api.cost_codes.types(COMPANY, "7"), f"{V1}/line_item_types", IN_PROJECT | IN_COMPANY | PAGE),
    (lambda api: api.cost_codes.sub_jobs(COMPANY, "7"), f"{V1}/sub_jobs", IN_PROJECT | PAGE),
    (lambda api: api.cost_codes.standard_lists(COMPANY), f"{V1}/standard_cost_code_lists", IN_COMPANY | PAGE),
    (
        lambda api: api.cost_codes.standard(COMPANY, "3"),
        f"{V1}/standard_cost_codes",
        IN_COMPANY | {"standard_cost_code_list_id": "3", "view": "extended"} | PAGE,
    ),
    (lambda api: api.wbs_codes.page(COMPANY, "7", filters=SINCE), WBS, CHANGED | PAGE),
    (lambda api: api.budgets.state(COMPANY, "7"), f"{V1}/projects/7/budget", {}),
    (lambda api: api.budgets.views(COMPANY, "7"), f"{V1}/budget_views", IN_PROJECT | PAGE),
    (lambda api: api.budgets.columns(COMPANY, "7", "9"), f"{V1}/budget_views/9/budget_detail_columns", IN_PROJECT),
    (lambda api: api.budgets.rows(COMPANY, "7", "9"), f"{V1}/budget_views/9/detail_rows", IN_PROJECT | PAGE),
    (lambda api: api.budgets.changes(COMPANY, "7"), f"{V1}/projects/7/budget_changes", {}),
    (
        lambda api: api.subcontracts.page(COMPANY, "7", filters=SINCE),
        f"{V1}/work_order_contracts",
        IN_PROJECT | {"view": "extended"} | CHANGED | PAGE,
    ),
    (lambda api: api.subcontracts.get(COMPANY, "7", "5"), f"{V1}/work_order_contracts/5", IN_PROJECT),
    (
        lambda api: api.subcontracts.lines(COMPANY, "7", "5", filters=SINCE),
        f"{V1}/work_order_contracts/5/line_items",
        IN_PROJECT | CHANGED | PAGE,
    ),
    (
        lambda api: api.purchase_orders.page(COMPANY, "7"),
        f"{V1}/purchase_order_contracts",
        IN_PROJECT | {"view": "extended"} | PAGE,
    ),
    (
        lambda api: api.change_order_packages.page(COMPANY, "7", filters=SINCE),
        f"{V1}/change_order_packages",
        IN_PROJECT | CHANGED | PAGE,
    ),
    (
        lambda api: api.potential_change_orders.page(COMPANY, "7"),
        f"{V1}/potential_change_orders",
        IN_PROJECT | PAGE,
    ),
    (
        lambda api: api.potential_change_orders.lines(COMPANY, "7", "6"),
        f"{V1}/potential_change_orders/6/line_items",
        IN_PROJECT | PAGE,
    ),
    (
        lambda api: api.commitment_change_orders.all(COMPANY, "7", SINCE),
        f"{V1}/projects/7/commitment_change_orders",
        {"view": "extended"} | CHANGED,
    ),
    (
        lambda api: api.commitment_change_orders.lines(COMPANY, "7", "6"),
        f"{V2_PROJECT}/commitment_change_orders/6/line_items",
        SMALL_PAGE,
    ),
    (
        lambda api: api.requisitions.page(COMPANY, "7", filters=SINCE),
        f"{V11}/requisitions",
        IN_PROJECT | {"view": "items"} | CHANGED | SMALL_PAGE,
    ),
    (lambda api: api.requisitions.get(COMPANY, "7", "8"), f"{V11}/requisitions/8", IN_PROJECT | {"view": "items"}),
    (
        lambda api: api.requisitions.contract_items(COMPANY, "7", "8"),
        f"{V1}/requisitions/8/contract_items",
        IN_PROJECT | PAGE,
    ),
    (lambda api: api.billing_periods.page(COMPANY, "7"), f"{V1}/projects/7/billing_periods", PAGE),
    (
        lambda api: api.contract_payments.page(COMPANY, "7", "5"),
        f"{V1}/contract_payments",
        IN_PROJECT | {"contract_id": "5"} | PAGE,
    ),
    (
        lambda api: api.direct_costs.page(COMPANY, "7", filters=SINCE),
        f"{V11}/projects/7/direct_costs",
        CHANGED | PAGE,
    ),
    (lambda api: api.direct_costs.get(COMPANY, "7", "2"), f"{V11}/projects/7/direct_costs/2", {}),
    (
        lambda api: api.direct_costs.lines(COMPANY, "7", filters=SINCE),
        f"{V1}/projects/7/direct_costs/line_items",
        CHANGED | PAGE,
    ),
    (lambda api: api.prime_contracts.page(COMPANY, "7"), f"{V1}/prime_contracts", IN_PROJECT | PAGE),
    (lambda api: api.prime_contracts.get(COMPANY, "7", "1"), f"{V1}/prime_contract/1", IN_PROJECT),
    (
        lambda api: api.prime_contracts.lines(COMPANY, "7", "1"),
        f"{V1}/prime_contracts/1/line_items",
        IN_PROJECT | PAGE,
    ),
    (lambda api: api.payment_applications.page(COMPANY, "7"), f"{V1}/payment_applications", IN_PROJECT | PAGE),
    (
        lambda api: api.payment_applications.page_of_contract(COMPANY, "7", "1"),
        f"{V1}/prime_contracts/1/payment_applications",
        IN_PROJECT | PAGE,
    ),
    (lambda api: api.payment_applications.get(COMPANY, "7", "3"), f"{V1}/payment_applications/3", IN_PROJECT),
    (
        lambda api: api.timecard_entries.page(COMPANY, filters=SINCE),
        f"{V1}/companies/{{account}}/timecard_entries",
        CHANGED | PAGE,
    ),
    (
        lambda api: api.timecard_entries.page_in_project(COMPANY, "7", WEEK),
        f"{V1}/projects/7/timecard_entries",
        WEEK_PARAMS | PAGE,
    ),
    (lambda api: api.timecard_entries.time_types(COMPANY), f"{V1}/companies/{{account}}/timecard_time_types", {}),
    (
        lambda api: api.daily_logs.counts(COMPANY, "7", WEEK),
        f"{V11}/projects/7/daily_logs/counts",
        WEEK_PARAMS | {"filters[status]": "all"} | PAGE,
    ),
    (
        lambda api: api.daily_logs.header(COMPANY, "7", WEEK),
        f"{V1}/projects/7/daily_log_headers",
        {"log_date": "2026-03-01"},
    ),
    (lambda api: api.daily_logs.manpower(COMPANY, "7", WEEK), f"{V1}/projects/7/manpower_logs", WEEK_PARAMS | PAGE),
    (lambda api: api.daily_logs.notes(COMPANY, "7", WEEK), f"{V1}/projects/7/notes_logs", WEEK_PARAMS | PAGE),
    (
        lambda api: api.daily_logs.others(COMPANY, "7", "work_logs", WEEK),
        f"{V1}/projects/7/work_logs",
        WEEK_PARAMS | PAGE,
    ),
]

LINE = LineItemWrite(origin_id="L-1", amount=Decimal("10.50"), wbs_code_id="33")
LINE_BODY = {"updates": [{"origin_id": "L-1", "amount": "10.50", "wbs_code_id": 33}]}
PERIOD = BillingPeriodWrite(
    start_date=date(2026, 3, 1), end_date=date(2026, 3, 31), due_date=date(2026, 4, 5), status="open"
)
LEG = AdjustmentLineWrite(ref="a", adjustment_number=1, wbs_code_id="33", type="budget_change", amount=Decimal(-5))
CLAIM = RequisitionItemWrite(item_type="contract_item", id="4", work_completed_this_period=Decimal("99.10"))
CLAIM_BODY = {"item_type": "contract_item", "id": 4, "work_completed_this_period": "99.10"}
ENTRY = BulkTimecardEntry(project_id="7", date=date(2026, 3, 2), hours=Decimal(8), party_id="12")
ENTRY_BODY = {"project_id": 7, "date": "2026-03-02", "hours": "8", "party_id": 12}

WRITES: list[tuple[Ask, str, str, dict[str, str], object]] = [
    (
        lambda api: api.projects.create(COMPANY, ProjectWrite(name="Clinic", start_date=date(2026, 3, 1))),
        "POST",
        f"{V1}/projects",
        {},
        {"company_id": ME, "project": {"name": "Clinic", "start_date": "2026-03-01"}},
    ),
    (
        lambda api: api.projects.update(COMPANY, "7", ProjectWrite(origin_code="24-017")),
        "PATCH",
        f"{V1}/projects/7",
        {},
        {"company_id": ME, "project": {"origin_code": "24-017"}},
    ),
    (
        lambda api: api.projects.sync(COMPANY, [ProjectWrite(id="7", active=False)]),
        "PATCH",
        f"{V1}/projects/sync",
        {},
        {"company_id": ME, "updates": [{"id": 7, "active": False}]},
    ),
    (
        lambda api: api.vendors.create(COMPANY, VendorWrite(name="Acme")),
        "POST",
        f"{V1}/vendors",
        {"view": "extended"},
        {"company_id": ME, "vendor": {"name": "Acme"}},
    ),
    (
        lambda api: api.vendors.add_to_project(COMPANY, "7", "4"),
        "POST",
        f"{V11}/projects/7/vendors/4/actions/add",
        {},
        None,
    ),
    (
        lambda api: api.users.sync(COMPANY, [UserWrite(id="3", employee_id="1042")]),
        "PATCH",
        "/rest/v1.3/companies/{account}/users/sync",
        {},
        {"updates": [{"id": 3, "employee_id": "1042"}]},
    ),
    (
        lambda api: api.cost_codes.create(COMPANY, "7", CostCodeWrite(code="300", name="Earthwork")),
        "POST",
        f"{V1}/cost_codes",
        {},
        {"project_id": 7, "cost_code": {"code": "300", "name": "Earthwork"}},
    ),
    (
        lambda api: api.cost_codes.sync(COMPANY, "7", [CostCodeWrite(origin_id="C-1", code="300")], "2"),
        "PATCH",
        f"{V1}/cost_codes/sync",
        IN_PROJECT | {"sub_job_id": "2"},
        {"updates": [{"origin_id": "C-1", "code": "300"}]},
    ),
    (
        lambda api: api.cost_codes.sync_types(COMPANY, [LineItemTypeWrite(origin_id="T", base_type="labor")]),
        "PATCH",
        f"{V1}/line_item_types/sync",
        {},
        {"company_id": ME, "updates": [{"origin_id": "T", "base_type": "labor"}]},
    ),
    (
        lambda api: api.cost_codes.sync_sub_jobs(COMPANY, "7", [SubJobWrite(code="A")]),
        "PATCH",
        f"{V1}/sub_jobs/sync",
        IN_PROJECT,
        {"project_id": 7, "updates": [{"code": "A"}]},
    ),
    (
        lambda api: api.cost_codes.sync_standard(COMPANY, "3", [StandardCostCodeWrite(code="02", name="Site")]),
        "PATCH",
        f"{V1}/standard_cost_codes/sync",
        {"view": "extended"},
        {"company_id": ME, "standard_cost_code_list_id": 3, "updates": [{"code": "02", "name": "Site"}]},
    ),
    (
        lambda api: api.budgets.create_line(
            COMPANY, "7", BudgetLineWrite(wbs_code_id="33", original_budget_amount=Decimal("1000.25"))
        ),
        "POST",
        f"{V11}/budget_line_items",
        {},
        {"project_id": 7, "budget_line_item": {"wbs_code_id": 33, "original_budget_amount": 1000.25}},
    ),
    (
        lambda api: api.budgets.update_line(COMPANY, "7", "9", BudgetLineWrite(calculation_strategy="manual")),
        "PATCH",
        f"{V11}/budget_line_items/9",
        {},
        {"project_id": 7, "budget_line_item": {"calculation_strategy": "manual"}},
    ),
    (
        lambda api: api.budgets.sync_lines(COMPANY, "7", [BudgetLineWrite(id="9", quantity=Decimal(3))]),
        "POST",
        f"{V1}/budget_line_items/sync",
        {},
        {"project_id": 7, "budget_line_items": [{"id": 9, "quantity": 3}]},
    ),
    (
        lambda api: api.budgets.create_change(
            COMPANY, "7", BudgetChangeWrite(status="approved", adjustment_line_items=(LEG,))
        ),
        "POST",
        f"{V1}/projects/7/budget_changes",
        {},
        {
            "status": "approved",
            "adjustment_line_items": [
                {"ref": "a", "adjustment_number": 1, "wbs_code_id": 33, "type": "budget_change", "amount": -5}
            ],
        },
    ),
    (
        lambda api: api.subcontracts.create(COMPANY, "7", WorkOrderContractWrite(number="SC-1", vendor_id="4")),
        "POST",
        f"{V1}/work_order_contracts",
        {},
        {"project_id": 7, "work_order_contract": {"number": "SC-1", "vendor_id": 4}},
    ),
    (
        lambda api: api.subcontracts.update(COMPANY, "7", "5", WorkOrderContractWrite(executed=True)),
        "PATCH",
        f"{V1}/work_order_contracts/5",
        {},
        {"project_id": 7, "work_order_contract": {"executed": True}},
    ),
    (
        lambda api: api.subcontracts.sync(COMPANY, "7", [WorkOrderContractWrite(origin_id="FL-1", status="Draft")]),
        "PATCH",
        f"{V1}/work_order_contracts/sync",
        {},
        {"project_id": 7, "updates": [{"origin_id": "FL-1", "status": "Draft"}]},
    ),
    (
        lambda api: api.subcontracts.sync_lines(COMPANY, "7", "5", [LINE]),
        "PATCH",
        f"{V1}/work_order_contracts/5/line_items/sync",
        IN_PROJECT,
        LINE_BODY,
    ),
    (
        lambda api: api.purchase_orders.create(COMPANY, "7", PurchaseOrderContractWrite(retainage_percent=Decimal(5))),
        "POST",
        f"{V1}/purchase_order_contracts",
        {},
        {"project_id": 7, "purchase_order_contract": {"retainage_percent": "5"}},
    ),
    (
        lambda api: api.purchase_orders.sync_lines(COMPANY, "7", "5", [LINE]),
        "PATCH",
        f"{V1}/purchase_order_contracts/5/line_items/sync",
        IN_PROJECT,
        LINE_BODY,
    ),
    (
        lambda api: api.change_order_packages.create(COMPANY, "7", "5", ChangeOrderPackageWrite(title="CO 1")),
        "POST",
        f"{V1}/change_order_packages",
        {},
        {"project_id": 7, "contract_id": 5, "change_order": {"title": "CO 1"}},
    ),
    (
        lambda api: api.change_order_packages.update(COMPANY, "7", "6", ChangeOrderPackageWrite(status="approved")),
        "PATCH",
        f"{V1}/change_order_packages/6",
        {},
        {"project_id": 7, "change_order": {"status": "approved"}},
    ),
    (
        lambda api: api.potential_change_orders.sync(COMPANY, "7", "5", [PotentialChangeOrderWrite(origin_id="P")]),
        "PATCH",
        f"{V1}/potential_change_orders/sync",
        IN_PROJECT | {"contract_id": "5"},
        {"updates": [{"origin_id": "P"}]},
    ),
    (
        lambda api: api.potential_change_orders.sync_lines(COMPANY, "7", "6", [LINE]),
        "PATCH",
        f"{V1}/potential_change_orders/6/line_items/sync",
        IN_PROJECT,
        LINE_BODY,
    ),
    (
        lambda api: api.commitment_change_orders.create(COMPANY, "7", CommitmentChangeOrderWrite(contract_id="5")),
        "POST",
        f"{V1}/projects/7/commitment_change_orders",
        {},
        {"change_order": {"contract_id": 5}},
    ),
    (
        lambda api: api.commitment_change_orders.create_line(
            COMPANY, "7", "6", LineItemV2Write(wbs_code_id="33", amount=Decimal("7.5"))
        ),
        "POST",
        f"{V2_PROJECT}/commitment_change_orders/6/line_items",
        {},
        {"wbs_code_id": "33", "amount": "7.5"},
    ),
    (
        lambda api: api.requisitions.create(COMPANY, "7", "5", RequisitionWrite(period_id="2", items=(CLAIM,))),
        "POST",
        f"{V11}/requisitions",
        {"view": "items"},
        {"project_id": 7, "commitment_id": 5, "requisition": {"period_id": 2, "items": [CLAIM_BODY]}},
    ),
    (
        lambda api: api.requisitions.update(COMPANY, "7", "5", "8", RequisitionWrite(payment_date=date(2026, 4, 1))),
        "PATCH",
        f"{V11}/requisitions/8",
        {"view": "items"},
        {"project_id": 7, "commitment_id": 5, "requisition": {"payment_date": "2026-04-01"}},
    ),
    (
        lambda api: api.requisitions.update_items(COMPANY, "7", "8", [CLAIM]),
        "PATCH",
        f"{V1}/requisitions/8/bulk_item_update",
        IN_PROJECT,
        {"requisition_items": [CLAIM_BODY]},
    ),
    (
        lambda api: api.billing_periods.create(COMPANY, "7", PERIOD),
        "POST",
        f"{V1}/projects/7/billing_periods",
        {},
        {
            "billing_period": {
                "start_date": "2026-03-01",
                "end_date": "2026-03-31",
                "due_date": "2026-04-05",
                "status": "open",
            }
        },
    ),
    (
        lambda api: api.contract_payments.create(
            COMPANY, "7", "5", ContractPaymentWrite(amount=Decimal("250.00"), date=date(2026, 3, 9))
        ),
        "POST",
        f"{V1}/contract_payments",
        {},
        {"project_id": 7, "contract_id": 5, "contract_payment": {"amount": "250.00", "date": "2026-03-09"}},
    ),
    (
        lambda api: api.contract_payments.update(COMPANY, "7", "5", "3", ContractPaymentWrite(origin_data="x")),
        "PATCH",
        f"{V1}/contract_payments/3",
        {},
        {"project_id": 7, "contract_id": 5, "contract_payment": {"origin_data": "x"}},
    ),
    (
        lambda api: api.direct_costs.create(
            COMPANY,
            "7",
            NewDirectCost(
                direct_cost_type="payroll",
                line_items=(NewDirectCostLine(wbs_code_id="33", manual_amount=Decimal("12.5")),),
            ),
        ),
        "POST",
        f"{V11}/projects/7/direct_costs",
        {},
        {"direct_cost": {"direct_cost_type": "payroll", "line_items": [{"wbs_code_id": 33, "manual_amount": 12.5}]}},
    ),
    (
        lambda api: api.direct_costs.sync(COMPANY, "7", [DirectCostWrite(origin_id="D", vendor_id="4")]),
        "PATCH",
        f"{V1}/projects/7/direct_costs/sync",
        {},
        {"updates": [{"origin_id": "D", "vendor_id": 4}]},
    ),
    (
        lambda api: api.direct_costs.sync_lines(
            COMPANY, "7", [DirectCostLineWrite(origin_id="L", direct_cost_id="2", amount=Decimal("3.10"))]
        ),
        "PATCH",
        f"{V1}/projects/7/direct_costs/line_items/sync",
        {},
        {"updates": [{"origin_id": "L", "direct_cost_id": 2, "amount": 3.1}]},
    ),
    (
        lambda api: api.prime_contracts.create(COMPANY, "7", PrimeContractWrite(title="Owner")),
        "POST",
        f"{V1}/prime_contract",
        {},
        {"project_id": 7, "prime_contract": {"title": "Owner"}},
    ),
    (
        lambda api: api.prime_contracts.update(COMPANY, "7", "1", PrimeContractWrite(status="Approved")),
        "PATCH",
        f"{V1}/prime_contract/1",
        {},
        {"project_id": 7, "prime_contract": {"status": "Approved"}},
    ),
    (
        lambda api: api.prime_contracts.sync_lines(COMPANY, "7", "1", [LINE]),
        "PATCH",
        f"{V1}/prime_contracts/1/line_items/sync",
        IN_PROJECT,
        LINE_BODY,
    ),
    (
        lambda api: api.payment_applications.create(
            COMPANY, "7", "1", PaymentApplicationWrite(invoice_number="12", billing_date=date(2026, 3, 31))
        ),
        "POST",
        f"{V1}/prime_contracts/1/payment_applications",
        {},
        {"project_id": 7, "payment_application": {"invoice_number": "12", "billing_date": "2026-03-31"}},
    ),
    (
        lambda api: api.payment_applications.update(COMPANY, "7", "1", "3", PaymentApplicationWrite(status="approved")),
        "PATCH",
        f"{V1}/prime_contracts/1/payment_applications/3",
        {},
        {"project_id": 7, "payment_application": {"status": "approved"}},
    ),
    (
        lambda api: api.payment_applications.update_line(
            COMPANY, "7", "1", "44", PaymentApplicationLineWrite(work_completed_this_period=Decimal(10))
        ),
        "PATCH",
        f"{V1}/prime_contracts/1/payment_application_line_items/44",
        {},
        {"project_id": 7, "payment_application_line_item": {"work_completed_this_period": "10"}},
    ),
    (
        lambda api: api.timecard_entries.create(
            COMPANY, "7", TimecardEntryWrite(date=date(2026, 3, 2), hours=Decimal("7.5"), party_id="12")
        ),
        "POST",
        f"{V1}/projects/7/timecard_entries",
        {},
        {"timecard_entry": {"date": "2026-03-02", "hours": "7.5", "party_id": 12}},
    ),
    (
        lambda api: api.timecard_entries.update(COMPANY, "7", "2", TimecardEntryWrite(hours=Decimal(8))),
        "PATCH",
        f"{V1}/projects/7/timecard_entries/2",
        {},
        {"timecard_entry": {"hours": "8"}},
    ),
    (
        lambda api: api.timecard_entries.bulk_create(COMPANY, "7", [ENTRY]),
        "POST",
        f"{V11}/projects/7/project_timecard_entries/bulk_create",
        {},
        {"timecard_entries": [ENTRY_BODY]},
    ),
    (
        lambda api: api.daily_logs.create_manpower(
            COMPANY, "7", ManpowerLogWrite(date=date(2026, 3, 2), num_workers=4, num_hours=Decimal("8.0"))
        ),
        "POST",
        f"{V1}/projects/7/manpower_logs",
        {},
        {"manpower_log": {"date": "2026-03-02", "num_workers": 4, "num_hours": "8.0"}},
    ),
    (
        lambda api: api.daily_logs.create_note(COMPANY, "7", NotesLogWrite(comment="Rain", date=date(2026, 3, 2))),
        "POST",
        f"{V1}/projects/7/notes_logs",
        {},
        {"notes_log": {"comment": "Rain", "date": "2026-03-02"}},
    ),
]


@pytest.mark.parametrize(("ask", "path", "params"), READS, ids=[row[1] for row in READS])
async def test_a_read_leaves_like_this(ask: Ask, path: str, params: dict[str, Any]) -> None:
    requester = NotingRequester()
    await ask(ProcoreApi(requester))
    assert requester.sent == [Sent("GET", path, params, None, safe=True)]


@pytest.mark.parametrize(
    ("ask", "method", "path", "params", "body"), WRITES, ids=[f"{row[1]} {row[2]}" for row in WRITES]
)
async def test_a_write_leaves_like_this(ask: Ask, method: str, path: str, params: dict[str, Any], body: object) -> None:
    requester = NotingRequester()
    await ask(ProcoreApi(requester))
    [sent] = requester.sent
    assert (sent.method, sent.path, sent.params, sent.body) == (method, path, params, body)


@pytest.mark.parametrize("ask", [row[0] for row in WRITES], ids=[f"{row[1]} {row[2]}" for row in WRITES])
async def test_only_syncs_with_origin_ids_may_be_repeated(ask: Ask) -> None:
    requester = NotingRequester()
    await ask(ProcoreApi(requester))
    [sent] = requester.sent
    updates = sent.body.get("updates") if sent.body and sent.method == "PATCH" else None
    assert sent.safe == (updates is not None and all("origin_id" in item for item in updates))


async def test_deleting_a_timecard_twice_does_no_harm() -> None:
    requester = NotingRequester()
    (await ProcoreApi(requester).timecard_entries.delete(COMPANY, "7", "2")).unwrap()
    [sent] = requester.sent
    assert (sent.method, sent.path, sent.safe) == ("DELETE", "/rest/v1.0/projects/7/timecard_entries/2", True)


async def test_limits_of_single_calls_are_kept() -> None:
    api = ProcoreApi(NotingRequester())
    with pytest.raises(ValueError, match="25"):
        await api.timecard_entries.bulk_create(COMPANY, "7", [ENTRY] * 26)
    with pytest.raises(ValueError, match="1000"):
        await api.budgets.sync_lines(COMPANY, "7", [BudgetLineWrite(id="1")] * 1001)
    cost = NewDirectCost(line_items=(NewDirectCostLine(wbs_code_id="1"),) * 101)
    with pytest.raises(ValueError, match="100"):
        await api.direct_costs.create(COMPANY, "7", cost)
    with pytest.raises(ValueError, match="daily log"):
        await api.daily_logs.others(COMPANY, "7", "../vendors", WEEK)


async def test_v1_and_v2_answers_are_opened_where_their_records_are() -> None:
    v2 = await ProcoreApi(NotingRequester(b'{"data":[{"id":"1","amount":"7.50"}]}')).commitment_change_orders.lines(
        COMPANY, "7", "6"
    )
    change = await ProcoreApi(NotingRequester(b'{"data":{"id":4,"status":"draft"}}')).budgets.create_change(
        COMPANY, "7", BudgetChangeWrite(status="draft")
    )
    bulk = await ProcoreApi(NotingRequester(b'{"timecard_entries":[{"id":1}]}')).timecard_entries.bulk_create(
        COMPANY, "7", [ENTRY]
    )
    assert v2.unwrap().rows.good[0].amount == Decimal("7.50")
    assert change.unwrap().id == "4"
    assert [row.id for row in bulk.unwrap().good] == ["1"]
