"""Reading QuickBooks' successful answers (quickbooks.md 1.2, 4.1). Nothing here raises for what the vendor sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel

from fieldledger.clients.quickbooks.models import Record
from fieldledger.clients.reading import Rows, rows_of
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import ErrorCode, Result

ID_FIELD = "Id"


@dataclass(frozen=True, slots=True)
class QueryPage[M: Record]:
    """One page of a query; ``next_start`` is where the next one begins, None after the last."""

    rows: Rows[M]
    next_start: int | None


def query_rows[M: BaseModel](answer: VendorAnswer, entity: str, kind: type[M]) -> Result[Rows[M]]:
    """The rows of a query; no match is an answer without the list. ``VENDOR_ANSWER_UNREADABLE`` for anything else."""
    parsed = answer.json()
    if parsed.failed:
        return parsed.failure()
    found = rows_in(parsed.unwrap().get("QueryResponse"), entity, kind)
    return answer.unreadable(f"holds no rows of {entity}", "QueryResponse") if found is None else Result.ok(found)


def every_row[M: BaseModel](answer: VendorAnswer, entity: str, kind: type[M]) -> Result[list[M]]:
    """``query_rows`` for readers that must not miss one: a row that cannot be read makes the page unreadable."""
    found = query_rows(answer, entity, kind)
    if found.failed:
        return found.failure()
    for row in found.unwrap().malformed:
        return answer.unreadable(f"holds a {entity} that cannot be read: {row.reason}", row.path)
    return Result.ok(list(found.unwrap().good))


def told_time(answer: VendorAnswer) -> datetime | None:
    """The vendor's own time when it began to work on a request (quickbooks.md 1.2); None if it does not say."""
    told = answer.json().unwrap_or({}).get("time")
    try:
        moment = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def query_count(answer: VendorAnswer) -> Result[int]:
    """The ``totalCount`` of a count."""
    parsed = answer.json()
    if parsed.failed:
        return parsed.failure()
    match parsed.unwrap().get("QueryResponse"):
        case {"totalCount": int(total)} if not isinstance(total, bool):
            return Result.ok(total)
        case _:
            return answer.unreadable("holds no count", "QueryResponse.totalCount")


def queried_rows[M: Record](queried: Mapping[str, object] | None, kind: type[M]) -> Result[Rows[M]]:
    """The rows of a query that was an item of a batch."""
    found = rows_in(queried, kind.entity(), kind)
    if found is None:
        text = f"the item's answer holds no rows of {kind.entity()}"
        return Result.fail(text, ErrorCode.VENDOR_ANSWER_UNREADABLE, {"path": "QueryResponse"})
    return Result.ok(found)


def rows_in[M: BaseModel](response: object, entity: str, kind: type[M]) -> Rows[M] | None:
    """The rows of one ``QueryResponse`` object; None if it is not one."""
    if not isinstance(response, Mapping):
        return None
    rows = response.get(entity, [])
    return rows_of(rows, kind, ID_FIELD) if isinstance(rows, list) else None
