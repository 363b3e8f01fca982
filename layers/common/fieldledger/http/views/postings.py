"""Postings as callers see them."""

from typing import Self

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.drafts import Draft
from fieldledger.domain.posting import Operation, Posting, PostingError, PostingEvent, PostingState, Target


class SourceView(CanonicalModel):
    """The record at the jobsite vendor that was approved."""

    system: str
    record_id: str


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
            approval_id=posting.approval_id,
            approved_by=posting.approved_by,
            created_at=posting.created_at,
            updated_at=posting.updated_at,
            history=posting.history,
            version=posting.version,
        )
