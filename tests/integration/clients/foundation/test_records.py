"""Everything that is read and written, under every shape that FOUNDATION may turn out to have."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from fieldledger.clients.foundation.assumptions import (
    ASSUMED,
    CompanyPlace,
    FoundationDialect,
    KeyPlace,
    Resource,
)
from fieldledger.clients.foundation.look_ups import ApInvoiceKey, TimeCardKey
from fieldledger.clients.foundation.models import KINDS, CostCode, Job, JobCostEntry, TimeCard
from fieldledger.clients.foundation.models.writes import ApInvoiceChange, EmployeeWrite, VendorWrite
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.integration.clients.foundation.office import Office, an_office

SMALL_PAGES = replace(ASSUMED, page_size=3)
SHAPES: tuple[tuple[FoundationDialect, dict[str, Any]], ...] = (
    (SMALL_PAGES, {}),
    (SMALL_PAGES, {"enveloped": True}),
    (SMALL_PAGES, {"pad_ids": True}),
    (SMALL_PAGES, {"supports_filters": False}),
    (replace(SMALL_PAGES, key_place=KeyPlace.QUERY, company_place=CompanyPlace.PATH), {}),
    (replace(SMALL_PAGES, company_place=CompanyPlace.HEADER), {"enveloped": True}),
)


@pytest.mark.parametrize(("dialect", "settings"), SHAPES)
async def test_every_list_is_read_whole(dialect: FoundationDialect, settings: dict[str, Any]) -> None:
    async with an_office(dialect, **settings) as office:
        for resource, kind in KINDS.items():
            rows = (await office.client.every(COMPANY, kind)).unwrap()
            in_books = await office.in_books(resource.value)
            assert (len(rows.good), rows.malformed) == (len(in_books), ())
            assert all(row.key == row.key.strip() for row in rows.good)


@pytest.mark.parametrize(("dialect", "settings"), SHAPES)
async def test_what_was_written_is_found(dialect: FoundationDialect, settings: dict[str, Any]) -> None:
    async with an_office(dialect, **settings) as office:
        card, invoice = await office.a_card(), await office.an_invoice()
        posted = (await office.client.post_time_card(COMPANY, card)).unwrap().record
        billed = (await office.client.post_ap_invoice(COMPANY, invoice)).unwrap().record
        assert (await office.client.find_time_card(COMPANY, TimeCardKey.of(card))).unwrap() == (posted,)
        assert (await office.client.find_ap_invoice(COMPANY, ApInvoiceKey.of(invoice))).unwrap() == (billed,)
        assert (posted.hours, billed.invoice_amount) == (Decimal("2.5"), Decimal("1200.1"))


@pytest.mark.parametrize(("short_page_ends", "enveloped"), [(True, True), (False, True), (False, False)])
async def test_a_list_is_whole_even_if_pages_are_cut_short(*, short_page_ends: bool, enveloped: bool) -> None:
    dialect = replace(ASSUMED, page_size=4, short_page_ends=short_page_ends)
    async with an_office(dialect, largest_page_size=3, enveloped=enveloped) as office:
        found = (await office.client.every(COMPANY, CostCode)).unwrap()
        assert [code.key for code in found.good] == [row["costCodeId"] for row in await office.in_books("costcodes")]


async def test_changes_are_read_where_the_filter_is_offered() -> None:
    async with an_office(replace(ASSUMED, modified_since="modifiedSince"), supports_modified_since=True) as office:
        office.clock.advance(60)
        job, _ = await office.job_with_code()
        await office.admin("PATCH", f"/companies/1/jobs/{job}", {"description": "Renamed"})
        changed = (await office.client.every(COMPANY, Job, modified_since=office.clock.now())).unwrap()
        assert [row.description for row in changed.good] == ["Renamed"]


async def test_master_data_is_made_and_changed(office: Office) -> None:
    vendor = (await office.client.post_vendor(COMPANY, VendorWrite(name="Acme \u2013 Electric"))).unwrap().record
    assert vendor.name == "Acme - Electric"
    changed = (await office.client.patch_vendor(COMPANY, vendor.key, VendorWrite(status="I"))).unwrap().record
    assert (changed.active, changed.name) == (False, "Acme - Electric")
    rosa = EmployeeWrite(employee_id="ROSDEL", first_name="Rosa", last_name="Delgado")
    assert (await office.client.post_employee(COMPANY, rosa)).unwrap().record.key == "ROSDEL"
    assert (await office.client.post_employee(COMPANY, rosa)).error_code == ErrorCode.BOOKS_DUPLICATE


async def test_a_posted_card_remains_and_is_job_cost_too(office: Office) -> None:
    card = await office.a_card()
    await office.client.post_time_card(COMPANY, card)
    before = len(await office.in_books("jobcosthistory"))
    for move in ("import-time-cards", "post-time-cards"):
        await office.admin("POST", f"/companies/1/{move}", {})
    [found] = (await office.client.find_time_card(COMPANY, TimeCardKey.of(card))).unwrap()
    assert found.status == "POSTED"
    history = (await office.client.every(COMPANY, JobCostEntry)).unwrap()
    assert len(history.good) == before + 1
    assert history.good[-1].date_posted == office.clock.now().date()


@pytest.mark.parametrize("settings", [{}, {"duplicate_status": 400}, {"validation_status": 422}])
async def test_refusals_are_understood(settings: dict[str, Any]) -> None:
    async with an_office(**settings) as office:
        card, invoice = await office.a_card(), await office.an_invoice()
        assert (await office.client.post_ap_invoice(COMPANY, invoice)).success
        assert (await office.client.post_ap_invoice(COMPANY, invoice)).error_code == ErrorCode.BOOKS_DUPLICATE
        await office.admin("POST", "/companies/1/periods", {"payroll_locked_through": card.day.isoformat()})
        closed = await office.client.post_time_card(COMPANY, card)
        assert closed.error_code == ErrorCode.BOOKS_PERIOD_CLOSED
        await office.admin("PATCH", f"/companies/1/vendors/{invoice.vendor_id}", {"status": "I"})
        other = invoice.model_copy(update={"invoice_number": "INV-890"})
        inactive = await office.client.post_ap_invoice(COMPANY, other)
        assert inactive.error_code == ErrorCode.BOOKS_REFERENCE_INACTIVE
        assert "vendorId" in str(inactive.details["fields"])


async def test_a_deleted_card_may_still_be_refused_as_known(office: Office) -> None:
    card = await office.a_card()
    made = (await office.client.post_time_card(COMPANY, card)).unwrap().record
    await office.admin("DELETE", f"/companies/1/timecards/{made.key}?sticky=true")
    assert (await office.client.post_time_card(COMPANY, card)).error_code == ErrorCode.BOOKS_DUPLICATE
    assert (await office.client.find_time_card(COMPANY, TimeCardKey.of(card))).unwrap() == ()


async def test_an_unposted_invoice_is_changed_and_a_posted_one_is_not(office: Office) -> None:
    made = (await office.client.post_ap_invoice(COMPANY, await office.an_invoice())).unwrap().record
    change = ApInvoiceChange(description="Panel boards")
    changed = (await office.client.patch_ap_invoice(COMPANY, made.key, change)).unwrap().record
    assert (changed.description, changed.lines) == ("Panel boards", made.lines)
    await office.admin("POST", "/companies/1/post-ap-invoices", {"ids": [made.key]})
    refused = await office.client.patch_ap_invoice(COMPANY, made.key, change)
    assert refused.error_code == ErrorCode.VENDOR_REJECTED


async def test_a_record_that_is_not_there_is_not_found(office: Office) -> None:
    assert (await office.client.one(COMPANY, CostCode, "99-999")).error_code == ErrorCode.VENDOR_NOT_FOUND
    assert (await office.client.one(COMPANY, Job, (await office.job_with_code())[0])).success


async def test_time_that_rest_does_not_take_is_refused_by_its_status(office: Office) -> None:
    await office.admin("POST", "/settings", {"time_cards_writable": False})
    refused = await office.client.post_time_card(COMPANY, await office.a_card())
    assert (refused.error_code, refused.details["status"]) == (ErrorCode.VENDOR_SETUP_INCOMPLETE, 405)


async def test_a_token_is_fetched_again_after_its_hour(office: Office) -> None:
    assert (await office.client.page(COMPANY, TimeCard)).success
    office.clock.advance(hours=1)
    assert (await office.client.page(COMPANY, TimeCard)).success
    assert (await office.admin("GET", "/stats"))["calls"]["tokens"] == 2


async def test_the_client_never_exceeds_the_minute(office: Office) -> None:
    await office.admin("POST", "/settings", {"requests_per_minute": 500})
    started = office.clock.now()
    calls = 0
    while office.clock.now() - started < timedelta(minutes=2):
        page = await office.client.page(COMPANY, Job)
        if page.success:
            calls += 1
        else:
            assert page.error_code == ErrorCode.BUDGET_EXHAUSTED
            office.clock.set(page.retry_at or office.clock.now())
    stats = await office.admin("GET", "/stats")
    assert "throttled" not in stats["calls"]
    assert calls > 900


async def test_the_probe_reports_what_the_subscription_opens(office: Office) -> None:
    keys = {"name": "sandbox", "primary_key": office.key, "secondary_key": "other"}
    await office.admin("POST", "/subscriptions", keys | {"products": ["accounts-payable", "job-cost"]})
    found = await office.client.capabilities(COMPANY)
    assert found.readable(Resource.AP_INVOICES)
    assert not found.readable(Resource.TIME_CARDS)
    assert set(found.reasons) == {
        Resource.EMPLOYEES,
        Resource.GL_ACCOUNTS,
        Resource.EARN_CODES,
        Resource.UNIONS,
        Resource.TIME_CARDS,
    }
