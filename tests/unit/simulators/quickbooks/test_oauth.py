"""Authorize, exchange, refresh in the three modes of rotation, revoke, expiry."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.unit.simulators.quickbooks.bench import REALM, Bench

BACK = "https://app.example/back"
AUTH = ("app-1", "s3cret")


async def token(bench: Bench, auth: tuple[str, str] = AUTH, **form: str) -> httpx.Response:
    return await bench.http.post("/oauth2/v1/tokens/bearer", data=form, auth=auth)


async def refresh(bench: Bench, value: object) -> httpx.Response:
    return await token(bench, grant_type="refresh_token", refresh_token=str(value))


async def a_code(bench: Bench, **extra: str) -> dict[str, list[str]]:
    asked = {"client_id": "app-1", "redirect_uri": BACK, "state": "x1", "response_type": "code", **extra}
    answer = await bench.http.get("/connect/oauth2", params=asked)
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer.headers["location"]).query)


async def test_authorize_returns_code_state_and_realm_to_the_redirect(bench: Bench) -> None:
    back = await a_code(bench)
    assert (back["state"], back["realmId"], len(back["code"])) == (["x1"], [REALM], 1)


async def test_a_second_company_must_be_chosen_by_hint(bench: Bench) -> None:
    await bench.admin("realms", {"realm_id": "77"})
    unclear = await bench.http.get("/connect/oauth2", params={"client_id": "app-1", "redirect_uri": BACK})
    assert unclear.status_code == 400
    assert (await a_code(bench, realm_hint="77"))["realmId"] == ["77"]


async def test_a_code_brings_tokens_once_only(bench: Bench) -> None:
    form = {
        "grant_type": "authorization_code",
        "code": (await a_code(bench))["code"][0],
        "redirect_uri": BACK,
    }
    first, second = await token(bench, AUTH, **form), await token(bench, AUTH, **form)
    issued = first.json()
    assert (issued["token_type"], issued["expires_in"], issued["x_refresh_token_expires_in"]) == (
        "bearer",
        3600,
        8726400,
    )
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")


async def test_a_code_for_another_redirect_is_refused(bench: Bench) -> None:
    code = (await a_code(bench))["code"][0]
    answer = await token(bench, grant_type="authorization_code", code=code, redirect_uri="https://other.example")
    assert answer.json()["error"] == "invalid_grant"


async def test_wrong_credentials_are_an_invalid_client(bench: Bench) -> None:
    answer = await token(bench, ("app-1", "wrong"), grant_type="refresh_token", refresh_token="x")
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})


async def test_every_refresh_kills_the_old_token_in_mode_c(bench: Bench) -> None:
    old = bench.tokens["refresh_token"]
    new = (await refresh(bench, old)).json()["refresh_token"]
    again = await refresh(bench, old)
    assert new != old
    assert again.json() == {
        "error": "invalid_grant",
        "error_description": "Incorrect or invalid refresh token",
    }
    assert (await refresh(bench, new)).status_code == 200


@pytest.mark.parametrize(("mode", "old_status"), [("a", 200), ("b", 400)])
async def test_daily_modes_change_the_token_after_a_day(bench: Bench, mode: str, old_status: int) -> None:
    await bench.admin("settings", {"rotation": mode})
    old = bench.tokens["refresh_token"]
    assert (await refresh(bench, old)).json()["refresh_token"] == old
    bench.clock.advance(24 * 3600)
    assert (await refresh(bench, old)).json()["refresh_token"] != old
    assert (await refresh(bench, old)).status_code == old_status


async def test_in_mode_a_the_old_token_dies_a_day_after_the_new_one(bench: Bench) -> None:
    await bench.admin("settings", {"rotation": "a"})
    old = bench.tokens["refresh_token"]
    bench.clock.advance(24 * 3600)
    await refresh(bench, old)
    bench.clock.advance(24 * 3600)
    assert (await refresh(bench, old)).status_code == 400


async def test_a_refresh_token_unused_for_101_days_is_dead(bench: Bench) -> None:
    bench.clock.advance(8726400)
    assert (await refresh(bench, bench.tokens["refresh_token"])).status_code == 400


async def test_an_expired_access_token_gets_the_lower_case_body(bench: Bench) -> None:
    bench.clock.advance(3600)
    answer = await bench.get("preferences")
    error = answer.json()["fault"]["error"][0]
    assert (answer.status_code, error["code"]) == (401, "3200")
    assert error["detail"] == f"Token expired: {bench.tokens['access_token']}"


async def test_an_access_token_outlives_the_refresh_that_replaced_it(bench: Bench) -> None:
    await refresh(bench, bench.tokens["refresh_token"])
    assert (await bench.get("preferences")).status_code == 200


async def test_a_token_does_not_open_another_company(bench: Bench) -> None:
    await bench.admin("realms", {"realm_id": "77"})
    answer = await bench.http.get("/v3/company/77/preferences", headers=bench.headers)
    assert (answer.status_code, answer.json()["fault"]["error"][0]["code"]) == (403, "3100")


async def test_revoking_ends_access_and_refresh(bench: Bench) -> None:
    revoked = await bench.http.post(
        "/v2/oauth2/tokens/revoke", json={"token": bench.tokens["refresh_token"]}, auth=AUTH
    )
    assert revoked.status_code == 200
    assert (await bench.get("preferences")).status_code == 401
    assert (await refresh(bench, bench.tokens["refresh_token"])).status_code == 400


async def test_the_hard_expiry_is_told_when_asked_for(bench: Bench) -> None:
    bench.clock.advance(1000)
    answer = await bench.http.post(
        "/oauth2/v1/tokens/bearer",
        data={"grant_type": "refresh_token", "refresh_token": str(bench.tokens["refresh_token"])},
        auth=AUTH,
        headers={"x-include-refresh-token-hard-expires-in": "true"},
    )
    assert answer.json()["x_refresh_token_hard_expires_in"] == 157_680_000 - 1000
