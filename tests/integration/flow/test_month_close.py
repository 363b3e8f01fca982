"""A month of the contractor, harmed in the books by a person, mended, and signed by the controller."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.books_reconciliation import Figures, LedgerKind
from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.invoice import InvoiceStatus
from fieldledger.domain.month_close import MonthClose
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.audit import AuditSpan, DocumentAuditTrail
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.month_closes import DocumentMonthCloses
from fieldledger.result import ErrorCode, Result
from fieldledger.services.closing.reconciliation import BooksReconciliation
from fieldledger.services.closing.signing import CloseMonth
from fieldledger.wiring.books_check import books_check_over
from fieldledger.wiring.closing import books_reconciliations_over, month_signing_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.builders.documents import a_vendor_invoice, an_owner_invoice
from tests.integration.flow.documents import approve_bill, approve_invoice, held, open_books
from tests.integration.flow.doubles import NoDeadline
from tests.integration.flow.harness import World, a_contractor
from tests.integration.flow.simulated_raken import a_card

FEBRUARY = BooksSpan(first_day=date(2026, 2, 1), last_day=date(2026, 2, 28))
MARCH = BooksSpan(first_day=date(2026, 3, 1), last_day=date(2026, 3, 31))


@dataclass
class Office:
    """The controller's desk."""

    world: World

    async def check(self) -> None:
        """Compare the books with what was posted, now."""
        self.world.flow.clock.advance(minutes=6)
        checking = books_check_over(self.world.flow.store, self.world.flow.container().books, self.world.flow.clock)
        assert (await checking.on_demand(COMPANY, FEBRUARY, NoDeadline())).unwrap().complete

    async def look(self, span: BooksSpan = FEBRUARY) -> BooksReconciliation:
        """The reconciliation."""
        return (await books_reconciliations_over(self.world.flow.store).of(COMPANY, span)).unwrap()

    async def sign(
        self, despite: str | None = None, *, lock: bool = False, span: BooksSpan = FEBRUARY
    ) -> Result[MonthClose]:
        """Sign the month."""
        signing = month_signing_over(self.world.flow.store, self.world.flow.clock)
        return await signing.sign(CloseMonth(COMPANY, ACCOUNTANT, "key-of-the-close", span, despite, lock))

    async def figures(self, span: BooksSpan = FEBRUARY) -> dict[tuple[str | None, LedgerKind], Figures]:
        """By job and kind."""
        return {(cell.key.project_id, cell.key.kind): cell.figures for cell in (await self.look(span)).cells}


async def _noted(world: World, invoice: VendorInvoice | OwnerInvoice) -> None:
    """The record says of itself that it is approved."""
    records = DocumentInvoiceRecords(world.flow.store, type(invoice))
    held = await records.find(COMPANY, invoice.invoice_id)
    approved = {"status": InvoiceStatus.APPROVED, "approved_hash": invoice.content_hash, "approval_id": "approval-docs"}
    (await records.save(held.unwrap().model_copy(update=approved))).unwrap()


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """February: three days of eight hours at the clinic, one at the plant, a bill and an application for payment."""
    async with a_contractor() as world:
        await open_books(world)
        clinic = [a_card(f"c-{day}", day=date(2026, 2, day), hours=[(8, "RT")]) for day in (9, 18, 27)]
        await world.with_cards(*clinic, a_card("p-1", project="plant", day=date(2026, 2, 10), hours=[(7.5, "RT")]))
        await approve_bill(world, a_vendor_invoice())
        await approve_invoice(world, an_owner_invoice())
        await _noted(world, a_vendor_invoice())
        await _noted(world, an_owner_invoice())
        (await world.flow.write()).unwrap()
        (await world.flow.write()).unwrap()
        desk = Office(world)
        world.flow.clock.advance(hours=24 * 3)
        await desk.check()
        yield desk


def same(posted: str, in_books: str) -> Figures:
    return Figures(approved=Decimal(posted), posted=Decimal(posted), in_books=Decimal(in_books))


async def _harm(office: Office) -> tuple[str, str, str]:
    """One record edited, one deleted, one bill re-dated."""
    books = office.world.books
    rows = {str(row["TxnDate"]): str(row["Id"]) for row in await books.time_activities()}
    [bill] = await held(office.world, "Bill")
    await books.edit("TimeActivity", {"Id": rows["2026-02-09"], "Hours": 6})
    await books.delete("TimeActivity", rows["2026-02-18"])
    await books.edit("Bill", {"Id": bill["Id"], "TxnDate": "2026-03-02"})
    await office.check()
    return rows["2026-02-09"], rows["2026-02-18"], str(bill["Id"])


async def test_a_month_that_nobody_touched_agrees_to_the_cent_and_the_minute(office: Office) -> None:
    found = await office.look()
    assert found.agrees
    assert await office.figures() == {
        ("clinic", LedgerKind.TIME): same("1440", "1440"),
        ("plant", LedgerKind.TIME): same("450", "450"),
        ("clinic", LedgerKind.BILLS): same("11250.00", "11250.00"),
        ("clinic", LedgerKind.INVOICES): same("88200.00", "88200.00"),
    }


async def test_edited_deleted_and_re_dated_are_found_and_named_and_nothing_else(office: Office) -> None:
    await _harm(office)
    told = await office.world.flow.inbox()
    assert sorted(item.details.popitem() for item in told.values()) == [
        ("TxnDate", "sent 2026-02-18, holds 2026-03-02"),
        ("minutes", "sent 480, holds 360"),
        ("record", "deleted in QuickBooks"),
    ]
    figures = await office.figures()
    assert figures["clinic", LedgerKind.TIME] == same("1440", "840")
    assert figures["clinic", LedgerKind.BILLS] == same("11250.00", "0")
    assert figures["plant", LedgerKind.TIME].difference == 0
    assert figures["clinic", LedgerKind.INVOICES].difference == 0
    assert (await office.figures(MARCH))["clinic", LedgerKind.BILLS].in_books == Decimal("11250.00")
    lines = [line for line in (await office.look()).lines if line.open]
    assert sorted((str(line.day), *line.drift) for line in lines) == [
        ("2026-02-09", "minutes"),
        ("2026-02-18", "TxnDate"),
        ("2026-02-18", "record"),
    ]


async def test_a_month_with_differences_is_not_signed_and_says_why(office: Office) -> None:
    await _harm(office)
    refused = await office.sign()
    assert refused.error_code == ErrorCode.MONTH_NOT_READY
    obstacles = refused.details["obstacles"]
    assert isinstance(obstacles, list)
    assert [(each["what"], each["count"]) for each in obstacles] == [("differing", 3), ("exceptions", 3)]


async def test_mended_in_the_books_the_items_close_and_the_month_is_signed(office: Office) -> None:
    books = office.world.books
    copied = ("NameOf", "EmployeeRef", "CustomerRef", "ItemRef", "TxnDate", "Hours", "Minutes", "Description")
    before = {str(row["TxnDate"]): {name: row[name] for name in copied} for row in await books.time_activities()}
    edited, _, bill = await _harm(office)
    await books.edit("TimeActivity", {"Id": edited, "Hours": 8})
    await books.edit("Bill", {"Id": bill, "TxnDate": "2026-02-18"})
    await books.add("TimeActivity", before["2026-02-18"])
    await office.check()
    assert await office.world.flow.inbox() == {}
    assert (await office.look()).agrees
    close = (await office.sign()).unwrap()
    assert close.obstacles == ()
    resolved = close.report.exceptions_resolved
    assert [(each.code, each.resolution) for each in resolved] == [
        ("BOOKS_EDITED", "the books agree with what was posted")
    ] * 3


async def test_a_month_is_signed_despite_a_difference_with_the_reason_in_its_report(office: Office) -> None:
    await _harm(office)
    close = (await office.sign(despite="the owner pays the 18th by cheque")).unwrap()
    assert [(each.what, each.count) for each in close.obstacles] == [("differing", 3), ("exceptions", 3)]
    assert close.despite == "the owner pays the 18th by cheque"
    assert [each.code for each in close.report.exceptions_open] == ["BOOKS_EDITED"] * 3
    assert close.intact


async def test_a_month_in_order_is_signed_once_and_locked(office: Office) -> None:
    close = (await office.sign(lock=True)).unwrap()
    again = (await office.sign(lock=True)).unwrap()
    assert again.sha256 == close.sha256
    assert (close.obstacles, close.despite, close.locked_through) == ((), None, FEBRUARY.last_day)
    company = (await DocumentCompanies(office.world.flow.store).get(COMPANY)).unwrap()
    assert company.locked_through == FEBRUARY.last_day
    approvals = {(each.kind, each.approved_by, each.amount) for each in close.report.approvals}
    assert (LedgerKind.TIME, ACCOUNTANT, Decimal(1890)) in approvals
    assert (LedgerKind.BILLS, ACCOUNTANT, Decimal("11250.00")) in approvals
    span = AuditSpan(entity_id=close.close_id)
    [entry] = (await DocumentAuditTrail(office.world.flow.store).page(COMPANY, span, 10, None)).unwrap().items
    assert (entry.action, entry.after["sha256"]) == ("month_closed", close.sha256)
    page = (await DocumentMonthCloses(office.world.flow.store).page(COMPANY, 10, None)).unwrap()
    assert [each.close_id for each in page.items] == [close.close_id]


async def test_what_was_posted_after_the_comparison_has_to_be_compared_first(office: Office) -> None:
    await office.world.with_cards(a_card("late", worker="ben", day=date(2026, 2, 26), hours=[(4, "RT")]))
    refused = await office.sign()
    assert refused.error == "the month cannot be signed: 1 postings of these days are not in the books yet"
    (await office.world.flow.write()).unwrap()
    refused = await office.sign()
    assert refused.error == (
        "the month cannot be signed: 1 the books were not compared since the last posting of these days"
    )
    await office.check()
    assert (await office.sign()).success


async def test_days_that_are_not_over_are_not_signed(office: Office) -> None:
    refused = await office.sign(span=MARCH)
    assert refused.error_code == ErrorCode.VALIDATION_FAILED
    assert refused.details["fields"] == [{"field": "last_day", "problem": "must be a day that is over"}]
