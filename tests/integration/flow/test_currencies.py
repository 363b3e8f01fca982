"""A document in another currency than the company's waits for a person, and nothing adds two currencies up."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.exception_item import ExceptionItem
from fieldledger.domain.invoice import InvoiceStatus
from fieldledger.domain.posting import PostingState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.visibility import EVERY_PROJECT
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.result import ErrorCode
from fieldledger.wiring.job_cost import job_costs_over
from tests.builders import COMPANY
from tests.integration.flow.back_office import BackOffice, Line, a_back_office
from tests.integration.flow.documents import held
from tests.integration.flow.simulated_quickbooks import REALM

DAY = date(2026, 9, 14)
HELD = (
    "it is in CAD, and the company's books are in USD: nothing is converted here, so correct its currency in Procore "
    "if that is wrong, else enter it in the books by hand"
)


@pytest.fixture
async def office() -> AsyncIterator[BackOffice]:
    """A job whose subcontractor is linked."""
    async with a_back_office() as opened:
        await opened.a_vendor()
        yield opened


async def _item(office: BackOffice) -> ExceptionItem:
    [item] = (await office.world.flow.inbox()).values()
    return item


async def _contract_is_in(office: BackOffice, currency: str, kind: str = "work_order_contracts") -> None:
    number = "SC-1" if kind == "work_order_contracts" else "PC-1"
    contract = await office.portal.id_of(kind, "number", number)
    await office.portal.edit(kind, contract, currency_iso_code=currency)


async def _company_keeps_books_in(office: BackOffice, currency: str) -> None:
    companies = DocumentCompanies(office.world.flow.store)
    company = (await companies.get(COMPANY)).unwrap()
    (await companies.save(company.model_copy(update={"currency": currency}))).unwrap()


async def test_a_subcontractors_invoice_in_another_currency_is_held(office: BackOffice) -> None:
    await _contract_is_in(office, "CAD")
    await office.bill(Line("20000.00"), Line(), number="AC-1", day=DAY)
    await office.sync()

    invoice = (await office.vendor_invoices())["AC-1"]
    assert (invoice.status, invoice.currency, invoice.document_number) == (InvoiceStatus.HELD, "CAD", None)
    assert ((await _item(office)).code, (await _item(office)).message) == (ErrorCode.CURRENCY_DIFFERS, HELD)
    assert [each.code for each in (await office.approve(invoice)).skipped] == [ErrorCode.CURRENCY_DIFFERS]


async def test_an_invoice_to_the_owner_in_another_currency_is_held(office: BackOffice) -> None:
    await _contract_is_in(office, "CAD", "prime_contracts")
    await office.apply(Line("20000.00"), Line(), number="2201-1", day=DAY)
    await office.sync()

    assert (await office.owner_invoices())["2201-1"].status is InvoiceStatus.HELD
    assert (await _item(office)).code == ErrorCode.CURRENCY_DIFFERS


async def test_a_currency_that_is_corrected_in_procore_lets_the_invoice_go(office: BackOffice) -> None:
    await _contract_is_in(office, "CAD")
    bill = await office.bill(Line("20000.00"), Line(), number="AC-1", day=DAY)
    await office.sync()
    await office.portal.edit("requisitions", bill, currency_iso_code="USD")
    await office.sync()

    assert (await office.vendor_invoices())["AC-1"].status is InvoiceStatus.READY
    assert await office.world.flow.inbox() == {}


async def test_settings_that_name_the_currency_let_the_invoice_go_at_the_next_sync(office: BackOffice) -> None:
    await _contract_is_in(office, "CAD")
    await office.bill(Line("20000.00"), Line(), number="AC-1", day=DAY)
    await office.sync()
    await _company_keeps_books_in(office, "CAD")
    await office.bill(Line("1000.00"), Line(), number="AC-2", day=DAY)
    await office.sync()

    assert {each.status for each in (await office.vendor_invoices()).values()} == {InvoiceStatus.READY}


async def test_what_became_foreign_by_the_settings_is_not_approved(office: BackOffice) -> None:
    await office.bill(Line("20000.00"), Line(), number="AC-1", day=DAY)
    await office.sync()
    await _company_keeps_books_in(office, "CAD")

    skipped = (await office.approve((await office.vendor_invoices())["AC-1"])).skipped
    assert [each.code for each in skipped] == [ErrorCode.CURRENCY_DIFFERS]


async def test_an_approved_invoice_that_becomes_foreign_is_a_change_that_cannot_be_confirmed(
    office: BackOffice,
) -> None:
    bill = await office.bill(Line("20000.00"), Line(), number="AC-1", day=DAY)
    await office.post("AC-1")
    await office.portal.edit("requisitions", bill, currency_iso_code="CAD")
    await office.sync()

    invoice = (await office.vendor_invoices())["AC-1"]
    codes = {item.code for item in (await office.world.flow.inbox()).values()}
    assert (invoice.status, codes) == (
        InvoiceStatus.CHANGED,
        {ErrorCode.CHANGED_AFTER_APPROVAL, ErrorCode.CURRENCY_DIFFERS},
    )
    assert [each.code for each in (await office.approve(invoice)).skipped] == [ErrorCode.CURRENCY_DIFFERS]
    [in_books] = await held(office.world, "Bill")
    assert Decimal(str(in_books["TotalAmt"])) == Decimal("18000.00")


async def test_books_of_another_currency_get_no_bill_until_the_settings_name_it(office: BackOffice) -> None:
    await office.world.books.admin("realms", {"realm_id": REALM, "home_currency": "CAD"})
    await office.bill(Line("20000.00"), Line(), number="AC-1", day=DAY)
    await office.post("AC-1")

    assert await held(office.world, "Bill") == []
    assert ((await _item(office)).code, (await _item(office)).message) == (
        ErrorCode.CURRENCY_DIFFERS,
        "QuickBooks keeps its books in CAD, and the company's currency is USD: nothing is converted here",
    )
    assert set(await office.world.flow.states()) == {PostingState.PARKED}


async def test_books_with_several_currencies_are_told_the_companys_with_each_document(office: BackOffice) -> None:
    await office.world.books.admin("realms", {"realm_id": REALM, "several_currencies": True})
    await office.bill(Line("20000.00"), Line(), number="AC-1", day=DAY)
    await office.apply(Line("20000.00"), Line(), number="2201-1", day=DAY)
    await office.post("AC-1", "2201-1")

    for entity in ("Bill", "Invoice"):
        [row] = await held(office.world, entity)
        assert row["CurrencyRef"]["value"] == "USD"
    assert await office.world.flow.inbox() == {}


@pytest.mark.parametrize(("rate", "actual", "aside"), [(0.75, "15000.00", None), (None, "0.00", "20000.00")])
async def test_a_bill_of_the_books_in_another_currency_counts_by_its_rate_or_not_at_all(
    office: BackOffice, rate: float | None, actual: str, aside: str | None
) -> None:
    await office.bill(Line("20000.00", retained="0.00"), Line(), number="AC-1", day=DAY)
    await office.post("AC-1")
    [row] = await held(office.world, "Bill")
    changes = {"Id": row["Id"], "CurrencyRef": {"value": "CAD"}}
    await office.world.books.edit("Bill", changes if rate is None else {**changes, "ExchangeRate": rate})
    await office.sync(SyncResource.PROCORE_COMMITMENTS)
    await office.sync_books()

    job = (await office.vendor_invoices())["AC-1"].project_id or ""
    flow = office.world.flow
    cost = (await job_costs_over(flow.store, flow.clock).get(COMPANY, job, EVERY_PROJECT)).unwrap().cost
    assert cost.totals.actual.amount == Decimal(actual)
    told = [(each.figure, each.currency, each.amount) for each in cost.other_currencies]
    assert told == ([] if aside is None else [("actual", "CAD", Decimal(aside))])
