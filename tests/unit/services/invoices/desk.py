"""An accountant's desk with invoices of both sides on it."""

from collections.abc import Sequence
from decimal import Decimal

from fieldledger.domain.company import ApprovalRules
from fieldledger.domain.exception_item import ExceptionState, exception_id
from fieldledger.domain.invoice import Invoice
from fieldledger.domain.invoice_approval import InvoiceApprovalOutcome, SeenInvoice
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.postings import DocumentPostings, Window
from fieldledger.result import ErrorCode, Result
from fieldledger.services.invoices.approving import ApproveInvoices
from fieldledger.services.queries.postings import PostingFilters
from fieldledger.wiring.invoices import invoice_approvals_over
from tests.builders import ACCOUNTANT, COMPANY, a_company
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore

SECOND = "user-controller"


class Queue:
    """Notes the postings that the writer was woken for."""

    def __init__(self) -> None:
        self.woken: list[str] = []

    async def wake(self, company_id: str, posting_ids: Sequence[str], occasion: str) -> Result[int]:
        self.woken.extend(posting_ids)
        return Result.ok(1)


class Desk[M: Invoice]:
    """One side's invoices of a company."""

    def __init__(self, kind: type[M]) -> None:
        self.store = InMemoryDocumentStore()
        self.clock = FakeClock()
        self.queue = Queue()
        self.records: DocumentInvoiceRecords[M] = DocumentInvoiceRecords(self.store, kind)
        self.books = DocumentPostings(self.store)
        self.service = invoice_approvals_over(self.store, kind, self.queue, self.clock)

    async def limit(self, four_eyes_above: str | None) -> None:
        """The company's rule about amounts, from now on."""
        companies = DocumentCompanies(self.store)
        held = (await companies.get(COMPANY)).unwrap_or(a_company())
        above = None if four_eyes_above is None else Decimal(four_eyes_above)
        (await companies.save(held.model_copy(update={"approvals": ApprovalRules(four_eyes_above=above)}))).unwrap()

    async def save(self, invoice: M) -> M:
        """Put an invoice on the desk."""
        return (await self.records.save(invoice)).unwrap()

    async def invoice(self, invoice_id: str) -> M:
        """An invoice as it is now."""
        found = (await self.records.find(COMPANY, invoice_id)).unwrap()
        assert found is not None
        return found

    async def approve(
        self, *invoices: M, user_id: str = ACCOUNTANT, approval_id: str = "approval-1", dry_run: bool = False
    ) -> InvoiceApprovalOutcome:
        """Approve the invoices as they are given."""
        return (await self.ask(*invoices, user_id=user_id, approval_id=approval_id, dry_run=dry_run)).unwrap()

    async def ask(
        self, *invoices: M, user_id: str = ACCOUNTANT, approval_id: str = "approval-1", dry_run: bool = False
    ) -> Result[InvoiceApprovalOutcome]:
        """The same, which may fail."""
        seen = tuple(SeenInvoice(invoice_id=i.invoice_id, version=i.version, total=i.total) for i in invoices)
        request = ApproveInvoices(
            company_id=COMPANY, user_id=user_id, approval_id=approval_id, invoices=seen, dry_run=dry_run
        )
        return await self.service.approve(request)

    async def postings(self) -> list[Posting]:
        """All that were asked for, without those that were given up."""
        page = (await self.books.by_age(COMPANY, PostingFilters().lanes, Window(), 1000, None)).unwrap()
        return [posting for posting in page.items if posting.state is not PostingState.CANCELLED]

    async def store_posting(self, posting: Posting) -> None:
        """As a writer leaves it."""
        (await self.store.transact([self.books.write(posting)])).unwrap()

    async def item_state(self, code: ErrorCode, subject: str) -> ExceptionState | None:
        """Of an item of the inbox; None if there is none."""
        found = (
            await DocumentExceptions(self.store).get_many(COMPANY, [exception_id(COMPANY, code, subject)])
        ).unwrap()
        return found[0].state if found else None


async def a_desk() -> Desk[VendorInvoice]:
    """Of a company that is set up and knows no limit."""
    desk = Desk(VendorInvoice)
    await desk.limit(None)
    return desk


def codes(outcome: InvoiceApprovalOutcome) -> dict[str, str]:
    """What was skipped, by invoice."""
    return {each.invoice_id: each.code for each in outcome.skipped}
