"""Signing in with a browser: PKCE, a loopback address, and nothing accepted that was not asked for."""

import threading
from collections.abc import Callable

import httpx
import pytest

from cli.problems import CliProblem
from cli.sign_in import sign_in

ISSUER = "http://issuer.test"


class Tokens:
    """An issuer that takes any code and remembers what was sent with it."""

    def __init__(self) -> None:
        self.forms: list[httpx.QueryParams] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/.well-known/openid-configuration":
            found = {"authorization_endpoint": f"{ISSUER}/authorize", "token_endpoint": f"{ISSUER}/token"}
            return httpx.Response(200, json=found)
        self.forms.append(httpx.QueryParams(request.content.decode()))
        return httpx.Response(200, json={"access_token": "access", "id_token": "id"})


def browser(**changed: str | None) -> Callable[[str], object]:
    """Somebody who signs in at once and comes back; ``changed`` replaces what comes back with them."""

    def show(address: str) -> None:
        asked = httpx.URL(address).params
        brought = {"code": "code-1", "state": asked["state"], **changed}
        query = {name: value for name, value in brought.items() if value is not None}
        threading.Thread(target=lambda: httpx.get(asked["redirect_uri"], params=query, trust_env=False)).start()

    return show


def run(issuer: Tokens, show: Callable[[str], object]) -> str:
    with httpx.Client(transport=httpx.MockTransport(issuer)) as http:
        return sign_in(http, ISSUER, "cli", show)


def test_the_id_token_is_what_the_api_wants() -> None:
    issuer = Tokens()

    assert run(issuer, browser()) == "id"
    [form] = issuer.forms
    assert (form["code"], form["client_id"], form["grant_type"]) == ("code-1", "cli", "authorization_code")
    assert len(form["code_verifier"]) >= 43


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"state": "of-another"}, "belongs to another sign-in"),
        ({"code": None, "error": "access_denied"}, "access_denied"),
    ],
)
def test_what_was_not_asked_for_is_refused_and_no_code_is_used(changed: dict[str, str | None], told: str) -> None:
    issuer = Tokens()

    with pytest.raises(CliProblem, match=told):
        run(issuer, browser(**changed))
    assert issuer.forms == []


def test_an_address_that_is_no_issuer_is_told() -> None:
    with (
        httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(404))) as http,
        pytest.raises(CliProblem, match="no OIDC issuer"),
    ):
        sign_in(http, ISSUER, "cli", lambda _: None)
