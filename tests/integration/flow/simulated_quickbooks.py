"""The books: the real simulator, and what a bookkeeper sees and does in it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from random import Random
from typing import Any, Final

import httpx

from fieldledger.clients.quickbooks.webhooks import is_genuine, read_delivery
from fieldledger.domain.vendor_event import VendorEvent
from simulators.kit.clock import SimClock
from simulators.quickbooks.app import create_app
from tests.fakes.clock import FakeClock

HOST: Final = "quickbooks.test"
REALM: Final = "9341453000000001"
APP: Final = {"client_id": "books-app", "client_secret": "books-app-secret"}
PERSON: Final = {"client_id": "bookkeeper", "client_secret": "bookkeeper-secret"}
VERIFIER: Final = "verifier-of-the-books"
INCOME_ACCOUNT: Final = "1"

type Record = dict[str, Any]


class _Mailbox(httpx.AsyncBaseTransport):
    """Receives webhooks."""

    def __init__(self) -> None:
        self.events: list[VendorEvent] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        assert is_genuine(body, request.headers["intuit-signature"], [VERIFIER])
        self.events.extend(read_delivery(body).unwrap().events)
        return httpx.Response(200)


class _Stage:
    """The one running simulator of a test session; each test brings its own clock and empties it first."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.mailbox = _Mailbox()
        self.app = create_app(
            SimClock(self._now),
            rng=Random(7),
            clients=lambda: httpx.AsyncClient(transport=self.mailbox),
            sleep=self._sleep,
        )

    def _now(self) -> datetime:
        return self.clock.now()

    async def _sleep(self, seconds: float) -> None:
        await self.clock.sleep(seconds)


@cache
def _stage() -> _Stage:
    return _Stage()


class SimulatedQuickbooks:
    """One realm with one connected app; times follow the product's clock."""

    def __init__(self, clock: FakeClock) -> None:
        stage = _stage()
        stage.clock, stage.mailbox = clock, _Mailbox()
        self._mailbox = stage.mailbox
        self.transport = httpx.ASGITransport(stage.app)
        self.http = httpx.AsyncClient(transport=self.transport, base_url=f"http://{HOST}")

    async def open(self) -> None:
        """Open the company and register the app and a person's own access."""
        await self.admin("reset", {})
        await self.admin("realms", {"realm_id": REALM, "company_name": "Bluestem Builders"})
        for app in (APP, PERSON):
            await self.admin("apps", app)

    async def admin(self, path: str, body: object) -> Any:
        """An admin call."""
        response = await self.http.post(f"/_admin/{path}", json=body)
        return response.raise_for_status().json()

    async def settings(self, **changes: object) -> None:
        """Turn switches."""
        await self.admin("settings", changes)

    async def fault(self, kind: str, **details: object) -> None:
        """Order a fault; by default of the batch endpoint."""
        await self.admin("faults", {"kind": kind, "path": "/batch$", **details})

    async def authorize(self) -> str:
        """The code that the browser brings back after consent."""
        address = {"client_id": APP["client_id"], "redirect_uri": "https://app.test/back", "state": "s"}
        response = await self.http.get("/connect/oauth2", params=address)
        return httpx.URL(response.headers["location"]).params["code"]

    async def revoke(self, token: str) -> None:
        """A person ends the connection in QuickBooks."""
        app = (APP["client_id"], APP["client_secret"])
        response = await self.http.post("/v2/oauth2/tokens/revoke", json={"token": token}, auth=app)
        response.raise_for_status()

    async def accepts(self, token: str) -> bool:
        """Whether the books answer whoever shows this access token."""
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        return (await self.http.get(f"/v3/company/{REALM}/companyinfo/{REALM}", headers=headers)).is_success

    async def seed(self, entity: str, bodies: Sequence[Record]) -> list[Record]:
        """Create records as if they had always been there."""
        made: list[Record] = await self.admin(f"realms/{REALM}/entities/{entity}", list(bodies))
        return made

    async def all(self, entity: str) -> list[Record]:
        """Every record, deleted ones too."""
        response = await self.http.get(f"/_admin/realms/{REALM}/entities/{entity}")
        found: list[Record] = response.raise_for_status().json()
        return found

    async def time_activities(self) -> list[Record]:
        """The time activities that the books hold."""
        return [row for row in await self.all("TimeActivity") if not row["deleted"]]

    async def minutes(self) -> Counter[tuple[str, str, str]]:
        """Minutes by worker, job and service item, as a report of the books would show them."""
        total: Counter[tuple[str, str, str]] = Counter()
        for row in await self.time_activities():
            key = (row["EmployeeRef"]["name"], row["CustomerRef"]["name"], row["ItemRef"]["name"])
            total[key] += row["Hours"] * 60 + row["Minutes"]
        return total

    async def markers(self) -> Counter[str]:
        """How often each of our markers is in the books."""
        words = [row["Description"].split() for row in await self.time_activities()]
        return Counter(word[-1] for word in words if word)

    async def edit(self, entity: str, changes: Mapping[str, object]) -> Record:
        """A person changes a record in the books: everything not named stays."""
        current = next(row for row in await self.all(entity) if row["Id"] == changes["Id"])
        body = {**current, **changes, "sparse": True}
        return await self._by_hand(entity, body)

    async def delete(self, entity: str, record_id: str) -> Record:
        """A person deletes a record in the books."""
        current = next(row for row in await self.all(entity) if row["Id"] == record_id)
        body = {"Id": record_id, "SyncToken": current["SyncToken"]}
        return await self._by_hand(entity, body, operation="delete")

    async def vanish(self, entity: str, record_id: str) -> None:
        """A record is gone without a word."""
        await self.admin(f"realms/{REALM}/entities/{entity}/{record_id}/vanish", {})

    async def add(self, entity: str, body: Record) -> Record:
        """A person adds a record in the books."""
        return await self._by_hand(entity, body)

    async def _by_hand(self, entity: str, body: Record, **params: str) -> Record:
        token = await self.admin("tokens", {"client_id": PERSON["client_id"], "realm_id": REALM})
        response = await self.http.post(
            f"/v3/company/{REALM}/{entity.lower()}",
            json=body,
            params=params,
            headers={"Authorization": f"Bearer {token['access_token']}"},
        )
        changed: Record = response.raise_for_status().json()[entity]
        return changed

    async def listen(self) -> None:
        """From now on changes are told to the product."""
        target = {"url": "https://hooks.test/quickbooks", "verifier_token": VERIFIER, "enabled": False}
        await self.admin("webhooks", target)

    async def events(self) -> list[VendorEvent]:
        """What the product was told since the last look."""
        await self.admin("webhooks/flush", {})
        told, self._mailbox.events = self._mailbox.events, []
        return told

    async def stats(self) -> Record:
        """Counters of the realm."""
        response = await self.http.get("/_admin/stats")
        realm: Record = response.json()["realms"].get(REALM, {})
        return realm


def an_employee_row(name: str, number: str | None) -> Record:
    """A worker in the books."""
    given, _, family = name.partition(" ")
    return {"GivenName": given, "FamilyName": family} | ({} if number is None else {"EmployeeNumber": number})


def a_customer_row(name: str) -> Record:
    """A job in the books."""
    return {"DisplayName": name}


def an_item_row(name: str) -> Record:
    """A service item in the books."""
    return {"Name": name, "Type": "Service", "IncomeAccountRef": {"value": INCOME_ACCOUNT}}
