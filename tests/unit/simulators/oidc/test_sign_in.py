"""The authorization code flow with PKCE."""

import pytest

from tests.unit.simulators.oidc.harness import ANA, START, Issuer, returned, running_issuer


async def test_a_login_hint_signs_in_at_once(issuer: Issuer):
    response = await issuer.authorize()
    assert response.status_code == 302
    assert returned(response)["state"] == "s1"
    tokens = (await issuer.exchange(returned(response)["code"])).json()
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)
    assert (await issuer.verified(tokens["id_token"]))["nonce"] == "n1"


async def test_both_tokens_carry_who_and_for_whom(issuer: Issuer):
    tokens = (await issuer.exchange(await issuer.code())).json()
    for name, use in (("id_token", "id"), ("access_token", "access")):
        claims = await issuer.verified(tokens[name])
        assert claims["email"] == "ana@acme.test"
        assert claims["custom:company_id"] == "c-acme"
        assert claims["custom:role"] == "accountant"
        assert claims["token_use"] == use
        assert claims["exp"] == int(START.timestamp()) + 3600


async def test_a_person_picks_from_the_seeded_users(issuer: Issuer):
    page = await issuer.authorize(login_hint=None)
    assert page.status_code == 200
    assert "login_hint=ana%40acme.test" in page.text
    assert "Ana &lt;b&gt;" in page.text
    assert "<b>" not in page.text


async def test_an_unknown_user_is_sent_back_with_an_error(issuer: Issuer):
    response = await issuer.authorize(login_hint="nobody@acme.test")
    assert returned(response)["error"] == "access_denied"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "email"}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
async def test_a_wrong_request_is_sent_back_with_its_error(issuer: Issuer, changes: dict[str, str | None], error: str):
    answer = returned(await issuer.authorize(**changes))
    assert (answer["error"], answer["state"]) == (error, "s1")


@pytest.mark.parametrize(
    "changes",
    [{"client_id": "other"}, {"redirect_uri": "javascript:alert(1)"}, {"redirect_uri": "/relative"}],
)
async def test_an_untrusted_client_or_address_is_not_redirected_to(issuer: Issuer, changes: dict[str, str | None]):
    response = await issuer.authorize(**changes)
    assert response.status_code == 400
    assert "location" not in response.headers


async def test_a_code_works_once(issuer: Issuer):
    code = await issuer.code()
    answers = [await issuer.exchange(code) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 400]
    assert answers[1].json()["error"] == "invalid_grant"


async def test_a_code_expires_after_five_minutes(issuer: Issuer):
    code = await issuer.code()
    issuer.clock.advance(300)
    assert (await issuer.exchange(code)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "changes",
    [{"code_verifier": "w" * 43}, {"code_verifier": "short"}, {"redirect_uri": "http://app.test/other"}],
)
async def test_a_code_needs_its_own_verifier_and_address(issuer: Issuer, changes: dict[str, str]):
    code = await issuer.code()
    assert (await issuer.exchange(code, **changes)).json()["error"] == "invalid_grant"
    assert (await issuer.exchange(code)).json()["error"] == "invalid_grant"


async def test_a_foreign_client_and_an_unknown_grant_type_are_refused(issuer: Issuer):
    foreign = await issuer.exchange(await issuer.code(), client_id="other")
    unknown = await issuer.exchange("", grant_type="password")
    assert (foreign.status_code, foreign.json()["error"]) == (401, "invalid_client")
    assert (unknown.status_code, unknown.json()["error"]) == (400, "unsupported_grant_type")


async def test_refreshing_rotates_and_picks_up_a_changed_role(issuer: Issuer):
    old = (await issuer.exchange(await issuer.code())).json()["refresh_token"]
    await issuer.http.post("/_admin/users", json=[{**ANA, "role": "viewer"}])
    tokens = (await issuer.refresh(old)).json()
    assert (await issuer.verified(tokens["access_token"]))["custom:role"] == "viewer"
    assert (await issuer.refresh(old)).json()["error"] == "invalid_grant"
    assert (await issuer.refresh(tokens["refresh_token"])).status_code == 200


async def test_a_browser_on_another_origin_may_exchange_its_code(issuer: Issuer):
    response = await issuer.http.post("/token", data={}, headers={"Origin": "http://app.test"})
    assert response.headers["access-control-allow-origin"] == "*"


async def test_the_audience_is_the_client_id_and_can_be_set():
    async with running_issuer(audience="web") as issuer:
        code = await issuer.code(client_id="web")
        tokens = (await issuer.exchange(code, client_id="web")).json()
        assert (await issuer.verified(tokens["access_token"], audience="web"))["client_id"] == "web"
