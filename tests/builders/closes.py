"""Months that were signed."""

from datetime import date

from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.month_close import CloseReport, MonthClose, hash_of, packed
from tests.builders.moments import APPROVED_AT


def a_month_close(*, company_id: str, close_id: str = "2026-02-28.close-1") -> MonthClose:
    """February, in which nothing was posted and nothing spoke against signing."""
    span = BooksSpan(first_day=date(2026, 2, 1), last_day=date(2026, 2, 28))
    report = CloseReport(
        span=span,
        made_at=APPROVED_AT,
        checked_at=APPROVED_AT,
        obstacles=(),
        totals=(),
        cells=(),
        jobs=(),
        exceptions_open=(),
        exceptions_resolved=(),
        adjustments=(),
        approvals=(),
    )
    text = report.model_dump_json()
    return MonthClose(
        company_id=company_id,
        close_id=close_id,
        span=span,
        signed_by="controller-1",
        signed_at=APPROVED_AT,
        despite=None,
        locked_through=None,
        obstacles=(),
        totals=(),
        sha256=hash_of(text),
        packed=packed(text),
    )
