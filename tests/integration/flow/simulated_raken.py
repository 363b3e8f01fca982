"""The jobsite: the real Raken simulator, and what supervisors do in it."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from itertools import count
from typing import Any, Final

import httpx

from simulators.kit.clock import SimClock
from simulators.raken.app import create_app
from simulators.raken.apps import DEFAULT_APP
from tests.builders import WORK_DATE
from tests.fakes.clock import FakeClock

HOST: Final = "raken.test"
ACCOUNT: Final = "c-bluestem"
APP: Final = {"client_id": DEFAULT_APP.client_id, "client_secret": DEFAULT_APP.client_secret}

type Record = dict[str, Any]
type Hours = Sequence[tuple[float, str]]


class _Stage:
    """The one running simulator of a test session; each test brings its own clock and empties it first."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        numbers = count(1)
        self.app = create_app(clock=SimClock(self._now), new_secret=lambda: f"raken-secret-{next(numbers)}")

    def _now(self) -> datetime:
        return self.clock.now()


@cache
def _stage() -> _Stage:
    return _Stage()


class SimulatedRaken:
    """One customer with one connected app; times follow the product's clock."""

    def __init__(self, clock: FakeClock) -> None:
        stage = _stage()
        stage.clock = clock
        self.transport = httpx.ASGITransport(stage.app)
        self.http = httpx.AsyncClient(transport=self.transport, base_url=f"http://{HOST}")

    async def open(self) -> None:
        """Create the customer."""
        (await self.http.post("/_admin/reset")).raise_for_status()
        await self.admin("POST", "", {"company_uuid": ACCOUNT, "name": "Bluestem Builders"})

    async def admin(self, method: str, path: str, body: object = None) -> Any:
        """An admin call below the customer."""
        address = f"/_admin/companies/{ACCOUNT}/{path}" if path else "/_admin/companies"
        response = await self.http.request(method, address, json=body)
        return response.raise_for_status().json()

    async def settings(self, **changes: object) -> None:
        """Turn switches."""
        (await self.http.post("/_admin/settings", json=changes)).raise_for_status()

    async def fault(self, kind: str, path: str, **details: object) -> None:
        """Order a fault."""
        (await self.http.post("/_admin/faults", json={"kind": kind, "path": path, **details})).raise_for_status()

    async def authorize(self) -> str:
        """The code that the browser brings back after consent."""
        address = {"response_type": "code", "client_id": APP["client_id"], "redirect_uri": "https://app.test/back"}
        response = await self.http.get("/oauth/authorize", params=address)
        return httpx.URL(response.headers["location"]).params["code"]

    async def seed(self, resource: str, *bodies: Record) -> None:
        """Create or replace records."""
        await self.admin("POST", resource, list(bodies))

    async def change(self, resource: str, uuid: str, **changes: object) -> None:
        """Change a record; a card is unlocked for it."""
        force = "?force=true" if resource == "timeCards" else ""
        await self.admin("PATCH", f"{resource}/{uuid}{force}", changes)

    async def unapprove(self, uuid: str) -> None:
        """A supervisor unlocks a card."""
        await self.admin("POST", f"timeCards/{uuid}/unapprove")

    async def delete_card(self, uuid: str) -> None:
        """A supervisor deletes a card."""
        await self.admin("DELETE", f"timeCards/{uuid}?force=true")

    async def vanish(self, resource: str, uuid: str) -> None:
        """A record is gone without a word."""
        await self.admin("POST", f"{resource}/{uuid}/vanish")

    async def reappear(self, uuid: str) -> None:
        """A supervisor undoes the deletion."""
        await self.admin("POST", f"timeCards/{uuid}/reappear")


def a_card(
    uuid: str = "card-1",
    *,
    worker: str = "rosa",
    project: str = "clinic",
    hours: Hours = ((8, "RT"),),
    day: date = WORK_DATE,
    approved: bool = True,
    cost_code: str = "03-300",
) -> Record:
    """A card as Raken holds it; ``hours`` is by pay type code."""
    return {
        "uuid": uuid,
        "date": day.isoformat(),
        "worker": {"uuid": worker},
        "project": {"uuid": project},
        "approved": approved,
        "timeEntries": entries(hours, cost_code),
    }


def entries(hours: Hours, cost_code: str = "03-300") -> list[Record]:
    """The entries of a card."""
    return [{"hours": amount, "payType": {"code": code}, "costCode": {"code": cost_code}} for amount, code in hours]


def a_member(uuid: str, name: str, number: str | None) -> Record:
    """A worker as Raken holds it."""
    first, _, last = name.partition(" ")
    return {"uuid": uuid, "firstName": first, "lastName": last, "employeeId": number}


def a_job(uuid: str, name: str, number: str | None) -> Record:
    """A project as Raken holds it."""
    return {"uuid": uuid, "name": name, "number": number}
