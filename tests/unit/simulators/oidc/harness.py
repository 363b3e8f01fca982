"""An issuer at a frozen time, a client for it, and the steps of a sign-in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt

from simulators.kit.clock import SimClock
from simulators.oidc.app import create_app
from simulators.oidc.keys import SigningKey
from simulators.oidc.pkce import challenge_of
from simulators.oidc.settings import OidcSettings

START = datetime(2026, 9, 16, 12, 0, 0, tzinfo=UTC)
ISSUER = "http://issuer.test"
AUDIENCE = "fieldledger-local"
REDIRECT = "http://app.test/signed-in"
VERIFIER = "v" * 43
ANA = {"email": "ana@acme.test", "company_id": "c-acme", "role": "accountant", "name": "Ana <b>"}


@cache
def signing_key() -> SigningKey:
    """Made once: a key costs more than all other steps of a test together."""
    return SigningKey.generate()


@dataclass
class Issuer:
    http: httpx.AsyncClient
    clock: SimClock

    async def authorize(self, **changes: str | None) -> httpx.Response:
        query = {
            "client_id": AUDIENCE,
            "redirect_uri": REDIRECT,
            "response_type": "code",
            "scope": "openid email",
            "state": "s1",
            "nonce": "n1",
            "code_challenge": challenge_of(VERIFIER),
            "code_challenge_method": "S256",
            "login_hint": "ana@acme.test",
        } | changes
        return await self.http.get("/authorize", params={k: v for k, v in query.items() if v is not None})

    async def code(self, **changes: str | None) -> str:
        return returned(await self.authorize(**changes))["code"]

    async def exchange(self, code: str, **changes: str) -> httpx.Response:
        form = {
            "grant_type": "authorization_code",
            "client_id": AUDIENCE,
            "code": code,
            "redirect_uri": REDIRECT,
            "code_verifier": VERIFIER,
        }
        return await self.http.post("/token", data=form | changes)

    async def refresh(self, token: str) -> httpx.Response:
        form = {"grant_type": "refresh_token", "client_id": AUDIENCE, "refresh_token": token}
        return await self.http.post("/token", data=form)

    async def mint(self, **order: Any) -> str:
        response = await self.http.post("/_admin/tokens", json={"email": "ana@acme.test", **order})
        token: str = response.raise_for_status().json()["token"]
        return token

    async def verified(self, token: str, *, issuer: str = ISSUER, audience: str = AUDIENCE) -> dict[str, Any]:
        """Verify as a relying party does, against the published keys; the time is the issuer's."""
        keys = jwt.PyJWKSet.from_dict((await self.http.get("/.well-known/jwks.json")).json())
        key = keys[jwt.get_unverified_header(token)["kid"]]
        options: Any = {"verify_exp": False, "verify_iat": False, "require": ["iss", "aud", "sub", "exp"]}
        claims = jwt.decode(token, key, algorithms=["RS256"], issuer=issuer, audience=audience, options=options)
        if claims["exp"] <= self.clock.now().timestamp():
            raise jwt.ExpiredSignatureError
        return dict(claims)


def returned(response: httpx.Response) -> dict[str, str]:
    """The query with which the browser is sent back."""
    query = parse_qs(urlsplit(response.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}


@asynccontextmanager
async def running_issuer(**settings: Any) -> AsyncIterator[Issuer]:
    clock = SimClock.frozen_at(START)
    numbers = count(1)
    app = create_app(
        clock=clock,
        settings=OidcSettings(**settings),
        key=signing_key(),
        new_secret=lambda: f"secret-{next(numbers)}",
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ISSUER) as http:
        issuer = Issuer(http, clock)
        (await http.post("/_admin/users", json=[ANA])).raise_for_status()
        yield issuer
