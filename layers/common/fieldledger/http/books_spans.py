"""The days that a reconciliation with the books is asked for."""

from typing import Annotated

from fieldledger.domain.books_span import MOST_DAYS, BooksSpan
from fieldledger.http.declarations import Depends, Query
from fieldledger.http.parameters import Day
from fieldledger.http.refusals import refused
from fieldledger.result import ErrorCode


def _span(first: Annotated[Day, Query(alias="from")], last: Annotated[Day, Query(alias="to")]) -> BooksSpan:
    """Jobsite days, both included."""
    span = BooksSpan(first_day=first, last_day=last)
    problem = problem_of(span)
    if problem is not None:
        details: dict[str, object] = {"fields": [{"field": "query.to", "problem": problem}]}
        raise refused("the request is not valid", ErrorCode.VALIDATION_FAILED, details)
    return span


AskedSpan = Annotated[BooksSpan, Depends(_span)]


def problem_of(span: BooksSpan) -> str | None:
    """What is wrong with its last day."""
    if span.days < 1:
        return "must not be before the first day"
    return f"must be at most {MOST_DAYS} days from the first one on" if span.days > MOST_DAYS else None
