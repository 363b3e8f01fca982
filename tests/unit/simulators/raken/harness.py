"""A simulated Raken at a frozen time, a client for it, and builders of records."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import httpx

from simulators.kit.clock import SimClock
from simulators.raken.app import create_app
from simulators.raken.settings import RakenSettings
from simulators.seeds.model import Contractor, Size
from tests.unit.simulators.raken.contractor import HandMade

START = datetime(2026, 9, 16, 12, 0, 0, tzinfo=UTC)
COMPANY = "c-acme"
APP = {"client_id": "raken-local-client", "client_secret": "raken-local-secret"}


def card(uuid: str = "card-1", **changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "uuid": uuid,
        "date": "2026-09-15",
        "worker": {"uuid": "member-1"},
        "project": {"uuid": "project-1"},
        "timeEntries": [{"hours": 8.0, "payType": {"code": "RT"}}, {"hours": 1.5, "payType": {"code": "OT"}}],
    }
    return body | changes


@dataclass
class Raken:
    http: httpx.AsyncClient
    clock: SimClock
    tokens: dict[str, Any]

    async def get(self, path: str, *, token: str | None = None, **headers: str) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {token or self.tokens['access_token']}"}
        renamed = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.get(f"/api{path}", headers=bearer | renamed)

    async def write(self, method: str, path: str, body: Any) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        return await self.http.request(method, f"/api{path}", json=body, headers=bearer)

    async def uuids(self, path: str) -> list[str]:
        return [item["uuid"] for item in (await self.get(path)).raise_for_status().json()["collection"]]

    async def admin(self, method: str, path: str, body: Any = None) -> Any:
        response = await self.http.request(method, f"/_admin{path}", json=body)
        return response.raise_for_status().json()

    async def seed(self, resource: str, *bodies: dict[str, Any], company: str = COMPANY) -> Any:
        return await self.admin("POST", f"/companies/{company}/{resource}", list(bodies))

    async def connect(self, company: str) -> dict[str, Any]:
        await self.admin("POST", "/companies", {"company_uuid": company, "name": company.title()})
        tokens: dict[str, Any] = await self.admin("POST", f"/companies/{company}/tokens")
        return tokens

    async def token(self, **form: str) -> httpx.Response:
        return await self.http.post("/oauth/token", data=APP | form)

    async def refresh(self, refresh_token: str) -> httpx.Response:
        return await self.token(grant_type="refresh_token", refresh_token=refresh_token)

    async def fault(self, kind: str, **details: Any) -> None:
        await self.admin("POST", "/faults", {"kind": kind, **details})


def hand_made(size: Size, seed: int, last_day: date | None) -> Contractor:
    """Instead of the generator: the seed says how many workers there are."""
    made = HandMade(size=size, people=seed + 1)
    return made if last_day is None else replace(made, last_day=last_day)


@asynccontextmanager
async def running_raken(**settings: Any) -> AsyncIterator[Raken]:
    """A Raken with one connected company; secrets are numbered, so no test depends on chance."""
    clock = SimClock.frozen_at(START)
    numbers = count(1)
    app = create_app(
        clock=clock,
        settings=RakenSettings(**settings),
        new_secret=lambda: f"secret-{next(numbers)}",
        make_contractor=hand_made,
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://raken.test") as http:
        raken = Raken(http, clock, {})
        raken.tokens = await raken.connect(COMPANY)
        yield raken
