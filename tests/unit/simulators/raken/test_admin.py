"""Seeding, reading back and starting over."""

from urllib.parse import urlencode

from tests.unit.simulators.raken.harness import COMPANY, Raken, card

CARDS = f"/companies/{COMPANY}/timeCards"


async def test_a_seeded_card_gets_what_every_card_has(raken: Raken):
    await raken.seed("timeCards", card())
    stored = (await raken.admin("GET", CARDS))[0]
    assert stored["totalHours"] == 9.5
    assert (stored["approved"], stored["deletedAt"]) == (False, None)
    assert stored["updatedAt"] == "2026-09-16T12:00:00Z"


async def test_what_the_seed_gives_is_kept(raken: Raken):
    odd = card(totalHours=None, approved=True, updatedAt="2026-01-01T00:00:00Z")
    await raken.seed("timeCards", odd)
    stored = await raken.admin("GET", f"{CARDS}/card-1")
    assert {key: stored[key] for key in odd} == odd


async def test_seeding_the_same_again_changes_nothing(raken: Raken):
    first = await raken.seed("timeCards", card())
    raken.clock.advance(60)
    second = await raken.seed("timeCards", card())
    assert (first, second) == ({"received": 1, "changed": 1}, {"received": 1, "changed": 0})
    assert (await raken.admin("GET", f"{CARDS}/card-1"))["updatedAt"] == "2026-09-16T12:00:00Z"


async def test_seeding_a_difference_moves_updated_at(raken: Raken):
    await raken.seed("timeCards", card())
    raken.clock.advance(60)
    assert await raken.seed("timeCards", card(date="2026-09-14")) == {"received": 1, "changed": 1}
    assert (await raken.admin("GET", f"{CARDS}/card-1"))["updatedAt"] == "2026-09-16T12:01:00Z"


async def test_deleting_marks_members_and_removes_reports(raken: Raken):
    await raken.seed("members", {"uuid": "m1"})
    await raken.seed("dailyReports", {"uuid": "r1", "date": "2026-09-15"})
    await raken.admin("DELETE", f"/companies/{COMPANY}/members/m1")
    await raken.admin("DELETE", f"/companies/{COMPANY}/dailyReports/r1")
    assert [m["status"] for m in await raken.admin("GET", f"/companies/{COMPANY}/members")] == ["DELETED"]
    assert await raken.admin("GET", f"/companies/{COMPANY}/dailyReports") == []


async def test_seeding_again_keeps_the_records_of_a_company(raken: Raken):
    await raken.seed("projects", {"uuid": "p1"})
    renamed = await raken.admin("POST", "/companies", {"company_uuid": COMPANY, "name": "Acme Two"})
    assert (renamed["name"], renamed["records"]["projects"]) == ("Acme Two", 1)
    assert await raken.uuids("/projects") == ["p1"]


async def test_wrong_orders_are_refused(raken: Raken):
    post = raken.http.post
    assert (await post(f"/_admin{CARDS}", json=[{"date": "2026-09-15"}])).status_code == 422
    assert (await post("/_admin/companies/nobody/projects", json=[])).status_code == 404
    assert (await post(f"/_admin/companies/{COMPANY}/crews", json=[])).status_code == 422
    assert (await post(f"/_admin{CARDS}/none/approve")).status_code == 404
    assert (await post("/_admin/settings", json={"burst": 0})).status_code == 422
    assert (await post(f"/_admin/companies/{COMPANY}/tokens", json={"client_id": "x"})).status_code == 404


async def test_reset_forgets_customers_tokens_and_settings(raken: Raken):
    await raken.admin("POST", "/settings", {"burst": 3})
    await raken.admin("POST", "/reset")
    assert await raken.admin("GET", "/companies") == []
    assert (await raken.admin("GET", "/settings"))["burst"] == 20
    assert (await raken.get("/userinfo")).status_code == 401


async def test_what_vanishes_is_in_no_feed_and_has_no_address(raken: Raken):
    await raken.seed("timeCards", card())
    await raken.seed("members", {"uuid": "m1"})
    raken.clock.advance(60)
    await raken.admin("POST", f"{CARDS}/card-1/vanish")
    await raken.admin("POST", f"/companies/{COMPANY}/members/m1/vanish")
    since, until = "2026-09-01T00:00:00Z", "2026-09-20T00:00:00Z"
    for window in ({"changedSince": since, "changedUntil": until}, {"deletedFrom": since, "deletedTo": until}):
        assert (await raken.get("/timeCards?" + urlencode(window))).json()["collection"] == []
    assert (await raken.get("/members/m1")).status_code == 404


async def test_a_sample_has_the_last_record_and_each_so_manieth_before_it(raken: Raken):
    await raken.seed("timeCards", *(card(f"card-{n}") for n in range(1, 8)))
    sample = await raken.admin("GET", f"{CARDS}?every=3")
    assert [each["uuid"] for each in sample] == ["card-1", "card-4", "card-7"]
    assert (await raken.http.get(f"/_admin{CARDS}?every=0")).status_code == 422


async def test_a_card_whose_day_is_corrected_is_found_on_its_new_day_only(raken: Raken):
    await raken.seed("timeCards", card("card-1"), card("card-2"))
    await raken.admin("PATCH", f"{CARDS}/card-1", {"date": "2026-09-10"})
    assert await raken.uuids("/timeCards?fromDate=2026-09-15&toDate=2026-09-15") == ["card-2"]
    assert await raken.uuids("/timeCards?fromDate=2026-09-10&toDate=2026-09-10") == ["card-1"]
