"""Files that people attached in Procore are shown with the invoice, and the bill's note leads back to Procore."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from fieldledger.domain.attachment import Attachment
from fieldledger.domain.invoice import Invoice
from fieldledger.domain.sync_resource import SyncResource
from tests.integration.flow.back_office import MAPPING, BackOffice, Line, a_back_office, set_mapping
from tests.integration.flow.documents import held

DAY = date(2026, 9, 14)
WAIVER = {"id": 9, "filename": "lien waiver.pdf", "url": "https://storage.procore.com/api/v5/files/waiver"}


@pytest.fixture
async def office() -> AsyncIterator[BackOffice]:
    """A job with a subcontractor that is linked to its vendor."""
    async with a_back_office() as opened:
        await opened.a_vendor()
        yield opened


async def _bill(office: BackOffice) -> str:
    made = await office.bill(Line("20000.00"), Line("10000.00"), number="AC-1", day=DAY)
    await office.portal.edit("requisitions", made, attachments=[WAIVER])
    return made


async def test_files_are_kept_by_name_and_link(office: BackOffice) -> None:
    await _bill(office)
    await office.sync()

    [file] = (await office.vendor_invoices())["AC-1"].attachments
    assert file.name == "lien waiver.pdf"
    assert (file.url or "").startswith("https://storage.procore.com/api/v5/files/waiver?sig=")


async def test_a_link_that_is_only_signed_anew_writes_nothing(office: BackOffice) -> None:
    await _bill(office)
    await office.sync()
    before = (await office.vendor_invoices())["AC-1"]
    await office.runner.read_all(SyncResource.PROCORE_REQUISITIONS)

    assert (await office.vendor_invoices())["AC-1"] == before


async def test_a_file_that_is_added_after_the_approval_asks_nobody(office: BackOffice) -> None:
    made = await _bill(office)
    await office.post("AC-1")
    more = {"id": 10, "filename": "photo.jpg", "url": "http://storage.procore.com/photo"}
    await office.portal.edit("requisitions", made, attachments=[WAIVER, more])
    await office.sync()

    assert (await office.vendor_invoices())["AC-1"].attachments[1] == Attachment(name="photo.jpg", url=None)
    assert await office.world.flow.inbox() == {}


async def _cost(office: BackOffice, number: str) -> str:
    """A supplier's invoice with a file."""
    made = await office.spend("250.00", "03-300", cost_type="S", number=number, day=DAY)
    await office.portal.edit("direct_costs", made, attachments=[WAIVER])
    return made


def _names(invoice: Invoice) -> list[str]:
    return [file.name for file in invoice.attachments]


async def test_files_of_a_direct_cost_are_kept_and_refreshed(office: BackOffice) -> None:
    made = await _cost(office, "DC-1")
    await office.sync()
    assert _names((await office.vendor_invoices())["DC-1"]) == ["lien waiver.pdf"]

    await office.portal.edit("direct_costs", made, attachments=[{**WAIVER, "id": 10, "filename": "receipt.pdf"}])
    await office.sync()
    assert _names((await office.vendor_invoices())["DC-1"]) == ["receipt.pdf"]


async def test_a_list_of_direct_costs_that_tells_no_files_loses_none(office: BackOffice) -> None:
    await _cost(office, "DC-1")
    await office.sync()
    before = (await office.vendor_invoices())["DC-1"]
    for number in ("DC-2", "DC-3", "DC-4"):
        await _cost(office, number)
    await office.runner.read_all(SyncResource.PROCORE_DIRECT_COSTS)

    assert (await office.vendor_invoices())["DC-1"] == before
    assert _names(before) == ["lien waiver.pdf"]


async def test_files_of_an_invoice_to_the_owner_are_kept_and_refreshed(office: BackOffice) -> None:
    made = await office.apply(Line("20000.00"), Line(), number="2201-1", day=DAY)
    await office.portal.edit("payment_applications", made, attachments=[WAIVER])
    await office.sync()
    before = (await office.owner_invoices())["2201-1"]
    assert _names(before) == ["lien waiver.pdf"]
    await office.runner.read_all(SyncResource.PROCORE_PAYMENT_APPLICATIONS)
    assert (await office.owner_invoices())["2201-1"] == before

    await office.portal.edit("payment_applications", made, attachments=[])
    await office.runner.read_all(SyncResource.PROCORE_PAYMENT_APPLICATIONS)
    assert _names((await office.owner_invoices())["2201-1"]) == []


async def test_the_bill_leads_back_to_the_record_before_our_marker(office: BackOffice) -> None:
    made = await _bill(office)
    await office.post("AC-1")

    [bill] = await held(office.world, "Bill")
    [posting] = await office.world.flow.postings()
    project = office.portal.project
    assert bill["PrivateNote"] == (
        f"Procore subcontractor invoice {made}: https://app.procore.com/{project}/project/home {posting.marker}"
    )
    await office.sync_books()
    assert (await office.vendor_invoices())["AC-1"].payment is not None


async def test_a_company_without_links_has_the_marker_alone(office: BackOffice) -> None:
    await set_mapping(office.world, MAPPING.model_copy(update={"source_link": None}))
    await _bill(office)
    await office.post("AC-1")

    [bill] = await held(office.world, "Bill")
    [posting] = await office.world.flow.postings()
    assert bill["PrivateNote"] == posting.marker
