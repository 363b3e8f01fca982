"""Vendors that answer what a test lays out, and a cipher that needs no key."""

from collections.abc import Callable, Sequence
from random import Random

import httpx

from fieldledger.clients.app_secret import AppSecret
from fieldledger.clients.cipher import EncryptionContext
from fieldledger.clients.external_api import ApiAccess
from fieldledger.clients.oauth import ClientAuthentication, OAuthClient, TokenEndpoint
from fieldledger.clients.rate_budget import RateBudget
from fieldledger.clients.tokens import TokenVault
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_windows import Window
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.documents import DocumentStore
from fieldledger.result import ErrorCode, Result
from tests.builders import a_connection
from tests.fakes.circuits import NoBreaker

TOKEN_URL = "https://vendor.test/token"

type Scripted = httpx.Response | httpx.HTTPError


class PlainCipher:
    """Implements ``Cipher``: the text with its context before it."""

    def __init__(self) -> None:
        self.broken = False

    async def encrypt(self, text: str, context: EncryptionContext) -> Result[str]:
        """Text and context, readable."""
        return self._unless_broken(f"{_bound(context)}|{text}")

    async def decrypt(self, stored: str, context: EncryptionContext) -> Result[str]:
        """The text, for the same context only."""
        bound, _, text = stored.partition("|")
        if bound != _bound(context):
            return Result.fail("the key service did not answer", ErrorCode.STORE_UNAVAILABLE)
        return self._unless_broken(text)

    def _unless_broken(self, text: str) -> Result[str]:
        return Result.fail("no key", ErrorCode.STORE_UNAVAILABLE) if self.broken else Result.ok(text)


def _bound(context: EncryptionContext) -> str:
    return ",".join(f"{name}={value}" for name, value in sorted(context.items()))


def sealed(text: str, vendor: VendorName = VendorName.QUICKBOOKS) -> str:
    """What ``PlainCipher`` stores for the default company."""
    return f"company_id=company-1,vendor={vendor}|{text}"


class ScriptedVendor(httpx.AsyncBaseTransport):
    """Gives the next answer of its script to every request, the last one for ever."""

    def __init__(self, *script: Scripted) -> None:
        self._script = list(script)
        self.requests: list[httpx.Request] = []
        self.before: Callable[[httpx.Request], None] | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The next answer, or the next failure."""
        await request.aread()
        self.requests.append(request)
        if self.before is not None:
            self.before(request)
        answer = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        if isinstance(answer, httpx.HTTPError):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def client(self) -> httpx.AsyncClient:
        """A client of this vendor."""
        return httpx.AsyncClient(transport=self)


def a_token_answer(number: int = 1, **changes: object) -> httpx.Response:
    """A token endpoint's answer."""
    body = {"access_token": f"access-{number}", "refresh_token": f"refresh-{number}", "expires_in": 3600}
    return httpx.Response(200, json={k: v for k, v in (body | changes).items() if v is not None})


def an_oauth_client(vendor: ScriptedVendor, name: VendorName = VendorName.QUICKBOOKS) -> OAuthClient:
    """A client of the token endpoint of ``vendor``."""

    async def secret() -> Result[AppSecret]:
        return Result.ok(AppSecret(client_id="app", client_secret="app-secret"))

    client = vendor.client()
    return OAuthClient(lambda: client, TokenEndpoint(name, TOKEN_URL, ClientAuthentication.BASIC, secret))


async def a_stored_connection(store: DocumentStore, vendor: VendorName = VendorName.QUICKBOOKS) -> None:
    """A connection whose tokens are ``access-0`` and ``refresh-0``, good for an hour."""
    connection = a_connection(
        vendor=vendor, access_token=sealed("access-0", vendor), refresh_token=sealed("refresh-0", vendor)
    )
    (await DocumentConnections(store).save(connection)).unwrap()


def a_vault(store: DocumentStore, clock: Clock, vendor: ScriptedVendor, owner: str = "container-1") -> TokenVault:
    """The vault of one container."""
    oauth = {name: an_oauth_client(vendor, name) for name in (VendorName.QUICKBOOKS, VendorName.RAKEN)}
    return TokenVault(DocumentConnections(store), PlainCipher(), oauth, clock, lambda: owner)


def an_access(
    store: DocumentStore, clock: Clock, vendor: ScriptedVendor, tokens: ScriptedVendor, windows: Sequence[Window]
) -> ApiAccess:
    """What a vendor client is made of."""
    client = vendor.client()
    budget = RateBudget(DocumentBudgets(store), windows, clock, Random(1))
    return ApiAccess(lambda: client, a_vault(store, clock, tokens), budget, NoBreaker(), clock, Random(1))
