"""Signing in at the OIDC issuer as native applications do: a browser, PKCE, and a loopback address (RFC 8252)."""

import base64
import hashlib
import secrets
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from pydantic import ValidationError

from cli.api import Model
from cli.problems import CliProblem

LONGEST_WAIT_SECONDS: Final = 300
_HOST: Final = "127.0.0.1"


class Issuer(Model):
    """What we need of the issuer's discovery document."""

    authorization_endpoint: str
    token_endpoint: str


class _Tokens(Model):
    """The ID token carries company and role; some issuers put them into the access token too."""

    id_token: str | None = None
    access_token: str


class _Listener(HTTPServer):
    """Waits for the browser to come back."""

    query = ""


class _Page(BaseHTTPRequestHandler):
    """Answers the browser and keeps what it brought."""

    server: _Listener

    def do_GET(self) -> None:
        """One page, whatever came."""
        self.server.query = urlsplit(self.path).query
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"You may close this window and go back to the terminal.\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """The address holds the code: it is not logged."""


def sign_in(http: httpx.Client, issuer_url: str, client_id: str, show: Callable[[str], object]) -> str:
    """The person's token. ``show`` opens (or prints) the address at which they sign in; waits five minutes at most."""
    issuer = _discover(http, issuer_url)
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    with _Listener((_HOST, 0), _Page) as listener:
        redirect = f"http://{_HOST}:{listener.server_port}/callback"
        show(_address(issuer, client_id, redirect, state, verifier))
        listener.timeout = LONGEST_WAIT_SECONDS
        listener.handle_request()
        code = _code(listener.query, state)
    return _exchange(http, issuer, client_id, redirect, code, verifier)


def _discover(http: httpx.Client, issuer_url: str) -> Issuer:
    address = f"{issuer_url.rstrip('/')}/.well-known/openid-configuration"
    try:
        answer = http.get(address)
        answer.raise_for_status()
        return Issuer.model_validate_json(answer.content)
    except (httpx.HTTPError, ValidationError) as broken:
        raise CliProblem(f"no OIDC issuer at {issuer_url}: {type(broken).__name__}") from broken


def _address(issuer: Issuer, client_id: str, redirect: str, state: str, verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect,
        "scope": "openid email",
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    return f"{issuer.authorization_endpoint}?{urlencode(query)}"


def _code(query: str, state: str) -> str:
    brought = {name: values[0] for name, values in parse_qs(query).items()}
    if not brought:
        raise CliProblem("nobody came back from signing in")
    if brought.get("state") != state:
        raise CliProblem("what came back belongs to another sign-in")
    if "code" not in brought:
        raise CliProblem(f"the issuer refused: {brought.get('error', 'without a reason')}")
    return brought["code"]


def _exchange(http: httpx.Client, issuer: Issuer, client_id: str, redirect: str, code: str, verifier: str) -> str:
    form = {
        "grant_type": "authorization_code",
        "client_id": client_id,
        "code": code,
        "redirect_uri": redirect,
        "code_verifier": verifier,
    }
    try:
        answer = http.post(issuer.token_endpoint, data=form)
        answer.raise_for_status()
        tokens = _Tokens.model_validate_json(answer.content)
    except (httpx.HTTPError, ValidationError) as broken:
        raise CliProblem(f"the issuer gave no token: {type(broken).__name__}") from broken
    return tokens.id_token or tokens.access_token
