"""Putting the contractor into the simulators, and what people do there later."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import httpx

from local.demo.contractor import (
    COMPANY_NAME,
    ITEMS,
    JOB_WITHOUT_CUSTOMER,
    JOBS,
    RAKEN_COMPANY,
    REALM,
    Contractor,
    Record,
)
from local.demo.people import STAFF
from local.errors import LocalStackError
from local.state import StackState

_CHUNK: Final = 500
_COST_RATES: Final = (38.5, 29.75, 46.25, 35.0)
"""What an hour of a carpenter, laborer, electrician and concrete finisher costs."""


class Vendors:
    """The administration pages of the running simulators."""

    def __init__(self, state: StackState, http: httpx.Client) -> None:
        self._urls = state.urls
        self._http = http

    def seed(self, contractor: Contractor) -> None:
        """Raken's records, the books' name lists, and the people who sign in."""
        self.post("raken", "/_admin/companies", {"company_uuid": RAKEN_COMPANY, "name": COMPANY_NAME})
        for resource, records in (
            ("projects", contractor.projects),
            ("members", contractor.members),
            ("timeCards", contractor.cards),
        ):
            for start in range(0, len(records), _CHUNK):
                path = f"/_admin/companies/{RAKEN_COMPANY}/{resource}"
                self.post("raken", path, records[start : start + _CHUNK])
        self.post("quickbooks", "/_admin/realms", {"realm_id": REALM, "company_name": COMPANY_NAME})
        self._seed_books(contractor)
        self.post("oidc", "/_admin/users", [person.user for person in STAFF])

    def add_customer(self, number: str) -> None:
        """Somebody creates the job's customer in QuickBooks."""
        name = dict(JOBS)[number]
        self.create("Customer", [{"DisplayName": f"{number} {name}", "Job": False}])

    def change_hours(self, card_id: str, entries: Sequence[Record]) -> None:
        """A superintendent corrects a card in Raken; an approved card has to be unlocked for that."""
        total = float(sum(Decimal(str(entry["hours"])) for entry in entries))
        body = {"timeEntries": list(entries), "totalHours": total, "approved": True}
        path = f"/_admin/companies/{RAKEN_COMPANY}/timeCards/{card_id}?force=true"
        self._checked(self._http.patch(f"{self._urls['raken']}{path}", json=body))

    def add_hours(self, contractor: Contractor, card_id: str, hours: float) -> None:
        """The same for a card of the contractor, whose first entry gets so many hours more."""
        card = next(card for card in contractor.cards if card["uuid"] == card_id)
        entries = card["timeEntries"]
        if not isinstance(entries, list):
            raise TypeError("a card without entries")
        entries[0]["hours"] = float(entries[0]["hours"]) + hours
        self.change_hours(card_id, entries)

    def approve_card(self, contractor: Contractor, card_id: str) -> None:
        """The foreman approves a card as it is."""
        card = next(card for card in contractor.cards if card["uuid"] == card_id)
        entries = card["timeEntries"]
        if not isinstance(entries, list):
            raise TypeError("a card without entries")
        self.change_hours(card_id, entries)

    def time_activities(self) -> list[dict[str, object]]:
        """What the books hold, deleted records left out; numbers as Decimal."""
        return self.living("TimeActivity")

    def living(self, entity: str) -> list[dict[str, object]]:
        """The books' records of one entity, deleted ones left out; numbers as Decimal."""
        return [row for row in self._read(entity) if not row["deleted"]]

    def names(self, entity: str) -> dict[str, str]:
        """Id -> name of one of the books' name lists."""
        rows = self._read(entity)
        return {str(row["Id"]): str(row.get("DisplayName") or row.get("Name")) for row in rows}

    def numbers(self) -> dict[str, str]:
        """Id -> employee number of the books' employees."""
        return {str(row["Id"]): str(row.get("EmployeeNumber", "")) for row in self._read("Employee")}

    def stats(self) -> dict[str, object]:
        """The QuickBooks simulator's counters."""
        answer = self._checked(self._http.get(f"{self._urls['quickbooks']}/_admin/stats"))
        parsed: dict[str, object] = answer.json()
        return parsed

    def _seed_books(self, contractor: Contractor) -> None:
        customers = [f"{number} {name}" for number, name in JOBS if number != JOB_WITHOUT_CUSTOMER]
        self.create("Customer", [{"DisplayName": name} for name in customers])
        numbered = [member for member in contractor.members if member["employeeId"] is not None]
        self.create("Employee", [_employee(member) for member in numbered])
        (income,) = self.create("Account", [{"Name": "Services", "AccountType": "Income"}])
        reference = {"value": income["Id"]}
        items = [{"Name": name, "Type": "Service", "IncomeAccountRef": reference} for name in ITEMS.values()]
        self.create("Item", items)

    def create(self, entity: str, records: Sequence[object]) -> list[Record]:
        """Somebody enters records of one entity in QuickBooks."""
        made: list[Record] = self.post("quickbooks", f"/_admin/realms/{REALM}/entities/{entity}", records).json()
        return made

    def _read(self, entity: str) -> list[dict[str, object]]:
        path = f"/_admin/realms/{REALM}/entities/{entity}"
        answer = self._checked(self._http.get(f"{self._urls['quickbooks']}{path}"))
        found: list[dict[str, object]] = json.loads(answer.content, parse_float=Decimal)
        return found

    def post(self, name: str, path: str, body: object) -> httpx.Response:
        """Send an order to one simulator."""
        return self._checked(self._http.post(f"{self._urls[name]}{path}", json=body))

    def patch(self, name: str, path: str, body: object) -> httpx.Response:
        """Change something in one simulator."""
        return self._checked(self._http.patch(f"{self._urls[name]}{path}", json=body))

    def get(self, name: str, path: str) -> httpx.Response:
        """Look at something in one simulator."""
        return self._checked(self._http.get(f"{self._urls[name]}{path}"))

    @staticmethod
    def _checked(answer: httpx.Response) -> httpx.Response:
        if answer.is_error:
            raise LocalStackError(f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text}")
        return answer


def _employee(member: Record) -> Record:
    return {
        "GivenName": member["firstName"],
        "FamilyName": member["lastName"],
        "DisplayName": f"{member['firstName']} {member['lastName']}",
        "EmployeeNumber": member["employeeId"],
        "CostRate": _COST_RATES[int(str(member["employeeId"])) % len(_COST_RATES)],
    }
