"""Whatever people, vendors, queues and clocks do to documents: the books equal the approvals, or the inbox says why.

Documents change at their source before and after they are posted; people confirm the change or remove the record, edit
and delete records in the books, take a vendor's name for a customer, and close a month.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from fieldledger.domain.drafts import BillDraft, CustomerDraft, InvoiceDraft, VendorDraft
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.posting import Operation, Posting, PostingState
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.invoices import DocumentInvoices
from fieldledger.result import ErrorCode
from fieldledger.services.posting.kinds import of
from tests.builders.documents import a_cost_line, a_supplier, a_vendor_invoice, an_owner_invoice
from tests.integration.flow import documents
from tests.integration.flow.simulated_quickbooks import REALM, Record
from tests.property.troubled import BOUNDED, Troubled, anyone, is_waiting, standing

SUPPLIERS: Final = {"graybar": "Graybar Electric", "ferguson": "Ferguson Supply"}
DAYS: Final = (date(2026, 1, 28), date(2026, 2, 18))
CLOSED_THROUGH: Final = "2026-01-31"
NOT_NOW: Final = frozenset({ErrorCode.CHANGED_AFTER_APPROVAL})
UNSETTLED: Final = frozenset({PostingState.PENDING, PostingState.SEALED, PostingState.PARKED})

_amounts = st.sampled_from(["5000.00", "12500.00", "13000.50"])


@dataclass
class Paper:
    """A bill or an invoice as its source has it; ``version`` is the stored one."""

    number: str
    document: VendorInvoice | OwnerInvoice
    version: int = 0

    @property
    def record_id(self) -> str:
        return self.document.invoice_id


class DocumentsWhateverHappen(Troubled):
    """Rules are what may happen; nothing may ever be in the books twice, and in the end nothing may be missing."""

    def __init__(self) -> None:
        super().__init__()
        self._papers: list[Paper] = []
        self._by_hand: dict[tuple[str, str], str | None] = {}  # numbers that a person gave to records; None: deleted
        self._confirmations = 0
        self._jobs = 0

    @initialize(mode=st.sampled_from(["honoured", "ignored"]), bills=st.integers(1, 3))
    def begin(self, mode: str, bills: int) -> None:
        """A contractor who has approved some bills."""
        self._run(documents.open_books(self._world))
        self._run(self._world.books.settings(requestid_mode=mode))
        self._run(self._world.books.listen())
        for place in range(bills):
            self.approve_a_bill(sorted(SUPPLIERS)[place % 2], "12500.00", DAYS[1])

    @rule(supplier=st.sampled_from(sorted(SUPPLIERS)), amount=_amounts, day=st.sampled_from(DAYS))
    def approve_a_bill(self, supplier: str, amount: str, day: date) -> None:
        """A subcontractor's invoice, behind the vendor that it needs."""
        number = f"INV-{len(self._papers) + 1}"
        bill = a_vendor_invoice(
            invoice_id=number,
            number=number,
            supplier_id=supplier,
            lines=[a_cost_line(amount)],
            retainage="500.00",
            invoice_date=day,
            content_hash=_hash(number, 0),
        )
        self._papers.append(Paper(number, bill, 1))
        self._run(self._approve_bill(bill))

    async def _approve_bill(self, bill: VendorInvoice) -> None:
        supplier = a_supplier(supplier_id=bill.supplier_id, name=SUPPLIERS[bill.supplier_id])
        repository = DocumentInvoices(self._world.flow.store)
        saved = await repository.save_supplier(supplier)
        assert saved.success or saved.error_code == ErrorCode.VERSION_CONFLICT  # known already
        (await repository.save_vendor_invoice(bill)).unwrap()
        vendor = documents.vendor_of(supplier)
        after = documents.order(vendor).posting_id(vendor)
        (await documents.request(self._world, vendor, documents.bill_of(bill, after))).unwrap()

    @rule()
    def approve_an_invoice(self) -> None:
        """A payment application to the owner."""
        number = f"PAYAPP-{len(self._papers) + 1}"
        invoice = an_owner_invoice(invoice_id=number, number=number)
        self._papers.append(Paper(number, invoice, 1))
        self._run(documents.approve_invoice(self._world, invoice))

    @rule()
    def approve_a_job(self) -> None:
        """Below an owner who is new as well."""
        self._jobs += 1
        owner = documents.job_of(f"owner-{self._jobs}", f"Owner {self._jobs}")
        after = documents.order(owner).posting_id(owner)
        job = documents.job_of(f"annex-{self._jobs}", f"Annex {self._jobs}", f"owner-{self._jobs}", after)
        self._run(documents.request(self._world, owner, job)).unwrap()

    @rule(paper=anyone, amount=_amounts)
    def change_a_bill_at_its_source(self, paper: int, amount: str) -> None:
        """Before or after it was posted."""
        chosen = self._papers[paper % len(self._papers)]
        if isinstance(chosen.document, VendorInvoice):
            changes = {"lines": (a_cost_line(amount),), "content_hash": _hash(chosen.number, chosen.version)}
            changed = chosen.document.model_copy(update={**changes, "version": chosen.version})
            self._run(DocumentInvoices(self._world.flow.store).save_vendor_invoice(changed)).unwrap()
            chosen.document, chosen.version = changed, chosen.version + 1

    @rule(paper=anyone, remove=st.booleans())
    def confirm_what_a_change_means(self, paper: int, remove: bool) -> None:
        """The accountant has looked at a document that is in the books: the record follows, or goes."""
        chosen = self._papers[paper % len(self._papers)]
        mine = [p for p in self._run(self._world.flow.postings()) if p.source.record_id == chosen.record_id]
        there = [p for p in standing(mine) if p.operation is not Operation.REMOVE]
        if not there or any(posting.state in UNSETTLED for posting in mine):
            return
        self._confirmations += 1
        operation = Operation.REMOVE if remove else Operation.UPDATE
        document = chosen.document
        intended = documents.change_of(there[0], document.draft(), operation, document.content_hash)
        self._run(documents.request(self._world, intended, approval_id=f"confirmed-{self._confirmations}")).unwrap()

    @rule(record=anyone)
    def a_person_edits_a_record_in_the_books(self, record: int) -> None:
        """Whether we know of that record already or not."""
        self._work_by_hand(record, delete=False)

    @rule(record=anyone)
    def a_person_deletes_a_record_in_the_books(self, record: int) -> None:
        """Whether we know of that record already or not."""
        self._work_by_hand(record, delete=True)

    def _work_by_hand(self, record: int, *, delete: bool) -> None:
        rows = self._run(self._rows())
        if not rows:
            return
        self._world.flow.clock.advance(1)  # nobody is as fast as the books' own limit
        entity, row = rows[record % len(rows)]
        books = self._world.books
        number = f"HAND-{row['Id']}-{row['SyncToken']}"
        try:
            if delete:
                self._run(books.delete(entity, row["Id"]))
            else:
                self._run(books.edit(entity, {"Id": row["Id"], "DocNumber": number}))
        except httpx.HTTPStatusError:  # a closed month, or the vendor's own trouble
            return
        self._touched.add(_marker(row))
        self._by_hand[entity, row["Id"]] = None if delete else number

    @rule(supplier=st.sampled_from(sorted(SUPPLIERS)))
    def a_person_gives_a_customer_the_name_of_a_supplier(self, supplier: str) -> None:
        """QuickBooks allows it if the vendor is not there yet, and then never takes the vendor."""
        try:
            self._run(self._world.books.add("Customer", {"DisplayName": SUPPLIERS[supplier]}))
        except httpx.HTTPStatusError:
            return

    @rule()
    def the_bookkeeper_closes_a_month(self) -> None:
        """What is of that month cannot be written any more."""
        closed = {"realm_id": REALM, "company_name": "Bluestem Builders", "book_close_date": CLOSED_THROUGH}
        self._run(self._world.books.admin("realms", closed))

    async def _rows(self) -> list[tuple[str, Record]]:
        found = [(entity, row) for entity in ("Bill", "Invoice") for row in await documents.held(self._world, entity)]
        return [(entity, row) for entity, row in found if _marker(row)]

    async def _marked(self) -> Counter[str]:
        return Counter(_marker(row) for _, row in await self._rows())

    async def _compare(self) -> None:
        """Each posting beside its record; whatever differs, or waits, has an item in the inbox."""
        postings = await self._world.flow.postings()
        rows = {_marker(row): row for _, row in await self._rows()}
        subjects = await self._subjects()
        states = {posting.posting_id: posting.state for posting in postings}
        for posting in postings:
            if posting.state in {PostingState.PENDING, PostingState.SEALED}:
                waits = is_waiting(posting) and any(states[key] is PostingState.PARKED for key in posting.depends_on)
                assert waits, f"left behind: {posting.state} {posting.payload.kind}"
            elif posting.state is PostingState.PARKED:
                assert posting.marker not in rows, "parked, and in the books all the same"
                assert posting.error is not None
                assert posting.error.details["subject"] in subjects, "parked, and nobody is told"
        await self._what_people_did_stands()
        for posting in standing(postings):
            if isinstance(posting.payload, CustomerDraft | VendorDraft):
                await self._party_is_there_once(posting.payload.display_name, of.entity_of(posting.payload))
            else:
                _beside_its_record(posting, rows, subjects, touched=posting.marker in self._touched)

    async def _what_people_did_stands(self) -> None:
        for entity in ("Bill", "Invoice"):
            held = {row["Id"]: row["DocNumber"] for row in await documents.held(self._world, entity)}
            for (of_entity, record_id), number in self._by_hand.items():
                assert of_entity != entity or held.get(record_id) == number, "a person's work was overwritten"

    async def _party_is_there_once(self, name: str, entity: str) -> None:
        held = [row for row in await documents.held(self._world, entity) if row["DisplayName"] == name]
        assert len(held) == 1, f"{name} is there {len(held)} times"


def _hash(number: str, version: int) -> str:
    return f"{number}-{version}".ljust(32, "0")


def _marker(row: Record) -> str:
    words = str(row.get("PrivateNote", "")).split()
    return words[-1] if words and words[-1].startswith("[fl:") else ""


def _beside_its_record(posting: Posting, rows: dict[str, Record], subjects: set[str], *, touched: bool) -> None:
    row = rows.get(posting.marker)
    if posting.operation is Operation.REMOVE:
        held = next((row for row in rows.values() if row["Id"] == posting.vendor_id), None)
        assert held is None or _total(held) == 0, "removed, and still in the books"
    elif touched:
        unchanged = row is not None and _same(posting, row)
        assert unchanged or f"posting:{posting.posting_id}" in subjects, "changed, and nobody is told"
    else:
        assert row is not None, "approved, and not in the books"
        assert _same(posting, row), "approved, and otherwise in the books"


def _total(row: Record) -> Decimal:
    return Decimal(str(row["TotalAmt"]))


def _same(posting: Posting, row: Record) -> bool:
    assert isinstance(posting.payload, BillDraft | InvoiceDraft)
    return _total(row) == posting.payload.total and row["DocNumber"] == posting.payload.document_number


DocumentsWhateverHappen.TestCase.settings = BOUNDED
TestDocumentsWhateverHappen = DocumentsWhateverHappen.TestCase
