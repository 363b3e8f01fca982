"""The configuration and the keys."""

from simulators.oidc.settings import OidcSettings
from tests.unit.simulators.oidc.harness import ISSUER, Issuer, running_issuer, signing_key


async def test_the_configuration_names_endpoints_under_the_issuer(issuer: Issuer):
    found = (await issuer.http.get("/.well-known/openid-configuration")).json()
    assert found["issuer"] == ISSUER
    assert found["jwks_uri"] == f"{ISSUER}/.well-known/jwks.json"
    assert found["authorization_endpoint"] == f"{ISSUER}/authorize"
    assert found["token_endpoint"] == f"{ISSUER}/token"
    assert found["code_challenge_methods_supported"] == ["S256"]


async def test_the_issuer_ignores_the_host_header(issuer: Issuer):
    response = await issuer.http.get("/.well-known/openid-configuration", headers={"Host": "other.test"})
    assert response.json()["issuer"] == ISSUER


async def test_the_issuer_can_be_set():
    async with running_issuer(issuer="https://id.example.com") as issuer:
        found = (await issuer.http.get("/.well-known/openid-configuration")).json()
        assert found["issuer"] == "https://id.example.com"
        claims = await issuer.verified(await issuer.mint(), issuer="https://id.example.com")
        assert claims["iss"] == "https://id.example.com"


async def test_the_key_set_holds_one_public_2048_bit_key(issuer: Issuer):
    keys = (await issuer.http.get("/.well-known/jwks.json")).json()["keys"]
    assert [(key["kty"], key["alg"], key["use"], key["kid"]) for key in keys] == [
        ("RSA", "RS256", "sig", signing_key().kid)
    ]
    assert set(keys[0]) == {"kty", "alg", "use", "kid", "n", "e"}
    assert signing_key().private.key_size == 2048


def test_issuer_and_audience_come_from_the_environment():
    settings = OidcSettings.from_environment(
        {"FIELDLEDGER_OIDC_ISSUER": "http://id.test", "FIELDLEDGER_OIDC_AUDIENCE": "web"}
    )
    assert (settings.issuer, settings.audience) == ("http://id.test", "web")
    assert OidcSettings.from_environment({}) == OidcSettings()
