"""limit, offset and the envelope."""

import pytest

from tests.unit.simulators.raken.harness import Raken, card


async def test_the_envelope_tells_offset_limit_and_total(raken: Raken):
    await raken.seed("projects", *({"uuid": f"p{n}"} for n in range(5)))
    body = (await raken.get("/projects?limit=2&offset=3")).json()
    assert body["page"] == {"offset": 3, "limit": 2, "totalElements": 5}
    assert [item["uuid"] for item in body["collection"]] == ["p3", "p4"]


async def test_the_default_page_has_a_hundred_items(raken: Raken):
    await raken.seed("members", *({"uuid": f"m{n}"} for n in range(101)))
    body = (await raken.get("/members")).json()
    assert (len(body["collection"]), body["page"]["totalElements"]) == (100, 101)


async def test_offsets_walk_through_every_card_once(raken: Raken):
    await raken.seed("timeCards", *(card(f"card-{n:04}") for n in range(2500)))
    path = "/timeCards?fromDate=2026-09-01&toDate=2026-09-30&limit=1000&offset="
    pages = [await raken.uuids(f"{path}{offset}") for offset in (0, 1000, 2000, 3000)]
    assert [len(page) for page in pages] == [1000, 1000, 500, 0]
    assert len({uuid for page in pages for uuid in page}) == 2500


@pytest.mark.parametrize("query", ["limit=1001", "limit=0", "limit=-1", "limit=ten", "offset=-1", "offset=1.5"])
async def test_a_page_out_of_bounds_is_400(raken: Raken, query: str):
    response = await raken.get(f"/projects?{query}")
    assert (response.status_code, response.json()["error"]) == (400, "Bad Request")


@pytest.mark.parametrize(
    ("spelling", "in_page", "at_top"), [("page", True, False), ("top", False, True), ("absent", False, False)]
)
async def test_the_total_stands_where_the_switch_says(raken: Raken, spelling: str, in_page: bool, at_top: bool):
    await raken.seed("projects", {"uuid": "p1"})
    await raken.admin("POST", "/settings", {"total_spelling": spelling})
    body = (await raken.get("/projects")).json()
    assert (body["page"].get("totalElements"), body.get("totalElements")) == (
        1 if in_page else None,
        1 if at_top else None,
    )
    assert (body["page"]["offset"], len(body["collection"])) == (0, 1)
