"""Signing people and companies in, the way a browser would: redirects, codes, PKCE."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

import httpx

from fieldledger.domain.connection import VendorName
from local.demo.contractor import RAKEN_COMPANY, REALM
from local.errors import LocalStackError
from local.operator import Authorization
from local.state import StackState

REDIRECT = "http://127.0.0.1/callback"


def sign_in(state: StackState, http: httpx.Client, email: str) -> str:
    """Authorization code with PKCE at the OIDC issuer; the answer is the access token."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    query = {
        "client_id": state.audience,
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": "openid email",
        "state": secrets.token_urlsafe(8),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "login_hint": email,
    }
    brought = _authorize(http, f"{state.urls['oidc']}/authorize", query)
    form = {
        "grant_type": "authorization_code",
        "client_id": state.audience,
        "code": brought["code"],
        "redirect_uri": REDIRECT,
        "code_verifier": verifier,
    }
    answer = http.post(f"{state.urls['oidc']}/token", data=form)
    if answer.is_error:
        raise LocalStackError(f"signing in failed: {answer.text}")
    return str(answer.json()["access_token"])


def authorize_raken(state: StackState, http: httpx.Client) -> Authorization:
    """An administrator of the contractor allows our app at Raken."""
    query = {
        "client_id": state.credentials.apps["raken"].client_id,
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "state": secrets.token_urlsafe(8),
        "company_hint": RAKEN_COMPANY,
    }
    brought = _authorize(http, f"{state.urls['raken']}/oauth/authorize", query)
    return Authorization(VendorName.RAKEN, RAKEN_COMPANY, brought["code"], REDIRECT)


def authorize_quickbooks(state: StackState, http: httpx.Client) -> Authorization:
    """An administrator of the contractor allows our app at QuickBooks; the redirect brings the realmId."""
    query = {
        "client_id": state.credentials.apps["quickbooks"].client_id,
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": "com.intuit.quickbooks.accounting",
        "state": secrets.token_urlsafe(8),
        "realm_hint": REALM,
    }
    brought = _authorize(http, f"{state.urls['quickbooks']}/connect/oauth2", query)
    return Authorization(VendorName.QUICKBOOKS, brought["realmId"], brought["code"], REDIRECT)


def _authorize(http: httpx.Client, url: str, query: Mapping[str, str]) -> dict[str, str]:
    """Follow the consent to its redirect, check the state, and read what it brought."""
    answer = http.get(url, params=dict(query), follow_redirects=False)
    if not answer.is_redirect:
        raise LocalStackError(f"{url}: {answer.status_code} {answer.text[:300]}")
    brought = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    if brought.get("state") != query["state"] or "code" not in brought:
        raise LocalStackError(f"{url}: the redirect brought no code: {brought}")
    return brought
