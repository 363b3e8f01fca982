"""Exceptions of the inbox, audit entries, idempotency records."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.exception_item import ExceptionItem, ExceptionState, exception_id
from fieldledger.repositories.idempotency import KEEP, IdempotencyRecord
from fieldledger.result import ErrorCode, traits
from tests.builders.moments import ACCOUNTANT, APPROVED_AT, COMPANY


def an_exception(
    *,
    code: str = ErrorCode.EMPLOYEE_UNMATCHED,
    subject: str = "employee:employee-1",
    company_id: str = COMPANY,
    message: str = "Rosa Delgado has no counterpart in the books",
    details: Mapping[str, str] | None = None,
    state: ExceptionState = ExceptionState.OPEN,
    occurrences: int = 1,
    first_seen_at: datetime = APPROVED_AT,
    last_seen_at: datetime | None = None,
    version: int = 0,
) -> ExceptionItem:
    """An open item; its id, remedy and turn follow from ``code`` and ``subject``."""
    return ExceptionItem(
        company_id=company_id,
        exception_id=exception_id(company_id, code, subject),
        code=code,
        subject=subject,
        message=message,
        remedy=traits(code).remedy,
        turn=traits(code).turn,
        details=dict(details or {}),
        state=state,
        occurrences=occurrences,
        first_seen_at=first_seen_at,
        last_seen_at=first_seen_at if last_seen_at is None else last_seen_at,
        version=version,
    )


def an_audit_entry(
    *,
    company_id: str = COMPANY,
    entry_id: str = "entry-1",
    at: datetime = APPROVED_AT,
    user_id: str = ACCOUNTANT,
    action: str = "time_cards.approve",
    entity_id: str = "card-1",
    before: Mapping[str, str] | None = None,
    after: Mapping[str, str] | None = None,
) -> AuditEntry:
    """The approval of the default time card."""
    return AuditEntry(
        company_id=company_id,
        entry_id=entry_id,
        at=at,
        user_id=user_id,
        action=action,
        entity_id=entity_id,
        before={"status": "ready"} if before is None else dict(before),
        after={"status": "approved"} if after is None else dict(after),
    )


def an_idempotency_record(
    *,
    company_id: str = COMPANY,
    operation: str = "approve_time_cards",
    key: str = "key-1",
    request_hash: str = "request-hash",
    busy_until: datetime = APPROVED_AT + timedelta(seconds=30),
    expires_at: datetime = APPROVED_AT + KEEP,
    answer: str | None = None,
    version: int = 0,
) -> IdempotencyRecord:
    """The record of a call that is still running."""
    return IdempotencyRecord(
        company_id=company_id,
        operation=operation,
        key=key,
        request_hash=request_hash,
        busy_until=busy_until,
        expires_at=expires_at,
        answer=answer,
        version=version,
    )
