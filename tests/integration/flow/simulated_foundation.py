"""FOUNDATION: the real simulator with the contractor's jobs and people, and what a bookkeeper does there."""

from collections import Counter
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any, Final

import httpx

from simulators.foundation.app import create_app
from simulators.kit.clock import SimClock
from tests.fakes.clock import FakeClock

HOST: Final = "foundation.test"
ACCOUNT: Final = "1"
APP: Final = {"client_id": "foundation-sandbox-client", "client_secret": "foundation-sandbox-secret"}
KEY: Final = "sandbox-primary-key"
PHASE: Final = "01"

type Record = dict[str, Any]


class _Stage:
    """The one running simulator of a test session; each test brings its own clock and empties it first."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        numbers = count(1)
        self.app = create_app(SimClock(self._now), new_secret=lambda: f"foundation-secret-{next(numbers)}")

    def _now(self) -> datetime:
        return self.clock.now()


@cache
def _stage() -> _Stage:
    return _Stage()


class SimulatedFoundation:
    """One company; times follow the product's clock."""

    def __init__(self, clock: FakeClock) -> None:
        stage = _stage()
        stage.clock = clock
        self.transport = httpx.ASGITransport(stage.app)
        self.http = httpx.AsyncClient(transport=self.transport, base_url=f"http://{HOST}")

    async def open(self) -> None:
        """Create the company."""
        await self.admin("POST", "/reset")
        await self.admin("POST", "/settings", {})
        await self.admin("POST", "/companies", {"company_id": ACCOUNT})

    async def admin(self, method: str, path: str, body: object = None) -> Any:
        """An admin call."""
        response = await self.http.request(method, f"/_admin{path}", json=body)
        return response.raise_for_status().json()

    async def settings(self, **changes: object) -> None:
        """Turn switches."""
        await self.admin("POST", "/settings", changes)

    async def fault(self, kind: str, path: str = "timecards", method: str = "POST", **details: object) -> None:
        """Order a fault."""
        await self.admin("POST", "/faults", {"kind": kind, "path": path, "method": method, **details})

    async def seed(self, resource: str, *rows: Record) -> None:
        """Put records without any check."""
        await self.admin("POST", f"/companies/{ACCOUNT}/{resource}", list(rows))

    async def edit(self, resource: str, key: str, **changes: object) -> None:
        """A bookkeeper edits a record in the application."""
        await self.admin("PATCH", f"/companies/{ACCOUNT}/{resource}/{key}", changes)

    async def delete(self, resource: str, key: str, *, sticky: bool = False) -> None:
        """A bookkeeper deletes a record; ``sticky`` leaves its pending row."""
        await self.admin("DELETE", f"/companies/{ACCOUNT}/{resource}/{key}?sticky={str(sticky).lower()}")

    async def rows(self, resource: str) -> list[Record]:
        """All records of a list."""
        rows: list[Record] = await self.admin("GET", f"/companies/{ACCOUNT}/{resource}")
        return rows

    async def hours(self) -> Counter[tuple[str, str, str]]:
        """Hours in hundredths by employee, job and earn code."""
        total: Counter[tuple[str, str, str]] = Counter()
        for row in await self.rows("timecards"):
            key = (row["employeeId"], row["jobId"], row["earnCodeId"])
            total[key] += int(Decimal(str(row["hours"])) * 100)
        return total


def a_card_row(hours: str = "8.00", *, employee: str = "107", job: str = "2214", **other: object) -> Record:
    """A card as somebody keyed it in the application."""
    row: Record = {
        "employeeId": employee,
        "date": "2026-02-27",
        "jobId": job,
        "phaseId": PHASE,
        "costCodeId": "03-300",
        "costClassId": "L",
        "earnCodeId": "RT",
        "hours": float(hours),
        "status": "PENDING",
    }
    return row | other
