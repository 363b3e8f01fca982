"""The real QuickBooks client of one connected company, on a wire to the real simulator."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Final

import httpx

from fieldledger.clients.external_api import ApiAccess
from fieldledger.clients.quickbooks.client import QuickbooksClient, quickbooks_windows
from fieldledger.clients.quickbooks.fields import Fields, Value
from fieldledger.clients.quickbooks.writes import Sending
from fieldledger.clients.rate_budget import RateBudget
from fieldledger.clients.tokens import TokenVault
from fieldledger.domain.connection import VendorName
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.repositories.connections import DocumentConnections
from tests.builders import COMPANY, a_connection
from tests.fakes.circuits import NoBreaker
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import FakeCipher
from tests.integration.flow.endpoints import oauth_clients
from tests.integration.flow.simulated_quickbooks import APP, HOST, REALM, SimulatedQuickbooks
from tests.integration.flow.wire import Wire

ACCESS_LIVES: Final = timedelta(hours=1)


@dataclass
class Office:
    """The client, the books as a bookkeeper sees them, and the ids of what is in them from the start."""

    client: QuickbooksClient
    books: SimulatedQuickbooks
    wire: Wire
    clock: FakeClock
    ids: dict[str, str] = field(default_factory=dict)
    _deeds: int = 0

    def deed(self) -> Sending:
        """A request id that was never used."""
        self._deeds += 1
        return Sending(f"deed-{self._deeds}")

    def a_bill(self, amount: str = "12500.10", **fields: Value) -> Fields:
        """A bill of one line, ready to be created."""
        kind = "AccountBasedExpenseLineDetail"
        line: Fields = {
            "Amount": Decimal(amount),
            "Description": "03-300 Cast-in-place",
            "DetailType": kind,
            kind: {"AccountRef": {"value": self.ids["Account"]}, "CustomerRef": {"value": self.ids["Customer"]}},
        }
        return {"VendorRef": {"value": self.ids["Vendor"]}, "TxnDate": "2026-02-18", "Line": [line], **fields}

    def some_time(self, hours: int = 8, **fields: Value) -> Fields:
        """A time activity, ready to be created."""
        time: Fields = {
            "NameOf": "Employee",
            "EmployeeRef": {"value": self.ids["Employee"]},
            "CustomerRef": {"value": self.ids["Customer"]},
            "ItemRef": {"value": self.ids["Item"]},
            "TxnDate": "2026-02-27",
            "Hours": hours,
            "Minutes": 0,
        }
        return {**time, **fields}

    async def stock(self) -> None:
        """What every test finds in the books."""
        for entity, body in {
            "Account": {"Name": "Job costs", "AccountType": "Cost of Goods Sold"},
            "Vendor": {"DisplayName": "Sunrise Concrete"},
            "Customer": {"DisplayName": "Riverside Clinic 2214"},
            "Employee": {"GivenName": "Rosa", "FamilyName": "Delgado", "EmployeeNumber": "107"},
            "Item": {"Name": "Regular", "Type": "Service", "IncomeAccountRef": {"value": "1"}},
        }.items():
            [made] = await self.books.seed(entity, [body])
            self.ids[entity] = made["Id"]


async def _a_client(http: httpx.AsyncClient, clock: FakeClock, books: SimulatedQuickbooks) -> QuickbooksClient:
    store, cipher = InMemoryDocumentStore(), FakeCipher()
    token = await books.admin("tokens", {"client_id": APP["client_id"], "realm_id": REALM})
    context = {"company_id": COMPANY, "vendor": VendorName.QUICKBOOKS.value}
    connection = a_connection(
        account_id=REALM,
        access_token=(await cipher.encrypt(token["access_token"], context)).unwrap(),
        refresh_token=(await cipher.encrypt(token["refresh_token"], context)).unwrap(),
        access_expires_at=clock.now() + ACCESS_LIVES,
        refresh_expires_at=clock.now() + timedelta(days=100),
    )
    connections = DocumentConnections(store)
    (await connections.save(connection)).unwrap()
    vault = TokenVault(connections, cipher, oauth_clients(http), clock, lambda: "container-1")
    budget = RateBudget(DocumentBudgets(store), quickbooks_windows(10, 500, 40), clock, Random(1))
    return QuickbooksClient(ApiAccess(lambda: http, vault, budget, NoBreaker(), clock, Random(1)), f"http://{HOST}")


@asynccontextmanager
async def an_office() -> AsyncIterator[Office]:
    """A connected company with a small stock of names."""
    clock = FakeClock()
    books = SimulatedQuickbooks(clock)
    wire = Wire({HOST: books.transport})
    async with httpx.AsyncClient(transport=wire) as http, books.http:
        await books.open()
        office = Office(await _a_client(http, clock, books), books, wire, clock)
        await office.stock()
        yield office
