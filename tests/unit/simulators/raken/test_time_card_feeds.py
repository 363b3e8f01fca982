"""The three windows on time cards, and what moves a card between them."""

import pytest

from tests.unit.simulators.raken.harness import COMPANY, Raken, card

SEPTEMBER = "/timeCards?fromDate=2026-09-01&toDate=2026-09-30"
CHANGED = "/timeCards?changedSince=2026-09-16T12:01:00Z&changedUntil=2026-09-17T00:00:00Z"
REMOVED = "/timeCards?deletedFrom=2026-09-16T00:00:00Z&deletedTo=2026-09-17T00:00:00Z"
CARD = f"/companies/{COMPANY}/timeCards/card-1"


async def seed_then_wait(raken: Raken, **changes: object) -> None:
    """One card at 12:00:00; then it is 12:01:00, and the changed feed starts there."""
    await raken.seed("timeCards", card(**changes))
    raken.clock.advance(60)


async def test_both_ends_of_a_date_window_belong_to_it(raken: Raken):
    dates = ["2026-08-31", "2026-09-01", "2026-09-30", "2026-10-01"]
    await raken.seed("timeCards", *(card(date, date=date) for date in dates))
    assert await raken.uuids(SEPTEMBER) == ["2026-09-01", "2026-09-30"]


async def test_both_ends_of_a_change_window_belong_to_it(raken: Raken):
    await raken.seed("timeCards", card(updatedAt="2026-09-10T08:00:00Z"))
    exact = "/timeCards?changedSince=2026-09-10T08:00:00Z&changedUntil=2026-09-10T08:00:00Z"
    later = "/timeCards?changedSince=2026-09-10T08:00:01Z&changedUntil=2026-09-10T09:00:00Z"
    assert await raken.uuids(exact) == ["card-1"]
    assert await raken.uuids(later) == []


async def test_an_edit_moves_the_card_into_the_changed_feed(raken: Raken):
    await seed_then_wait(raken)
    assert await raken.uuids(CHANGED) == []
    edited = await raken.admin("PATCH", CARD, {"timeEntries": [{"hours": 6.25}]})
    assert edited["updatedAt"] == "2026-09-16T12:01:00Z"
    assert edited["totalHours"] == 6.25
    assert await raken.uuids(CHANGED) == ["card-1"]


@pytest.mark.parametrize(("step", "before"), [("approve", False), ("unapprove", True)])
async def test_approval_either_way_is_a_change(raken: Raken, step: str, before: bool):
    await seed_then_wait(raken, approved=before)
    after = await raken.admin("POST", f"{CARD}/{step}")
    assert after["approved"] is not before
    assert await raken.uuids(CHANGED) == ["card-1"]


async def test_a_deleted_card_is_in_the_deleted_feed_only(raken: Raken):
    await seed_then_wait(raken)
    deleted = await raken.admin("DELETE", CARD)
    assert deleted["deletedAt"] == "2026-09-16T12:01:00Z"
    assert await raken.uuids(SEPTEMBER) == []
    assert await raken.uuids(CHANGED) == []
    assert (await raken.get(REMOVED)).json()["collection"] == [deleted]


async def test_a_card_that_re_appears_leaves_the_deleted_feed(raken: Raken):
    await seed_then_wait(raken)
    await raken.admin("DELETE", CARD)
    raken.clock.advance(60)
    back = await raken.admin("POST", f"{CARD}/reappear")
    assert (back["deletedAt"], back["updatedAt"]) == (None, "2026-09-16T12:02:00Z")
    assert await raken.uuids(REMOVED) == []
    assert await raken.uuids(CHANGED) == ["card-1"]


async def test_an_approved_card_is_locked_until_unapproved_or_forced(raken: Raken):
    await seed_then_wait(raken, approved=True)
    path = f"/_admin{CARD}"
    assert (await raken.http.patch(path, json={"note": "x"})).status_code == 409
    assert (await raken.http.delete(path)).status_code == 409
    assert (await raken.http.patch(f"{path}?force=true", json={"note": "x"})).json()["note"] == "x"
    assert (await raken.http.patch(path, json={"note": "y", "approved": False})).json()["note"] == "y"
    assert (await raken.http.delete(path)).status_code == 200


async def test_a_card_that_changes_between_two_pages_shifts_the_later_page(raken: Raken):
    stamps = ["2026-09-16T12:01:00Z", "2026-09-16T12:01:01Z", "2026-09-16T12:01:02Z"]
    await raken.seed("timeCards", *(card(f"card-{n}", updatedAt=at) for n, at in enumerate(stamps, 1)))
    raken.clock.advance(120)
    first = await raken.uuids(f"{CHANGED}&limit=2&offset=0")
    await raken.admin("PATCH", CARD, {"note": "late"})
    second = await raken.uuids(f"{CHANGED}&limit=2&offset=2")
    assert (first, second) == (["card-1", "card-2"], ["card-1"])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "fromDate=2026-09-01",
        "toDate=2026-09-01",
        "fromDate=2026-09-02&toDate=2026-09-01",
        "fromDate=2026-09-01&toDate=2026-10-02",
        "fromDate=2026-9-1&toDate=2026-09-30",
        "fromDate=2026-09-31&toDate=2026-09-30",
        "fromDate=2026-09-01T00:00:00Z&toDate=2026-09-30",
        "changedSince=2026-09-01T00:00:00.000Z&changedUntil=2026-09-02T00:00:00Z",
        "changedSince=2026-09-01T00:00:00%2B00:00&changedUntil=2026-09-02T00:00:00Z",
        "changedSince=2026-09-01T25:00:00Z&changedUntil=2026-09-02T00:00:00Z",
        "changedSince=2026-09-01T00:00:00Z&changedUntil=2026-10-02T00:00:01Z",
        "deletedFrom=2026-09-01&deletedTo=2026-09-02",
        "deletedFrom=2026-09-02T00:00:00Z&deletedTo=2026-09-01T00:00:00Z",
        "fromDate=2026-09-01&toDate=2026-09-02&changedSince=2026-09-01T00:00:00Z",
    ],
)
async def test_a_window_that_is_missing_mixed_malformed_or_too_long_is_400(raken: Raken, query: str):
    response = await raken.get(f"/timeCards?{query}")
    assert (response.status_code, response.json()["error"]) == (400, "Bad Request")


@pytest.mark.parametrize(
    "query",
    [
        "fromDate=2026-10-01&toDate=2026-10-31",
        "changedSince=2026-09-01T00:00:00Z&changedUntil=2026-10-02T00:00:00Z",
    ],
)
async def test_a_window_of_31_days_is_allowed(raken: Raken, query: str):
    assert (await raken.get(f"/timeCards?{query}")).status_code == 200
