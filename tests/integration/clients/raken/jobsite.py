"""The Raken client on the real simulator: tokens, budget and time are the product's own."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any, Final, cast

import httpx

from fieldledger.clients.app_secret import AppSecret
from fieldledger.clients.external_api import ApiAccess
from fieldledger.clients.oauth import ClientAuthentication, OAuthClient, TokenEndpoint
from fieldledger.clients.raken.client import RakenClient
from fieldledger.clients.raken.rates import raken_windows
from fieldledger.clients.rate_budget import RateBudget
from fieldledger.clients.tokens import TokenVault
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_windows import Limit
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.result import Result
from simulators.kit.clock import SimClock
from simulators.raken.app import create_app
from simulators.raken.apps import DEFAULT_APP
from simulators.seeds.model import Contractor
from tests.builders import a_connection
from tests.fakes.circuits import NoBreaker
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.unit.clients.fakes import PlainCipher, sealed
from tests.unit.simulators.raken.contractor import HandMade

ACCOUNT: Final = "c-bluestem"
URL: Final = "http://raken.test"
OURS: Final = raken_windows(10, 10_000)


@dataclass
class Jobsite:
    """The client, and what people do on the other side."""

    client: RakenClient
    http: httpx.AsyncClient
    clock: FakeClock
    store: InMemoryDocumentStore

    async def admin(self, method: str, path: str, body: object = None) -> Any:
        """An admin call."""
        response = await self.http.request(method, f"/_admin/{path}", json=body)
        return response.raise_for_status().json()

    async def seed(self, resource: str, *records: dict[str, Any]) -> None:
        """Create or replace records."""
        await self.admin("POST", f"companies/{ACCOUNT}/{resource}", list(records))

    async def settings(self, **changes: object) -> None:
        """Turn switches."""
        await self.admin("POST", "settings", changes)

    async def fault(self, kind: str, path: str = "/api/", **details: object) -> None:
        """Order a fault."""
        await self.admin("POST", "faults", {"kind": kind, "path": path, **details})

    async def counted(self) -> dict[str, int]:
        """How Raken counted the company's calls."""
        stats = await self.admin("GET", "stats")
        calls: dict[str, int] = stats["companies"][ACCOUNT]["calls"]
        return calls


@asynccontextmanager
async def a_jobsite(limits: Sequence[Limit] = OURS) -> AsyncIterator[Jobsite]:
    """A company with tokens and without records; Raken's time is the product's, ``limits`` are those of our budget."""
    clock, numbers = FakeClock(), count(1)
    app = create_app(
        clock=SimClock(clock.now),
        new_secret=lambda: f"secret-{next(numbers)}",
        make_contractor=lambda size, seed, _: cast("Contractor", HandMade(size=size, people=seed + 1)),
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=URL) as http:
        store = InMemoryDocumentStore()
        jobsite = Jobsite(_client(http, store, clock, limits), http, clock, store)
        await jobsite.admin("POST", "companies", {"company_uuid": ACCOUNT, "name": "Bluestem Builders"})
        await _connect(jobsite)
        yield jobsite


async def _connect(jobsite: Jobsite) -> None:
    tokens = await jobsite.admin("POST", f"companies/{ACCOUNT}/tokens")
    connection = a_connection(
        vendor=VendorName.RAKEN,
        account_id=ACCOUNT,
        access_token=sealed(tokens["access_token"], VendorName.RAKEN),
        refresh_token=sealed(tokens["refresh_token"], VendorName.RAKEN),
    )
    (await DocumentConnections(jobsite.store).save(connection)).unwrap()


def _client(
    http: httpx.AsyncClient, store: InMemoryDocumentStore, clock: FakeClock, limits: Sequence[Limit]
) -> RakenClient:
    endpoint = TokenEndpoint(VendorName.RAKEN, f"{URL}/oauth/token", ClientAuthentication.FORM, _secret)
    oauth = {VendorName.RAKEN: OAuthClient(lambda: http, endpoint)}
    vault = TokenVault(DocumentConnections(store), PlainCipher(), oauth, clock, lambda: "container-1")
    budget = RateBudget(DocumentBudgets(store), limits, clock, Random(1))
    return RakenClient(ApiAccess(lambda: http, vault, budget, NoBreaker(), clock, Random(1)), f"{URL}/api")


async def _secret() -> Result[AppSecret]:
    return Result.ok(AppSecret(client_id=DEFAULT_APP.client_id, client_secret=DEFAULT_APP.client_secret))
