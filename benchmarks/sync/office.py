"""The four simulated vendors of one contestant: seeded alike, without limits of their own, and a morning's changes."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import httpx

from benchmarks.kit.servers import simulator
from fieldledger.domain.connection import VendorName

SIZE: Final = os.environ.get("FIELDLEDGER_SYNC_SIZE", "large")
"""``small``, ``contractor`` or ``large``: the extents of ``simulators/seeds/sizes.py``."""

EVENING: Final = datetime(2026, 3, 8, 2, tzinfo=UTC)
"""The seed's last day, 8 p.m. in Chicago: the first load."""

CHANGED_EVERY: Final = 500 if SIZE == "large" else 50
ACCOUNTS: Final = {
    VendorName.RAKEN: "c-contractor",
    VendorName.PROCORE: "5358233",
    VendorName.FOUNDATION: "1",
    VendorName.QUICKBOOKS: "9341453000000001",
}
LOGIN: Final = "office@bluestem.example"
BOOKS_APP: Final = {"client_id": "benchmark", "client_secret": "benchmark-secret"}
FOUNDATION_APP: Final = {"client_id": "foundation-sandbox-client", "client_secret": "foundation-sandbox-secret"}
FOUNDATION_KEY: Final = "sandbox-primary-key"

_ENDLESS: Final = 1_000_000_000
_SETTINGS: Final[Mapping[VendorName, Mapping[str, object]]] = {
    VendorName.RAKEN: {"requests_per_second": 1e9, "burst": _ENDLESS, "requests_per_day": _ENDLESS},
    VendorName.PROCORE: {"hourly_limit": _ENDLESS, "spike_limit": _ENDLESS},
    VendorName.FOUNDATION: {"requests_per_minute": _ENDLESS},
    VendorName.QUICKBOOKS: {
        "limits": dict.fromkeys(("requests_per_second", "requests_per_minute", "concurrent_requests"), _ENDLESS)
    },
}
_SEEDS: Final[Mapping[VendorName, Mapping[str, object]]] = {
    VendorName.RAKEN: {"company": ACCOUNTS[VendorName.RAKEN]},
    VendorName.PROCORE: {"company_id": int(ACCOUNTS[VendorName.PROCORE]), "user_login": LOGIN},
    VendorName.FOUNDATION: {"company_id": ACCOUNTS[VendorName.FOUNDATION]},
    VendorName.QUICKBOOKS: {"realm": ACCOUNTS[VendorName.QUICKBOOKS], "bills": True},
}
_RAKEN_CHANGES: Final[Mapping[str, Mapping[str, object]]] = {
    "projects": {"name": "Renamed in the morning"},
    "members": {"lastName": "Renamed"},
    "costCodes": {"description": "Renamed in the morning"},
    "timeCards": {"timeEntries": [{"hours": 3.25, "payType": {"code": "RT"}, "costCode": {"code": "03-300"}}]},
    "dailyReports": {"notes": [{"category": "GENERAL", "comment": "Corrected in the morning"}]},
}
# Records as Procore's simulator keeps them, and a field of theirs that we keep.
_PROCORE_CHANGES: Final = {
    "projects": "name",
    "users": "job_title",
    "vendors": "website",
    "cost_codes": "name",
    "budget_line_items": "unbudgeted_reason",
    "work_order_contracts": "title",
    "purchase_order_contracts": "title",
    "change_order_packages": "title",
    "requisitions": "status",
    "direct_costs": "description",
    "prime_contracts": "title",
    "payment_applications": "status",
    "contract_payments": "notes",
    "timecard_entries": "description",
    "notes_logs": "comment",
}
_FOUNDATION_CHANGES: Final = {
    "jobs": ("jobId", "description"),
    "vendors": ("vendorId", "name"),
    "employees": ("employeeId", "lastName"),
    "costcodes": ("costCodeId", "description"),
}
_BOOKS_CHANGES: Final[Mapping[str, tuple[str, str]]] = {
    "Customer": ("DisplayName", "Renamed customer"),
    "Vendor": ("DisplayName", "Renamed vendor"),
    "Employee": ("FamilyName", "Renamed"),
    "Bill": ("DueDate", "2026-05-05"),
}


@dataclass(frozen=True, slots=True)
class Vendors:
    """The addresses, and what people do there."""

    urls: Mapping[VendorName, str]
    http: httpx.Client

    def set_clocks(self, now: datetime) -> None:
        """All of them run on from ``now``."""
        for vendor in self.urls:
            self._admin(vendor, "POST", "/clock", {"now": now.isoformat()})

    def tokens(self) -> dict[VendorName, dict[str, Any]]:
        """A connection to each, without the browser's round trip."""
        books = {"client_id": BOOKS_APP["client_id"], "realm_id": ACCOUNTS[VendorName.QUICKBOOKS]}
        form = {"grant_type": "client_credentials", "scope": "accounting", **FOUNDATION_APP}
        url = f"{self.urls[VendorName.FOUNDATION]}/oauth2/token"
        raken = f"/companies/{ACCOUNTS[VendorName.RAKEN]}/tokens"
        return {
            VendorName.RAKEN: _token(self._admin(VendorName.RAKEN, "POST", raken)),
            VendorName.PROCORE: _token(self._admin(VendorName.PROCORE, "POST", "/tokens", {"login": LOGIN})),
            VendorName.FOUNDATION: _token(self.http.post(url, data=form).raise_for_status().json()),
            VendorName.QUICKBOOKS: _token(self._admin(VendorName.QUICKBOOKS, "POST", "/tokens", books)),
        }

    def change(self) -> int:
        """Every so-manieth record of each list, one at least; the answer counts them."""
        return self._change_raken() + self._change_procore() + self._change_foundation() + self._change_books()

    def seed(self) -> None:
        """The same contractor everywhere, all at once."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(self._seed, _SEEDS))
        self._admin(VendorName.QUICKBOOKS, "POST", "/apps", BOOKS_APP)

    def _seed(self, vendor: VendorName) -> None:
        self._admin(vendor, "POST", "/settings", _SETTINGS[vendor])
        self._admin(vendor, "POST", "/seed", {"size": SIZE, **_SEEDS[vendor]})

    def _change_raken(self) -> int:
        changed, company = 0, f"/companies/{ACCOUNTS[VendorName.RAKEN]}"
        for resource, fields in _RAKEN_CHANGES.items():
            rows = self._admin(VendorName.RAKEN, "GET", f"{company}/{resource}?every={CHANGED_EVERY}")
            force = "?force=true" if resource == "timeCards" else ""
            for row in rows:
                self._admin(VendorName.RAKEN, "PATCH", f"{company}/{resource}/{row['uuid']}{force}", fields)
                changed += 1
        return changed

    def _change_procore(self) -> int:
        changed, records = 0, f"/companies/{ACCOUNTS[VendorName.PROCORE]}/records"
        for resource, name in _PROCORE_CHANGES.items():
            for row in _some(self._admin(VendorName.PROCORE, "GET", f"{records}/{resource}")):
                where = f"{records}/{resource}/{row['id']}"
                self._admin(VendorName.PROCORE, "PATCH", where, {name: "Changed in the morning"})
                changed += 1
        return changed

    def _change_foundation(self) -> int:
        changed, company = 0, f"/companies/{ACCOUNTS[VendorName.FOUNDATION]}"
        for resource, (key, name) in _FOUNDATION_CHANGES.items():
            for row in _some(self._admin(VendorName.FOUNDATION, "GET", f"{company}/{resource}")):
                where = f"{company}/{resource}/{row[key]}"
                self._admin(VendorName.FOUNDATION, "PATCH", where, {name: "Renamed"})
                changed += 1
        return changed

    def _change_books(self) -> int:
        """A company's records change through the API only."""
        realm, url = ACCOUNTS[VendorName.QUICKBOOKS], self.urls[VendorName.QUICKBOOKS]
        token = self.tokens()[VendorName.QUICKBOOKS]["access_token"]
        changed, headers = 0, {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        for entity, (name, value) in _BOOKS_CHANGES.items():
            for row in _some(self._admin(VendorName.QUICKBOOKS, "GET", f"/realms/{realm}/entities/{entity}")):
                text = value if entity == "Bill" else f"{value} {row['Id']}"
                needed: dict[str, object] = {key: row[key] for key in ("Id", "SyncToken", "VendorRef") if key in row}
                body = {**needed, "sparse": True, name: text}
                where = f"{url}/v3/company/{realm}/{entity.lower()}"
                self.http.post(where, json=body, headers=headers).raise_for_status()
                changed += 1
        return changed

    def _admin(self, vendor: VendorName, method: str, path: str, body: object = None) -> Any:
        answer = self.http.request(method, f"{self.urls[vendor]}/_admin{path}", json=body)
        return answer.raise_for_status().json()


@contextmanager
def vendors() -> Iterator[Vendors]:
    """Four fresh simulators at the evening of the seed's last day."""
    with ExitStack() as stack:
        urls = {vendor: stack.enter_context(simulator(vendor.value)) for vendor in ACCOUNTS}
        http = stack.enter_context(httpx.Client(timeout=600, trust_env=False))
        running = Vendors(urls, http)
        running.set_clocks(EVENING)
        running.seed()
        yield running


def _token(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: answer.get(name) for name in ("access_token", "refresh_token", "expires_in")}


def _some(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest, and each so-manieth before it."""
    kept = [row for row in rows if not row.get("deleted_at") and not row.get("deleted")]
    return kept[::-1][::CHANGED_EVERY]
