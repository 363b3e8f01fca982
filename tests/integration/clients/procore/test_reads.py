"""Every list and every single read of the product, on the records of a small contractor."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from fieldledger.clients.procore.filters import Days, Deleted, Filters, Span
from fieldledger.clients.procore.paging import ProcorePage, all_pages
from fieldledger.result import Result
from tests.builders import COMPANY
from tests.integration.clients.procore.portal import ACCOUNT, LOGIN, Portal
from tests.unit.simulators.procore.contractor import FIRST, LAST

type Read = Callable[[Portal], Awaitable[Result[ProcorePage[Any]]]]

LISTS: dict[str, tuple[Read, int]] = {
    "companies": (lambda p: p.api.preflight.companies(COMPANY), 1),
    "tools": (lambda p: p.api.preflight.tools(COMPANY, p.project), 12),
    "projects": (lambda p: p.api.projects.page(COMPANY), 2),
    "vendors": (lambda p: p.api.vendors.page(COMPANY), 2),
    "vendors of a project": (lambda p: p.api.vendors.page_in_project(COMPANY, p.project), 2),
    "active users": (lambda p: p.api.users.page(COMPANY), 1),
    "inactive users": (lambda p: p.api.users.inactive(COMPANY), 1),
    "cost codes and their division": (lambda p: p.api.cost_codes.page(COMPANY, p.project), 3),
    "cost types": (lambda p: p.api.cost_codes.types(COMPANY, p.project), 2),
    "sub jobs": (lambda p: p.api.cost_codes.sub_jobs(COMPANY, p.project), 0),
    "budget codes": (lambda p: p.api.wbs_codes.page(COMPANY, p.project), 3),
    "budget views": (lambda p: p.api.budgets.views(COMPANY, p.project), 1),
    "subcontracts": (lambda p: p.api.subcontracts.page(COMPANY, p.project), 1),
    "purchase orders": (lambda p: p.api.purchase_orders.page(COMPANY, p.project), 1),
    "packages": (lambda p: p.api.change_order_packages.page(COMPANY, p.project), 1),
    "potential change orders": (lambda p: p.api.potential_change_orders.page(COMPANY, p.project), 1),
    "requisitions": (lambda p: p.api.requisitions.page(COMPANY, p.project), 2),
    "billing periods": (lambda p: p.api.billing_periods.page(COMPANY, p.project), 2),
    "direct costs": (lambda p: p.api.direct_costs.page(COMPANY, p.project), 1),
    "lines of direct costs": (lambda p: p.api.direct_costs.lines(COMPANY, p.project), 1),
    "prime contracts": (lambda p: p.api.prime_contracts.page(COMPANY, p.project), 1),
    "owner invoices": (lambda p: p.api.payment_applications.page(COMPANY, p.project), 1),
    "time": (lambda p: p.api.timecard_entries.page(COMPANY), 56),
    "hooks": (lambda p: p.api.webhooks_v2.hooks(COMPANY), 0),
}


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_is_read_without_a_malformed_row(portal: Portal, name: str) -> None:
    read, expected = LISTS[name]
    page = (await read(portal)).unwrap()
    assert (len(page.rows.good), page.rows.malformed) == (expected, ())


async def test_the_person_behind_the_token_and_the_company_are_known_before_any_company_is_named(
    portal: Portal,
) -> None:
    me = (await portal.api.preflight.me(COMPANY)).unwrap()
    [company] = (await portal.api.preflight.companies(COMPANY)).unwrap().rows.good
    assert (me.login, company.id) == (LOGIN, str(ACCOUNT))


async def test_the_lists_of_standard_codes_can_be_read(portal: Portal) -> None:
    [codes] = (await portal.api.cost_codes.standard_lists(COMPANY)).unwrap().rows.good
    found = (await portal.api.cost_codes.standard(COMPANY, codes.id)).unwrap().rows.good
    assert "03-300" in {code.full_code for code in found}


async def test_a_whole_list_is_read_over_many_pages(portal: Portal) -> None:
    await portal.settings(largest_per_page=2)
    codes = (await all_pages(lambda n: portal.api.cost_codes.page(COMPANY, portal.project, n), 5)).unwrap()
    assert len({code.id for code in codes.good}) == 3
    assert (await portal.calls())["GET /rest/v1.0/cost_codes"] == 2


async def test_only_what_changed_since_the_last_look_is_read(portal: Portal) -> None:
    contract = await portal.id_of("work_order_contracts", "number", "SC-1")
    changed = Filters(updated=Span(portal.clock.now() - timedelta(hours=1), portal.clock.now() + timedelta(hours=1)))
    before = (await portal.api.subcontracts.page(COMPANY, portal.project, filters=changed)).unwrap()
    await portal.edit("work_order_contracts", contract, title="More slabs")
    after = (await portal.api.subcontracts.page(COMPANY, portal.project, filters=changed)).unwrap()
    assert (before.rows.good, [row.title for row in after.rows.good]) == ((), ["More slabs"])


async def test_deleted_contracts_are_read_when_asked_for(portal: Portal) -> None:
    contract = await portal.id_of("purchase_order_contracts", "number", "PO-1")
    await portal.admin("DELETE", f"/companies/{ACCOUNT}/records/purchase_order_contracts/{contract}")
    assert (await portal.api.purchase_orders.page(COMPANY, portal.project)).unwrap().rows.good == ()
    [gone] = (
        (await portal.api.purchase_orders.page(COMPANY, portal.project, filters=Filters(deleted=Deleted.ONLY)))
        .unwrap()
        .rows.good
    )
    assert gone.deleted_at is not None


async def test_a_subcontract_has_its_lines_and_the_sums_of_what_was_billed(portal: Portal) -> None:
    contract = await portal.id_of("work_order_contracts", "number", "SC-1")
    shown = (await portal.api.subcontracts.get(COMPANY, portal.project, contract)).unwrap()
    assert [line.amount for line in shown.line_items] == [Decimal(60_000), Decimal(40_000)]
    assert (shown.grand_total, shown.approved_change_orders) == (Decimal(100_000), Decimal(5_000))
    assert shown.revised_contract == Decimal(105_000)
    assert shown.vendor is not None
    assert shown.vendor.company == "Acme Concrete"


async def test_the_second_bill_continues_the_first(portal: Portal) -> None:
    page = (await portal.api.requisitions.page(COMPANY, portal.project)).unwrap()
    first, second = sorted(page.rows.good, key=lambda bill: bill.number or "")
    assert second.previous_requisition_id == first.id
    assert second.summary is not None
    assert second.summary.total_completed_and_stored_to_date == Decimal(60_000)
    assert second.summary.total_retainage == Decimal(6_000)
    assert second.summary.current_payment_due == Decimal(18_000)
    slabs = second.items[0]
    assert slabs.work_completed_from_previous_application == Decimal(30_000)
    assert slabs.work_completed_this_period == Decimal(20_000)


async def test_the_lines_of_a_bill_can_be_read_by_themselves(portal: Portal) -> None:
    bill = (await portal.api.requisitions.page(COMPANY, portal.project)).unwrap().rows.good[0]
    lines = (await portal.api.requisitions.contract_items(COMPANY, portal.project, bill.id)).unwrap().rows
    assert (len(lines.good), lines.malformed) == (2, ())


async def test_an_owner_invoice_has_its_continuation_sheet(portal: Portal) -> None:
    [listed] = (await portal.api.payment_applications.page(COMPANY, portal.project)).unwrap().rows.good
    shown = (await portal.api.payment_applications.get(COMPANY, portal.project, listed.id)).unwrap()
    assert [line.work_completed_this_period for line in shown.g703] == [Decimal(12_000)]
    assert shown.g702 is not None
    assert shown.g702.current_payment_due == Decimal(11_400)


async def test_a_budget_is_read_by_the_columns_of_the_customer_s_view(portal: Portal) -> None:
    [view] = (await portal.api.budgets.views(COMPANY, portal.project)).unwrap().rows.good
    columns = (await portal.api.budgets.columns(COMPANY, portal.project, view.id)).unwrap().good
    rows = (await portal.api.budgets.rows(COMPANY, portal.project, view.id)).unwrap().rows
    row = next(row for row in rows.good if row.original_budget_amount)
    assert (row.original_budget_amount, rows.malformed) == (Decimal(90_000), ())
    assert set(row.columns) >= {column.name for column in columns if column.name not in type(row).model_fields} - {
        "Original Budget Amount"
    }
    assert not (await portal.api.budgets.state(COMPANY, portal.project)).unwrap().locked


async def test_time_is_read_by_days_and_with_its_codes(portal: Portal) -> None:
    day = Days(FIRST + timedelta(days=8), FIRST + timedelta(days=8))
    entries = (await portal.api.timecard_entries.page_in_project(COMPANY, portal.project, day)).unwrap().rows.good
    assert sorted(entry.hours or 0 for entry in entries) == [Decimal("1.25"), Decimal(8)]
    assert {entry.cost_code.full_code for entry in entries if entry.cost_code} == {"03-300", "03-310"}
    assert {kind.abbreviated_time_type for kind in (await _time_types(portal))} >= {"RT", "OT"}


async def _time_types(portal: Portal) -> Any:
    return (await portal.api.timecard_entries.time_types(COMPANY)).unwrap().good


async def test_a_day_of_logs_is_read_after_the_counts_were_asked(portal: Portal) -> None:
    day = Days(LAST, LAST)
    counts = (await portal.api.daily_logs.counts(COMPANY, portal.project, day)).unwrap().rows.good
    assert {count.module_name: count.count for count in counts if count.count} != {}
    [manpower] = (await portal.api.daily_logs.manpower(COMPANY, portal.project, day)).unwrap().rows.good
    [note] = (await portal.api.daily_logs.notes(COMPANY, portal.project, day)).unwrap().rows.good
    delays = (await portal.api.daily_logs.others(COMPANY, portal.project, "delay_logs", day)).unwrap().rows.good
    header = (await portal.api.daily_logs.header(COMPANY, portal.project, day)).unwrap()
    assert (manpower.num_workers, note.comment, len(delays), header.completed) == (4, "Poured slabs", 1, False)


async def test_change_orders_show_in_both_worlds(portal: Portal) -> None:
    [package] = (await portal.api.change_order_packages.page(COMPANY, portal.project)).unwrap().rows.good
    [flat] = (await portal.api.commitment_change_orders.all(COMPANY, portal.project)).unwrap().good
    [line] = (await portal.api.commitment_change_orders.lines(COMPANY, portal.project, flat.id)).unwrap().rows.good
    [potential] = (await portal.api.potential_change_orders.page(COMPANY, portal.project)).unwrap().rows.good
    lines = (await portal.api.potential_change_orders.lines(COMPANY, portal.project, potential.id)).unwrap().rows.good
    assert (flat.legacy_package_id, flat.grand_total, line.amount) == (package.id, Decimal(5_000), Decimal(5_000))
    assert [line.amount for line in lines] == [Decimal(5_000)]
