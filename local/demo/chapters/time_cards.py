"""Time: from the cards in Raken to QuickBooks, with a correction, and a customer that is missing."""

from collections import Counter
from datetime import date

from local.demo.api import Json, objects
from local.demo.comparison import BooksNames, Comparison, compare
from local.demo.contractor import JOB_WITHOUT_CUSTOMER
from local.demo.people import DANA
from local.demo.report import exceptions_sheet, hours_sheet
from local.demo.sheets import counted
from local.demo.stage import Stage, wait_for
from local.demo.syncing import sync
from local.errors import LocalStackError


def tell(stage: Stage) -> bool:
    """Whether the books agreed at each look."""
    tale = stage.tale
    tale.chapter("Time: from the jobsite to the books")
    with tale.step(f"{DANA.name}, accountant, signs in"):
        stage.people.accountant.get("/v1/me")
    _sync(stage, "a sync brings the time cards from Raken")
    _correct_a_card(stage)
    _sync(stage, "the next sync brings the corrected card")
    for first, last in stage.contractor.periods:
        approve(stage, first, last)
    stage.wait_until_posted("SQS carries the postings, the writer sends batches to QuickBooks")
    before = _look(stage, "Approved against posted")
    _add_the_missing_customer(stage)
    after = _look(stage, "After the missing customer was created in QuickBooks")
    return before.agrees and after.agrees


def compared(stage: Stage) -> Comparison:
    """The hours of the month as they stand."""
    vendors, api = stage.vendors, stage.people.accountant
    names = BooksNames(vendors.numbers(), vendors.names("Customer"), vendors.names("Item"))
    return compare(
        api.pages("/v1/time-cards", stage.days | {"status": "approved"}),
        api.pages("/v1/postings", {"state": "parked", "kind": "time_activity"}),
        vendors.time_activities(),
        names,
    )


def approve(stage: Stage, first: date, last: date) -> None:
    """Look first (dry run), then approve exactly what was seen."""
    api, body = stage.people.accountant, {"first_day": first.isoformat(), "last_day": last.isoformat()}
    with stage.tale.step(f"{DANA.name} approves {first} to {last}"):
        seen = api.post("/v1/time-cards/approvals", {**body, "dry_run": True})
        done = api.post("/v1/time-cards/approvals", {**body, "expected_minutes": seen["minutes"]})
    if done["minutes"] != seen["minutes"] or done["remaining"]:
        raise LocalStackError(f"approved something else than was shown: {seen} {done}")
    stage.tale.say(_told(done))


def _told(done: Json) -> str:
    reasons = Counter(str(item["message"]) for item in objects(done["skipped"]))
    cards, postings, minutes = (int(str(done[name])) for name in ("time_cards", "postings", "minutes"))
    left = f"; left out: {', '.join(f'{count} {why}' for why, count in reasons.items())}" if reasons else ""
    return f"{counted(cards, 'card')}, {counted(postings, 'posting')}, {minutes / 60:,.1f} h{left}"


def _sync(stage: Stage, title: str) -> None:
    """Asked for, as the schedule may be minutes away."""
    with stage.tale.step(title):
        counts = sync(stage.people.accountant)
    stage.tale.progress.note(f"      {counts}")


def _correct_a_card(stage: Stage) -> None:
    with stage.tale.step("a superintendent corrects a card in Raken"):
        stage.vendors.add_hours(stage.contractor, stage.contractor.card_to_change, 1.5)


def _look(stage: Stage, title: str) -> Comparison:
    with stage.tale.step("comparing the books with what was approved"):
        comparison = compared(stage)
    stage.tale.show(hours_sheet(title, comparison))
    stage.tale.show(exceptions_sheet(stage.people.accountant.pages("/v1/exceptions")))
    return comparison


def _add_the_missing_customer(stage: Stage) -> None:
    """The webhook tells us; the postings that waited for it follow by themselves."""
    before = len(stage.parked())
    with stage.tale.step(f"the bookkeeper creates customer {JOB_WITHOUT_CUSTOMER} in QuickBooks: webhook"):
        stage.vendors.add_customer(JOB_WITHOUT_CUSTOMER)
        wait_for(lambda: len(stage.parked()) < before, "the webhook released nothing")
    stage.wait_until_posted("what waited for the customer follows")
