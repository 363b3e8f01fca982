"""What was approved, and what still waits, of the days of a close."""

from datetime import date

import pytest

from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.invoice import InvoiceStatus
from fieldledger.domain.month_close import OpenKind
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.redated_cards import DocumentRedatedCards
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.services.closing import approved_gathering
from fieldledger.services.closing.approved_gathering import ApprovedOfDays
from tests.builders import COMPANY, a_company
from tests.builders.documents import a_vendor_invoice
from tests.fakes.documents import InMemoryDocumentStore

MARCH = BooksSpan(first_day=date(2026, 3, 1), last_day=date(2026, 3, 31))


async def test_every_invoice_without_a_date_holds_the_close_up_however_many_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(approved_gathering, "_PAGE", 2)
    store = InMemoryDocumentStore()
    (await DocumentCompanies(store).save(a_company())).unwrap()
    bills = DocumentInvoiceRecords(store, VendorInvoice)
    owners = DocumentInvoiceRecords(store, OwnerInvoice)
    for number, day in enumerate([None] * 5 + [date(2026, 3, 9), date(2026, 4, 9)]):
        bill = a_vendor_invoice().model_copy(
            update={"invoice_id": f"bill-{number}", "invoice_date": day, "status": InvoiceStatus.HELD}
        )
        (await bills.save(bill)).unwrap()
    approved = ApprovedOfDays(
        DocumentCompanies(store), DocumentTimeCards(store), DocumentRedatedCards(store), bills, owners
    )
    found = (await approved.of(COMPANY, MARCH, ())).unwrap().open
    assert {each.what for each in found} == {OpenKind.HELD_BILLS}
    assert sorted(each.record_id for each in found) == [f"bill-{number}" for number in range(6)]
