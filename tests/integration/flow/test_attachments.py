"""Files of a requisition are shown with its invoice, and the bill's note leads back to Procore."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from fieldledger.domain.attachment import Attachment
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
