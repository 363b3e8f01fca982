"""What every chapter works with: the people, the vendors' sides, and waiting until the queues are empty."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import httpx

from local.demo.api import Json, as_object
from local.demo.bookkeeper import Bookkeeper
from local.demo.contractor import Contractor
from local.demo.people import SignedIn
from local.demo.seeding import Vendors
from local.demo.site_office import SiteOffice
from local.demo.tale import Tale
from local.errors import LocalStackError
from local.state import StackState

PATIENCE_SECONDS: Final = 600.0
_IN_FLIGHT: Final = ("pending", "sealed")


@dataclass(slots=True)
class Stage:
    """One run of the demonstration. ``job_costs`` are what was seen of the job with the pictures, by moment."""

    state: StackState
    http: httpx.Client
    tale: Tale
    contractor: Contractor
    vendors: Vendors
    people: SignedIn
    bookkeeper: Bookkeeper
    site: SiteOffice
    job_costs: dict[str, Json] = field(default_factory=dict)

    @classmethod
    def of(cls, state: StackState, http: httpx.Client, tale: Tale, contractor: Contractor) -> "Stage":
        """Nobody is signed in yet, and nothing is seeded."""
        vendors = Vendors(state, http)
        site = SiteOffice(vendors, contractor.first_day, contractor.last_day)
        return cls(state, http, tale, contractor, vendors, SignedIn(state, http), Bookkeeper(vendors), site)

    @property
    def first_day(self) -> date:
        """Of the month."""
        return self.contractor.first_day

    @property
    def last_day(self) -> date:
        """Of the month."""
        return self.contractor.last_day

    @property
    def span(self) -> Json:
        """The month, as bodies name it."""
        return {"first_day": self.first_day.isoformat(), "last_day": self.last_day.isoformat()}

    @property
    def days(self) -> dict[str, str]:
        """The month, as parameters name it."""
        return {"from": self.first_day.isoformat(), "to": self.last_day.isoformat()}

    def parked(self) -> list[Json]:
        """Postings that wait for a person."""
        return list(self.people.accountant.pages("/v1/postings", {"state": "parked"}))

    def wait_until_posted(self, title: str) -> None:
        """Until nothing is under way: SQS wakes the writer, the writer sends batches."""
        with self.tale.step(title):
            wait_for(lambda: not self._in_flight(), "postings are still under way")

    def _in_flight(self) -> bool:
        """A bill whose vendor waits for a person is not under way, although it is pending."""
        api = self.people.accountant
        open_ = [each for state in _IN_FLIGHT for each in api.pages("/v1/postings", {"state": state})]
        waited_for = {_waits_for(each) for each in open_}
        held = {each["posting_id"] for each in self.parked()} if waited_for - {None} else set()
        return any(_waits_for(each) not in held for each in open_)


def _waits_for(posting: Json) -> object:
    """The posting that has to be in the books before this one; None if it waits for none."""
    error = posting["error"]
    details = None if error is None else as_object(error).get("details")
    return None if details is None else as_object(details).get("waits_for")


def wait_for(holds: Callable[[], bool], otherwise: str) -> None:
    """Look again every second until ``holds``; fails with the sentence ``otherwise``."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise LocalStackError(f"{otherwise} after {PATIENCE_SECONDS:.0f} s")
        time.sleep(1)
