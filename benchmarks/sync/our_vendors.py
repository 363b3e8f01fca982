"""The product's clients of the four vendors, with its budgets at the limits that settings have by default."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from random import SystemRandom

import httpx

from benchmarks.sync.contestant import Order
from benchmarks.sync.office import ACCOUNTS, BOOKS_APP, FOUNDATION_APP, FOUNDATION_KEY
from benchmarks.sync.tally import Tally
from fieldledger.clients.app_secret import AppSecret
from fieldledger.clients.external_api import ApiAccess
from fieldledger.clients.foundation.client import FoundationClient, foundation_windows
from fieldledger.clients.oauth import ClientAuthentication, OAuthClient, TokenEndpoint
from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.procore.client import ProcoreClient, procore_windows
from fieldledger.clients.quickbooks.client import READS, QuickbooksClient, quickbooks_windows
from fieldledger.clients.raken.client import RakenClient
from fieldledger.clients.raken.rates import raken_windows
from fieldledger.clients.rate_budget import RateBudget
from fieldledger.clients.tokens import TokenVault
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import GrantKind, VendorName
from fieldledger.domain.rate_windows import Limit, Period, Priority, Quota
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.documents import DocumentStore
from fieldledger.result import Result
from fieldledger.runtime.http_client import LIMITS, TIMEOUT
from fieldledger.services.sync.source import SyncSource
from fieldledger.wiring.sync_sources.foundation import foundation_sources_over
from fieldledger.wiring.sync_sources.procore import procore_sources_over
from fieldledger.wiring.sync_sources.quickbooks import quickbooks_sources_over
from fieldledger.wiring.sync_sources.raken import raken_sources_over
from fieldledger.wiring.syncs import MakeSources
from simulators.procore.accounts import DEFAULT_APP as PROCORE_APP
from simulators.raken.apps import DEFAULT_APP as RAKEN_APP
from tests.builders import a_connection
from tests.fakes.circuits import NoBreaker
from tests.unit.clients.fakes import PlainCipher, sealed

_LIMITS: Mapping[VendorName, Sequence[Limit]] = {
    VendorName.RAKEN: raken_windows(10, 10_000),
    VendorName.PROCORE: procore_windows(3600, 25),
    VendorName.FOUNDATION: foundation_windows(500),
    VendorName.QUICKBOOKS: (*quickbooks_windows(10, 500, 40), Quota(READS, 500_000, Period.MONTH)),
}


class OurVendors:
    """Sources over real HTTP. Waits for a budget are the clock's, which does not wait."""

    def __init__(self, store: DocumentStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._random = SystemRandom()
        self._urls: dict[VendorName, str] = {}
        self._tally = Tally()
        self._http = httpx.AsyncClient(
            timeout=TIMEOUT, limits=LIMITS, trust_env=False, event_hooks={"response": [self._received]}
        )

    async def reach(self, order: Order, tally: Tally) -> None:
        """The vendors of ``order``; connected the first time."""
        self._urls, self._tally = order.urls, tally
        if order.since is None:
            for vendor, token in order.tokens.items():
                await self._connect(vendor, token)

    def makers(self) -> Mapping[VendorName, MakeSources]:
        """Sources of each vendor for a lane of its budget."""

        def raken(priority: Priority) -> Mapping[SyncResource, SyncSource]:
            client = RakenClient(self._access(VendorName.RAKEN, priority), f"{self._urls[VendorName.RAKEN]}/api")
            return raken_sources_over(client, self._store, self._clock)

        def procore(priority: Priority) -> Mapping[SyncResource, SyncSource]:
            client = ProcoreClient(self._access(VendorName.PROCORE, priority), self._urls[VendorName.PROCORE])
            return procore_sources_over(ProcoreApi(client), DocumentCompanies(self._store), self._clock)

        def foundation(priority: Priority) -> Mapping[SyncResource, SyncSource]:
            url = f"{self._urls[VendorName.FOUNDATION]}/foundation/v1"
            return foundation_sources_over(FoundationClient(self._access(VendorName.FOUNDATION, priority), url, _key))

        def quickbooks(priority: Priority) -> Mapping[SyncResource, SyncSource]:
            access = self._access(VendorName.QUICKBOOKS, priority)
            return quickbooks_sources_over(QuickbooksClient(access, self._urls[VendorName.QUICKBOOKS]), self._clock)

        return {
            VendorName.RAKEN: raken,
            VendorName.PROCORE: procore,
            VendorName.FOUNDATION: foundation,
            VendorName.QUICKBOOKS: quickbooks,
        }

    async def _received(self, response: httpx.Response) -> None:
        content = await response.aread()
        self._tally.note(str(response.request.url), response.status_code, content)

    async def _connect(self, vendor: VendorName, token: Mapping[str, object]) -> None:
        refreshed = token["refresh_token"]
        own = {} if refreshed else {"grant": GrantKind.CLIENT_CREDENTIALS, "refresh_expires_at": None}
        connection = a_connection(
            vendor=vendor,
            account_id=ACCOUNTS[vendor],
            access_token=sealed(str(token["access_token"]), vendor),
            refresh_token=sealed(str(refreshed), vendor) if refreshed else "",
            access_expires_at=self._clock.now() + timedelta(seconds=int(str(token["expires_in"]))),
            refresh_expires_at=self._clock.now() + timedelta(days=100),
        )
        (await DocumentConnections(self._store).save(connection.model_copy(update=own))).unwrap()

    def _access(self, vendor: VendorName, priority: Priority) -> ApiAccess:
        vault = TokenVault(
            DocumentConnections(self._store), PlainCipher(), self._oauth(), self._clock, lambda: "container-1"
        )
        budget = RateBudget(DocumentBudgets(self._store), _LIMITS[vendor], self._clock, self._random, priority)
        return ApiAccess(lambda: self._http, vault, budget, NoBreaker(), self._clock, self._random)

    def _oauth(self) -> dict[VendorName, OAuthClient]:
        form, basic = ClientAuthentication.FORM, ClientAuthentication.BASIC
        raken = {"client_id": RAKEN_APP.client_id, "client_secret": RAKEN_APP.client_secret}
        procore = {"client_id": PROCORE_APP.client_id, "client_secret": PROCORE_APP.client_secret}
        endpoints = (
            TokenEndpoint(VendorName.RAKEN, self._at(VendorName.RAKEN, "/oauth/token"), form, _secret(raken)),
            TokenEndpoint(VendorName.PROCORE, self._at(VendorName.PROCORE, "/oauth/token"), form, _secret(procore)),
            TokenEndpoint(
                VendorName.FOUNDATION,
                self._at(VendorName.FOUNDATION, "/oauth2/token"),
                form,
                _secret(FOUNDATION_APP),
                scope="accounting",
            ),
            TokenEndpoint(
                VendorName.QUICKBOOKS,
                self._at(VendorName.QUICKBOOKS, "/oauth2/v1/tokens/bearer"),
                basic,
                _secret(BOOKS_APP),
            ),
        )
        return {endpoint.vendor: OAuthClient(lambda: self._http, endpoint) for endpoint in endpoints}

    def _at(self, vendor: VendorName, path: str) -> str:
        return f"{self._urls[vendor]}{path}"


def _secret(app: Mapping[str, str]) -> Callable[[], Awaitable[Result[AppSecret]]]:
    async def read() -> Result[AppSecret]:
        return Result.ok(AppSecret(**app))

    return read


async def _key() -> Result[str]:
    return Result.ok(FOUNDATION_KEY)
