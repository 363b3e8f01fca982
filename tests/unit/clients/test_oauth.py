"""The vendors' token endpoints."""

from urllib.parse import parse_qs

import httpx
import pytest

from fieldledger.clients.oauth import AppSecret, ClientAuthentication, OAuthClient, TokenEndpoint
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
