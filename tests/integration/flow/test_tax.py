"""Tax that Procore tells goes to the books as a line of its own, or waits for the company to say where."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.mapping_table import MappingKind, MappingTable
from fieldledger.domain.posting import PostingState, Target
from fieldledger.repositories.mapping_tables import DocumentMappingTables
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.integration.flow.back_office import MAPPING, BackOffice, Line, a_back_office, set_mapping
from tests.integration.flow.documents import amounts, held
from tests.integration.flow.simulated_quickbooks import an_item_row

DAY = date(2026, 9, 14)


@pytest.fixture
async def office() -> AsyncIterator[BackOffice]:
    """Books with two accounts and an item for tax; the company has not named them yet."""
    async with a_back_office() as opened:
        for name in ("Sales Tax Paid", "City Tax Paid"):
            await opened.world.books.seed("Account", [{"Name": name, "AccountType": "Cost of Goods Sold"}])
        await opened.world.books.seed("Item", [an_item_row("Sales Tax Billed")])
        await opened.a_vendor()
        yield opened


async def _name_the_tax(office: BackOffice) -> None:
    tax = {"tax_account": "Sales Tax Paid", "tax_item": "Sales Tax Billed", "tax_codes": {"77": "TAX"}}
    await set_mapping(office.world, MAPPING.model_copy(update=tax))


async def _tax_the_bill(office: BackOffice, due: str) -> None:
    made = await office.bill(Line("20000.00"), Line("10000.00"), number="AC-1", day=DAY)
    typed = {"current_payment_due": due, "tax_applicable_to_this_payment": "2475.00"}
    await office.portal.edit("requisitions", made, typed_over=typed)


async def test_tax_of_a_bill_is_a_line_on_the_companys_account(office: BackOffice) -> None:
    await _name_the_tax(office)
    await _tax_the_bill(office, "29475.00")
    await office.post("AC-1")

    [bill] = await held(office.world, "Bill")
    assert amounts(bill) == {
        "Job Costs Concrete": Decimal("20000.00"),
        "Job Costs Forms": Decimal("10000.00"),
        "Sales Tax Paid": Decimal("2475.00"),
        "Retainage Payable": Decimal("-3000.00"),
    }
    assert Decimal(str(bill["TotalAmt"])) == Decimal("29475.00")


async def test_tax_that_is_not_in_the_payment_due_is_held(office: BackOffice) -> None:
    await _tax_the_bill(office, "27000.00")
    await office.sync()

    [item] = (await office.world.flow.inbox()).values()
    assert item.code == ErrorCode.INVOICE_UNBALANCED
    assert "30,000.00 less 3,000.00 retainage plus 2,475.00 tax = 29,475.00" in item.message


async def test_tax_without_an_account_waits_for_one(office: BackOffice) -> None:
    await _tax_the_bill(office, "29475.00")
    await office.post("AC-1")

    assert await held(office.world, "Bill") == []
    [item] = (await office.world.flow.inbox()).values()
    assert (item.code, item.message) == (
        ErrorCode.BOOKS_MAPPING_MISSING,
        "the company has not named its tax account in QuickBooks",
    )
    assert set(await office.world.flow.states()) == {PostingState.PARKED}


async def test_tax_of_an_invoice_is_billed_by_its_item_and_quickbooks_adds_none(office: BackOffice) -> None:
    await _name_the_tax(office)
    made = await office.apply(Line("30000.00"), Line("10000.00"), number="2201-1", day=DAY)
    typed = {"current_payment_due": "39300.00", "tax_applicable_to_this_payment": "3300.00"}
    await office.portal.edit("payment_applications", made, typed_over=typed)
    await office.post("2201-1")

    [invoice] = await held(office.world, "Invoice")
    assert amounts(invoice) == {
        "Progress Billing": Decimal("40000.00"),
        "Sales Tax Billed": Decimal("3300.00"),
        "Retainage Receivable": Decimal("-4000.00"),
    }
    details = [line["SalesItemLineDetail"] for line in invoice["Line"] if "SalesItemLineDetail" in line]
    assert {detail["TaxCodeRef"]["value"] for detail in details} == {"NON"}


async def _a_taxed_cost(office: BackOffice, tax_code: int) -> None:
    vendor = await office.portal.id_of("vendors", "name", "Acme Concrete")
    said = {"direct_cost_type": "invoice", "invoice_number": "DC-1", "direct_cost_date": DAY.isoformat()}
    line = {"amount": "500.00", "description": "Anchors", "tax_code_id": tax_code}
    line |= {"cost_code_id": int(await office.portal.id_of("cost_codes", "full_code", "03-300"))}
    await office.make("direct_costs", None, **said, vendor_id=int(vendor), status="approved", line_items=[line])


async def _tax_by_code(office: BackOffice, *taxes: tuple[int, str], told: str) -> None:
    """20,000.00 of slabs with the taxes, all of which the form sums up as ``told``."""
    by_code = [{"tax_code_id": code, "amount": amount} for code, amount in taxes]
    made = await office.bill(Line("20000.00", taxes=by_code), Line(), number="AC-1", day=DAY)
    due = str(Decimal("18000.00") + Decimal(told))
    typed = {"current_payment_due": due, "tax_applicable_to_this_payment": told}
    await office.portal.edit("requisitions", made, typed_over=typed)


async def _table(office: BackOffice, rows: dict[str, dict[str, str]], target: Target = "quickbooks") -> None:
    """What the company's table says of Procore's tax codes."""
    table = MappingTable(company_id=COMPANY, target=target, kind=MappingKind.TAX, rows=rows)
    (await office.world.flow.store.transact([DocumentMappingTables(office.world.flow.store).write(table)])).unwrap()


async def test_taxes_of_several_codes_are_lines_of_their_own_by_the_table(office: BackOffice) -> None:
    await _name_the_tax(office)
    await _table(office, {"502": {"account": "City Tax Paid"}})
    await _tax_by_code(office, (501, "1250.01"), (502, "399.99"), told="1650.00")
    await office.post("AC-1")

    [bill] = await held(office.world, "Bill")
    assert amounts(bill) == {
        "Job Costs Concrete": Decimal("20000.00"),
        "Sales Tax Paid": Decimal("1250.01"),
        "City Tax Paid": Decimal("399.99"),
        "Retainage Payable": Decimal("-2000.00"),
    }
    lines = (await office.vendor_invoices())["AC-1"].lines
    assert [(line.tax_code, line.amount) for line in lines if line.is_tax] == [
        ("501", Decimal("1250.01")),
        ("502", Decimal("399.99")),
    ]


async def test_a_tax_code_that_neither_table_nor_settings_name_waits_and_follows(office: BackOffice) -> None:
    await _tax_by_code(office, (501, "1650.00"), told="1650.00")
    await office.post("AC-1")

    [item] = (await office.world.flow.inbox()).values()
    assert (item.code, item.message) == (
        ErrorCode.BOOKS_MAPPING_MISSING,
        "the company has not named its tax account for Procore's tax code 501 in QuickBooks",
    )
    assert set(await office.world.flow.states()) == {PostingState.PARKED}


async def test_taxes_of_lines_that_contradict_the_form_are_held(office: BackOffice) -> None:
    await _tax_by_code(office, (501, "1250.01"), (502, "399.98"), told="1650.00")
    await office.sync()

    [item] = (await office.world.flow.inbox()).values()
    assert (item.code, item.message) == (
        ErrorCode.INVOICE_UNBALANCED,
        "the taxes of its lines come to 1649.99, but the invoice says 1,650.00 tax",
    )


@pytest.mark.parametrize("kept_in", ["settings", "table"])
@pytest.mark.parametrize(("tax_code", "told"), [(77, "TAX"), (78, None)])
async def test_a_lines_tax_code_is_told_as_the_company_maps_it_or_waits(
    office: BackOffice, tax_code: int, told: str | None, kept_in: str
) -> None:
    await (_name_the_tax(office) if kept_in == "settings" else _table(office, {"77": {"tax_code": "TAX"}}))
    await _a_taxed_cost(office, tax_code)
    await office.post("DC-1")

    bills = await held(office.world, "Bill")
    sent = [line["AccountBasedExpenseLineDetail"]["TaxCodeRef"]["value"] for bill in bills for line in bill["Line"]]
    assert sent == ([told] if told else [])
    codes = [item.code for item in (await office.world.flow.inbox()).values()]
    assert codes == ([] if told else [ErrorCode.BOOKS_MAPPING_MISSING])
