"""The filters of the list of postings, as a request gives them."""

from datetime import date, datetime
from typing import Annotated, Final

from pydantic import AwareDatetime

from fieldledger.domain.clock import iso
from fieldledger.domain.posting import PostingState, Target
from fieldledger.http.declarations import Depends, Query
from fieldledger.http.parameters import Order, RecordId
from fieldledger.http.refusals import refused
from fieldledger.repositories.postings import Window
from fieldledger.result import ErrorCode
from fieldledger.services.queries.postings import DraftKind, PostingFilters

_FIRST: Final = date(2000, 1, 1)
_LAST: Final = date(2100, 12, 31)


def _window(
    since: Annotated[AwareDatetime | None, Query(alias="from")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to")] = None,
    order: Order = "asc",
) -> Window:
    """Moments with their offset; ``from`` is included and ``to`` is not."""
    for name, moment in (("from", since), ("to", until)):
        if moment is not None and not _FIRST <= moment.date() <= _LAST:
            raise _invalid(f"query.{name}", "must lie between 2000-01-01 and 2100-12-31")
    if since is not None and until is not None and since >= until:
        raise _invalid("query.to", "must be after from")
    return Window(since, until, newest_first=order == "desc")


def _filters(
    window: Annotated[Window, Depends(_window)],
    state: PostingState | None = None,
    target: Target | None = None,
    source_record_id: RecordId | None = None,
    approval_id: RecordId | None = None,
    kind: DraftKind | None = None,
) -> PostingFilters:
    """A state without books means those of QuickBooks; without either the list is of both."""
    books: Target | None = "quickbooks" if target is None and state is not None else target
    return PostingFilters(state, books, window, source_record_id, approval_id, kind)


AskedPostings = Annotated[PostingFilters, Depends(_filters)]


def binding(filters: PostingFilters) -> dict[str, str | None]:
    """What a cursor of such a list belongs to."""
    window = filters.window
    return {
        "state": filters.state,
        "target": filters.target,
        "from": _text(window.since),
        "to": _text(window.until),
        "order": "desc" if window.newest_first else None,
        "source_record_id": filters.source_record_id,
        "approval_id": filters.approval_id,
        "kind": filters.kind,
    }


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else iso(moment)


def _invalid(field: str, problem: str) -> Exception:
    details: dict[str, object] = {"fields": [{"field": field, "problem": problem}]}
    return refused("the request is not valid", ErrorCode.VALIDATION_FAILED, details)
