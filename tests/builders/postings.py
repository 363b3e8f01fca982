"""Postings and the sealed batches that carry them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from fieldledger.domain.drafts import Draft, PerDiemDraft, TimeActivityDraft
from fieldledger.domain.posting import (
    BooksRecord,
    Posting,
    PostingError,
    PostingEvent,
    PostingSource,
    PostingState,
    posting_id,
)
from fieldledger.domain.sealed_batch import SEND_WITHIN, BatchState, SealedBatch, SealedItem, batch_id, settle_time
from tests.builders.moments import ACCOUNTANT, APPROVED_AT, COMPANY, CONTENT_HASH, WORK_DATE

SETTLE_SECONDS = 150


def a_posting_source(
    *,
    system: str = "raken",
    record_id: str = "card-1",
    part: str = "Regular/03-300/Carpenter",
    content_hash: str = CONTENT_HASH,
) -> PostingSource:
    """The regular hours of the default time card."""
    return PostingSource(system=system, record_id=record_id, part=part, content_hash=content_hash)


def a_time_activity(
    *,
    minutes: int = 480,
    work_date: date = WORK_DATE,
    employee_id: str = "employee-1",
    project_id: str = "project-1",
    pay_type: str = "Regular",
    cost_code: str | None = "03-300",
    classification: str | None = "Carpenter",
) -> TimeActivityDraft:
    """Eight regular hours."""
    return TimeActivityDraft(
        work_date=work_date,
        employee_id=employee_id,
        project_id=project_id,
        pay_type=pay_type,
        cost_code=cost_code,
        classification=classification,
        minutes=minutes,
    )


def a_per_diem(
    amount: str = "45.50",
    *,
    work_date: date = WORK_DATE,
    project_id: str = "project-1",
    cost_code: str | None = "26-050",
) -> PerDiemDraft:
    """What a worker's day is paid apart from its hours."""
    return PerDiemDraft(
        work_date=work_date,
        employee_id="employee-1",
        project_id=project_id,
        pay_type="PD",
        cost_code=cost_code,
        classification=None,
        amount=Decimal(amount),
    )


def a_posting(
    *,
    company_id: str = COMPANY,
    posting: str | None = None,
    source: PostingSource | None = None,
    payload: Draft | None = None,
    state: PostingState = PostingState.PENDING,
    generation: int = 1,
    attempts: int = 0,
    not_before: datetime = APPROVED_AT,
    batch: str | None = None,
    vendor_id: str | None = None,
    vendor_sync_token: str | None = None,
    error: PostingError | None = None,
    approval_id: str = "approval-1",
    approved_by: str = ACCOUNTANT,
    created_at: datetime = APPROVED_AT,
    updated_at: datetime | None = None,
    history: Sequence[PostingEvent] = (),
    version: int = 0,
) -> Posting:
    """A pending posting; its id follows from its source unless ``posting`` names one. ``batch`` is the batch's id."""
    origin = a_posting_source() if source is None else source
    return Posting(
        company_id=company_id,
        posting_id=posting_id(company_id, "quickbooks", origin) if posting is None else posting,
        source=origin,
        payload=a_time_activity() if payload is None else payload,
        state=state,
        generation=generation,
        attempts=attempts,
        not_before=not_before,
        batch_id=batch,
        vendor_id=vendor_id,
        vendor_sync_token=vendor_sync_token,
        error=error,
        approval_id=approval_id,
        approved_by=approved_by,
        created_at=created_at,
        updated_at=created_at if updated_at is None else updated_at,
        history=tuple(history),
        version=version,
    )


def a_sealed_batch(
    *,
    postings: Sequence[Posting] | None = None,
    company_id: str = COMPANY,
    batch: str | None = None,
    realm_id: str = "9341453000000001",
    items: Sequence[SealedItem] | None = None,
    state: BatchState = BatchState.OPEN,
    sealed_at: datetime = APPROVED_AT,
    sends: int = 0,
    settle_after: datetime | None = None,
    version: int = 0,
) -> SealedBatch:
    """An open batch of ``postings`` (default: one), with the id that follows from them unless ``batch`` names one."""
    carried = [a_posting(company_id=company_id)] if postings is None else list(postings)
    return SealedBatch(
        company_id=company_id,
        batch_id=batch_id(carried) if batch is None else batch,
        realm_id=realm_id,
        items=_items(carried) if items is None else tuple(items),
        state=state,
        sealed_at=sealed_at,
        sends=sends,
        send_before=sealed_at + SEND_WITHIN,
        settle_after=settle_time(sealed_at, SETTLE_SECONDS) if settle_after is None else settle_after,
        version=version,
    )


def a_books_record(
    *, company_id: str = COMPANY, vendor_id: str = "77", posting: str = "1", version: int = 0
) -> BooksRecord:
    """The record 77 in the books, which came from the posting 1."""
    return BooksRecord(company_id=company_id, vendor_id=vendor_id, posting_id=posting, version=version)


def _items(postings: Sequence[Posting]) -> tuple[SealedItem, ...]:
    return tuple(
        SealedItem(bid=str(number), posting_id=posting.posting_id, marker=posting.marker, body="{}")
        for number, posting in enumerate(postings, start=1)
    )
