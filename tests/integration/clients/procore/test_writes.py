"""Single writes of the product, read back as they are stored."""

from datetime import date
from decimal import Decimal

from fieldledger.clients.procore.filters import Days
from fieldledger.clients.procore.models.budget import AdjustmentLineWrite, BudgetChangeWrite, BudgetLineWrite
from fieldledger.clients.procore.models.change_orders import (
    ChangeOrderPackageWrite,
    CommitmentChangeOrderWrite,
    PotentialChangeOrderWrite,
)
from fieldledger.clients.procore.models.commitments import PurchaseOrderContractWrite
from fieldledger.clients.procore.models.daily_logs import ManpowerLogWrite, NotesLogWrite
from fieldledger.clients.procore.models.direct_costs import NewDirectCost, NewDirectCostLine
from fieldledger.clients.procore.models.line_items import LineItemV2Write, LineItemWrite
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
from fieldledger.clients.procore.models.vendors import VendorWrite
from fieldledger.clients.procore.models.wbs import SegmentChoice, WbsCodeWrite
from fieldledger.clients.procore.sync import SyncState
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.integration.clients.procore.portal import ACCOUNT, Portal

OCTOBER = BillingPeriodWrite(
    start_date=date(2026, 10, 1), end_date=date(2026, 10, 31), due_date=date(2026, 10, 31), status="open"
)
DAY = date(2026, 10, 1)


async def test_a_project_is_made_and_changed(portal: Portal) -> None:
    made = (await portal.api.projects.create(COMPANY, ProjectWrite(name="Depot", origin_id="FND-J-9"))).unwrap()
    await portal.api.projects.update(COMPANY, made.id, ProjectWrite(city="Ames"))
    shown = (await portal.api.projects.get(COMPANY, made.id)).unwrap()
    assert (shown.name, shown.city, shown.origin_id) == ("Depot", "Ames", "FND-J-9")


async def test_a_vendor_joins_a_project(portal: Portal) -> None:
    made = (await portal.api.vendors.create(COMPANY, VendorWrite(name="Sure Forms"))).unwrap()
    (await portal.api.vendors.add_to_project(COMPANY, portal.project, made.id)).unwrap()
    found = (await portal.api.vendors.page_in_project(COMPANY, portal.project)).unwrap().rows.good
    assert made.id in {vendor.id for vendor in found}
    assert (await portal.api.vendors.get(COMPANY, made.id)).unwrap().name == "Sure Forms"


async def test_a_purchase_order_is_made_and_approved(portal: Portal) -> None:
    acme = await portal.id_of("vendors", "name", "Acme Concrete")
    order = PurchaseOrderContractWrite(number="PO-9", title="Sand", vendor_id=acme, delivery_date=DAY)
    made = (await portal.api.purchase_orders.create(COMPANY, portal.project, order)).unwrap()
    approved = PurchaseOrderContractWrite(status="Approved")
    changed = (await portal.api.purchase_orders.update(COMPANY, portal.project, made.id, approved)).unwrap()
    assert (changed.status, changed.delivery_date, changed.title) == ("Approved", DAY, "Sand")


async def test_a_package_brings_a_potential_change_order_that_holds_its_lines(portal: Portal) -> None:
    contract = await portal.id_of("work_order_contracts", "number", "SC-1")
    package = ChangeOrderPackageWrite(title="Thicker slabs", status="pending", origin_id="FND-CO-2")
    made = (await portal.api.change_order_packages.create(COMPANY, portal.project, contract, package)).unwrap()
    orders = (await portal.api.potential_change_orders.page(COMPANY, portal.project)).unwrap().rows.good
    behind = next(order for order in orders if order.title == "Thicker slabs")
    line = LineItemWrite(origin_id="FND-COL-1", amount=Decimal(700), description="Concrete")
    await portal.api.potential_change_orders.sync_lines(COMPANY, portal.project, behind.id, [line])
    approved = ChangeOrderPackageWrite(status="approved")
    shown = (await portal.api.change_order_packages.update(COMPANY, portal.project, made.id, approved)).unwrap()
    assert (shown.status, shown.grand_total, shown.origin_id) == ("approved", Decimal(700), "FND-CO-2")


async def test_potential_change_orders_are_synced(portal: Portal) -> None:
    contract = await portal.id_of("work_order_contracts", "number", "SC-1")
    order = PotentialChangeOrderWrite(origin_id="FND-P-1", title="Deeper footings", status="pending")
    report = await portal.api.potential_change_orders.sync(COMPANY, portal.project, contract, [order])
    assert report.items[0].state is SyncState.WRITTEN
    assert report.items[0].entity is not None
    assert report.items[0].entity.contract_id == contract


async def test_a_change_order_of_the_newer_form_takes_lines_one_by_one(portal: Portal) -> None:
    contract = await portal.id_of("work_order_contracts", "number", "SC-1")
    wbs = await portal.id_of("wbs_codes", "flat_code", "03-300.S")
    order = CommitmentChangeOrderWrite(contract_id=contract, title="Curbs", status="pending")
    made = (await portal.api.commitment_change_orders.create(COMPANY, portal.project, order)).unwrap()
    line = LineItemV2Write(wbs_code_id=wbs, amount=Decimal("12.50"))
    written = (await portal.api.commitment_change_orders.create_line(COMPANY, portal.project, made.id, line)).unwrap()
    assert (written.wbs_code_id, written.amount) == (wbs, Decimal("12.50"))


async def test_a_bill_needs_an_open_period_and_starts_at_nothing(portal: Portal) -> None:
    contract = await portal.id_of("work_order_contracts", "number", "SC-1")
    period = (await portal.api.billing_periods.create(COMPANY, portal.project, OCTOBER)).unwrap()
    bill = RequisitionWrite(
        period_id=period.id, requisition_start=OCTOBER.start_date, requisition_end=OCTOBER.end_date, invoice_number="3"
    )
    made = (await portal.api.requisitions.create(COMPANY, portal.project, contract, bill)).unwrap()
    items = [
        RequisitionItemWrite(item_type="contract_item", id=made.items[0].id, work_completed_this_period=Decimal(500))
    ]
    (await portal.api.requisitions.update_items(COMPANY, portal.project, made.id, items)).unwrap()
    shown = (await portal.api.requisitions.get(COMPANY, portal.project, made.id)).unwrap()
    assert (shown.number, shown.items[0].work_completed_this_period) == ("3", Decimal(500))
    assert shown.items[0].work_completed_from_previous_application == Decimal(50_000)


async def test_a_bill_without_an_open_period_is_refused(portal: Portal) -> None:
    contract = await portal.id_of("work_order_contracts", "number", "SC-1")
    for period in await portal.kept("billing_periods"):
        await portal.edit("billing_periods", period["id"], status="closed")
    failed = await portal.api.requisitions.create(COMPANY, portal.project, contract, RequisitionWrite())
    assert failed.error_code == ErrorCode.VENDOR_REJECTED
    assert "open billing period" in (failed.error or "")


async def test_only_the_latest_bill_of_a_contract_can_be_changed(portal: Portal) -> None:
    contract = await portal.id_of("work_order_contracts", "number", "SC-1")
    first = await portal.id_of("requisitions", "invoice_number", "INV-1")
    change = RequisitionWrite(invoice_number="INV-1b")
    failed = await portal.api.requisitions.update(COMPANY, portal.project, contract, first, change)
    assert failed.error_code == ErrorCode.VENDOR_REJECTED


async def test_a_payment_is_made_and_shows_on_its_contract(portal: Portal) -> None:
    contract = await portal.id_of("work_order_contracts", "number", "SC-1")
    payment = ContractPaymentWrite(amount=Decimal("100.10"), date=DAY, payment_method="check", check_number="881")
    made = (await portal.api.contract_payments.create(COMPANY, portal.project, contract, payment)).unwrap()
    note = ContractPaymentWrite(notes="Sent")
    (await portal.api.contract_payments.update(COMPANY, portal.project, contract, made.id, note)).unwrap()
    [listed] = (await portal.api.contract_payments.page(COMPANY, portal.project, contract)).unwrap().rows.good
    shown = (await portal.api.subcontracts.get(COMPANY, portal.project, contract)).unwrap()
    assert (listed.notes, listed.date, listed.check_number) == ("Sent", DAY, "881")
    assert (shown.total_payments, len(shown.payments_issued)) == (Decimal("100.10"), 1)


async def test_a_direct_cost_is_made_with_its_lines(portal: Portal) -> None:
    acme = await portal.id_of("vendors", "name", "Acme Concrete")
    wbs = await portal.id_of("wbs_codes", "flat_code", "03-300.S")
    cost = NewDirectCost(
        origin_id="FND-D-2",
        direct_cost_type="invoice",
        direct_cost_date=DAY,
        invoice_number="A-78",
        vendor_id=acme,
        line_items=(NewDirectCostLine(wbs_code_id=wbs, manual_amount=Decimal("10.01"), ref="1"),),
    )
    made = (await portal.api.direct_costs.create(COMPANY, portal.project, cost)).unwrap()
    shown = (await portal.api.direct_costs.get(COMPANY, portal.project, made.id)).unwrap()
    assert [line.amount for line in shown.line_items] == [Decimal("10.01")]
    assert (made.origin_id, made.direct_cost_date) == ("FND-D-2", DAY)


async def test_a_prime_contract_gets_lines_and_an_owner_invoice(portal: Portal) -> None:
    owner = await portal.id_of("vendors", "name", "City of Tulsa")
    contracts = portal.api.prime_contracts
    contract = PrimeContractWrite(number="PC-2", title="Annex", vendor_id=owner)
    made = (await contracts.create(COMPANY, portal.project, contract)).unwrap()
    line = LineItemWrite(origin_id="FND-PL-1", amount=Decimal(900), description="Annex")
    await contracts.sync_lines(COMPANY, portal.project, made.id, [line])
    (await contracts.update(COMPANY, portal.project, made.id, PrimeContractWrite(status="Approved"))).unwrap()
    period = await portal.id_of("billing_periods", "status", "open")
    application = PaymentApplicationWrite(commitment_billing_period_id=period, invoice_number="A-1", billing_date=DAY)
    applications = portal.api.payment_applications
    billed = (await applications.create(COMPANY, portal.project, made.id, application)).unwrap()
    sheet = (await applications.get(COMPANY, portal.project, billed.id)).unwrap().g703
    claim = PaymentApplicationLineWrite(work_completed_this_period=Decimal(300))
    (await applications.update_line(COMPANY, portal.project, made.id, sheet[0].id or "", claim)).unwrap()
    approved = PaymentApplicationWrite(status="approved")
    (await applications.update(COMPANY, portal.project, made.id, billed.id, approved)).unwrap()
    [listed] = (await applications.page_of_contract(COMPANY, portal.project, made.id)).unwrap().rows.good
    lines = (await contracts.lines(COMPANY, portal.project, made.id)).unwrap().rows.good
    shown = (await contracts.get(COMPANY, portal.project, made.id)).unwrap()
    assert (listed.status, lines[0].amount, shown.owner_invoices_amount) == ("approved", Decimal(900), Decimal(300))


async def test_budget_codes_come_before_budget_lines(portal: Portal) -> None:
    code = await portal.id_of("cost_codes", "code", "310")
    kind = await portal.id_of("line_item_types", "base_type", "labor")
    segments = await _segments(portal)
    choice = WbsCodeWrite(
        segment_items=(
            SegmentChoice(segment_id=segments["cost_code"], segment_item_id=code),
            SegmentChoice(segment_id=segments["line_item_type"], segment_item_id=kind),
        )
    )
    report = await portal.api.wbs_codes.bulk_create(COMPANY, portal.project, [choice])
    line = BudgetLineWrite(wbs_code_id=report.items[0].entity_id, original_budget_amount=Decimal(77))
    made = (await portal.api.budgets.create_line(COMPANY, portal.project, line)).unwrap()
    more = BudgetLineWrite(original_budget_amount=Decimal(78))
    changed = (await portal.api.budgets.update_line(COMPANY, portal.project, made.id, more)).unwrap()
    again = BudgetLineWrite(id=made.id, original_budget_amount=Decimal(79))
    synced = (await portal.api.budgets.sync_lines(COMPANY, portal.project, [again])).unwrap()
    assert (changed.original_budget_amount, synced.good[0].original_budget_amount) == (Decimal(78), Decimal(79))


async def _segments(portal: Portal) -> dict[str, str]:
    codes = (await portal.api.wbs_codes.page(COMPANY, portal.project)).unwrap().rows.good
    items = [item for code in codes for item in code.segment_items]
    return {item.segment.type or "": item.segment.id for item in items if item.segment is not None}


async def test_a_locked_budget_takes_changes_only(portal: Portal) -> None:
    await portal.admin("POST", f"/companies/{ACCOUNT}/budget", {"project_id": int(portal.project), "locked": True})
    wbs = await portal.id_of("wbs_codes", "flat_code", "03-300.S")
    [row] = [row for row in await portal.kept("budget_line_items") if str(row["project_id"]) == portal.project]
    more = BudgetLineWrite(original_budget_amount=Decimal(1))
    failed = await portal.api.budgets.update_line(COMPANY, portal.project, str(row["id"]), more)
    assert failed.error_code == ErrorCode.VENDOR_REJECTED
    leg = AdjustmentLineWrite(ref="1", adjustment_number=1, wbs_code_id=wbs, type="budget_change", amount=Decimal(-5))
    change = BudgetChangeWrite(status="approved", title="Less", adjustment_line_items=(leg,))
    made = (await portal.api.budgets.create_change(COMPANY, portal.project, change)).unwrap()
    [listed] = (await portal.api.budgets.changes(COMPANY, portal.project)).unwrap().good
    assert (listed.id, listed.adjustment_line_items[0].amount) == (made.id, Decimal(-5))


async def test_time_is_written_one_entry_at_a_time(portal: Portal) -> None:
    entry = TimecardEntryWrite(
        date=DAY,
        hours=Decimal("7.5"),
        party_id=await portal.id_of("users", "employee_id", "101"),
        cost_code_id=await portal.id_of("cost_codes", "code", "300"),
        line_item_type_id=await portal.id_of("line_item_types", "base_type", "labor"),
    )
    time = portal.api.timecard_entries
    made = (await time.create(COMPANY, portal.project, entry)).unwrap()
    await time.update(COMPANY, portal.project, made.id, TimecardEntryWrite(hours=Decimal(6)))
    [listed] = (await time.page_in_project(COMPANY, portal.project, Days(DAY, DAY))).unwrap().rows.good
    assert (listed.id, listed.hours) == (made.id, Decimal(6))
    (await time.delete(COMPANY, portal.project, made.id)).unwrap()
    assert (await time.page_in_project(COMPANY, portal.project, Days(DAY, DAY))).unwrap().rows.good == ()


async def test_time_in_bulk_needs_the_beta(portal: Portal) -> None:
    entry = BulkTimecardEntry(
        project_id=portal.project,
        date=DAY,
        hours=Decimal(8),
        party_id=await portal.id_of("users", "employee_id", "101"),
        cost_code_id=await portal.id_of("cost_codes", "code", "300"),
        line_item_type_id=await portal.id_of("line_item_types", "base_type", "labor"),
    )
    refused = await portal.api.timecard_entries.bulk_create(COMPANY, portal.project, [entry])
    assert refused.error_code == ErrorCode.VENDOR_SETUP_INCOMPLETE
    await portal.settings(timecard_bulk_beta=True)
    made = (await portal.api.timecard_entries.bulk_create(COMPANY, portal.project, [entry, entry])).unwrap()
    assert [row.hours for row in made.good] == [Decimal(8), Decimal(8)]


async def test_logs_of_a_day_are_approved_at_once(portal: Portal) -> None:
    log = ManpowerLogWrite(date=DAY, num_workers=3, num_hours=Decimal("7.5"), notes="Forms")
    manpower = (await portal.api.daily_logs.create_manpower(COMPANY, portal.project, log)).unwrap()
    note = NotesLogWrite(comment="Late start", date=DAY)
    noted = (await portal.api.daily_logs.create_note(COMPANY, portal.project, note)).unwrap()
    assert (manpower.status, manpower.man_hours, noted.status) == ("approved", Decimal("22.5"), "approved")
