"""Records made, read, changed and deleted in the simulated books."""

from decimal import Decimal

import pytest

from fieldledger.clients.quickbooks.models import (
    AccountExpenseLine,
    Bill,
    Customer,
    Employee,
    Invoice,
    SubTotalLine,
    TimeActivity,
    Vendor,
)
from fieldledger.clients.quickbooks.writes import Allowance, Sending
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.integration.clients.quickbooks.office import Office


async def test_a_bill_is_made_and_read_back_to_the_cent(office: Office) -> None:
    fields = office.a_bill("12500.10", DocNumber="INV-20418", PrivateNote="ü \\ 'quoted'")
    made = (await office.client.create(COMPANY, Bill, fields, office.deed())).unwrap()
    read = (await office.client.read(COMPANY, Bill, made.id)).unwrap()
    assert (read.total, read.doc_number, read.private_note) == (Decimal("12500.10"), "INV-20418", "ü \\ 'quoted'")
    [line] = read.lines
    assert isinstance(line, AccountExpenseLine)
    assert (line.amount, line.detail.account.value) == (Decimal("12500.10"), office.ids["Account"])
    assert made.same_version_as(read)


async def test_an_invoice_gets_its_subtotal_from_the_books(office: Office) -> None:
    line = {
        "Amount": Decimal("98000.00"),
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": office.ids["Item"]}, "Qty": 1, "UnitPrice": Decimal("98000.00")},
    }
    fields = {"CustomerRef": {"value": office.ids["Customer"]}, "Line": [line]}
    made = (await office.client.create(COMPANY, Invoice, fields, office.deed())).unwrap()
    assert isinstance(made.lines[-1], SubTotalLine)
    assert made.total == Decimal(98000)


async def test_a_full_update_keeps_what_it_does_not_change(office: Office) -> None:
    fields = office.some_time(Description="03-300 Carpenter")
    made = (await office.client.create(COMPANY, TimeActivity, fields, office.deed())).unwrap()
    changed = (await office.client.update(COMPANY, made, {"Hours": 7}, office.deed())).unwrap()
    assert (changed.total_minutes, changed.description) == (420, "03-300 Carpenter")
    assert (made.sync_token, changed.sync_token) == ("0", "1")


async def test_a_sparse_update_keeps_the_rest_too(office: Office) -> None:
    made = (await office.client.create(COMPANY, Bill, office.a_bill(DocNumber="B-1"), office.deed())).unwrap()
    changed = (await office.client.update_sparsely(COMPANY, made, {"PrivateNote": "n"}, office.deed())).unwrap()
    assert (changed.private_note, changed.doc_number, len(changed.lines)) == ("n", "B-1", 1)


async def test_a_record_that_somebody_else_changed_is_stale(office: Office) -> None:
    made = (await office.client.create(COMPANY, TimeActivity, office.some_time(), office.deed())).unwrap()
    await office.books.edit("TimeActivity", {"Id": made.id, "Hours": 6})
    failed = await office.client.update(COMPANY, made, {"Hours": 7}, office.deed())
    assert failed.error_code == ErrorCode.BOOKS_STALE
    current = (await office.client.read(COMPANY, TimeActivity, made.id)).unwrap()
    assert (await office.client.update(COMPANY, current, {"Hours": 7}, office.deed())).success


async def test_a_deleted_record_is_gone(office: Office) -> None:
    made = (await office.client.create(COMPANY, TimeActivity, office.some_time(), office.deed())).unwrap()
    assert (await office.client.delete(COMPANY, made, office.deed())).unwrap().deleted
    assert (await office.client.read(COMPANY, TimeActivity, made.id)).error_code == ErrorCode.VENDOR_NOT_FOUND


async def test_an_inactive_name_is_still_found_and_still_taken(office: Office) -> None:
    made = (await office.client.create(COMPANY, Vendor, {"DisplayName": "Acme"}, office.deed())).unwrap()
    left = (await office.client.deactivate(COMPANY, made, office.deed())).unwrap()
    assert not left.active
    found = (await office.client.query(COMPANY, Vendor)).unwrap()
    assert {vendor.id for vendor in found.good} == {made.id, office.ids["Vendor"]}


async def test_a_reference_to_an_inactive_record_is_named_as_such(office: Office) -> None:
    vendor = (await office.client.read(COMPANY, Vendor, office.ids["Vendor"])).unwrap()
    (await office.client.deactivate(COMPANY, vendor, office.deed())).unwrap()
    failed = await office.client.create(COMPANY, Bill, office.a_bill(), office.deed())
    assert failed.error_code == ErrorCode.BOOKS_REFERENCE_INACTIVE


@pytest.mark.parametrize("kind", [Customer, Employee])
async def test_a_name_is_unique_over_all_lists(office: Office, kind: type[Customer | Employee]) -> None:
    fields = {"DisplayName": "Sunrise Concrete", "GivenName": "Sunrise", "FamilyName": "Concrete"}
    failed = await office.client.create(COMPANY, kind, fields, office.deed())
    assert failed.error_code == ErrorCode.BOOKS_DUPLICATE


async def test_a_number_that_is_taken_leads_to_the_bill_that_has_it(office: Office) -> None:
    first = (await office.client.create(COMPANY, Bill, office.a_bill(DocNumber="B-1"), office.deed())).unwrap()
    second = await office.client.create(COMPANY, Bill, office.a_bill(DocNumber="B-1"), office.deed())
    assert (second.error_code, second.details["duplicate_of"]) == (ErrorCode.BOOKS_DUPLICATE, first.id)
    allowed = Sending("deed-x", allow=Allowance.DUPLICATE_NUMBER)
    assert (await office.client.create(COMPANY, Bill, office.a_bill(DocNumber="B-1"), allowed)).success


async def test_the_same_deed_is_done_once(office: Office) -> None:
    deed = office.deed()
    first = (await office.client.create(COMPANY, Bill, office.a_bill(), deed)).unwrap()
    again = (await office.client.create(COMPANY, Bill, office.a_bill(), deed)).unwrap()
    assert (first.id, (await office.client.count(COMPANY, Bill)).unwrap()) == (again.id, 1)


async def test_closed_books_are_told_by_the_preferences_and_by_the_refusal(office: Office) -> None:
    await office.books.admin(
        "realms",
        {"realm_id": "9341453000000001", "company_name": "Bluestem Builders", "book_close_date": "2026-02-20"},
    )
    preferences = (await office.client.preferences(COMPANY)).unwrap()
    failed = await office.client.create(COMPANY, Bill, office.a_bill(TxnDate="2026-02-18"), office.deed())
    assert str(preferences.book_close_date) == "2026-02-20"
    assert failed.error_code == ErrorCode.BOOKS_PERIOD_CLOSED
    assert (await office.client.company_info(COMPANY)).unwrap().company_name == "Bluestem Builders"
