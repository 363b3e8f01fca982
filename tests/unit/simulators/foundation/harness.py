"""A simulated FOUNDATION at a frozen time, a client for it, and builders of records."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx

from simulators.foundation.app import create_app
from simulators.foundation.settings import FoundationSettings
from simulators.kit.clock import SimClock

START = datetime(2026, 3, 2, 13, 0, 0, tzinfo=UTC)
COMPANY = "1"
KEY = "sandbox-primary-key"
APP = {"client_id": "foundation-sandbox-client", "client_secret": "foundation-sandbox-secret"}


def a_card(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "employeeId": "ABECHR",
        "date": "2026-02-27",
        "jobId": "17355",
        "phaseId": "01",
        "costCodeId": "26-050",
        "costClassId": "L",
        "earnCodeId": "OT",
        "hours": 2.0,
    }
    return body | changes


def an_invoice(**changes: Any) -> dict[str, Any]:
    line = {"jobId": "17355", "phaseId": "01", "costCodeId": "26-050", "costClassId": "M", "amount": 1200.10}
    body: dict[str, Any] = {
        "vendorId": "GRAYBAR",
        "invoiceNumber": "INV-889",
        "invoiceDate": "2026-02-10",
        "invoiceAmount": 1200.10,
        "jobId": "17355",
        "lines": [line],
    }
    return body | changes


@dataclass
class Foundation:
    http: httpx.AsyncClient
    clock: SimClock
    token: str = ""
    key: str = KEY
    prefix: str = "/foundation/v1"
    params: dict[str, str] = field(default_factory=lambda: {"companyId": COMPANY})

    @property
    def headers(self) -> dict[str, str]:
        return {"Ocp-Apim-Subscription-Key": self.key, "Authorization": f"Bearer {self.token}"}

    async def get(self, path: str, **params: str) -> httpx.Response:
        return await self.http.get(f"{self.prefix}{path}", params=self.params | params, headers=self.headers)

    async def rows(self, path: str, **params: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = (await self.get(path, **params)).raise_for_status().json()
        return rows

    async def write(self, method: str, path: str, body: Any) -> httpx.Response:
        url = f"{self.prefix}{path}"
        return await self.http.request(method, url, params=self.params, json=body, headers=self.headers)

    async def post(self, path: str, body: Any) -> httpx.Response:
        return await self.write("POST", path, body)

    async def admin(self, method: str, path: str, body: Any = None) -> Any:
        response = await self.http.request(method, f"/_admin{path}", json=body)
        return response.raise_for_status().json()

    async def in_company(self, method: str, path: str, body: Any = None) -> Any:
        return await self.admin(method, f"/companies/{COMPANY}/{path}", body)

    async def settle(self, **settings: Any) -> None:
        await self.admin("POST", "/settings", settings)

    async def ask_token(self, **form: str) -> httpx.Response:
        return await self.http.post("/oauth2/token", data=APP | {"grant_type": "client_credentials"} | form)

    async def sign_in(self) -> None:
        self.token = (await self.ask_token()).raise_for_status().json()["access_token"]

    async def stock(self) -> None:
        """What every test finds in the books."""
        for resource, rows in {
            "jobs": [{"jobId": "17355", "description": "North Tower Reroof", "status": "A"}],
            "phases": [{"phaseId": "01", "status": "A"}],
            "costcodes": [{"costCodeId": "26-050", "status": "A"}, {"costCodeId": "03-300", "status": "A"}],
            "costclasses": [{"costClassId": "L", "status": "A"}, {"costClassId": "M", "status": "A"}],
            "vendors": [{"vendorId": "GRAYBAR", "name": "Graybar", "status": "A"}],
            "customers": [{"customerId": "ACME", "name": "Acme", "status": "A"}],
            "employees": [{"employeeId": "ABECHR", "firstName": "C", "lastName": "A", "status": "A"}],
            "earncodes": [{"earnCodeId": "OT", "description": "Overtime", "status": "A"}],
        }.items():
            await self.in_company("POST", resource, rows)


@asynccontextmanager
async def running_foundation(**settings: Any) -> AsyncIterator[Foundation]:
    """One company with a small stock, signed in; tokens are numbered."""
    clock = SimClock.frozen_at(START)
    numbers = count(1)
    made = FoundationSettings(**settings)
    app = create_app(clock, settings=made, new_secret=lambda: f"token-{next(numbers)}")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://foundation.test") as http:
        foundation = Foundation(http, clock)
        await foundation.admin("POST", "/companies", {"company_id": COMPANY})
        await foundation.stock()
        await foundation.sign_in()
        yield foundation
