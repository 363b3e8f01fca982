"""A FOUNDATION client, its vendor, its time; and bodies as the vendor would send them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx

from fieldledger.clients.foundation.assumptions import ASSUMED, FoundationDialect
from fieldledger.clients.foundation.client import FoundationClient, foundation_windows
from fieldledger.clients.foundation.models.writes import ApInvoiceLineWrite, ApInvoiceWrite, TimeCardWrite
from fieldledger.clients.tokens import TokenVault
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.domain.connection import VendorName
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.result import ErrorCode, Result
from tests.fakes.circuits import NoBreaker
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.unit.clients.fakes import (
    PlainCipher,
    Scripted,
    ScriptedVendor,
    a_stored_connection,
    a_token_answer,
    an_access,
    an_oauth_client,
)

# The account of the default connection: the companyId in FOUNDATION.
ACCOUNT = "9341453000000001"
NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
KEY = "primary-key"
NO_KEY = "Access denied due to missing subscription key. Make sure to include it when making requests."


class Bench:
    """A client of a scripted FOUNDATION."""

    def __init__(self, *script: Scripted, dialect: FoundationDialect = ASSUMED) -> None:
        self.clock = FakeClock(NOW)
        self.store = InMemoryDocumentStore()
        self.vendor = ScriptedVendor(*script)
        self.tokens = ScriptedVendor(a_token_answer())
        self.key: Result[str] = Result.ok(KEY)
        access = an_access(self.store, self.clock, self.vendor, self.tokens, foundation_windows(500))
        oauth = {VendorName.FOUNDATION: an_oauth_client(self.tokens, VendorName.FOUNDATION)}
        vault = TokenVault(DocumentConnections(self.store), PlainCipher(), oauth, self.clock, lambda: "container-1")
        self.breaker = NoBreaker()
        self.client = FoundationClient(
            replace(access, vault=vault, breaker=self.breaker),
            "https://foundation.test/foundation/v1",
            self._subscription_key,
            dialect,
        )

    async def connected(self) -> FoundationClient:
        """The client, connected."""
        await a_stored_connection(self.store, VendorName.FOUNDATION)
        return self.client

    def lose_key(self) -> None:
        """The secret cannot be read."""
        self.key = Result.fail("no secret", ErrorCode.STORE_UNAVAILABLE)

    async def _subscription_key(self) -> Result[str]:
        return self.key

    @property
    def request(self) -> httpx.Request:
        """The only request."""
        [request] = self.vendor.requests
        return request

    @property
    def sent(self) -> dict[str, Any]:
        """The body of the only request."""
        body: dict[str, Any] = json.loads(self.request.content)
        return body


def an_answer(body: object, status: int = 200, **headers: str) -> VendorAnswer:
    """An answer of FOUNDATION; header names with underscores for hyphens."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return VendorAnswer(status, {name.replace("_", "-"): value for name, value in headers.items()}, content)


def a_problem(status: int = 400, **errors: list[str]) -> httpx.Response:
    """A refusal as RFC 7807 has it."""
    title = "One or more validation errors occurred."
    body = {"type": "about:blank", "title": title, "status": status, "errors": errors, "traceId": "00-4bf9-01"}
    return httpx.Response(status, json=body)


def a_gateway_refusal(status: int, message: str, **headers: str) -> httpx.Response:
    """A refusal of the gateway in front of FOUNDATION."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json={"statusCode": status, "message": message}, headers=named)


def a_card_row(**changes: object) -> dict[str, object]:
    """A time card as FOUNDATION lists it, ids padded."""
    row: dict[str, object] = {
        "companyId": "1",
        "timecardId": "9001",
        "employeeId": "ABECHR    ",
        "date": "2026-02-27",
        "jobId": "17355     ",
        "phaseId": "01",
        "costCodeId": "26-050",
        "costClassId": "L",
        "earnCodeId": "OT",
        "hours": 2.00,
        "status": "PENDING",
    }
    return row | changes


def an_invoice_row(**changes: object) -> dict[str, object]:
    """An invoice as FOUNDATION lists it."""
    line = {"jobId": "17355", "costCodeId": "26-050", "costClassId": "M", "accountId": "5100", "amount": 1200.00}
    row: dict[str, object] = {
        "companyId": "1",
        "voucherId": "55021",
        "vendorId": "GRAYBAR",
        "invoiceNumber": "INV-889",
        "invoiceDate": "2026-02-10",
        "dueDate": None,
        "invoiceAmount": 1200.00,
        "posted": False,
        "lines": [line],
    }
    return row | changes


def a_card(**changes: object) -> TimeCardWrite:
    """Two hours of overtime, ready to be sent."""
    card = TimeCardWrite(
        employee_id="ABECHR",
        day=date(2026, 2, 27),
        job_id="17355",
        phase_id="01",
        cost_code_id="26-050",
        cost_class_id="L",
        earn_code_id="OT",
        hours=Decimal("2.00"),
    )
    return card.model_copy(update=changes)


def an_invoice(**changes: object) -> ApInvoiceWrite:
    """An invoice of one line, ready to be sent."""
    line = ApInvoiceLineWrite(job_id="17355", cost_code_id="26-050", cost_class_id="M", amount=Decimal("1200.10"))
    invoice = ApInvoiceWrite(
        vendor_id="GRAYBAR",
        invoice_number="INV-889",
        invoice_date=date(2026, 2, 10),
        invoice_amount=Decimal("1200.10"),
        lines=(line,),
    )
    return invoice.model_copy(update=changes)
