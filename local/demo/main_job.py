"""The main job, through the public API and the queues, on a stack that is up."""

import asyncio
import json
import time
from datetime import UTC, date, datetime
from typing import Final

import httpx
from rich.console import Console

from local.demo.api import Api, Json
from local.demo.comparison import BooksNames, Comparison, compare
from local.demo.connecting import set_up_company
from local.demo.contractor import COMPANY_NAME, JOB_WITHOUT_CUSTOMER, Contractor, make_contractor
from local.demo.report import show_comparison, show_exceptions
from local.demo.seeding import ACCOUNTANT, Vendors
from local.demo.sign_in import sign_in
from local.demo.syncing import sync
from local.errors import LocalStackError
from local.progress import Progress
from local.state import StackState

PATIENCE_SECONDS: Final = 240.0
_IN_FLIGHT: Final = ("pending", "sealed")


class MainJob:
    """One run; every step is one line on the terminal."""

    def __init__(self, state: StackState, progress: Progress, http: httpx.Client, console: Console) -> None:
        self._state = state
        self._progress = progress
        self._http = http
        self._console = console
        self._vendors = Vendors(state, http)

    def run(self) -> bool:
        """True if the books agree with what was approved, to the minute."""
        contractor = make_contractor(datetime.now(UTC).date())
        self._prepare(contractor)
        with self._progress.step(f"{ACCOUNTANT} signs in"):
            api = Api(self._state.api_url, sign_in(self._state, self._http, ACCOUNTANT), self._http)
            api.get("/v1/me")
        self._sync(api, "a sync brings the time cards from Raken")
        self._correct_a_card(contractor)
        self._sync(api, "the next sync brings the corrected card")
        for first, last in contractor.periods:
            self._approve(api, first, last)
        self._wait_until_posted(api)
        first_result = self._compare(api, contractor)
        show_comparison(self._console, "Approved against posted", first_result)
        show_exceptions(self._console, api.pages("/v1/exceptions"))
        self._add_the_missing_customer(api)
        result = self._compare(api, contractor)
        show_comparison(self._console, "After the missing customer was created in QuickBooks", result)
        show_exceptions(self._console, api.pages("/v1/exceptions"))
        self._progress.note(f"QuickBooks counted: {json.dumps(self._vendors.stats())}")
        return first_result.agrees and result.agrees

    def _prepare(self, contractor: Contractor) -> None:
        workers, jobs = len(contractor.members), len(contractor.projects)
        title = f"seeding {COMPANY_NAME}: {jobs} jobs, {workers} workers, {contractor.entries} time entries"
        with self._progress.step(title):
            self._vendors.seed(contractor)
        with self._progress.step("setting up the company and connecting Raken and QuickBooks"):
            asyncio.run(set_up_company(self._state, self._http, contractor.first_day))

    def _sync(self, api: Api, title: str) -> None:
        """Asked for, as the schedule may be minutes away."""
        with self._progress.step(title):
            counts = sync(api)
        self._progress.note(f"      {counts}")

    def _correct_a_card(self, contractor: Contractor) -> None:
        card = next(card for card in contractor.cards if card["uuid"] == contractor.card_to_change)
        entries = card["timeEntries"]
        if not isinstance(entries, list):
            raise TypeError("a card without entries")
        entries[0]["hours"] = float(entries[0]["hours"]) + 1.5
        with self._progress.step("a superintendent corrects a card in Raken"):
            self._vendors.change_hours(contractor.card_to_change, entries)

    def _approve(self, api: Api, first: date, last: date) -> None:
        """Look first (dry run), then approve exactly what was seen."""
        body: Json = {"first_day": first.isoformat(), "last_day": last.isoformat()}
        with self._progress.step(f"the accountant approves {first} to {last}"):
            seen = api.post("/v1/time-cards/approvals", body | {"dry_run": True}, f"look-{first}-{time.time_ns()}")
            sure = body | {"expected_minutes": seen["minutes"]}
            done = api.post("/v1/time-cards/approvals", sure, f"approve-{first}-{time.time_ns()}")
        if done["minutes"] != seen["minutes"] or done["remaining"]:
            raise LocalStackError(f"approved something else than was shown: {seen} {done}")
        skipped = done["skipped"]
        reasons = [item["code"] for item in skipped] if isinstance(skipped, list) else []
        cards, postings, minutes = (int(str(done[name])) for name in ("time_cards", "postings", "minutes"))
        self._progress.note(f"      {cards} cards, {postings} postings, {minutes / 60:,.1f} h; skipped: {reasons}")

    def _wait_until_posted(self, api: Api) -> None:
        """Until nothing is pending or sealed: SQS wakes the writer, the writer sends batches."""
        with self._progress.step("SQS carries the postings, the writer sends batches to QuickBooks"):
            deadline = time.monotonic() + PATIENCE_SECONDS
            while any(next(api.pages("/v1/postings", {"state": state}), None) for state in _IN_FLIGHT):
                if time.monotonic() > deadline:
                    raise LocalStackError(f"postings are still under way after {PATIENCE_SECONDS:.0f} s")
                time.sleep(1)

    def _add_the_missing_customer(self, api: Api) -> None:
        """The webhook tells us; the postings that waited for it follow by themselves."""
        before = sum(1 for _ in api.pages("/v1/postings", {"state": "parked"}))
        with self._progress.step(f"the bookkeeper creates customer {JOB_WITHOUT_CUSTOMER} in QuickBooks: webhook"):
            self._vendors.add_customer(JOB_WITHOUT_CUSTOMER)
            deadline = time.monotonic() + PATIENCE_SECONDS
            while sum(1 for _ in api.pages("/v1/postings", {"state": "parked"})) >= before:
                if time.monotonic() > deadline:
                    raise LocalStackError("the webhook released nothing")
                time.sleep(1)
        self._wait_until_posted(api)

    def _compare(self, api: Api, contractor: Contractor) -> Comparison:
        period = {"from": contractor.first_day.isoformat(), "to": contractor.last_day.isoformat()}
        names = BooksNames(self._vendors.numbers(), self._vendors.names("Customer"), self._vendors.names("Item"))
        with self._progress.step("comparing the books with what was approved"):
            return compare(
                api.pages("/v1/time-cards", period | {"status": "approved"}),
                api.pages("/v1/postings", {"state": "parked"}),
                self._vendors.time_activities(),
                names,
            )
