"""The two environments, the discovery documents, the user behind a token."""

import httpx
import pytest

from tests.unit.simulators.quickbooks.bench import REALM, Bench


async def preferences(bench: Bench, prefix: str = "", host: str = "quickbooks.api.intuit.com") -> httpx.Response:
    headers = {**bench.headers, "host": host}
    return await bench.http.get(f"{prefix}/v3/company/{REALM}/preferences", headers=headers)


@pytest.mark.parametrize(("environment", "production", "sandbox"), [("production", 200, 403), ("sandbox", 403, 200)])
async def test_a_company_answers_only_in_its_own_environment(
    books: Bench, environment: str, production: int, sandbox: int
) -> None:
    await books.admin("realms", {"realm_id": REALM, "environment": environment})
    answers = [
        await preferences(books),
        await preferences(books, prefix="/sandbox"),
        await preferences(books, host="sandbox-quickbooks.api.intuit.com"),
    ]
    assert [answer.status_code for answer in answers] == [production, sandbox, sandbox]
    refused = next(answer for answer in answers if answer.status_code == 403)
    assert refused.json()["fault"]["error"][0]["code"] == "3100"


async def test_a_company_without_environment_answers_in_both(books: Bench) -> None:
    assert [(await preferences(books, prefix)).status_code for prefix in ("", "/sandbox")] == [200, 200]


@pytest.mark.parametrize("name", ["openid_configuration", "openid_sandbox_configuration"])
async def test_the_discovery_documents_point_back_here(books: Bench, name: str) -> None:
    document = (await books.http.get(f"/.well-known/{name}")).json()
    assert document["authorization_endpoint"] == "http://qbo/connect/oauth2"
    assert document["token_endpoint"] == "http://qbo/oauth2/v1/tokens/bearer"
    assert document["revocation_endpoint"] == "http://qbo/v2/oauth2/tokens/revoke"
    assert (await books.http.get(document["jwks_uri"])).json() == {"keys": []}


async def test_the_user_behind_a_token_is_known_while_it_lives(books: Bench) -> None:
    address = (await books.http.get("/.well-known/openid_configuration")).json()["userinfo_endpoint"]
    known = await books.http.get(address, headers=books.headers)
    unknown = await books.http.get(address, headers={"authorization": "Bearer x"})
    assert (known.json()["emailVerified"], unknown.status_code) == (True, 401)
