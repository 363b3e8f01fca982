"""A subcontractor that nobody has linked: its vendor is made first and once, or a person says who it is."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.posting import Posting, PostingState
from fieldledger.services.posting.by_hand import ByHand
from fieldledger.wiring.by_hand import by_hand_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.integration.flow.back_office import MAPPING, BackOffice, Line, a_back_office, set_mapping
from tests.integration.flow.documents import held

DAY = date(2026, 9, 14)
UNMATCHED = "SUPPLIER_UNMATCHED supplier:"


@pytest.fixture
async def office() -> AsyncIterator[BackOffice]:
    """A company that lets vendors be made, and two bills of a subcontractor that QuickBooks has never heard of."""
    async with a_back_office() as opened:
        await set_mapping(opened.world, MAPPING.model_copy(update={"create_vendors": True}))
        await opened.bill(Line("20000.00"), Line(), number="AC-1", day=DAY)
        await opened.bill(Line("10000.00"), Line(), number="AC-2", day=DAY)
        yield opened


async def _vendors(office: BackOffice) -> list[str]:
    return [row["DisplayName"] for row in await held(office.world, "Vendor")]


async def _numbers(office: BackOffice) -> list[str]:
    return sorted(bill["DocNumber"] for bill in await held(office.world, "Bill"))


async def _vendor_posting(office: BackOffice) -> Posting:
    [posting] = [p for p in await office.world.flow.postings() if p.payload.kind == "vendor"]
    return posting


async def test_the_vendor_is_made_first_and_once_for_all_its_bills(office: BackOffice) -> None:
    await office.post("AC-1", "AC-2")

    assert await _vendors(office) == ["Acme Concrete"]
    bills = await held(office.world, "Bill")
    assert {bill["VendorRef"]["name"] for bill in bills} == {"Acme Concrete"}
    assert sum(Decimal(str(bill["TotalAmt"])) for bill in bills) == Decimal("27000.00")
    assert await office.world.flow.inbox() == {}

    await office.bill(Line("100.00"), Line(), number="AC-3", day=DAY)
    await office.post("AC-3")
    assert await _vendors(office) == ["Acme Concrete"]
    assert len([p for p in await office.world.flow.postings() if p.payload.kind == "vendor"]) == 1


async def test_a_lost_answer_makes_no_second_vendor(office: BackOffice) -> None:
    await office.accept("AC-1", "AC-2")
    await office.world.books.fault("commit_then_drop")
    for _ in range(4):
        await office.world.flow.write()
        office.world.flow.settle_time_passes()

    assert await _vendors(office) == ["Acme Concrete"]
    assert await _numbers(office) == ["AC-1", "AC-2"]


@pytest.mark.parametrize("name", ["ACME Concrete", "Acme Concrete, Inc.", "Acme"])
async def test_where_quickbooks_may_have_the_vendor_already_a_person_decides(office: BackOffice, name: str) -> None:
    await office.world.books.seed("Vendor", [{"DisplayName": name}])
    await office.post("AC-1", "AC-2")

    assert (await _vendors(office), await _numbers(office)) == ([name], [])
    [(key, item)] = (await office.world.flow.inbox()).items()
    assert key == f"{UNMATCHED}{await office.supplier_id()}"
    assert item.message == (
        f"Acme Concrete is linked to no vendor, and QuickBooks has {name}: link the one that it is, or say that it is "
        "another company"
    )


async def test_once_a_person_links_the_vendor_both_bills_go_and_none_is_made(office: BackOffice) -> None:
    [row] = await office.world.books.seed("Vendor", [{"DisplayName": "Acme Concrete, Inc."}])
    await office.post("AC-1", "AC-2")
    await office.link_vendor(row["Id"])
    (await office.world.flow.write()).unwrap()

    assert await _vendors(office) == ["Acme Concrete, Inc."]
    assert {bill["VendorRef"]["value"] for bill in await held(office.world, "Bill")} == {row["Id"]}
    posting = await _vendor_posting(office)
    assert (posting.state, posting.vendor_id) == (PostingState.POSTED, row["Id"])
    assert await office.world.flow.inbox() == {}


async def test_a_vendor_that_a_person_gave_up_leaves_its_bills_to_be_linked(office: BackOffice) -> None:
    await office.world.books.seed("Vendor", [{"DisplayName": "Acme"}])
    await office.post("AC-1", "AC-2")
    flow = office.world.flow
    by_hand = by_hand_over(flow.store, flow.queue, flow.clock)
    waiting = await _vendor_posting(office)
    (await by_hand.cancel(ByHand(COMPANY, ACCOUNTANT, waiting.posting_id), "we enter it ourselves")).unwrap()
    flow.clock.advance(minutes=16)
    (await flow.write()).unwrap()

    assert await _numbers(office) == []
    assert set(await flow.inbox()) == {f"{UNMATCHED}{await office.supplier_id()}"}


async def test_without_the_setting_a_bill_waits_for_its_vendor_as_before() -> None:
    async with a_back_office() as office:
        await office.bill(Line("20000.00"), Line(), number="AC-1", day=DAY)
        await office.post("AC-1")

        assert (await _vendors(office), await _numbers(office)) == ([], [])
        assert set(await office.world.flow.inbox()) == {f"{UNMATCHED}{await office.supplier_id()}"}
