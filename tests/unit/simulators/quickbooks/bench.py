"""Builders for the QuickBooks simulator's tests: one company, one app, a small crew."""

import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from simulators.kit.clock import SimClock
from simulators.quickbooks.app import create_app

NOON = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
REALM = "9130347"
APP = {"client_id": "app-1", "client_secret": "s3cret"}
type Json = dict[str, Any]


@dataclass
class Inbox:
    """Receives webhooks; answers with `status`."""

    status: int = 200
    received: list[httpx.Request] = field(default_factory=list)

    def client(self) -> httpx.AsyncClient:
        def handle(request: httpx.Request) -> httpx.Response:
            self.received.append(request)
            return httpx.Response(self.status)

        return httpx.AsyncClient(transport=httpx.MockTransport(handle))

    def bodies(self) -> list[Any]:
        """The body of each request received."""
        return [json.loads(request.content) for request in self.received]

    def events(self) -> list[Any]:
        """All CloudEvents received."""
        return [event for body in self.bodies() for event in body]


class Bench:
    """A simulator with a connected company."""

    def __init__(self) -> None:
        self.clock = SimClock.frozen_at(NOON)
        self.inbox = Inbox()
        self.slept: list[float] = []
        app = create_app(self.clock, rng=random.Random(7), clients=self.inbox.client, sleep=self._sleep)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://qbo")
        self.tokens: Json = {}

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def open(self) -> None:
        await self.admin("realms", {"realm_id": REALM, "company_name": "Ridge Builders"})
        await self.admin("apps", APP)
        self.tokens = await self.admin("tokens", {"client_id": "app-1", "realm_id": REALM})
        await self.seed("Employee", {"GivenName": "Emily", "FamilyName": "Platt"})
        await self.seed("Customer", {"DisplayName": "Rondonuwu Fruit"})
        await self.seed("Item", {"Name": "Labor", "Type": "Service", "IncomeAccountRef": {"value": "1"}})

    async def admin(self, path: str, body: object) -> Json:
        answer = await self.http.post(f"/_admin/{path}", json=body)
        assert answer.is_success, answer.text
        shown: Json = answer.json()
        return shown

    async def seed(self, entity: str, *bodies: Json) -> list[Json]:
        answer = await self.http.post(f"/_admin/realms/{REALM}/entities/{entity}", json=list(bodies))
        assert answer.status_code == 201, answer.text
        made: list[Json] = answer.json()
        return made

    async def stored(self, entity: str) -> list[Json]:
        shown: list[Json] = (await self.http.get(f"/_admin/realms/{REALM}/entities/{entity}")).json()
        return shown

    async def limits(self, **limits: int) -> None:
        await self.admin("settings", {"limits": limits})

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens['access_token']}"}

    async def post(self, path: str, body: object, **params: str) -> httpx.Response:
        return await self.http.post(
            f"/v3/company/{REALM}/{path}",
            json=body,
            params={"minorversion": "75", **params},
            headers=self.headers,
        )

    async def get(self, path: str, **params: str) -> httpx.Response:
        return await self.http.get(f"/v3/company/{REALM}/{path}", params=params, headers=self.headers)

    async def query(self, statement: str) -> httpx.Response:
        return await self.get("query", query=statement)

    async def batch(self, *items: Json, **params: str) -> dict[str, Json]:
        answer = await self.post("batch", {"BatchItemRequest": list(items)}, **params)
        assert answer.status_code == 200, answer.text
        return {item["bId"]: item for item in answer.json()["BatchItemResponse"]}


def hours(**changes: object) -> Json:
    """A minimal day of work by employee 1 for customer 2; a change to None leaves the property out."""
    body: Json = {
        "NameOf": "Employee",
        "EmployeeRef": {"value": "1"},
        "TxnDate": "2026-11-20",
        "Hours": 8,
        "Minutes": 30,
        "CustomerRef": {"value": "2"},
        **changes,
    }
    return {key: value for key, value in body.items() if value is not None}


def item(item_id: str, **changes: object) -> Json:
    return {"bId": item_id, "operation": "create", "TimeActivity": hours(**changes)}


def code(answer: httpx.Response) -> str:
    return codes(answer)[0]


def codes(answer: httpx.Response) -> list[str]:
    return [error["code"] for error in answer.json()["Fault"]["Error"]]
