"""What people find on the page: two weeks of a contractor's postings, and what went wrong in them."""

from collections.abc import Coroutine, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.connection import ConnectionState, VendorName
from fieldledger.domain.drafts import BillDraft
from fieldledger.domain.drift import Drift
from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.invoice import InvoiceStatus
from fieldledger.domain.invoice_payment import InvoicePayment, PaymentMade, PaymentStatus
from fieldledger.domain.posting import Posting, PostingError, PostingEvent, PostingState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.sync_state import SyncProblem, SyncState
from fieldledger.domain.time_card import TimeCardStatus
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.invoices import DocumentInvoices
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.event_loop import run
from tests.builders import (
    a_books_record,
    a_budget,
    a_company,
    a_connection,
    a_posting,
    a_posting_source,
    a_project,
    a_time_activity,
    a_time_card,
    an_audit_entry,
    an_employee,
    an_exception,
)
from tests.builders.documents import a_cost_line, a_supplier, a_vendor_invoice
from tests.builders.syncs import a_sync_run, a_sync_state
from tests.fakes.documents import InMemoryDocumentStore

type Keeping = Coroutine[object, object, Result[object]]

NOW: Final = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
"""When these tests take place, in the browser and in the functions."""
HOSTILE: Final = '<img src=x onerror="document.title=`broken`">'
INVOICE: Final = "requisition-1"
HOSTILE_INVOICE: Final = "requisition-hostile"
BILL: Final = "posting-bill"
CARD: Final = "card-parked"
PARKED: Final = "posting-parked"
WAITING: Final = "posting-waiting"
UNMATCHED: Final = an_exception(
    code=ErrorCode.EMPLOYEE_UNMATCHED,
    subject="employee:employee-1",
    message="Rosa Delgado (107) has no counterpart in QuickBooks",
    first_seen_at=NOW - timedelta(days=2),
    last_seen_at=NOW - timedelta(hours=3),
    occurrences=4,
)
EDITED: Final = an_exception(
    code=ErrorCode.BOOKS_EDITED,
    subject=f"posting:{BILL}",
    message="Bill INV-20418 is not what was posted",
    details={"total": "posted 11250.00, held 11000.00"},
    first_seen_at=NOW - timedelta(hours=5),
    last_seen_at=NOW - timedelta(hours=5),
)
_HARMFUL: Final = an_exception(
    code=ErrorCode.VENDOR_REJECTED, subject=f"supplier:{HOSTILE}", message=HOSTILE, state=ExceptionState.RESOLVED
)


def fill(store: InMemoryDocumentStore) -> None:
    """The company as it stands at ``NOW``."""
    for keeping in (*_company(store), *_vendors(store), *_of_the_books(store)):
        run(keeping).unwrap()


def _company(store: InMemoryDocumentStore) -> Iterator[Keeping]:
    yield DocumentCompanies(store).save(a_company())
    yield DocumentProjects(store).save(a_project(project_id="clinic"))
    yield DocumentEmployees(store).save(an_employee())
    card = a_time_card(
        time_card_id=CARD,
        project_id="clinic",
        status=TimeCardStatus.APPROVED,
        approval_id="approval-1",
        approved_hash="1",
    )
    yield DocumentTimeCards(store).save(card)
    invoices = DocumentInvoices(store)
    yield invoices.save_supplier(a_supplier())
    yield invoices.save_supplier(a_supplier(supplier_id="hostile", name=HOSTILE))
    yield invoices.save_vendor_invoice(_invoice())
    harmful = a_vendor_invoice(invoice_id=HOSTILE_INVOICE, supplier_id="hostile", number=HOSTILE, project_id="clinic")
    yield invoices.save_vendor_invoice(harmful)


def _invoice() -> VendorInvoice:
    """Approved by two people, posted, paid in part."""
    payment = InvoicePayment(
        books="quickbooks",
        document_id="4711",
        status=PaymentStatus.PARTLY_PAID,
        total=Decimal("11250.00"),
        paid=Decimal("5000.00"),
        balance=Decimal("6250.00"),
        paid_on=date(2026, 3, 6),
        made=(PaymentMade(reference="88", check_number="1042", paid_on=date(2026, 3, 6), amount=Decimal("5000.00")),),
    )
    told = {
        "approval_id": "approval-2",
        "first_approved_by": "dana.whitfield",
        "first_approved_at": NOW - timedelta(days=8, hours=2),
        "approved_by": "lee.okafor",
        "approved_at": NOW - timedelta(days=8),
        "posting_ids": (BILL,),
        "payment": payment,
    }
    return a_vendor_invoice(invoice_id=INVOICE, status=InvoiceStatus.APPROVED).model_copy(update=told)


def _vendors(store: InMemoryDocumentStore) -> Iterator[Keeping]:
    connections, syncs = DocumentConnections(store), DocumentSyncStates(store)
    yield connections.save(a_connection(refresh_expires_at=NOW + timedelta(days=80)))
    raken = a_connection(
        vendor=VendorName.RAKEN,
        account_id="c-bluestem",
        state=ConnectionState.RECONNECT_REQUIRED,
        refresh_expires_at=NOW,
    )
    procore = a_connection(vendor=VendorName.PROCORE, account_id="562949", refresh_expires_at=NOW + timedelta(days=6))
    for each in (raken, procore):
        yield connections.save(each)
    for account in ("quickbooks:9341453000000001", "procore:562949", "raken:c-bluestem"):
        yield DocumentBudgets(store).save(a_budget(account=account))
    for state in _syncs():
        yield syncs.save(state)


def _syncs() -> Iterator[SyncState]:
    for resource, minutes in (
        (SyncResource.PROCORE_REQUISITIONS, 12),
        (SyncResource.PROCORE_COMMITMENTS, 31),
        (SyncResource.QUICKBOOKS_BOOKS, 7),
    ):
        state = a_sync_state(resource=resource, due_at=NOW + timedelta(minutes=20))
        yield state.model_copy(update=_read(resource, minutes, SyncCounts(seen=34, created=2, updated=3, unchanged=29)))
    late = a_sync_state(resource=SyncResource.RAKEN_TIME_CARDS, due_at=NOW - timedelta(hours=3))
    problem = SyncProblem(code="RECONNECT_REQUIRED", message="Raken wants a person to sign in again")
    told = _read(SyncResource.RAKEN_TIME_CARDS, 185, SyncCounts())
    yield late.model_copy(update=told | {"last": told["last"].model_copy(update={"problem": problem})})


def _read(resource: SyncResource, minutes: int, counts: SyncCounts) -> dict[str, object]:
    at = NOW - timedelta(minutes=minutes)
    last = a_sync_run(resource=resource, started_at=at, finished_at=at)
    return {"synced_until": at, "last": last.model_copy(update={"counts": counts})}


def _of_the_books(store: InMemoryDocumentStore) -> Iterator[Keeping]:
    postings, trail = DocumentPostings(store), DocumentAuditTrail(store)
    for place in range(90):
        yield store.transact([postings.write(_a_card_s_posting(place))])
    yield store.transact([postings.write(_parked())])
    yield store.transact([postings.write(a_posting(posting=WAITING, created_at=NOW - timedelta(hours=1)))])
    yield store.transact([postings.write(_bill())])
    drift = Drift(fields={"total": "sent 11250.00, holds 11000.00"}, quantity=Decimal("11000.00"), seen_at=NOW)
    held = a_books_record(vendor_id="4711", posting=BILL).model_copy(update={"entity": "Bill", "drift": drift})
    yield store.transact([postings.write_books_record(held)])
    for item in (UNMATCHED, EDITED, _HARMFUL):
        yield DocumentExceptions(store).save(item)
    for entry in _entries():
        yield store.transact([trail.write(entry)])


def _a_card_s_posting(place: int) -> Posting:
    """Most are in the books within minutes; a few are given up, and those of this morning wait."""
    created = NOW - timedelta(days=place % 13, hours=place % 5, minutes=place)
    history = [PostingEvent(at=created + timedelta(minutes=2), state=PostingState.SEALED)]
    state = PostingState.POSTED if place % 13 else PostingState.SEALED
    if place % 17 == 5:
        state = PostingState.CANCELLED
    if state is not PostingState.SEALED:
        history.append(PostingEvent(at=created + timedelta(minutes=3), state=state))
    return a_posting(
        posting=f"posting-{place:03}",
        source=a_posting_source(record_id=f"card-{place}"),
        payload=a_time_activity(minutes=420 + 15 * (place % 5), work_date=(created - timedelta(days=3)).date()),
        state=state,
        created_at=created,
        history=history,
        vendor_id=str(9000 + place) if state is PostingState.POSTED else None,
    )


def _parked() -> Posting:
    created = NOW - timedelta(days=2)
    details = {"exception_id": UNMATCHED.exception_id, "subject": UNMATCHED.subject}
    return a_posting(
        posting=PARKED,
        source=a_posting_source(record_id=CARD),
        payload=a_time_activity(project_id="clinic"),
        state=PostingState.PARKED,
        created_at=created,
        history=[PostingEvent(at=created, state=PostingState.PARKED, code=UNMATCHED.code)],
        error=PostingError(code=UNMATCHED.code, message=UNMATCHED.message, turn=UNMATCHED.turn, details=details),
    )


def _bill() -> Posting:
    created = NOW - timedelta(days=8)
    return a_posting(
        posting=BILL,
        source=a_posting_source(system="procore", record_id=INVOICE, part="bill"),
        payload=BillDraft(
            document_number="INV-20418",
            document_date=date(2026, 2, 18),
            supplier_id="graybar",
            lines=(a_cost_line(),),
            retainage=Decimal("1250.00"),
        ),
        state=PostingState.POSTED,
        created_at=created,
        approved_by="lee.okafor",
        vendor_id="4711",
        history=[
            PostingEvent(at=created + timedelta(minutes=1), state=PostingState.SEALED),
            PostingEvent(at=created + timedelta(minutes=2), state=PostingState.POSTED),
        ],
    )


def _entries() -> Iterator[AuditEntry]:
    for place, user in enumerate(("dana.whitfield", "lee.okafor")):
        yield an_audit_entry(
            entry_id=f"entry-{place}",
            at=NOW - timedelta(days=8, hours=2 - place),
            user_id=user,
            action="invoice_approved",
            entity_id=INVOICE,
            after={"total": "11250.00", "approval": "first" if place == 0 else "second"},
        )
