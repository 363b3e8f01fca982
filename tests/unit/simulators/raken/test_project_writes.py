"""Creating and changing projects."""

from typing import Any

import pytest

from tests.unit.simulators.raken.harness import Raken


async def create(raken: Raken, **fields: Any) -> dict[str, Any]:
    body: dict[str, Any] = (await raken.write("POST", "/projects", fields)).raise_for_status().json()
    return body


async def test_a_created_project_is_listed_with_a_uuid_of_its_own(raken: Raken):
    first = await create(raken, name="Depot", uuid="mine", number="2214")
    second = await create(raken, name="Depot")
    assert await raken.uuids("/projects") == [first["uuid"], second["uuid"]]
    assert "mine" not in {first["uuid"], second["uuid"]}
    assert (first["status"], first["number"], second["number"]) == ("ACTIVE", "2214", None)
    assert first["createdAt"] == first["updatedAt"] == "2026-09-16T12:00:00Z"


async def test_a_null_clears_its_field_and_leaves_the_others(raken: Raken):
    uuid = (await create(raken, name="Depot", number="2214", startDate="2026-09-01"))["uuid"]
    raken.clock.advance(60)
    changed = await raken.write("PATCH", f"/projects/{uuid}", {"number": None, "uuid": "other"})
    assert (changed.status_code, changed.json()["number"]) == (200, None)
    read = (await raken.get(f"/projects/{uuid}")).json()
    assert (read["uuid"], read["name"], read["startDate"]) == (uuid, "Depot", "2026-09-01")
    assert (read["createdAt"], read["updatedAt"]) == ("2026-09-16T12:00:00Z", "2026-09-16T12:01:00Z")


async def test_a_project_set_to_deleted_disappears_from_the_usual_list(raken: Raken):
    uuid = (await create(raken, name="Depot"))["uuid"]
    await raken.write("PATCH", f"/projects/{uuid}", {"status": "DELETED"})
    assert await raken.uuids("/projects") == []


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": None}, {"name": "X", "status": "OPEN"}, ["name"], None])
async def test_a_project_that_cannot_be_is_400(raken: Raken, body: Any):
    refused = await raken.write("POST", "/projects", body)
    assert (refused.status_code, refused.json()["error"]) == (400, "Bad Request")


async def test_an_unknown_project_is_404_and_writes_count_like_reads(raken: Raken):
    assert (await raken.write("PATCH", "/projects/none", {"name": "X"})).status_code == 404
    used = (await raken.admin("GET", "/stats"))["companies"]["c-acme"]["used_today"]
    assert used == 1
    assert (await raken.http.post("/api/projects", json={"name": "X"})).status_code == 401
