"""Tokens made to order, good and bad."""

import jwt
import pytest

from tests.unit.simulators.oidc.harness import Issuer


async def test_a_minted_token_is_as_good_as_one_from_signing_in(issuer: Issuer):
    claims = await issuer.verified(await issuer.mint())
    assert (claims["email"], claims["token_use"]) == ("ana@acme.test", "access")
    assert claims["exp"] - claims["iat"] == 3600


async def test_any_claim_can_be_replaced_or_left_out(issuer: Issuer):
    order = {"custom:company_id": "c-other", "custom:role": None, "extra": [1], "token_use": "id"}
    claims = await issuer.verified(await issuer.mint(**order))
    assert (claims["custom:company_id"], claims["extra"], claims["token_use"]) == ("c-other", [1], "id")
    assert "custom:role" not in claims


async def test_an_expired_token_is_refused(issuer: Issuer):
    token = await issuer.mint(expires_in=-1)
    with pytest.raises(jwt.ExpiredSignatureError):
        await issuer.verified(token)


async def test_a_token_expires_with_the_issuer_s_clock(issuer: Issuer):
    token = await issuer.mint(expires_in=60)
    await issuer.verified(token)
    issuer.clock.advance(60)
    with pytest.raises(jwt.ExpiredSignatureError):
        await issuer.verified(token)


async def test_a_token_for_another_audience_is_refused(issuer: Issuer):
    token = await issuer.mint(audience="other")
    with pytest.raises(jwt.InvalidAudienceError):
        await issuer.verified(token)


async def test_a_token_of_another_issuer_is_refused(issuer: Issuer):
    token = await issuer.mint(issuer="http://evil.test")
    with pytest.raises(jwt.InvalidIssuerError):
        await issuer.verified(token)


async def test_a_tampered_token_names_the_published_key_but_was_signed_by_another(issuer: Issuer):
    token = await issuer.mint(tampered=True)
    with pytest.raises(jwt.InvalidSignatureError):
        await issuer.verified(token)


async def test_a_user_has_the_same_subject_after_every_start(issuer: Issuer):
    before = (await issuer.verified(await issuer.mint()))["sub"]
    await issuer.http.post("/_admin/reset")
    gone = await issuer.http.post("/_admin/tokens", json={"email": "ana@acme.test"})
    await issuer.http.post("/_admin/users", json=[{"email": "Ana@Acme.test"}])
    after = await issuer.verified(await issuer.mint())
    assert gone.status_code == 404
    assert after["sub"] == before
    assert "custom:company_id" not in after


async def test_an_unknown_role_and_an_unknown_setting_are_refused(issuer: Issuer):
    role = await issuer.http.post("/_admin/users", json=[{"email": "b@acme.test", "role": "king"}])
    setting = await issuer.http.post("/_admin/settings", json={"colour": "red"})
    changed = await issuer.http.post("/_admin/settings", json={"token_seconds": 5})
    assert (role.status_code, setting.status_code) == (422, 422)
    assert changed.json()["token_seconds"] == 5
