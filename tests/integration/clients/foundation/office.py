"""The real FOUNDATION client of one connected company, on a wire to the real simulator."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

import httpx

from fieldledger.clients.app_secret import AppSecret
from fieldledger.clients.external_api import ApiAccess
from fieldledger.clients.foundation.assumptions import ASSUMED, FoundationDialect
from fieldledger.clients.foundation.client import FoundationClient, foundation_windows
from fieldledger.clients.foundation.models.writes import ApInvoiceLineWrite, ApInvoiceWrite, TimeCardWrite
from fieldledger.clients.oauth import ClientAuthentication, OAuthClient, TokenEndpoint
from fieldledger.clients.rate_budget import RateBudget
from fieldledger.clients.tokens import TokenVault
from fieldledger.domain.connection import GrantKind, VendorName
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.result import Result
from simulators.foundation.app import create_app
from simulators.kit.clock import SimClock
from tests.builders import COMPANY, a_connection
from tests.fakes.circuits import NoBreaker
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import FakeCipher

HOST: Final = "foundation.test"
ACCOUNT: Final = "1"
APP: Final = {"client_id": "foundation-sandbox-client", "client_secret": "foundation-sandbox-secret"}
KEY: Final = "sandbox-primary-key"
A_DAY: Final = date(2026, 2, 27)


@dataclass
class Office:
    """The client, and the simulated books as a bookkeeper sees them."""

    client: FoundationClient
    http: httpx.AsyncClient
    clock: FakeClock
    key: str = KEY

    async def admin(self, method: str, path: str, body: Any = None) -> Any:
        """A call of the simulator's own interface."""
        answer = await self.http.request(method, f"http://{HOST}/_admin{path}", json=body)
        return answer.raise_for_status().json()

    async def in_books(self, resource: str) -> list[dict[str, Any]]:
        """All records of a list, behind the client's back."""
        rows: list[dict[str, Any]] = await self.admin("GET", f"/companies/{ACCOUNT}/{resource}")
        return rows

    async def job_with_code(self) -> tuple[str, str]:
        """An active job and a cost code assigned to it."""
        job = next(row for row in await self.in_books("jobs") if row["status"] == "A")
        code = (await self.in_books("costcodes"))[0]
        return job["jobId"], code["costCodeId"]

    async def a_card(self, hours: str = "2.50") -> TimeCardWrite:
        """Overtime of the first active employee, ready to be sent."""
        employee = next(row for row in await self.in_books("employees") if row["status"] == "A")
        job, code = await self.job_with_code()
        return TimeCardWrite(
            employee_id=employee["employeeId"],
            day=A_DAY,
            job_id=job,
            phase_id="01",
            cost_code_id=code,
            cost_class_id="L",
            earn_code_id="OT",
            hours=Decimal(hours),
        )

    async def an_invoice(self, number: str = "INV-889") -> ApInvoiceWrite:
        """An invoice of one line, ready to be sent."""
        vendor = next(row for row in await self.in_books("vendors") if row["status"] == "A")
        job, code = await self.job_with_code()
        amount = Decimal("1200.10")
        line = ApInvoiceLineWrite(job_id=job, phase_id="01", cost_code_id=code, cost_class_id="M", amount=amount)
        return ApInvoiceWrite(
            vendor_id=vendor["vendorId"],
            invoice_number=number,
            invoice_date=A_DAY,
            invoice_amount=amount,
            job_id=job,
            lines=(line,),
        )


async def _vault(http: httpx.AsyncClient, clock: FakeClock, store: InMemoryDocumentStore) -> TokenVault:
    """A connection with the app's own credentials whose token is over, so that the first call fetches one."""

    async def secret() -> Result[AppSecret]:
        return Result.ok(AppSecret(**APP))

    cipher, connections = FakeCipher(), DocumentConnections(store)
    context = {"company_id": COMPANY, "vendor": VendorName.FOUNDATION.value}
    connection = a_connection(
        vendor=VendorName.FOUNDATION,
        account_id=ACCOUNT,
        access_token=(await cipher.encrypt("over", context)).unwrap(),
        refresh_token="",
        access_expires_at=clock.now() - timedelta(minutes=1),
    )
    own = {"grant": GrantKind.CLIENT_CREDENTIALS, "refresh_expires_at": None}
    (await connections.save(connection.model_copy(update=own))).unwrap()
    endpoint = TokenEndpoint(
        VendorName.FOUNDATION, f"http://{HOST}/oauth2/token", ClientAuthentication.FORM, secret, scope="accounting"
    )
    oauth = {VendorName.FOUNDATION: OAuthClient(lambda: http, endpoint)}
    return TokenVault(connections, cipher, oauth, clock, lambda: "container-1")


@asynccontextmanager
async def an_office(dialect: FoundationDialect = ASSUMED, **settings: Any) -> AsyncIterator[Office]:
    """A connected company with the small contractor's books."""
    clock, store = FakeClock(), InMemoryDocumentStore()
    app = create_app(SimClock(clock.now))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as http:
        vault = await _vault(http, clock, store)
        budget = RateBudget(DocumentBudgets(store), foundation_windows(500), clock, Random(1))
        access = ApiAccess(lambda: http, vault, budget, NoBreaker(), clock, Random(1))

        async def key() -> Result[str]:
            return Result.ok(office.key)

        office = Office(FoundationClient(access, f"http://{HOST}/foundation/v1", key, dialect), http, clock)
        await office.admin("POST", "/settings", settings)
        await office.admin("POST", "/seed", {"size": "small", "company_id": ACCOUNT})
        yield office
