"""QuickBooks Online Accounting API v3 for what time needs: batch, queries, single reads (quickbooks.md 1 to 4)."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Final, Protocol

from pydantic import ValidationError

from fieldledger.clients.external_api import ApiAccess, Call, ExternalApiClient
from fieldledger.clients.quickbooks.faults import (
    Disposition,
    VendorFault,
    disposition,
    faults_in,
    faults_in_xml,
)
from fieldledger.clients.quickbooks.models import BatchItem, ItemAnswer, NameListRow, QuickbooksModel, TimeActivity
from fieldledger.clients.quickbooks.query import name_list, time_activities
from fieldledger.clients.vendor_answer import CallOutcome, Json, VendorAnswer
from fieldledger.domain.clock import iso
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_budget import Window
from fieldledger.result import ErrorCode, Result

MINOR_VERSION: Final = "75"
QUERY_PAGE: Final = 1000
# The vendor gives up on a request after 120 s: reading longer than that learns every outcome there is to learn.
WRITE_TIMEOUT_SECONDS: Final = 125.0
THROTTLE_WAIT: Final = timedelta(seconds=60)

_REQUESTS: Final = {"second": 1, "minute": 1}
_BATCHES: Final = {"second": 1, "minute": 1, "batches": 1}

type BatchAnswers = Mapping[str, ItemAnswer]


class QuickbooksBooks(Protocol):
    """What the posting engine needs of the books."""

    async def batch(
        self, company_id: str, request_id: str, items: Sequence[BatchItem], send_before: datetime
    ) -> Result[BatchAnswers]:
        """Send a sealed batch, but not after ``send_before``; answers by ``bid``, possibly fewer than items."""
        ...

    async def name_list(self, company_id: str, entity: str) -> Result[list[NameListRow]]:
        """A whole name list, inactive rows included (metered reads)."""
        ...

    async def name_row(self, company_id: str, entity: str, entity_id: str) -> Result[NameListRow]:
        """One row of a name list; ``VENDOR_NOT_FOUND`` if it does not exist."""
        ...

    async def time_activities(self, company_id: str, first: date, last: date) -> Result[list[TimeActivity]]:
        """All time activities of a span of days (metered reads)."""
        ...

    async def time_activity(self, company_id: str, entity_id: str) -> Result[TimeActivity]:
        """One time activity; ``VENDOR_NOT_FOUND`` if it does not exist."""
        ...


def quickbooks_windows(per_second: int, per_minute: int, batches_per_minute: int) -> tuple[Window, ...]:
    """The throttles of one realm and app (quickbooks.md 2.2)."""
    return (
        Window("second", per_second, 1),
        Window("minute", per_minute, 60),
        Window("batches", batches_per_minute, 60),
    )


class QuickbooksClient(ExternalApiClient):
    """One realm per company; the realm's id comes with the token."""

    vendor = VendorName.QUICKBOOKS
    _trace_header = "intuit_tid"

    def __init__(self, access: ApiAccess, base_url: str) -> None:
        super().__init__(access, f"{base_url}/v3/company/{{account}}")

    async def batch(
        self, company_id: str, request_id: str, items: Sequence[BatchItem], send_before: datetime
    ) -> Result[BatchAnswers]:
        """``POST /batch?requestid=``. Not ``safe``: only a request that never left is repeated here."""
        call = Call(
            "POST",
            "/batch",
            {"minorversion": MINOR_VERSION, "requestid": request_id},
            {"Content-Type": "application/json"},
            _batch_body(items),
            _BATCHES,
            safe=False,
            read_timeout_seconds=WRITE_TIMEOUT_SECONDS,
            send_before=send_before,
        )
        return (await self._request(company_id, call)).and_then(_read_batch)

    async def name_list(self, company_id: str, entity: str) -> Result[list[NameListRow]]:
        """Pages of 1000 until a short one."""
        rows: list[NameListRow] = []
        while True:
            statement = name_list(entity, len(rows) + 1, QUERY_PAGE)
            page = await self._query(company_id, statement, entity, NameListRow)
            if page.failed:
                return page
            rows.extend(page.unwrap())
            if len(page.unwrap()) < QUERY_PAGE:
                return Result.ok(rows)

    async def name_row(self, company_id: str, entity: str, entity_id: str) -> Result[NameListRow]:
        """``GET /{entity}/{id}``."""
        return await self._read(company_id, entity, entity_id, NameListRow)

    async def time_activities(self, company_id: str, first: date, last: date) -> Result[list[TimeActivity]]:
        """Pages of 1000 until a short one."""
        found: list[TimeActivity] = []
        while True:
            statement = time_activities(first, last, len(found) + 1, QUERY_PAGE)
            page = await self._query(company_id, statement, "TimeActivity", TimeActivity)
            if page.failed:
                return page
            found.extend(page.unwrap())
            if len(page.unwrap()) < QUERY_PAGE:
                return Result.ok(found)

    async def time_activity(self, company_id: str, entity_id: str) -> Result[TimeActivity]:
        """``GET /timeactivity/{id}``."""
        return await self._read(company_id, "TimeActivity", entity_id, TimeActivity)

    async def _query[M: QuickbooksModel](
        self, company_id: str, statement: str, entity: str, kind: type[M]
    ) -> Result[list[M]]:
        """POSTed as text: keeps names out of URL logs."""
        call = Call(
            "POST",
            "/query",
            {"minorversion": MINOR_VERSION},
            {"Content-Type": "application/text"},
            statement.encode(),
            _REQUESTS,
        )
        answered = await self._request(company_id, call)
        return answered.and_then(lambda answer: _rows(answer, entity, kind))

    async def _read[M: QuickbooksModel](self, company_id: str, entity: str, entity_id: str, kind: type[M]) -> Result[M]:
        path = f"/{entity.lower()}/{entity_id}"
        call = Call("GET", path, {"minorversion": MINOR_VERSION}, costs=_REQUESTS)
        answered = await self._request(company_id, call)
        return answered.and_then(lambda answer: _record(answer, entity, kind))

    def _error(self, answer: VendorAnswer) -> Result[VendorAnswer] | None:
        """Body first, then status: a 200 may hold a Fault, and a gateway may answer XML or nothing."""
        faults = _faults(answer)
        if not faults and answer.status < HTTPStatus.BAD_REQUEST:
            return None
        what, code = _verdict(answer.status, faults)
        outcome = CallOutcome.UNKNOWN if what is Disposition.SETTLE else CallOutcome.ANSWERED
        details: dict[str, object] = {
            "status": answer.status,
            "disposition": what.value,
            "outcome": outcome.value,
            "vendor_request_id": answer.headers.get(self._trace_header),
            "faults": ", ".join(fault.code for fault in faults),
        }
        if what is Disposition.THROTTLED:
            details["retry_at"] = iso(self._access.clock.now() + THROTTLE_WAIT)
        text = "; ".join(f"{f.message}: {f.detail}" for f in faults) or f"QuickBooks answered {answer.status}"
        if answer.status == HTTPStatus.UNAUTHORIZED:  # its text echoes the token
            text = "QuickBooks refused our token"
        return Result.fail(text, code, details)


def _verdict(status: int, faults: Sequence[VendorFault]) -> tuple[Disposition, ErrorCode]:
    """What a whole refused request means."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Disposition.THROTTLED, ErrorCode.VENDOR_THROTTLED
    if status == HTTPStatus.UNAUTHORIZED:
        return Disposition.REPEAT, ErrorCode.VENDOR_UNAUTHORIZED
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return Disposition.SHRINK, ErrorCode.BATCH_TOO_LARGE
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Disposition.SETTLE, ErrorCode.VENDOR_UNAVAILABLE
    what, code = disposition(faults) if faults else (Disposition.PARK, ErrorCode.VENDOR_REJECTED)
    if status == HTTPStatus.FORBIDDEN and what is Disposition.PARK:
        return Disposition.REPEAT, ErrorCode.VENDOR_FORBIDDEN
    if status == HTTPStatus.NOT_FOUND or code is ErrorCode.BOOKS_REFERENCE_INACTIVE:
        return Disposition.PARK, ErrorCode.VENDOR_NOT_FOUND
    return what, code


def _faults(answer: VendorAnswer) -> tuple[VendorFault, ...]:
    body = answer.content.lstrip()
    if body.startswith(b"<"):
        return faults_in_xml(body.decode(errors="replace"))
    parsed = answer.json()
    return faults_in(parsed.unwrap()) if parsed.success else ()


def _batch_body(items: Sequence[BatchItem]) -> bytes:
    """The sealed texts go out as they are; only the frame is written here."""
    rows = (
        f'{{"bId":{json.dumps(item.bid)},"operation":{json.dumps(item.operation)},{json.dumps(item.entity)}:{item.body}}}'
        for item in items
    )
    return f'{{"BatchItemRequest":[{",".join(rows)}]}}'.encode()


def _read_batch(answer: VendorAnswer) -> Result[BatchAnswers]:
    parsed = answer.json()
    if parsed.failed:
        return parsed.failure()
    rows = parsed.unwrap().get("BatchItemResponse")
    if not isinstance(rows, list):
        return answer.unreadable("is not a batch answer")
    return Result.ok({str(row.get("bId")): _item_answer(row) for row in rows if isinstance(row, Mapping)})


def _item_answer(row: Json) -> ItemAnswer:
    faults = faults_in(row)
    if faults:
        return ItemAnswer(None, faults)
    records = [value for name, value in row.items() if name != "bId" and isinstance(value, Mapping)]
    return ItemAnswer(records[0] if records else None)


def _rows[M: QuickbooksModel](answer: VendorAnswer, entity: str, kind: type[M]) -> Result[list[M]]:
    parsed = answer.json()
    if parsed.failed:
        return parsed.failure()
    found = parsed.unwrap().get("QueryResponse")
    rows = found.get(entity, []) if isinstance(found, Mapping) else []
    try:
        return Result.ok([kind.model_validate(row) for row in rows])
    except ValidationError:
        return answer.unreadable(f"holds a {entity} that cannot be read")


def _record[M: QuickbooksModel](answer: VendorAnswer, entity: str, kind: type[M]) -> Result[M]:
    parsed = answer.json()
    if parsed.failed:
        return parsed.failure()
    try:
        return Result.ok(kind.model_validate(parsed.unwrap().get(entity)))
    except ValidationError:
        return answer.unreadable(f"is not a {entity}")
