"""Which numbers bills get in QuickBooks, from what people bill in Procore."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.document_numbers import DocumentNumbers
from fieldledger.domain.invoice import InvoiceStatus
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode
from simulators.seeds.model import Commitment, CostLine
from tests.integration.flow.back_office import A_JOB, JOB, MAPPING, BackOffice, Line, a_back_office, set_mapping
from tests.integration.flow.documents import held
from tests.unit.simulators.procore.contractor import FIRST

DAY = date(2026, 9, 14)
_MORE = CostLine("03-300", "S", "Walls", Decimal(50_000))
TWO_CONTRACTS = replace(
    A_JOB,
    commitments=(
        *A_JOB.commitments,
        Commitment("SC-2", "subcontract", JOB, "V200", "Walls", "Approved", FIRST, Decimal(10), (_MORE,)),
    ),
)


@pytest.fixture
async def office() -> AsyncIterator[BackOffice]:
    """A subcontractor with two subcontracts on one job."""
    async with a_back_office(TWO_CONTRACTS) as opened:
        await opened.a_vendor()
        await opened.sync(SyncResource.PROCORE_COMMITMENTS)
        yield opened


async def _numbers(office: BackOffice) -> set[str]:
    return {bill["DocNumber"] for bill in await held(office.world, "Bill")}


async def _approve_all(office: BackOffice) -> None:
    await office.sync()
    for invoice in list((await office.vendor_invoices()).values()):
        await office.approve(invoice)
    (await office.world.flow.write()).unwrap()


async def test_the_first_requisitions_of_two_subcontracts_are_two_bills(office: BackOffice) -> None:
    await office.bill(Line("20000.00"), Line("10000.00"), number="1", day=DAY)
    await _approve_all(office)
    await office.bill(Line("5000.00"), number="1", day=DAY, contract="SC-2")
    await _approve_all(office)

    assert await _numbers(office) == {"2201-SC-1-1", "2201-SC-2-1"}
    assert await office.world.flow.inbox() == {}


async def test_a_number_that_the_subcontractor_uses_twice_is_held_with_a_sentence(office: BackOffice) -> None:
    await office.bill(Line("20000.00"), Line("10000.00"), number="AC-77", day=DAY)
    await office.post("AC-77")
    again = await office.bill(Line("5000.00"), number="AC-77", day=DAY, contract="SC-2")
    await office.sync()

    [item] = (await office.world.flow.inbox()).values()
    assert (item.code, item.subject) == (
        ErrorCode.DOCUMENT_NUMBER_TAKEN,
        f"vendor_invoice:procore-requisition-{again}",
    )
    assert item.message == (
        "another invoice of 2026-09-14 of the same subcontractor has the number 'AC-77' in the books already: if both "
        "are right, give one of them another invoice number in Procore"
    )
    await office.portal.edit("requisitions", again, invoice_number="AC-78")
    await office.post("AC-78")
    assert await _numbers(office) == {"AC-77", "AC-78"}
    assert await office.world.flow.inbox() == {}


async def test_a_number_that_is_too_long_waits_for_the_rule_or_for_procore(office: BackOffice) -> None:
    await office.bill(Line("20000.00"), Line("10000.00"), number="AC-2026-09-14-SLABS-01", day=DAY)
    await office.sync()
    [invoice] = (await office.vendor_invoices()).values()
    assert (invoice.status, invoice.document_number) == (InvoiceStatus.HELD, None)

    shorter = MAPPING.model_copy(update={"numbers": DocumentNumbers(payables_own_first=False)})
    await set_mapping(office.world, shorter)
    await _approve_all(office)
    assert await _numbers(office) == {"2201-SC-1-1"}
    assert await office.world.flow.inbox() == {}
