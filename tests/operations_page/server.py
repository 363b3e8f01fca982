"""The functions behind a small HTTP server, at ``world.NOW``: `python -m tests.operations_page.server PORT ISSUER`.

As ``tests.fuzz.gateway``, but that a bearer token is one of the issuer's, and is judged as API Gateway judges it.
"""

import os
import sys
from collections.abc import Mapping
from http.server import ThreadingHTTPServer
from threading import Lock
from typing import Final
from unittest import mock

import jwt
from moto import mock_aws

from boundaries.sources import TEMPLATE
from boundaries.template import DeployedTemplate
from fieldledger.domain.clock import SystemClock
from local.settings import AUDIENCE
from tests.fakes.documents import InMemoryDocumentStore
from tests.fuzz.gateway import Functions, prepare, serve
from tests.operations_page.world import NOW, fill

_BEARER: Final = "Bearer "


class SignedIn(Functions):
    """Functions for people with a token of the issuer; one request at a time, whatever the browser opens at once."""

    def __init__(self, store: InMemoryDocumentStore, issuer: str) -> None:
        super().__init__(store)
        self._issuer = issuer
        self._keys = jwt.PyJWKClient(f"{issuer}/.well-known/jwks.json")
        self._turn = Lock()

    def answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        """The answer for the role that the token names; a token that does not hold is none."""
        named = {**headers, "authorization": _BEARER + self._role(headers.get("authorization", ""))}
        with self._turn:
            return super().answer(method, target, named, body)

    def _role(self, authorization: str) -> str:
        token = authorization.removeprefix(_BEARER)
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            told = jwt.decode(token, key, algorithms=["RS256"], audience=AUDIENCE, issuer=self._issuer)
        except jwt.PyJWTError:
            return ""
        return str(told["custom:role"]) if told["token_use"] == "id" else ""


def main(port: int, issuer: str) -> None:
    """Serve until the process is ended."""
    with mock_aws(), mock.patch.object(SystemClock, "now", return_value=NOW):
        os.environ |= {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
        os.environ |= prepare(DeployedTemplate.read(TEMPLATE))
        os.environ |= {
            "SIGN_IN_AUTHORIZE_URL": f"{issuer}/authorize",
            "SIGN_IN_TOKEN_URL": f"{issuer}/token",
            "SIGN_IN_CLIENT_ID": AUDIENCE,
        }
        store = InMemoryDocumentStore()
        fill(store)
        serve(port, SignedIn(store, issuer), ThreadingHTTPServer)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
