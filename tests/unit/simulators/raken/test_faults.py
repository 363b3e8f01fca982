"""Faults on order."""

import json

from tests.unit.simulators.raken.harness import Raken, card

SEPTEMBER = "/timeCards?fromDate=2026-09-01&toDate=2026-09-30"


async def test_the_vendor_s_refusals_come_on_order_and_only_as_often(raken: Raken):
    for kind in ("unauthorized", "throttle", "quota_exhausted"):
        await raken.fault(kind, path="/api/projects")
    answers = [await raken.get("/projects") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [401, 429, 429, 200]
    assert answers[1].json() == {"message": "Too Many Requests"}
    assert answers[2].json() == {"message": "Limit Exceeded"}


async def test_any_status_can_be_ordered_for_one_path(raken: Raken):
    await raken.fault("status", path="/api/members", status=503, body="busy", count=2)
    assert (await raken.get("/projects")).status_code == 200
    assert [(await raken.get("/members")).status_code for _ in range(3)] == [503, 503, 200]


async def test_a_malformed_item_lacks_its_worker_among_sound_ones(raken: Raken):
    await raken.seed("timeCards", card("a"), card("b"), card("c"))
    await raken.fault("malformed_item", path="/api/timeCards", item=1)
    spoiled = (await raken.get(SEPTEMBER)).json()["collection"]
    sound = (await raken.get(SEPTEMBER)).json()["collection"]
    assert ["worker" in item for item in spoiled] == [True, False, True]
    assert all("worker" in item for item in sound)


async def test_the_damage_can_be_spelled_out(raken: Raken):
    await raken.seed("timeCards", card())
    await raken.fault("malformed_item", body=json.dumps({"set": {"date": "soon"}, "remove": ["totalHours"]}))
    item = (await raken.get(SEPTEMBER)).json()["collection"][0]
    assert item["date"] == "soon"
    assert "totalHours" not in item
    assert item["worker"] == {"uuid": "member-1"}


async def test_an_empty_page_keeps_the_malformed_item_for_later(raken: Raken):
    await raken.fault("malformed_item", path="/api/timeCards")
    await raken.get(SEPTEMBER)
    await raken.seed("timeCards", card())
    assert "worker" not in (await raken.get(SEPTEMBER)).json()["collection"][0]
