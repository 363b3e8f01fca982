"""Faults on order."""

import json

import pytest

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


@pytest.mark.parametrize("instead", [None, "a card", 7, []])
async def test_an_item_can_be_replaced_by_what_is_no_object(raken: Raken, instead: object):
    await raken.seed("timeCards", card("a"), card("b"))
    await raken.fault("malformed_item", item=1, body=json.dumps({"replace": instead}))
    collection = (await raken.get(SEPTEMBER)).json()["collection"]
    assert (collection[0]["uuid"], collection[1]) == ("a", instead)


async def test_wrong_json_is_a_success_that_cannot_be_read(raken: Raken):
    await raken.fault("wrong_json", path="/api/projects")
    answer = await raken.get("/projects")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert (await raken.get("/projects")).json()["collection"] == []


async def test_an_expired_token_stays_expired_until_it_is_refreshed(raken: Raken):
    await raken.fault("expired_token", path="/api/projects")
    assert [(await raken.get("/projects")).status_code for _ in range(2)] == [401, 401]
    fresh = (await raken.refresh(raken.tokens["refresh_token"])).json()
    assert (await raken.get("/projects", token=fresh["access_token"])).status_code == 200
