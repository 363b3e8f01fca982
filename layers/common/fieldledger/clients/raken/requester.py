"""What the groups of calls need of the client, and the few shapes in which Raken answers (raken.md A3)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Protocol
from urllib.parse import quote

from pydantic import BaseModel

from fieldledger.clients.raken.conditional import Conditional, read_conditional
from fieldledger.clients.raken.paging import PAGE_SIZE, RakenPage, read_page
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.clients.reading import MalformedRow, Rows, read_record, rows_of
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import ErrorCode, Result

type Params = Mapping[str, str]

NO_PARAMS: Final[Params] = MappingProxyType({})
# A list that goes on for ever would spend the day's quota: this many records are in no list of ours.
_MOST_PAGES: Final = 200
# One record that is refused is a record that we do not know (raken.md A4).
_UNKNOWN_RECORD: Final = frozenset({ErrorCode.VENDOR_FORBIDDEN, ErrorCode.VENDOR_NOT_FOUND})


class RakenRequester(Protocol):
    """Reads with a company's token; failures are as ``errors.refusal`` makes them."""

    async def get(
        self, company_id: str, path: str, params: Params = NO_PARAMS, etag: str | None = None
    ) -> Result[VendorAnswer]:
        """Read; with ``etag`` the answer may be a 304 without a body."""
        ...


def paging(offset: int, limit: int = PAGE_SIZE) -> dict[str, str]:
    """The parameters of a page; ``offset`` counts items."""
    return {"limit": str(limit), "offset": str(offset)}


async def fetch_page(
    requester: RakenRequester, company_id: str, path: str, params: Params, offset: int, limit: int = PAGE_SIZE
) -> Result[RakenPage]:
    """One page of a list."""
    answered = await requester.get(company_id, path, {**params, **paging(offset, limit)})
    return answered.and_then(read_page)


async def fetch_rows[M: BaseModel](
    requester: RakenRequester, company_id: str, path: str, kind: type[M], params: Params = NO_PARAMS
) -> Result[Rows[M]]:
    """A whole list, page after page; rows are numbered through."""
    rows: Rows[M] = Rows(())
    for _ in range(_MOST_PAGES):
        offset = rows.received
        fetched = await fetch_page(requester, company_id, path, params, offset)
        if fetched.failed:
            return fetched.failure()
        page = fetched.unwrap()
        rows = joined(rows, rows_of(page.collection, kind, "uuid"))
        if page.ends(offset, PAGE_SIZE):
            return Result.ok(rows)
    return Result.fail(f"Raken's list {path} does not end", ErrorCode.VENDOR_ANSWER_UNREADABLE)


async def fetch_days[M: BaseModel](
    requester: RakenRequester, company_id: str, path: str, kind: type[M], days: DaySpan, params: Params = NO_PARAMS
) -> Result[Rows[M]]:
    """A list that is asked for by day: any span, in windows that Raken allows."""
    rows: Rows[M] = Rows(())
    for window in days.windows():
        fetched = await fetch_rows(requester, company_id, path, kind, {**params, **window.params})
        if fetched.failed:
            return fetched
        rows = joined(rows, fetched.unwrap())
    return Result.ok(rows)


async def fetch_known[M: BaseModel](
    requester: RakenRequester, company_id: str, path: str, uuid: str, kind: type[M]
) -> Result[M | None]:
    """One record below ``path``; None where Raken does not know it or does not show it (404 and 403)."""
    fetched = await fetch_record(requester, company_id, path, uuid, kind)
    return Result.ok(None) if fetched.error_code in _UNKNOWN_RECORD else fetched.map(lambda record: record)


async def fetch_record[M: BaseModel](
    requester: RakenRequester, company_id: str, path: str, uuid: str, kind: type[M]
) -> Result[M]:
    """One record below ``path``; ``VENDOR_NOT_FOUND`` and ``VENDOR_FORBIDDEN`` are told apart."""
    answered = await requester.get(company_id, f"{path}/{quote(uuid, safe='')}")
    return answered.and_then(lambda answer: read_record(answer, kind))


async def fetch_conditional(
    requester: RakenRequester, company_id: str, path: str, params: Params, etag: str | None
) -> Result[Conditional]:
    """The raw body, unless it is still the one that ``etag`` names."""
    answered = await requester.get(company_id, path, params, etag)
    return answered.and_then(lambda answer: read_conditional(answer, etag))


def joined[M: BaseModel](first: Rows[M], second: Rows[M]) -> Rows[M]:
    """``second`` behind ``first``; the indexes of its malformed rows count on."""
    behind = tuple(_moved(row, first.received) for row in second.malformed)
    return Rows(first.good + second.good, first.malformed + behind)


def _moved(row: MalformedRow, by: int) -> MalformedRow:
    place = row.path.removeprefix(str(row.index))
    return MalformedRow(row.index + by, row.entity_id, f"{row.index + by}{place}", row.reason, row.sha256)
