"""ETag and If-None-Match."""

from tests.unit.simulators.raken.harness import COMPANY, Raken, running_raken


async def test_an_unchanged_answer_is_304_without_a_body(raken: Raken):
    await raken.seed("projects", {"uuid": "p1", "name": "Depot"})
    first = await raken.get("/projects")
    second = await raken.get("/projects", if_none_match=first.headers["etag"])
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["etag"] == first.headers["etag"]


async def test_a_changed_answer_is_sent_whole_with_another_etag(raken: Raken):
    await raken.seed("projects", {"uuid": "p1", "name": "Depot"})
    first = await raken.get("/projects/p1")
    await raken.admin("PATCH", f"/companies/{COMPANY}/projects/p1", {"name": "Depot 2"})
    second = await raken.get("/projects/p1", if_none_match=first.headers["etag"])
    assert (second.status_code, second.json()["name"]) == (200, "Depot 2")
    assert second.headers["etag"] != first.headers["etag"]


async def test_one_match_in_a_list_of_weak_etags_is_enough(raken: Raken):
    etag = (await raken.get("/projects")).headers["etag"]
    assert (await raken.get("/projects", if_none_match=f'"other", W/{etag}')).status_code == 304


async def test_a_304_counts_against_the_quota():
    async with running_raken(requests_per_day=2) as raken:
        etag = (await raken.get("/projects")).headers["etag"]
        answers = [await raken.get("/projects", if_none_match=etag) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [304, 429]
        stats = (await raken.admin("GET", "/stats"))["companies"][COMPANY]
        assert stats["calls"]["not_modified"] == 1
