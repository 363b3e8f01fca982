"""Batches: independent items in one request, answered in any order (quickbooks.md 2.1, 3)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from fieldledger.clients.external_api import Call
from fieldledger.clients.quickbooks.api import JSON_TYPE, MINOR_VERSION, WRITE_TIMEOUT_SECONDS, QuickbooksApi
from fieldledger.clients.quickbooks.costs import batch_of
from fieldledger.clients.quickbooks.faults import faults_in
from fieldledger.clients.quickbooks.limits import check_batch, check_items
from fieldledger.clients.quickbooks.models import (
    BatchItem,
    BatchQuery,
    ItemAnswer,
)
from fieldledger.clients.quickbooks.query import Statement
from fieldledger.clients.vendor_answer import Json, VendorAnswer
from fieldledger.result import Result

type BatchAnswers = Mapping[str, ItemAnswer]


class QuickbooksBatches(QuickbooksApi):
    """Batches of writes, of queries, of both."""

    async def batch(
        self, company_id: str, request_id: str, items: Sequence[BatchItem], send_before: datetime
    ) -> Result[BatchAnswers]:
        """``POST /batch?requestid=``. Not ``safe``: only a request that never left is repeated here."""
        return await self.mixed_batch(company_id, request_id, items, send_before)

    async def mixed_batch(
        self, company_id: str, request_id: str, items: Sequence[BatchItem | BatchQuery], send_before: datetime
    ) -> Result[BatchAnswers]:
        """Writes and queries together; no item sees what another did. As little ``safe`` as writes alone."""
        checked = check_batch(request_id, items)
        if checked.failed:
            return checked.failure()
        call = _call(items, {"requestid": request_id}, safe=False, send_before=send_before)
        return (await self._request(company_id, call)).and_then(read_batch)

    async def queries(self, company_id: str, queries: Sequence[BatchQuery]) -> Result[BatchAnswers]:
        """Queries alone, safe to repeat. One answer holds 1,000 rows at most over all of them."""
        checked = check_items(queries)
        if checked.failed:
            return checked.failure()
        return (await self._request(company_id, _call(queries, {}, safe=True))).and_then(read_batch)


def query_item(bid: str, statement: Statement) -> BatchQuery:
    """A page of a query."""
    return BatchQuery(bid, statement.text)


def read_batch(answer: VendorAnswer) -> Result[BatchAnswers]:
    """The items' answers by ``bid``, whatever their order; an item may be missing."""
    parsed = answer.json()
    if parsed.failed:
        return parsed.failure()
    rows = parsed.unwrap().get("BatchItemResponse")
    if not isinstance(rows, list):
        return answer.unreadable("is not a batch answer", "BatchItemResponse")
    return Result.ok({str(row.get("bId")): _item_answer(row) for row in rows if isinstance(row, Mapping)})


def _item_answer(row: Json) -> ItemAnswer:
    faults = faults_in(row)
    if faults:
        return ItemAnswer(None, faults)
    queried = row.get("QueryResponse")
    if isinstance(queried, Mapping):
        return ItemAnswer(None, queried=queried)
    records = [value for name, value in row.items() if name != "bId" and isinstance(value, Mapping)]
    return ItemAnswer(records[0] if records else None)


def _call(
    items: Sequence[BatchItem | BatchQuery],
    params: Mapping[str, str],
    *,
    safe: bool,
    send_before: datetime | None = None,
) -> Call:
    return Call(
        "POST",
        "/batch",
        {"minorversion": MINOR_VERSION} | dict(params),
        JSON_TYPE,
        _body(items),
        batch_of(sum(isinstance(item, BatchQuery) for item in items)),
        safe=safe,
        read_timeout_seconds=WRITE_TIMEOUT_SECONDS,
        send_before=send_before,
    )


def _body(items: Iterable[BatchItem | BatchQuery]) -> bytes:
    """The sealed texts go out as they are; only the frame is written here."""
    return f'{{"BatchItemRequest":[{",".join(_row(item) for item in items)}]}}'.encode()


def _row(item: BatchItem | BatchQuery) -> str:
    bid = f'"bId":{json.dumps(item.bid)}'
    if isinstance(item, BatchQuery):
        return f'{{{bid},"Query":{json.dumps(item.statement)}}}'
    options = f',"optionsData":{json.dumps(item.options)}' if item.options else ""
    return f'{{{bid},"operation":{json.dumps(item.operation)}{options},{json.dumps(item.entity)}:{item.body}}}'
