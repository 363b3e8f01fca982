"""Connections, rate budgets and the detailed health, through the real handlers on a store in memory."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx
import pytest

from fieldledger.clients.app_secret import AppSecret
from fieldledger.clients.foundation.rates import foundation_windows
from fieldledger.clients.oauth import ClientAuthentication, OAuthClient, TokenEndpoint
from fieldledger.clients.raken.rates import raken_windows
from fieldledger.clients.tokens import TokenVault
from fieldledger.domain.budget_key import budget_key
from fieldledger.domain.connection import ConnectionState, VendorName
from fieldledger.domain.preflight import CheckItem
from fieldledger.domain.rate_budget import BudgetState
from fieldledger.http.idempotency import Idempotency
from fieldledger.repositories.authorizations import DocumentAuthorizations
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.idempotency import DocumentIdempotencyKeys
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.result import ErrorCode, Result
from fieldledger.services.connecting.connections import VendorConnections
from fieldledger.services.connecting.preflight import ConnectionCheck, finding, missing
from fieldledger.services.connecting.sign_in import VendorSignIn
from fieldledger.services.health import DependencyKind, Probe
from fieldledger.services.inbox import Inbox
from fieldledger.services.queries.connections import ConnectionQueries
from fieldledger.services.queries.rate_budgets import RateBudgetQueries
from fieldledger.services.sync.enrolling import Enrolment
from tests.builders import COMPANY
from tests.builders.vendors import a_connection
from tests.support.api import Call, Handler, Reply, claims, get, post
from tests.unit.clients.fakes import PlainCipher
from tests.unit.functions.conftest import Backend

KEY = "8a3c5f0e-6a8d-4f53"
ADMIN = claims("admin")
TOKENS = "https://vendor.test/token"
PAGE = "https://app.example.com/back"
STATE = "s" * 43


def as_admin(call: Call, user_id: str = ADMIN["sub"]) -> Call:
    return replace(call, claims=claims("admin", user_id=user_id))


class Office:
    """The services of connecting over the backend's store; every vendor hands out tokens."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.grants: list[bytes] = []
        store, clock = backend.store, backend.clock
        self.connections = DocumentConnections(store)
        client = httpx.AsyncClient(transport=httpx.MockTransport(self._grant))
        self.oauth = {vendor: OAuthClient(lambda: client, _endpoint(vendor)) for vendor in VendorName}
        self.service = VendorConnections(
            self.connections,
            TokenVault(self.connections, PlainCipher(), self.oauth, clock, lambda: "container-1"),
            self.oauth,
            self,
            Inbox(DocumentExceptions(store), clock),
            Enrolment(DocumentSyncStates(store), clock),
            clock,
        )
        self.sign_in = VendorSignIn(
            DocumentAuthorizations(store),
            self.service,
            self.oauth,
            clock,
            "https://app.example.com/back",
            lambda: STATE,
        )

    def _grant(self, request: httpx.Request) -> httpx.Response:
        self.grants.append(request.content)
        return httpx.Response(200, json={"access_token": "at", "refresh_token": "rt", "expires_in": 3600})

    async def account_id(self, vendor: VendorName, grant: object) -> Result[str]:
        """Implements ``AccountIdentity``."""
        if vendor is VendorName.RAKEN:
            return Result.ok("c-bluestem")
        return Result.fail(f"say which {vendor} account is meant", ErrorCode.VALIDATION_FAILED)

    def handler(self, name: str) -> Handler:
        """The function with these services in place of its own."""
        parts: dict[str, object] = {"sign_in": self.sign_in, "connections": self.service}
        if name == "list_connections":
            parts = {"connections": ConnectionQueries(self.connections)}
        keys = Idempotency(DocumentIdempotencyKeys(self.backend.store), self.backend.clock)
        module = self.backend.function(f"api/{name}")
        used = {part: value for part, value in {**parts, "idempotency": keys}.items() if hasattr(module, part)}
        return self.backend.handler(f"api/{name}", **used)

    def stored(self, vendor: VendorName) -> ConnectionState:
        return self.backend.keep(self.connections.get(COMPANY, vendor)).state

    def shown(self) -> Mapping[str, dict[str, Any]]:
        rows = get("/v1/connections").to(self.handler("list_connections")).data
        return {row["vendor"]: row for row in rows}


def _endpoint(vendor: VendorName) -> TokenEndpoint:
    async def secret() -> Result[AppSecret]:
        return Result.ok(AppSecret(client_id="app", client_secret="secret"))

    authorize = "" if vendor is VendorName.FOUNDATION else f"https://{vendor}.test/authorize"
    return TokenEndpoint(vendor, TOKENS, ClientAuthentication.FORM, secret, authorize_url=authorize)


@pytest.fixture
def office(backend: Backend) -> Office:
    return Office(backend)


def sign_in(office: Office, vendor: str, **body: object) -> Reply:
    return as_admin(post(f"/v1/connections/{vendor}/sign-in", body)).to(office.handler("begin_sign_in"))


def come_back(office: Office, vendor: str, key: str = KEY, user_id: str = ADMIN["sub"], **body: object) -> Reply:
    sent = {"state": STATE, "code": "code-1", **body}
    call = post(f"/v1/connections/{vendor}/callback", sent, idempotency_key=key)
    return as_admin(call, user_id).to(office.handler("complete_sign_in"))


def test_every_vendor_is_listed_whether_it_was_ever_connected_or_not(backend: Backend, office: Office) -> None:
    backend.keep(office.connections.save(a_connection(vendor=VendorName.QUICKBOOKS)))
    backend.keep(office.connections.save(a_connection(vendor=VendorName.RAKEN, company_id="company-2")))

    shown = office.shown()

    assert {vendor: row["state"] for vendor, row in shown.items()} == {
        "raken": "disconnected",
        "quickbooks": "connected",
        "procore": "disconnected",
        "foundation": "disconnected",
    }
    assert (shown["raken"]["account_id"], shown["quickbooks"]["account_id"]) == (None, "9341453000000001")


def test_no_token_leaves_the_house(backend: Backend, office: Office) -> None:
    backend.keep(office.connections.save(a_connection()))

    assert "ciphertext" not in get("/v1/connections").to(office.handler("list_connections")).text


def test_a_sign_in_begins_with_the_vendors_address_and_an_end(office: Office) -> None:
    reply = sign_in(office, "quickbooks")

    address = httpx.URL(reply.data["authorize_url"])
    assert (address.host, address.params["state"]) == ("quickbooks.test", STATE)
    assert address.params["redirect_uri"] == PAGE


def test_procore_has_to_be_told_which_company(office: Office) -> None:
    reply = sign_in(office, "procore")

    assert (reply.status, reply.code) == (422, "VALIDATION_FAILED")
    assert reply.details["fields"][0]["field"] == "body.account_id"


@pytest.mark.parametrize("vendor", ["foundation", "sage", "QUICKBOOKS", "%00"])
def test_a_vendor_at_which_nobody_signs_in_is_422(vendor: str, office: Office) -> None:
    assert sign_in(office, vendor).status == 422


def test_the_callback_connects_and_says_it_again_under_the_same_key(office: Office) -> None:
    sign_in(office, "quickbooks")
    first = come_back(office, "quickbooks", realm_id="9341")
    again = come_back(office, "quickbooks", realm_id="9341")

    assert (first.data["state"], first.data["account_id"]) == ("connected", "9341")
    assert (again.data, again.headers["idempotency-replayed"]) == (first.data, "true")
    assert len(office.grants) == 1


def test_a_state_is_good_once_and_for_the_person_and_the_vendor_that_it_was_made_for(office: Office) -> None:
    sign_in(office, "quickbooks")

    assert come_back(office, "raken", key="other-key-1").code == "AUTHORIZATION_INVALID"
    assert come_back(office, "quickbooks", key="other-key-2", user_id="somebody-else").code == "AUTHORIZATION_INVALID"
    assert come_back(office, "quickbooks", realm_id="9341").status == 200
    assert come_back(office, "quickbooks", key="other-key-3", realm_id="9341").code == "AUTHORIZATION_INVALID"


def test_another_companys_vendor_account_is_refused(backend: Backend, office: Office) -> None:
    backend.keep(office.connections.claim_account(a_connection(company_id="company-2", account_id="9341")))
    sign_in(office, "quickbooks")

    assert come_back(office, "quickbooks", realm_id="9341").code == "ALREADY_EXISTS"
    assert office.grants == []


def test_foundation_is_connected_with_our_own_credentials(office: Office) -> None:
    call = as_admin(post("/v1/connections/foundation/app", {"account_id": "4101"}, idempotency_key=KEY))
    reply = call.to(office.handler("connect_app"))

    assert (reply.data["state"], reply.data["grant"]) == ("connected", "client_credentials")


def test_people_sign_in_at_quickbooks_so_the_app_cannot(office: Office) -> None:
    call = as_admin(post("/v1/connections/quickbooks/app", {"account_id": "1"}, idempotency_key=KEY))

    assert call.to(office.handler("connect_app")).status == 422


def test_disconnecting_forgets_the_tokens_and_keeps_the_account(backend: Backend, office: Office) -> None:
    backend.keep(office.connections.save(a_connection()))

    reply = as_admin(Call("DELETE", "/v1/connections/quickbooks")).to(office.handler("disconnect"))

    assert (reply.data["state"], reply.data["account_id"]) == ("disconnected", "9341453000000001")
    assert backend.keep(office.connections.find(COMPANY, VendorName.QUICKBOOKS)).access_token == ""  # type: ignore[union-attr]


def test_what_is_not_connected_cannot_be_disconnected(office: Office) -> None:
    reply = as_admin(Call("DELETE", "/v1/connections/procore")).to(office.handler("disconnect"))

    assert reply.code == "NOT_CONNECTED"


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("begin_sign_in", post("/v1/connections/raken/sign-in", {})),
        ("connect_app", post("/v1/connections/foundation/app", {"account_id": "1"}, idempotency_key=KEY)),
        ("disconnect", Call("DELETE", "/v1/connections/raken")),
    ],
)
def test_only_administrators_connect(name: str, call: Call, office: Office) -> None:
    reply = call.to(office.handler(name))

    assert (reply.status, reply.details["roles"]) == (403, ["admin"])


class Checks:
    """Implements ``VendorChecks``."""

    async def items(self, company_id: str, account_id: str) -> list[CheckItem]:
        """One thing there, one missing."""
        return [finding("user", Result.ok(None), "connected by Dana"), missing("projects", "no project is shared")]


def test_a_check_names_what_is_missing(backend: Backend, office: Office) -> None:
    backend.keep(office.connections.save(a_connection(vendor=VendorName.PROCORE)))
    check = ConnectionCheck(office.connections, {VendorName.PROCORE: Checks()}, backend.clock)
    handler = backend.handler("api/check_connection", connection=check)

    reply = get("/v1/connections/procore/check").to(handler)

    assert not reply.data["ready"]
    assert [(item["name"], item["finding"]) for item in reply.data["items"]] == [
        ("user", "ok"),
        ("projects", "missing"),
    ]
    assert get("/v1/connections/raken/check").to(handler).code == "NOT_CONNECTED"


def test_budgets_tell_what_is_used_of_each_connected_account(backend: Backend, office: Office) -> None:
    backend.keep(office.connections.save(a_connection(vendor=VendorName.RAKEN, account_id="c-bluestem")))
    backend.keep(office.connections.save(a_connection(vendor=VendorName.PROCORE, state=ConnectionState.DISCONNECTED)))
    closed = BudgetState(
        company_id=COMPANY, account="raken:c-bluestem", closed_until=backend.clock.now().replace(year=2030)
    )
    backend.keep(DocumentBudgets(backend.store).save(closed))
    limits = dict.fromkeys(VendorName, raken_windows(10, 10_000))
    queries = RateBudgetQueries(office.connections, DocumentBudgets(backend.store), limits, backend.clock)

    [row] = get("/v1/rate-budgets").to(backend.handler("api/list_rate_budgets", budgets=queries)).data

    assert (row["vendor"], row["account_id"], row["closed_until"][:4]) == ("raken", "c-bluestem", "2030")
    assert {limit["name"]: (limit["limit"], limit["left"]) for limit in row["limits"]} == {
        "second": (10, 10),
        "day": (10_000, 10_000),
    }


def test_foundation_tells_what_all_companies_have_used_of_the_subscription(backend: Backend, office: Office) -> None:
    backend.keep(office.connections.save(a_connection(vendor=VendorName.FOUNDATION, account_id="4101")))
    key = budget_key(VendorName.FOUNDATION, "company-2", "4102")
    closed = BudgetState(
        company_id=key.company_id, account=key.account, closed_until=backend.clock.now().replace(year=2030)
    )
    backend.keep(DocumentBudgets(backend.store).save(closed))
    limits = dict.fromkeys(VendorName, foundation_windows(500))
    queries = RateBudgetQueries(office.connections, DocumentBudgets(backend.store), limits, backend.clock)

    [row] = get("/v1/rate-budgets").to(backend.handler("api/list_rate_budgets", budgets=queries)).data

    assert (row["vendor"], row["account_id"], row["closed_until"][:4]) == ("foundation", "4101", "2030")


async def _fine() -> Result[None]:
    return Result.ok(None)


async def _down() -> Result[None]:
    return Result.fail("no", ErrorCode.QUEUE_UNAVAILABLE)


@pytest.mark.parametrize(("queue", "healthy"), [(_fine, True), (_down, False)])
def test_the_detailed_health_names_each_dependency_and_forgives_vendors(
    queue: Any, healthy: bool, backend: Backend, office: Office
) -> None:
    ours = [Probe(DependencyKind.TABLE, "records", _fine), Probe(DependencyKind.QUEUE, "sync_slices", queue)]
    handler = backend.handler("api/health_details", ours=ours, connections=ConnectionQueries(office.connections))

    report = as_admin(get("/v1/health/details")).to(handler).data

    assert report["healthy"] is healthy
    assert [(one["name"], one["ok"]) for one in report["dependencies"][:2]] == [
        ("records", True),
        ("sync_slices", healthy),
    ]
    assert {one["code"] for one in report["dependencies"][2:]} == {"NOT_CONNECTED"}


def test_the_detailed_health_is_for_administrators(backend: Backend) -> None:
    assert get("/v1/health/details").to(backend.handler("api/health_details", ours=[])).status == 403
