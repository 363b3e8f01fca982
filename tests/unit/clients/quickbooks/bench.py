"""A QuickBooks client before a scripted vendor, and the vendor's records as it writes them."""

from collections.abc import Mapping
from decimal import Decimal

import httpx

from fieldledger.clients.encoding import json_body
from fieldledger.clients.external_api import Call
from fieldledger.clients.quickbooks.client import QuickbooksClient, quickbooks_windows
from fieldledger.clients.quickbooks.models import Record
from fieldledger.clients.quickbooks.writes import Sending
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import Result
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.unit.clients.fakes import Scripted, ScriptedVendor, a_stored_connection, a_token_answer, an_access

type Row = dict[str, object]

SENDING = Sending("deed-1")
ANSWERED_AT = "2026-03-02T05:00:00.500-08:00"


class WatchedClient(QuickbooksClient):
    """Remembers its calls, for their costs."""

    calls: list[Call]

    async def _request(self, company_id: str, call: Call) -> Result[VendorAnswer]:
        self.calls.append(call)
        return await super()._request(company_id, call)


class Bench:
    """A client, its vendor and its time."""

    def __init__(self, *script: Scripted) -> None:
        self.clock = FakeClock()
        self.store = InMemoryDocumentStore()
        self.vendor = ScriptedVendor(*script)
        self.tokens = ScriptedVendor(a_token_answer())
        access = an_access(self.store, self.clock, self.vendor, self.tokens, quickbooks_windows(10, 500, 40))
        self.client = WatchedClient(access, "https://books.test")
        self.client.calls = []

    @property
    def request(self) -> httpx.Request:
        """The only request that left."""
        [request] = self.vendor.requests
        return request

    @property
    def costs(self) -> list[Mapping[str, int]]:
        """What each call cost."""
        return [call.costs for call in self.client.calls]


async def a_bench(*script: Scripted) -> Bench:
    """A bench whose company is connected."""
    bench = Bench(*script)
    await a_stored_connection(bench.store)
    return bench


def answered(**body: object) -> httpx.Response:
    """A successful answer with its envelope; Decimals leave as exact numbers."""
    return httpx.Response(200, content=json_body({**body, "time": ANSWERED_AT}))


def queried(entity: str, *rows: Row, **more: object) -> httpx.Response:
    """The answer to a query."""
    return answered(QueryResponse={entity: list(rows), "startPosition": 1, "maxResults": len(rows), **more})


def refused(code: str, status: int = 400, detail: str = "d", element: str = "") -> httpx.Response:
    """A Fault."""
    error = {"code": code, "Message": "m", "Detail": detail, "element": element}
    return httpx.Response(status, json={"Fault": {"Error": [error], "type": "ValidationFault"}})


def a_row(number: str = "1", **fields: object) -> Row:
    """A record as QuickBooks writes it."""
    stamps = {"CreateTime": "2026-02-27T09:59:18-08:00", "LastUpdatedTime": "2026-02-27T10:00:00-08:00"}
    return {"Id": number, "SyncToken": "3", "MetaData": stamps, "domain": "QBO", "sparse": False, **fields}


def a_cost_line(amount: str = "12500.00", **detail: object) -> Row:
    """A line that goes straight to an account."""
    kind = "AccountBasedExpenseLineDetail"
    return {"Id": "1", "Amount": Decimal(amount), "DetailType": kind, kind: {"AccountRef": {"value": "64"}, **detail}}


def a_bill_row(number: str = "151", **fields: object) -> Row:
    """A bill of one line."""
    bill: Row = {
        "VendorRef": {"value": "46", "name": "Sunrise Concrete"},
        "DocNumber": "INV-20418",
        "TxnDate": "2026-02-18",
        "DueDate": "2026-03-20",
        "TotalAmt": Decimal("12500.00"),
        "Line": [a_cost_line()],
    }
    return a_row(number, **(bill | fields))


def read_as[M: Record](kind: type[M], row: Row) -> M:
    """A row as the client reads it."""
    return kind.model_validate(row)
