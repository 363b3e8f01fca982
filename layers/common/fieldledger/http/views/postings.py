"""Postings as callers see them."""

from typing import Self

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.drafts import BillDraft, CustomerDraft, Draft, InvoiceDraft, VendorDraft
from fieldledger.domain.posting import Operation, Posting, PostingError, PostingEvent, PostingState, Target
from fieldledger.services.posting.kinds.of import entity_of


class SourceView(CanonicalModel):
    """The record at the jobsite vendor that was approved."""

    system: str
    record_id: str


class WaitsBehindView(CanonicalModel):
    """The item of the inbox that a parked posting waits behind."""

    exception_id: str
    code: str
    subject: str


class InBooksView(CanonicalModel):
    """Where a person finds the record: its id there, and ``search_for`` where the books can be searched for it."""

    entity: str
    vendor_id: str
    search_for: str | None


class PostingView(CanonicalModel):
    """One intended write to the books and its history; ``vendor_id`` is the record's id there, once posted."""

    posting_id: str
    target: Target
    operation: Operation
    replaces: str | None
    depends_on: tuple[str, ...]
    state: PostingState
    source: SourceView
    payload: Draft
    attempts: int
    not_before: Utc
    vendor_id: str | None
    error: PostingError | None
    waits_behind: WaitsBehindView | None
    in_books: InBooksView | None
    approval_id: str
    approved_by: str
    created_at: Utc
    updated_at: Utc
    history: tuple[PostingEvent, ...]
    version: int

    @classmethod
    def of(cls, posting: Posting) -> Self:
        """The view of ``posting``."""
        return cls(
            posting_id=posting.posting_id,
            target=posting.target,
            operation=posting.operation,
            replaces=posting.replaces,
            depends_on=posting.depends_on,
            state=posting.state,
            source=SourceView(system=posting.source.system, record_id=posting.source.record_id),
            payload=posting.payload,
            attempts=posting.attempts,
            not_before=posting.not_before,
            vendor_id=posting.vendor_id,
            error=posting.error,
            waits_behind=_waits_behind(posting),
            in_books=_in_books(posting),
            approval_id=posting.approval_id,
            approved_by=posting.approved_by,
            created_at=posting.created_at,
            updated_at=posting.updated_at,
            history=posting.history,
            version=posting.version,
        )


def _waits_behind(posting: Posting) -> WaitsBehindView | None:
    error = posting.error
    if posting.state is not PostingState.PARKED or error is None or "exception_id" not in error.details:
        return None
    subject = error.details.get("subject", "")
    return WaitsBehindView(exception_id=error.details["exception_id"], code=error.code, subject=subject)


def _in_books(posting: Posting) -> InBooksView | None:
    """None for what is not posted, and for a record that the posting took out of the books."""
    gone = posting.operation is Operation.REMOVE
    if posting.state is not PostingState.POSTED or posting.vendor_id is None or gone:
        return None
    entity = entity_of(posting.payload) if posting.target == "quickbooks" else posting.payload.kind
    return InBooksView(entity=entity, vendor_id=posting.vendor_id, search_for=_search_for(posting))


def _search_for(posting: Posting) -> str | None:
    """A document by its number, a party by its name, time by our marker, which FOUNDATION's screens do not show."""
    match posting.payload:
        case CustomerDraft() | VendorDraft() as party:
            return party.display_name
        case BillDraft() | InvoiceDraft() as document:
            return document.document_number
        case _:
            return posting.marker if posting.target == "quickbooks" else None
