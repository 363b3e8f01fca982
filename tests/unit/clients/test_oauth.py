"""The vendors' token endpoints."""

import json
from dataclasses import replace
from urllib.parse import parse_qs

import httpx
import pytest

from fieldledger.clients.app_secret import AppSecret
from fieldledger.clients.oauth import ClientAuthentication, OAuthClient, TokenEndpoint
from fieldledger.domain.connection import VendorName
from fieldledger.result import ErrorCode, Result
from tests.unit.clients.fakes import TOKEN_URL, ScriptedVendor, a_token_answer


def _client(vendor: ScriptedVendor, authentication: ClientAuthentication) -> OAuthClient:
    async def secret() -> Result[AppSecret]:
        return Result.ok(AppSecret(client_id="app", client_secret="s3cret"))

    http = vendor.client()
    return OAuthClient(lambda: http, TokenEndpoint(VendorName.RAKEN, TOKEN_URL, authentication, secret))


async def test_quickbooks_gets_the_apps_credentials_in_a_basic_header() -> None:
    vendor = ScriptedVendor(a_token_answer())
    (await _client(vendor, ClientAuthentication.BASIC).refresh("refresh-0")).unwrap()
    [request] = vendor.requests
    assert request.headers["authorization"] == "Basic YXBwOnMzY3JldA=="
    assert parse_qs(request.content.decode()) == {"grant_type": ["refresh_token"], "refresh_token": ["refresh-0"]}


async def test_raken_gets_the_apps_credentials_in_the_form() -> None:
    vendor = ScriptedVendor(a_token_answer())
    (await _client(vendor, ClientAuthentication.FORM).exchange("code-1", "https://app.test/back")).unwrap()
    [request] = vendor.requests
    assert "authorization" not in request.headers
    assert parse_qs(request.content.decode()) == {
        "grant_type": ["authorization_code"],
        "code": ["code-1"],
        "redirect_uri": ["https://app.test/back"],
        "client_id": ["app"],
        "client_secret": ["s3cret"],
    }


async def test_a_missing_lifetime_is_ten_hours() -> None:
    vendor = ScriptedVendor(a_token_answer(expires_in=None))
    grant = (await _client(vendor, ClientAuthentication.FORM).refresh("refresh-0")).unwrap()
    assert grant.expires_in == 36_000


@pytest.mark.parametrize(
    ("answer", "code", "outcome"),
    [
        (httpx.Response(400, json={"error": "invalid_grant"}), ErrorCode.RECONNECT_REQUIRED, "answered"),
        (httpx.Response(401, json={"error": "invalid_client"}), ErrorCode.VENDOR_REJECTED, "answered"),
        (httpx.Response(500), ErrorCode.VENDOR_UNAVAILABLE, "answered"),
        (httpx.Response(429), ErrorCode.VENDOR_UNAVAILABLE, "answered"),
        (httpx.Response(200, json={}), ErrorCode.VENDOR_ANSWER_UNREADABLE, "unknown"),
        (httpx.ConnectError("refused"), ErrorCode.VENDOR_UNAVAILABLE, "not_sent"),
        (httpx.ReadTimeout("slow"), ErrorCode.VENDOR_UNAVAILABLE, "unknown"),
    ],
)
async def test_a_refused_grant_says_what_is_known(
    answer: httpx.Response | httpx.HTTPError, code: ErrorCode, outcome: str
) -> None:
    vendor = ScriptedVendor(answer)
    failed = await _client(vendor, ClientAuthentication.FORM).refresh("refresh-0")
    assert (failed.error_code, failed.details["outcome"]) == (code, outcome)
    assert len(vendor.requests) == 1


async def test_no_secret_is_shown_where_a_grant_is_printed() -> None:
    vendor = ScriptedVendor(a_token_answer())
    grant = (await _client(vendor, ClientAuthentication.FORM).refresh("refresh-0")).unwrap()
    assert "access-1" not in repr(grant)
    assert "refresh-1" not in repr(grant)
    assert "s3cret" not in repr(AppSecret(client_id="app", client_secret="s3cret"))


def _endpoint(vendor: ScriptedVendor, **about: object) -> OAuthClient:
    async def secret() -> Result[AppSecret]:
        return Result.ok(AppSecret(client_id="app", client_secret="s3cret"))

    http = vendor.client()
    base = TokenEndpoint(VendorName.PROCORE, TOKEN_URL, ClientAuthentication.FORM, secret)
    return OAuthClient(lambda: http, replace(base, **about))


async def test_an_app_gets_a_token_of_its_own_without_a_refresh_token() -> None:
    vendor = ScriptedVendor(httpx.Response(200, json={"access_token": "of-the-app", "expires_in": 5400}))
    grant = (await _endpoint(vendor, scope="api://books/.default").client_credentials()).unwrap()
    assert (grant.access_token, grant.refresh_token, grant.expires_in) == ("of-the-app", None, 5400)
    assert parse_qs(vendor.requests[0].content.decode()) == {
        "grant_type": ["client_credentials"],
        "scope": ["api://books/.default"],
        "client_id": ["app"],
        "client_secret": ["s3cret"],
    }


async def test_a_person_is_sent_to_the_vendors_page_with_everything_escaped() -> None:
    client = _endpoint(ScriptedVendor(a_token_answer()), authorize_url="https://vendor.test/authorize", scope="a b")
    url = httpx.URL((await client.authorization_url("s&t", "https://app.test/back?x=1")).unwrap())
    assert dict(url.params) == {
        "response_type": "code",
        "client_id": "app",
        "redirect_uri": "https://app.test/back?x=1",
        "state": "s&t",
        "scope": "a b",
    }


@pytest.mark.parametrize("as_json", [True, False])
async def test_a_grant_is_revoked_in_the_vendors_form(as_json: bool) -> None:
    vendor = ScriptedVendor(httpx.Response(200))
    client = _endpoint(vendor, revoke_url="https://vendor.test/revoke", revoke_as_json=as_json)
    assert (await client.revoke("refresh-0")).unwrap() is True
    [request] = vendor.requests
    body = request.content.decode()
    assert (json.loads(body) if as_json else parse_qs(body))["token"] in ("refresh-0", ["refresh-0"])


async def test_a_vendor_without_revocation_is_not_asked() -> None:
    vendor = ScriptedVendor(httpx.Response(200))
    assert (await _endpoint(vendor).revoke("refresh-0")).unwrap() is False
    assert vendor.requests == []


@pytest.mark.parametrize(("status", "revoked"), [(200, True), (400, True), (401, False), (503, False)])
async def test_a_grant_that_the_vendor_does_not_know_counts_as_revoked(status: int, revoked: bool) -> None:
    client = _endpoint(ScriptedVendor(httpx.Response(status)), revoke_url="https://vendor.test/revoke")
    assert (await client.revoke("refresh-0")).success is revoked
