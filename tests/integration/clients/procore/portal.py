"""The Procore client on the real simulator: tokens, budget and time are the product's own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any, Final

import httpx

from fieldledger.clients.app_secret import AppSecret
from fieldledger.clients.external_api import ApiAccess
from fieldledger.clients.oauth import ClientAuthentication, OAuthClient, TokenEndpoint
from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.procore.client import ProcoreClient, procore_windows
from fieldledger.clients.rate_budget import RateBudget
from fieldledger.clients.tokens import TokenVault
from fieldledger.domain.connection import VendorName
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.result import Result
from simulators.kit.clock import SimClock
from simulators.procore.accounts import DEFAULT_APP
from simulators.procore.app import create_app
from simulators.seeds.model import Contractor, Size
from tests.builders import a_connection
from tests.fakes.circuits import NoBreaker
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.wire import Wire
from tests.unit.clients.fakes import PlainCipher, sealed
from tests.unit.simulators.procore.contractor import LAST, HandMade

ACCOUNT: Final = 5_358_233
HOST: Final = "procore.test"
URL: Final = f"http://{HOST}"
LOGIN: Final = "olive@bluestem.example"
# The day after the contractor's last one; 9:00 in Chicago.
MORNING: Final = datetime(LAST.year, LAST.month, LAST.day, 14, tzinfo=UTC) + timedelta(days=1)


@dataclass
class Hold:
    """Keeps what takes the simulator time waiting until ``end`` is set, once ``on``."""

    on: bool = False
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    end: asyncio.Event = field(default_factory=asyncio.Event)

    async def sleep(self, _seconds: float) -> None:
        """Pass at once unless on."""
        if self.on:
            self.begun.set()
            await self.end.wait()


@dataclass
class Portal:
    """The client, and what people do on the other side; ``ids`` finds seeded records."""

    api: ProcoreApi
    http: httpx.AsyncClient
    wire: Wire
    clock: FakeClock
    store: InMemoryDocumentStore
    hold: Hold
    received: list[httpx.Request] = field(default_factory=list)
    project: str = ""

    async def admin(self, method: str, path: str, body: object = None) -> Any:
        """An admin call."""
        answer = await self.http.request(method, f"{URL}/_admin{path}", json=body)
        return answer.raise_for_status().json()

    async def settings(self, **changes: object) -> None:
        """Turn switches."""
        await self.admin("POST", "/settings", changes)

    async def fault(self, kind: str, **details: object) -> None:
        """Order a fault for the next call of the API."""
        await self.admin("POST", "/faults", {"kind": kind, "path": "/rest/", **details})

    async def kept(self, resource: str) -> list[dict[str, Any]]:
        """The records of one kind, as they are stored."""
        rows: list[dict[str, Any]] = await self.admin("GET", f"/companies/{ACCOUNT}/records/{resource}")
        return rows

    async def id_of(self, resource: str, field_name: str, value: object) -> str:
        """The record whose field has the value."""
        return next(str(row["id"]) for row in await self.kept(resource) if row.get(field_name) == value)

    async def edit(self, resource: str, record_id: str, **fields: object) -> None:
        """What a person changes."""
        await self.admin("PATCH", f"/companies/{ACCOUNT}/records/{resource}/{record_id}", fields)

    async def calls(self) -> dict[str, int]:
        """How Procore counted the calls."""
        counted: dict[str, int] = (await self.admin("GET", "/stats"))["calls"]
        return counted


@asynccontextmanager
async def a_portal(
    answer: Callable[[httpx.Request], httpx.Response] | None = None,
    *,
    time: FakeClock | None = None,
    records: InMemoryDocumentStore | None = None,
    made: HandMade | None = None,
) -> AsyncIterator[Portal]:
    """A company with the hand-made contractor's records and a connected person; Procore's time is the product's.

    ``answer`` is what deliveries of webhooks are answered by (default: they are taken). ``records`` is the product's
    store (default: one of its own), ``made`` what the contractor has in Procore.
    """
    clock, numbers, received, hold = time or FakeClock(MORNING), count(1), list[httpx.Request](), Hold()

    def hand_made(size: Size, _seed: int, _last_day: object) -> Contractor:
        return HandMade(size=size) if made is None else made

    app = create_app(
        SimClock(clock.now),
        rng=Random(5),
        new_secret=lambda: f"secret-{next(numbers)}",
        clients=lambda: _inbox(received, answer),
        sleep=hold.sleep,
        make_contractor=hand_made,
    )
    wire = Wire({HOST: httpx.ASGITransport(app)})
    async with httpx.AsyncClient(transport=wire) as http:
        store = records or InMemoryDocumentStore()
        portal = Portal(ProcoreApi(_client(http, store, clock)), http, wire, clock, store, hold, received)
        await portal.settings(spike_limit=100)
        await portal.admin("POST", "/seed", {"company_id": ACCOUNT, "user_login": LOGIN})
        portal.project = await portal.id_of("projects", "project_number", "2201")
        await _connect(portal)
        yield portal


def _inbox(
    received: list[httpx.Request], answer: Callable[[httpx.Request], httpx.Response] | None
) -> httpx.AsyncClient:
    def handle(request: httpx.Request) -> httpx.Response:
        received.append(request)
        return httpx.Response(204) if answer is None else answer(request)

    return httpx.AsyncClient(transport=httpx.MockTransport(handle))


async def _connect(portal: Portal) -> None:
    tokens = await portal.admin("POST", "/tokens", {"login": LOGIN})
    connection = a_connection(
        vendor=VendorName.PROCORE,
        account_id=str(ACCOUNT),
        access_token=sealed(tokens["access_token"], VendorName.PROCORE),
        refresh_token=sealed(tokens["refresh_token"], VendorName.PROCORE),
        access_expires_at=portal.clock.now() + timedelta(seconds=tokens["expires_in"]),
        refresh_expires_at=None,
    )
    (await DocumentConnections(portal.store).save(connection)).unwrap()


def _client(http: httpx.AsyncClient, store: InMemoryDocumentStore, clock: FakeClock) -> ProcoreClient:
    endpoint = TokenEndpoint(VendorName.PROCORE, f"{URL}/oauth/token", ClientAuthentication.FORM, _secret)
    oauth = {VendorName.PROCORE: OAuthClient(lambda: http, endpoint)}
    vault = TokenVault(DocumentConnections(store), PlainCipher(), oauth, clock, lambda: "container-1")
    budget = RateBudget(DocumentBudgets(store), procore_windows(3600, 100), clock, Random(1))
    return ProcoreClient(ApiAccess(lambda: http, vault, budget, NoBreaker(), clock, Random(1)), URL)


async def _secret() -> Result[AppSecret]:
    return Result.ok(AppSecret(client_id=DEFAULT_APP.client_id, client_secret=DEFAULT_APP.client_secret))
