"""A Procore client, its vendor and its time; and a requester that only takes notes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx

from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.procore.body import encoded
from fieldledger.clients.procore.client import ProcoreClient, procore_windows
from fieldledger.clients.procore.filters import Params
from fieldledger.clients.procore.requester import NO_PARAMS, Write
from fieldledger.clients.tokens import TokenVault
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.domain.connection import VendorName
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.result import Result
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

# The account of the default connection: the company in Procore.
ACCOUNT = "9341453000000001"
NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)


class Bench:
    """A client of a scripted Procore."""

    def __init__(self, *script: Scripted) -> None:
        self.clock = FakeClock(NOW)
        self.store = InMemoryDocumentStore()
        self.vendor = ScriptedVendor(*script)
        self.tokens = ScriptedVendor(a_token_answer())
        access = an_access(self.store, self.clock, self.vendor, self.tokens, procore_windows(3600, 25))
        oauth = {VendorName.PROCORE: an_oauth_client(self.tokens, VendorName.PROCORE)}
        vault = TokenVault(DocumentConnections(self.store), PlainCipher(), oauth, self.clock, lambda: "container-1")
        self.client = ProcoreClient(replace(access, vault=vault), "https://procore.test")

    async def api(self) -> ProcoreApi:
        """The resources, connected."""
        await a_stored_connection(self.store, VendorName.PROCORE)
        return ProcoreApi(self.client)

    @property
    def request(self) -> httpx.Request:
        """The only request."""
        [request] = self.vendor.requests
        return request


@dataclass(frozen=True)
class Sent:
    """A request as the client would send it."""

    method: str
    path: str
    params: dict[str, Any]
    body: Any
    safe: bool
    addressed: bool = True


@dataclass
class NotingRequester:
    """Implements ``Requester``: keeps what was asked and gives one answer to everything."""

    content: bytes = b"[]"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)

    async def get(
        self, company_id: str, path: str, params: Params = NO_PARAMS, *, addressed: bool = True
    ) -> Result[VendorAnswer]:
        """Note a read."""
        self.sent.append(Sent("GET", path, dict(params), None, safe=True, addressed=addressed))
        return self._answer()

    async def write(self, company_id: str, write: Write) -> Result[VendorAnswer]:
        """Note a write, with its body as it would leave."""
        body = None if write.body is None else json.loads(encoded(write.body, ACCOUNT))
        self.sent.append(Sent(write.method, write.path, dict(write.params), body, write.safe))
        return self._answer()

    def _answer(self) -> Result[VendorAnswer]:
        return Result.ok(VendorAnswer(self.status, self.headers, self.content))


def an_answer(body: object, status: int = 200, **headers: str) -> VendorAnswer:
    """An answer of Procore; header names with underscores for hyphens."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return VendorAnswer(status, {name.replace("_", "-"): value for name, value in headers.items()}, content)
