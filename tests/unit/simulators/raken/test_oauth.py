"""Connecting, refreshing and losing a connection."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.simulators.raken.harness import APP, COMPANY, Raken, running_raken

AUTHORIZE = "/oauth/authorize?response_type=code&client_id=raken-local-client&redirect_uri=https://app.test/cb"


async def code_from(raken: Raken, extra: str = "") -> str:
    response = await raken.http.get(AUTHORIZE + extra)
    return parse_qs(urlsplit(response.headers["location"]).query)["code"][0]


async def test_authorizing_redirects_back_with_a_code_and_the_state(raken: Raken):
    response = await raken.http.get(AUTHORIZE + "&state=s%201")
    query = parse_qs(urlsplit(response.headers["location"]).query)
    assert response.status_code == 302
    assert response.headers["location"].startswith("https://app.test/cb?")
    assert query["state"] == ["s 1"]
    assert query["code"][0]


async def test_a_code_becomes_tokens_once(raken: Raken):
    code = await code_from(raken)
    first = await raken.token(grant_type="authorization_code", code=code)
    again = await raken.token(grant_type="authorization_code", code=code)
    assert first.json()["expires_in"] == 36_000
    assert first.json()["token_type"] == "Bearer"
    assert (await raken.get("/userinfo", token=first.json()["access_token"])).status_code == 200
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


async def test_a_code_expires(raken: Raken):
    code = await code_from(raken)
    raken.clock.advance(600)
    response = await raken.token(grant_type="authorization_code", code=code)
    assert response.json() == {
        "error": "invalid_grant",
        "error_description": "authorization code has expired",
    }


async def test_with_several_companies_the_hint_chooses(raken: Raken):
    await raken.connect("c-other")
    refused = await raken.http.get(AUTHORIZE)
    code = await code_from(raken, "&company_hint=c-other")
    tokens = (await raken.token(grant_type="authorization_code", code=code)).json()
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    assert (await raken.get("/userinfo", token=tokens["access_token"])).json()["companyUuid"] == "c-other"


async def test_refused_consent_goes_back_as_an_error():
    async with running_raken(approve_consent=False) as raken:
        response = await raken.http.get(AUTHORIZE)
        assert response.headers["location"] == "https://app.test/cb?error=access_denied"


async def test_a_refresh_gives_a_new_token_and_kills_the_old_one(raken: Raken):
    old = raken.tokens["refresh_token"]
    new = (await raken.refresh(old)).json()["refresh_token"]
    reuse = await raken.refresh(old)
    assert new != old
    assert (reuse.status_code, reuse.json()["error"]) == (400, "invalid_grant")
    assert (await raken.refresh(new)).status_code == 200


async def test_an_answer_lost_on_the_way_costs_the_refresh_token(raken: Raken):
    await raken.fault("commit_then_drop", path="/oauth/token")
    lost = await raken.refresh(raken.tokens["refresh_token"])
    again = await raken.refresh(raken.tokens["refresh_token"])
    assert lost.status_code == 504
    assert again.json()["error"] == "invalid_grant"


async def test_without_rotation_the_answer_carries_no_refresh_token():
    async with running_raken(rotate_refresh_tokens=False) as raken:
        answers = [await raken.refresh(raken.tokens["refresh_token"]) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert "refresh_token" not in answers[0].json()


async def test_a_refresh_token_dies_after_180_days(raken: Raken):
    raken.clock.advance(180 * 86_400)
    assert (await raken.refresh(raken.tokens["refresh_token"])).json()["error"] == "invalid_grant"


async def test_another_application_cannot_use_the_refresh_token(raken: Raken):
    await raken.admin("POST", "/apps", {"client_id": "b", "client_secret": "s"})
    form = {"grant_type": "refresh_token", "refresh_token": raken.tokens["refresh_token"]}
    other = await raken.http.post("/oauth/token", data=form | {"client_id": "b", "client_secret": "s"})
    assert other.json()["error"] == "invalid_grant"
    assert (await raken.refresh(raken.tokens["refresh_token"])).status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        (APP | {"client_secret": "wrong", "grant_type": "refresh_token"}, 401, "invalid_client"),
        (APP | {"grant_type": "client_credentials"}, 400, "unsupported_grant_type"),
        (APP | {"grant_type": "refresh_token"}, 400, "invalid_grant"),
    ],
)
async def test_the_token_endpoint_names_its_error(raken: Raken, form: dict[str, str], status: int, error: str):
    response = await raken.http.post("/oauth/token", data=form)
    assert (response.status_code, response.json()["error"]) == (status, error)
    assert response.json()["error_description"]


async def test_the_token_endpoint_refuses_json(raken: Raken):
    response = await raken.http.post("/oauth/token", json=APP | {"grant_type": "refresh_token"})
    assert response.json()["error"] == "invalid_request"


async def test_disconnecting_ends_both_kinds_of_token(raken: Raken):
    await raken.admin("DELETE", f"/companies/{COMPANY}/tokens")
    assert (await raken.get("/userinfo")).status_code == 401
    assert (await raken.refresh(raken.tokens["refresh_token"])).json()["error"] == "invalid_grant"
