"""The login host: codes, tokens, refresh tokens, revocation."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.unit.simulators.procore.harness import APP, LOGIN, Procore

REDIRECT = "https://app.example/callback"


async def authorize(procore: Procore, **changes: str) -> httpx.Response:
    query = {"client_id": APP["client_id"], "redirect_uri": REDIRECT, "response_type": "code", "state": "s1"}
    return await procore.http.get("/oauth/authorize", params=query | changes)


async def code(procore: Procore, **changes: str) -> str:
    answer = await authorize(procore, **changes)
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


async def token(procore: Procore, **form: str) -> httpx.Response:
    return await procore.http.post("/oauth/token", data=APP | form)


async def tokens(procore: Procore) -> dict[str, Any]:
    answer = await token(procore, grant_type="authorization_code", code=await code(procore))
    shown: dict[str, Any] = answer.raise_for_status().json()
    return shown


async def refresh(procore: Procore, refresh_token: str, **form: str) -> httpx.Response:
    return await token(procore, **{"grant_type": "refresh_token", "refresh_token": refresh_token} | form)


async def test_consent_is_given_at_once_and_the_state_comes_back(procore: Procore):
    answer = await authorize(procore)
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (answer.status_code, query["state"], list(query)) == (302, ["s1"], ["code", "state"])


async def test_a_code_gives_a_pair_for_ninety_minutes(procore: Procore):
    made = await tokens(procore)
    assert set(made) == {"access_token", "token_type", "expires_in", "refresh_token", "created_at"}
    assert (made["token_type"], made["expires_in"], made["created_at"]) == ("bearer", 5400, 1795446000)
    assert made["access_token"].startswith("eyJ0eXAi")


async def test_a_code_works_once(procore: Procore):
    secret = await code(procore)
    await token(procore, grant_type="authorization_code", code=secret)
    again = await token(procore, grant_type="authorization_code", code=secret)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


async def test_a_code_dies_after_ten_minutes(procore: Procore):
    secret = await code(procore)
    procore.clock.advance(600)
    assert (await token(procore, grant_type="authorization_code", code=secret)).status_code == 400


@pytest.mark.parametrize(
    ("redirect_uri", "status"),
    [("http://localhost:3000/x", 302), ("http://app.example/x", 400), ("urn:ietf:wg:oauth:2.0:oob", 200)],
)
async def test_only_localhost_may_do_without_tls(procore: Procore, redirect_uri: str, status: int):
    assert (await authorize(procore, redirect_uri=redirect_uri)).status_code == status


@pytest.mark.parametrize("body", ["form", "multipart", "json"])
async def test_the_token_endpoint_reads_three_kinds_of_bodies(procore: Procore, body: str):
    fields = {**APP, "grant_type": "client_credentials"}
    sent: dict[str, Any] = {
        "form": {"data": fields},
        "multipart": {"files": {name: (None, value) for name, value in fields.items()}},
        "json": {"json": fields},
    }[body]
    answer = await procore.http.post("/oauth/token", **sent)
    assert answer.status_code == 200
    assert "refresh_token" not in answer.json()


async def test_a_refresh_rotates_and_the_old_token_is_dead(procore: Procore):
    first = (await tokens(procore))["refresh_token"]
    second = (await refresh(procore, first)).raise_for_status().json()["refresh_token"]
    assert second != first
    assert (await refresh(procore, first)).status_code == 400
    assert (await refresh(procore, second)).status_code == 200


async def test_a_failed_refresh_kills_the_token_too(procore: Procore):
    first = (await tokens(procore))["refresh_token"]
    assert (await refresh(procore, first, client_secret="wrong")).status_code == 401
    assert (await refresh(procore, first)).json()["error"] == "invalid_grant"


async def test_a_refresh_token_has_no_time_limit(procore: Procore):
    first = (await tokens(procore))["refresh_token"]
    procore.clock.advance(400 * 86_400)
    assert (await refresh(procore, first)).status_code == 200


async def test_an_access_token_dies_after_ninety_minutes(procore: Procore):
    procore.token = (await tokens(procore))["access_token"]
    procore.clock.advance(5399)
    assert (await procore.get("/v1.0/me")).status_code == 200
    procore.clock.advance(1)
    assert (await procore.get("/v1.0/me")).status_code == 401


async def test_all_access_tokens_can_be_ended_at_once(procore: Procore):
    assert await procore.admin("POST", "/tokens/expire") == {"expired": 1}
    assert (await procore.get("/v1.0/me")).status_code == 401


async def test_a_revoked_pair_is_dead_and_an_unknown_token_is_no_error(procore: Procore):
    made = await tokens(procore)
    for secret in (made["access_token"], "never seen"):
        assert (await procore.http.post("/oauth/revoke", data={**APP, "token": secret})).status_code == 200
    procore.token = made["access_token"]
    assert (await procore.get("/v1.0/me")).status_code == 401
    assert (await refresh(procore, made["refresh_token"])).status_code == 400


async def test_token_info_tells_whose_it_is_and_how_long_it_lasts(procore: Procore):
    made = await tokens(procore)
    procore.clock.advance(400)
    answer = await procore.http.get("/oauth/token/info", headers={"Authorization": f"Bearer {made['access_token']}"})
    shown = answer.json()
    assert (shown["expires_in_seconds"], shown["scopes"]) == (5000, [])
    assert shown["application"] == {"uid": APP["client_id"]}
    procore.token = made["access_token"]
    assert (await procore.get("/v1.0/me")).json()["id"] == shown["resource_owner_id"]


async def test_the_token_s_owner_is_the_person_or_the_app_itself(procore: Procore):
    procore_app = (await procore.get("/v1.0/me")).json()
    procore.token = (await tokens(procore))["access_token"]
    person = (await procore.get("/v1.0/me")).json()
    assert (person["login"], "service account" in procore_app["name"]) == (LOGIN, True)


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials", "client_id": "x"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials", "client_secret": "x"}, 401, "invalid_client"),
    ],
)
async def test_bad_token_requests_are_refused(procore: Procore, form: dict[str, str], status: int, error: str):
    answer = await token(procore, **form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


@pytest.mark.parametrize("content", [b"{", b"[]"])
async def test_a_json_body_that_is_no_object_is_refused(procore: Procore, content: bytes):
    headers = {"content-type": "application/json"}
    answer = await procore.http.post("/oauth/token", content=content, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_credentials_may_be_in_the_query(procore: Procore):
    answer = await procore.http.post("/oauth/token", params={**APP, "grant_type": "client_credentials"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_id": "x"}, 401, "invalid_client"),
        ({"response_type": "token"}, 400, "unsupported_response_type"),
        ({"login_hint": "nobody@else.example"}, 400, "access_denied"),
    ],
)
async def test_bad_authorize_requests_are_refused(procore: Procore, changes: dict[str, str], status: int, error: str):
    answer = await authorize(procore, **changes)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_token_info_of_a_dead_token_is_401(procore: Procore):
    answer = await procore.http.get("/oauth/token/info", params={"access_token": "x"})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
