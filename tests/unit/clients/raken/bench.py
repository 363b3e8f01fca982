"""A Raken client, its vendor and its time; and Raken's records as it sends them."""

import httpx

from fieldledger.clients.raken.client import RakenClient
from fieldledger.clients.raken.rates import raken_windows
from fieldledger.domain.connection import VendorName
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.unit.clients.fakes import Scripted, ScriptedVendor, a_stored_connection, a_token_answer, an_access

type Record = dict[str, object]

URL = "https://raken.test/api"


class Bench:
    """Answers as scripted; ``connected`` has to be awaited before the first call."""

    def __init__(self, *script: Scripted) -> None:
        self.clock = FakeClock()
        self.store = InMemoryDocumentStore()
        self.vendor = ScriptedVendor(*script)
        self.tokens = ScriptedVendor(a_token_answer())
        access = an_access(self.store, self.clock, self.vendor, self.tokens, raken_windows(10, 10_000))
        self.client = RakenClient(access, URL)

    async def connected(self) -> RakenClient:
        """The client of a company that is connected."""
        await a_stored_connection(self.store, VendorName.RAKEN)
        return self.client

    @property
    def sent(self) -> list[str]:
        """Path and query of every request."""
        return [str(request.url).removeprefix(URL) for request in self.vendor.requests]


def a_page(*rows: object, total: int | None = None, **more: object) -> httpx.Response:
    """A list's answer; the total stands in ``page``."""
    page = {"offset": 0, "limit": 1000} | ({} if total is None else {"totalElements": total})
    return httpx.Response(200, json={"page": page, "collection": list(rows)} | more)


def a_report(uuid: str = "report-1", day: str = "2026-02-27", project: str = "clinic", **changes: object) -> Record:
    """A completed daily report in its assumed shape."""
    report: Record = {
        "uuid": uuid,
        "date": day,
        "status": "COMPLETED",
        "project": {"uuid": project},
        "reportUrl": f"https://files.rakenapp.com/{uuid}.pdf?signature=x",
        "updatedAt": "2026-02-27T22:00:00Z",
        "workLogs": [],
        "notes": [{"category": "GENERAL", "comment": "Pulled wire"}],
        "answers": [],
    }
    return report | changes


def a_cost_code(uuid: str = "code-1", **changes: object) -> Record:
    """A cost code of the company's list."""
    return {"uuid": uuid, "code": "26-050", "division": "26", "description": "Wiring"} | changes
