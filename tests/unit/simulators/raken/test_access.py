"""Who is let in, and whose data they see."""

from tests.unit.simulators.raken.harness import COMPANY, Raken, card, running_raken


async def test_an_access_token_expires_after_ten_hours(raken: Raken):
    raken.clock.advance(35_999)
    before = await raken.get("/userinfo")
    raken.clock.advance(1)
    after = await raken.get("/userinfo")
    assert before.status_code == 200
    assert (after.status_code, after.json()) == (401, {"message": "Unauthorized"})


async def test_the_lifetime_of_access_tokens_is_a_setting():
    async with running_raken(access_token_seconds=60) as raken:
        assert raken.tokens["expires_in"] == 60
        raken.clock.advance(60)
        assert (await raken.get("/userinfo")).status_code == 401


async def test_expired_on_order_a_token_can_still_be_refreshed(raken: Raken):
    await raken.admin("POST", f"/companies/{COMPANY}/tokens/expire")
    assert (await raken.get("/userinfo")).status_code == 401
    fresh = (await raken.refresh(raken.tokens["refresh_token"])).json()
    assert (await raken.get("/userinfo", token=fresh["access_token"])).status_code == 200


async def test_a_call_without_or_with_an_unknown_token_is_401(raken: Raken):
    assert (await raken.http.get("/api/projects")).status_code == 401
    assert (await raken.get("/projects", token="guess")).status_code == 401
    assert (await raken.admin("GET", "/stats"))["unauthorized"] == 2


async def test_a_token_sees_its_own_company_only(raken: Raken):
    other = await raken.connect("c-other")
    await raken.seed("projects", {"uuid": "p-mine"})
    await raken.seed("projects", {"uuid": "p-theirs"}, company="c-other")
    assert await raken.uuids("/projects") == ["p-mine"]
    assert (await raken.get("/projects/p-mine", token=other["access_token"])).status_code == 404


async def test_unknown_records_paths_and_verbs_answer_in_the_api_s_shape(raken: Raken):
    missing = await raken.get("/members/nobody")
    unknown = await raken.get("/crews")
    written = await raken.http.post("/api/timeCards", json=card())
    assert (missing.status_code, missing.json()["error"]) == (404, "Not Found")
    assert (unknown.status_code, unknown.json()["error"]) == (404, "Not Found")
    assert (written.status_code, written.json()["error"]) == (405, "Method Not Allowed")


async def test_userinfo_names_the_company_and_the_person(raken: Raken):
    info = (await raken.get("/userinfo")).json()
    assert info["companyUuid"] == COMPANY
    assert info["email"] == "admin@example.com"
    assert info["role"] == "ACCOUNT_ADMIN"
