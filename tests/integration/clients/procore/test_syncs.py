"""Batch upserts of the product: what was written, what was refused, and what a repetition does."""

import asyncio
from datetime import date
from decimal import Decimal

from fieldledger.clients.procore.models.commitments import WorkOrderContractWrite
from fieldledger.clients.procore.models.cost_codes import (
    CostCodeWrite,
    LineItemTypeWrite,
    StandardCostCodeWrite,
    SubJobWrite,
)
from fieldledger.clients.procore.models.direct_costs import DirectCostWrite
from fieldledger.clients.procore.models.line_items import DirectCostLineWrite, LineItemWrite
from fieldledger.clients.procore.models.projects import ProjectWrite
from fieldledger.clients.procore.models.users import UserWrite
from fieldledger.clients.procore.models.vendors import VendorWrite
from fieldledger.clients.procore.sync import SyncState
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.integration.clients.procore.portal import Portal


async def test_single_items_are_refused_and_the_others_written(portal: Portal) -> None:
    report = await portal.api.vendors.sync(
        COMPANY,
        [
            VendorWrite(origin_id="FND-V-100", origin_code="V-100", name="Best Rebar"),
            VendorWrite(id="1", name="Nobody"),
            VendorWrite(origin_id="FND-V-200", name="Sure Forms"),
        ],
    )
    assert [item.state for item in report.items] == [SyncState.WRITTEN, SyncState.REFUSED, SyncState.WRITTEN]
    assert report.items[1].errors == {"id": ("Entity with this ID not found",)}
    assert report.items[0].entity is not None
    assert (report.items[0].entity.name, report.items[0].entity.origin_id) == ("Best Rebar", "FND-V-100")


async def test_repeating_a_sync_makes_nothing_twice(portal: Portal) -> None:
    items = [VendorWrite(origin_id=f"FND-{n}", name=f"Vendor {n}") for n in range(3)]
    await portal.api.vendors.sync(COMPANY, items)
    before = len(await portal.kept("vendors"))
    again = await portal.api.vendors.sync(COMPANY, items)
    assert (again.in_state(SyncState.WRITTEN), len(await portal.kept("vendors"))) == ((0, 1, 2), before)


async def test_an_id_with_an_origin_id_takes_the_record_over(portal: Portal) -> None:
    acme = await portal.id_of("vendors", "name", "Acme Concrete")
    await portal.api.vendors.sync(COMPANY, [VendorWrite(id=acme, origin_id="FND-V-1")])
    report = await portal.api.vendors.sync(COMPANY, [VendorWrite(origin_id="FND-V-1", city="Ames")])
    assert (report.items[0].entity_id, report.items[0].entity and report.items[0].entity.city) == (acme, "Ames")


async def test_a_sync_that_is_too_large_for_the_vendor_is_halved(portal: Portal) -> None:
    await portal.settings(largest_sync=4)
    items = [VendorWrite(origin_id=f"FND-{n}", name=f"Vendor {n}") for n in range(7)]
    report = await portal.api.vendors.sync(COMPANY, items)
    assert report.in_state(SyncState.WRITTEN) == tuple(range(7))
    assert (await portal.calls())["PATCH /rest/v1.0/vendors/sync"] == 3


async def test_the_company_s_lists_can_be_synced(portal: Portal) -> None:
    codes = portal.api.cost_codes
    [standard] = (await codes.standard_lists(COMPANY)).unwrap().rows.good
    project = ProjectWrite(origin_id="FND-J-1", name="Depot")
    person = UserWrite(origin_id="FND-E-1", first_name="Ann", last_name="Lee", email_address="ann@crew.example")
    code = StandardCostCodeWrite(origin_id="FND-S-1", code="05", name="Metals")
    reports = (
        await portal.api.projects.sync(COMPANY, [project]),
        await portal.api.users.sync(COMPANY, [person]),
        await codes.sync_types(COMPANY, [LineItemTypeWrite(origin_id="FND-T-1", name="Rent", csv_import_code="R")]),
        await codes.sync_standard(COMPANY, standard.id, [code]),
    )
    assert [report.items[0].state for report in reports] == [SyncState.WRITTEN] * 4


async def test_the_project_s_codes_and_sub_jobs_can_be_synced(portal: Portal) -> None:
    code = CostCodeWrite(origin_id="FND-C-1", code="400", name="Finishes")
    codes = await portal.api.cost_codes.sync(COMPANY, portal.project, [code])
    sub_job = SubJobWrite(origin_id="FND-J-1", name="North wing", code="N")
    sub_jobs = await portal.api.cost_codes.sync_sub_jobs(COMPANY, portal.project, [sub_job])
    assert [report.items[0].state for report in (codes, sub_jobs)] == [SyncState.WRITTEN] * 2
    assert len((await portal.api.cost_codes.sub_jobs(COMPANY, portal.project)).unwrap().rows.good) == 1


async def test_a_subcontract_and_its_lines_are_synced(portal: Portal) -> None:
    acme = await portal.id_of("vendors", "name", "Acme Concrete")
    contract = WorkOrderContractWrite(
        origin_id="FND-SC-9",
        number="SC-9",
        title="Fence",
        vendor_id=acme,
        status="Approved",
        contract_date=date(2026, 9, 30),
    )
    made = await portal.api.subcontracts.sync(COMPANY, portal.project, [contract])
    contract_id = made.items[0].entity_id or ""
    code = await portal.id_of("cost_codes", "code", "300")
    lines = [
        LineItemWrite(origin_id=f"FND-L-{n}", description=f"Part {n}", amount=Decimal(n), cost_code_id=code)
        for n in (100, 250)
    ]
    report = await portal.api.subcontracts.sync_lines(COMPANY, portal.project, contract_id, lines)
    assert report.in_state(SyncState.WRITTEN) == (0, 1)
    shown = (await portal.api.subcontracts.get(COMPANY, portal.project, contract_id)).unwrap()
    assert (shown.grand_total, shown.contract_date) == (Decimal(350), date(2026, 9, 30))


async def test_direct_costs_are_synced_before_their_lines(portal: Portal) -> None:
    acme = await portal.id_of("vendors", "name", "Acme Concrete")
    cost = DirectCostWrite(
        origin_id="FND-D-1",
        direct_cost_type="invoice",
        direct_cost_date=date(2026, 9, 29),
        invoice_number="A-77",
        vendor_id=acme,
    )
    made = await portal.api.direct_costs.sync(COMPANY, portal.project, [cost])
    cost_id = made.items[0].entity_id or ""
    wbs = await portal.id_of("wbs_codes", "flat_code", "03-300.S")
    line = DirectCostLineWrite(origin_id="FND-DL-1", direct_cost_id=cost_id, amount=Decimal("19.99"), wbs_code_id=wbs)
    lines = await portal.api.direct_costs.sync_lines(COMPANY, portal.project, [line])
    assert lines.items[0].state is SyncState.WRITTEN, lines.items[0].errors
    shown = (await portal.api.direct_costs.get(COMPANY, portal.project, cost_id)).unwrap()
    assert [line.amount for line in shown.line_items] == [Decimal("19.99")]


async def test_of_two_syncs_of_direct_costs_at_once_the_second_is_refused_untouched(portal: Portal) -> None:
    cost = DirectCostWrite(origin_id="FND-D-1", direct_cost_type="expense", direct_cost_date=date(2026, 9, 29))
    portal.hold.on = True
    first = asyncio.create_task(portal.api.direct_costs.sync(COMPANY, portal.project, [cost]))
    await portal.hold.begun.wait()
    second = await portal.api.direct_costs.sync(COMPANY, portal.project, [cost])
    portal.hold.end.set()
    assert ((await first).items[0].state, second.items[0].state) == (SyncState.WRITTEN, SyncState.UNTOUCHED)
    assert second.failure is not None
    assert second.failure.error_code == ErrorCode.VENDOR_UNAVAILABLE
