"""From a requisition that Procore's people approve to the invoice among FOUNDATION's payables, to the cent."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.posting import PostingState
from fieldledger.result import ErrorCode
from tests.integration.flow.back_office import JOB, MAPPING, BackOffice, Line, a_foundation_office, set_mapping
from tests.integration.flow.documents import held
from tests.integration.flow.foundation.world import FoundationWorld

SEPTEMBER, LATER = date(2026, 9, 14), date(2026, 9, 28)


@pytest.fixture
async def place() -> AsyncIterator[tuple[BackOffice, FoundationWorld]]:
    """A job of which nothing is billed yet."""
    async with a_foundation_office() as opened:
        yield opened


async def test_a_requisition_becomes_a_payable_with_its_retainage(place: tuple[BackOffice, FoundationWorld]) -> None:
    office, books = place
    await office.bill(Line("20000.00"), Line("12345.60"), number="AC-1", day=SEPTEMBER)
    await office.accept("AC-1")
    (await books.write()).unwrap()

    [payable] = await books.books.rows("apinvoices")
    assert (payable["vendorId"], payable["invoiceNumber"], payable["invoiceDate"]) == ("ACME", "AC-1", "2026-09-14")
    assert [Decimal(str(payable[name])) for name in ("invoiceAmount", "retainagePercent", "retainageAmount")] == [
        Decimal("32345.60"),
        Decimal(10),
        Decimal("3234.56"),
    ]
    assert [(line["jobId"], line["costCodeId"], Decimal(str(line["amount"]))) for line in payable["lines"]] == [
        ("2201", "03-300", Decimal("20000.00")),
        ("2201", "03-310", Decimal("12345.60")),
    ]
    assert await held(office.world, "Bill") == []
    assert set(await books.states()) == {PostingState.POSTED}
    assert await office.world.flow.inbox() == {}


async def test_releasing_retainage_is_left_to_a_person_in_foundation(
    place: tuple[BackOffice, FoundationWorld],
) -> None:
    office, books = place
    await office.bill(Line("20000.00"), Line("12345.60"), number="AC-1", day=SEPTEMBER)
    await office.bill(Line(released="2000.00"), Line(released="1234.56"), number="AC-2", day=LATER)
    await office.accept("AC-1", "AC-2")
    (await books.write()).unwrap()

    assert [row["invoiceNumber"] for row in await books.books.rows("apinvoices")] == ["AC-1"]
    [item] = (await office.world.flow.inbox()).values()
    assert (item.code, item.message) == (
        ErrorCode.BOOKS_WOULD_REFUSE,
        "FOUNDATION withholds a part of an invoice; releasing retainage is done there by a person",
    )


async def test_a_cost_code_that_foundation_lacks_on_the_job_waits_with_its_words(
    place: tuple[BackOffice, FoundationWorld],
) -> None:
    office, books = place
    await books.books.admin("PUT", f"/companies/1/job-codes/{JOB}", ["03-300"])
    await office.bill(Line("20000.00"), Line("12345.60"), number="AC-1", day=SEPTEMBER)
    await office.accept("AC-1")
    (await books.write()).unwrap()

    [item] = (await office.world.flow.inbox()).values()
    assert item.code == ErrorCode.VENDOR_REJECTED
    assert "Cost code '03-310' is not assigned to job '2201'." in (item.answer or "")
    assert await books.books.rows("apinvoices") == []


async def test_a_job_that_was_closed_in_foundation_takes_no_bill(place: tuple[BackOffice, FoundationWorld]) -> None:
    office, books = place
    await books.books.edit("jobs", JOB, status="C")
    await office.bill(Line("20000.00"), Line("12345.60"), number="AC-1", day=SEPTEMBER)
    await office.accept("AC-1")
    (await books.write()).unwrap()

    [item] = (await office.world.flow.inbox()).values()
    assert item.code == ErrorCode.BOOKS_REFERENCE_INACTIVE
    assert "jobId '2201' is inactive." in (item.answer or "")
    assert await books.books.rows("apinvoices") == []


async def test_bills_for_foundation_ask_for_no_vendor_in_quickbooks(place: tuple[BackOffice, FoundationWorld]) -> None:
    office, books = place
    await set_mapping(office.world, MAPPING.model_copy(update={"create_vendors": True}))
    await office.bill(Line("20000.00"), Line(), number="AC-1", day=SEPTEMBER)
    await office.accept("AC-1")

    assert [posting.payload.kind for posting in await office.world.flow.postings()] == ["bill"]
    assert (await books.write()).unwrap().posted == 1
