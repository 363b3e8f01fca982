"""A simulated Procore at a frozen time, a client of it, and builders of records."""

import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from typing import Any

import httpx

from simulators.kit.clock import SimClock
from simulators.procore.app import create_app
from simulators.seeds.model import Contractor, Size
from tests.unit.simulators.procore.contractor import HandMade

# A Monday; 9:00 in Chicago.
START = datetime(2026, 11, 23, 15, 0, 0, tzinfo=UTC)
COMPANY = 5_358_233
APP = {"client_id": "procore-local-client", "client_secret": "procore-local-secret"}
LOGIN = "olive@bluestem.example"


@dataclass
class Inbox:
    """Receives webhooks; answers with the statuses of ``script`` in turn, then with ``status``; None breaks off."""

    status: int | None = 200
    script: list[int | None] = field(default_factory=list)
    received: list[httpx.Request] = field(default_factory=list)

    def client(self) -> httpx.AsyncClient:
        def handle(request: httpx.Request) -> httpx.Response:
            self.received.append(request)
            status = self.script.pop(0) if self.script else self.status
            if status is None:
                raise httpx.ReadTimeout("too slow", request=request)
            return httpx.Response(status)

        return httpx.AsyncClient(transport=httpx.MockTransport(handle))

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(request.content) for request in self.received]


@dataclass
class Procore:
    """``token`` is a service account's, unless a test puts another in its place; ``hold`` delays what waits."""

    http: httpx.AsyncClient
    clock: SimClock
    inbox: Inbox
    slept: list[float]
    token: str = ""
    project: int = 0
    hold: Callable[[], Awaitable[object]] | None = None

    async def admin(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self.http.request(method, f"/_admin{path}", json=body)
        return answer.raise_for_status().json()

    async def settings(self, **changes: Any) -> None:
        await self.admin("POST", "/settings", changes)

    async def fault(self, kind: str, **details: Any) -> None:
        await self.admin("POST", "/faults", {"kind": kind, **details})

    def headers(self, **more: str) -> dict[str, str]:
        given = {"Authorization": f"Bearer {self.token}", "Procore-Company-Id": str(COMPANY)}
        return given | {name.replace("_", "-"): value for name, value in more.items()}

    async def call(self, method: str, path: str, body: Any = None, **params: Any) -> httpx.Response:
        query = {
            name.replace("filter_", "filters[") + ("]" if "filter_" in name else ""): v for name, v in params.items()
        }
        url = f"/rest{path}".replace("{p}", str(self.project)).replace("{c}", str(COMPANY))
        return await self.http.request(method, url, json=body, params=query or None, headers=self.headers())

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.call("GET", path, **params)

    async def rows(self, path: str, **params: Any) -> list[dict[str, Any]]:
        found = (await self.get(path, **params)).raise_for_status().json()
        rows: list[dict[str, Any]] = found if isinstance(found, list) else found["data"]
        return rows

    async def ids(self, path: str, **params: Any) -> list[int]:
        return [row["id"] for row in await self.rows(path, **params)]

    async def write(self, method: str, path: str, body: Any, **params: Any) -> dict[str, Any]:
        shown: dict[str, Any] = (await self.call(method, path, body, **params)).raise_for_status().json()
        return shown

    async def make(self, resource: str, *, project: int | None = None, holder: int | None = None, **fields: Any) -> int:
        """A record made as by a person in the web interface."""
        order = {"project_id": project, "holder_id": holder, "records": [fields]}
        made = await self.admin("POST", f"/companies/{COMPANY}/records/{resource}", order)
        return int(made[0]["id"])

    async def kept(self, resource: str, record_id: int) -> dict[str, Any]:
        """A record as it is stored."""
        rows = await self.admin("GET", f"/companies/{COMPANY}/records/{resource}")
        return next(row for row in rows if row["id"] == record_id)

    async def edit(self, resource: str, record_id: int, **fields: Any) -> None:
        await self.admin("PATCH", f"/companies/{COMPANY}/records/{resource}/{record_id}", fields)

    async def vendor(self, name: str = "Acme Concrete", **fields: Any) -> int:
        return await self.make("vendors", name=name, **fields)

    async def contract(self, kind: str = "work_order_contracts", **fields: Any) -> int:
        """A subcontract or purchase order with one line of 1,000.00."""
        made = await self.make(kind, project=self.project, **{"title": "Slabs", "retainage_percent": "10"} | fields)
        await self.line(f"{kind.removesuffix('s')}_line_items", made, amount="1000.00")
        return made

    async def line(self, lines: str, holder: int, **fields: Any) -> int:
        return await self.make(lines, project=self.project, holder=holder, **{"description": "Concrete"} | fields)

    async def code(self, code: str = "03-300") -> tuple[int, int]:
        """A cost code and a cost type for labor."""
        cost_code = await self.make("cost_codes", project=self.project, code=code, name="Concrete")
        return cost_code, await self.make("line_item_types", name="Labor", csv_import_code="L", base_type="labor")

    async def user_token(self, login: str = LOGIN) -> dict[str, Any]:
        tokens: dict[str, Any] = await self.admin("POST", "/tokens", {"login": login})
        return tokens

    async def stats(self) -> dict[str, Any]:
        shown: dict[str, Any] = await self.admin("GET", "/stats")
        return shown


def hand_made(size: Size, seed: int, last_day: date | None) -> Contractor:
    """Instead of the generator."""
    return HandMade(size=size)


class Simulator:
    """One application for all tests, for it takes long to build; ``/_admin/reset`` makes it new for each of them."""

    def __init__(self) -> None:
        self.clock = SimClock.frozen_at(START)
        self.current: Procore | None = None
        numbers = count(1)
        self.app = create_app(
            self.clock,
            rng=random.Random(7),
            new_secret=lambda: f"secret-{next(numbers)}",
            clients=self._mailbox,
            sleep=self._sleep,
            make_contractor=hand_made,
        )

    @property
    def procore(self) -> Procore:
        assert self.current is not None
        return self.current

    def _mailbox(self) -> httpx.AsyncClient:
        return self.procore.inbox.client()

    async def _sleep(self, seconds: float) -> None:
        self.procore.slept.append(seconds)
        if self.procore.hold is not None:
            await self.procore.hold()


@cache
def _simulator() -> Simulator:
    return Simulator()


@asynccontextmanager
async def running_procore(**settings: Any) -> AsyncIterator[Procore]:
    """One company that installed the app, with one project in Chicago."""
    simulator = _simulator()
    transport = httpx.ASGITransport(simulator.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://procore.test") as http:
        procore = simulator.current = Procore(http, simulator.clock, Inbox(), [])
        await procore.admin("POST", "/reset")
        await procore.settings(**{"spike_limit": 1000, **settings})
        await procore.admin("POST", "/companies", {"company_id": COMPANY, "user_login": LOGIN})
        await procore.admin("POST", f"/companies/{COMPANY}/install", {})
        procore.token = (await procore.admin("POST", "/tokens", {}))["access_token"]
        procore.project = await procore.make(
            "projects", name="Clinic", project_number="2201", time_zone="America/Chicago", active=True
        )
        yield procore
