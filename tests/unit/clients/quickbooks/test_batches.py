"""Batches of writes and queries: their frame, their limits, what they cost."""

import json
from datetime import timedelta
from decimal import Decimal

import httpx
import pytest

from fieldledger.clients.quickbooks.answers import queried_rows
from fieldledger.clients.quickbooks.batches import query_item
from fieldledger.clients.quickbooks.client import READS
from fieldledger.clients.quickbooks.items import create_item, delete_item, update_item, void_item
from fieldledger.clients.quickbooks.models import (
    BatchItem,
    BatchQuery,
    Bill,
    Invoice,
    Payment,
    TimeActivity,
    Vendor,
)
from fieldledger.clients.quickbooks.query import Statement, equal
from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.fakes.clock import MONDAY_MORNING
from tests.unit.clients.quickbooks.bench import Bench, a_bench, a_bill_row, a_row, answered, read_as

SOON = MONDAY_MORNING + timedelta(seconds=20)
QUERY = query_item("9", Statement("Vendor", (equal("DisplayName", "Adam's"),)))
CREATION = create_item("0", TimeActivity, {"Hours": 8}).unwrap()


def _sent(bench: Bench) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(bench.request.content)["BatchItemRequest"]
    return rows


async def test_every_kind_of_item_has_its_form() -> None:
    bench = await a_bench(answered(BatchItemResponse=[]))
    items = [
        CREATION,
        update_item("1", read_as(TimeActivity, a_row("5", Hours=8)), {"Hours": 7}).unwrap(),
        delete_item("2", read_as(Bill, a_row("6"))),
        void_item("3", read_as(Invoice, a_row("7"))),
        void_item("4", read_as(Payment, a_row("8"))),
        QUERY,
    ]
    (await bench.client.mixed_batch(COMPANY, "request-1", items, SOON)).unwrap()
    assert _sent(bench) == [
        {"bId": "0", "operation": "create", "TimeActivity": {"Hours": 8}},
        {"bId": "1", "operation": "update", "TimeActivity": {"Id": "5", "SyncToken": "3", "Hours": 7}},
        {"bId": "2", "operation": "delete", "Bill": {"Id": "6", "SyncToken": "3"}},
        {"bId": "3", "operation": "void", "Invoice": {"Id": "7", "SyncToken": "3"}},
        {
            "bId": "4",
            "operation": "update",
            "optionsData": "void",
            "Payment": {"Id": "8", "SyncToken": "3", "sparse": True},
        },
        {
            "bId": "9",
            "Query": "SELECT * FROM Vendor WHERE DisplayName = 'Adam\\'s' ORDERBY Id STARTPOSITION 1 MAXRESULTS 1000",
        },
    ]


async def test_a_query_in_a_batch_is_answered_with_rows() -> None:
    rows = [
        {"bId": "9", "QueryResponse": {"Vendor": [a_row("46"), {"SyncToken": "1"}], "maxResults": 2}},
        {"bId": "0", "TimeActivity": a_row("77")},
    ]
    bench = await a_bench(answered(BatchItemResponse=rows))
    answers = (await bench.client.mixed_batch(COMPANY, "request-1", [CREATION, QUERY], SOON)).unwrap()
    found = queried_rows(answers["9"].queried, Vendor).unwrap()
    assert ([row.id for row in found.good], len(found.malformed)) == (["46"], 1)
    assert (answers["9"].record, answers["0"].queried) == (None, None)


def test_an_item_that_was_no_query_has_no_rows() -> None:
    assert queried_rows(None, Vendor).error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE
    assert queried_rows({"Vendor": "x"}, Vendor).error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE
    assert queried_rows({}, Vendor).unwrap().good == ()


async def test_queries_alone_carry_no_request_id_and_are_repeated() -> None:
    bench = await a_bench(httpx.ReadTimeout("slow"), answered(BatchItemResponse=[]))
    (await bench.client.queries(COMPANY, [QUERY])).unwrap()
    assert [dict(request.url.params) for request in bench.vendor.requests] == [{"minorversion": "75"}] * 2


async def test_a_batch_with_writes_is_not_repeated_for_its_queries() -> None:
    bench = await a_bench(httpx.ReadTimeout("slow"))
    failed = await bench.client.mixed_batch(COMPANY, "request-1", [CREATION, QUERY], SOON)
    assert (outcome_of(failed), len(bench.vendor.requests)) == (CallOutcome.UNKNOWN, 1)


async def test_only_the_queries_of_a_batch_are_metered() -> None:
    bench = await a_bench(answered(BatchItemResponse=[]))
    other = BatchQuery("8", "SELECT * FROM Term")
    (await bench.client.batch(COMPANY, "request-1", [CREATION], SOON)).unwrap()
    (await bench.client.mixed_batch(COMPANY, "request-2", [CREATION, QUERY, other], SOON)).unwrap()
    (await bench.client.queries(COMPANY, [QUERY])).unwrap()
    frame = {"second": 1, "minute": 1, "batches": 1}
    assert bench.costs == [frame, frame | {READS: 2}, frame | {READS: 1}]


@pytest.mark.parametrize(
    ("request_id", "bids", "field"),
    [
        ("r" * 37, ["0"], "requestid"),
        ("", ["0"], "requestid"),
        ("r", ["12345678901"], "bId"),
        ("r", [""], "bId"),
        ("r", ["0", "0"], "bId"),
    ],
)
async def test_ids_that_the_vendor_would_refuse_are_not_sent(request_id: str, bids: list[str], field: str) -> None:
    bench = await a_bench(answered(BatchItemResponse=[]))
    items = [BatchItem(bid, "create", "TimeActivity", "{}") for bid in bids]
    failed = await bench.client.batch(COMPANY, request_id, items, SOON)
    assert (failed.error_code, failed.details["field"]) == (ErrorCode.VALIDATION_FAILED, field)
    assert (outcome_of(failed), bench.vendor.requests) == (CallOutcome.NOT_SENT, [])


async def test_the_longest_ids_are_sent() -> None:
    bench = await a_bench(answered(BatchItemResponse=[]))
    items = [BatchItem("1234567890", "create", "TimeActivity", "{}")]
    assert (await bench.client.batch(COMPANY, "r" * 36, items, SOON)).success


def test_an_item_that_would_be_refused_is_not_built() -> None:
    created = create_item("0", Bill, {"DocNumber": "x" * 22})
    updated = update_item("0", read_as(Bill, a_bill_row()), {"TotalAmt": Decimal("0.000001")})
    assert [(item.error_code, item.details["field"]) for item in (created, updated)] == [
        (ErrorCode.VALIDATION_FAILED, "DocNumber"),
        (ErrorCode.VALIDATION_FAILED, "TotalAmt"),
    ]
