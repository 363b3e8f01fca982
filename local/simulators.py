"""The simulators of the vendors and of the sign-in: how they start, and the applications registered at them."""

import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpx

from local.errors import LocalStackError
from local.settings import AUDIENCE, DIRECT, LocalSettings

VENDORS: Final = ("raken", "quickbooks", "procore", "foundation")


@dataclass(frozen=True, slots=True)
class VendorApp:
    """The credentials under which Fieldledger is known to a vendor."""

    client_id: str
    client_secret: str


def command(settings: LocalSettings, name: str) -> list[str]:
    """Build a simulator's command line."""
    return [
        sys.executable,
        "-m",
        "simulators",
        name,
        "--host",
        "127.0.0.1",
        "--port",
        str(settings.ports[name]),
    ]


def environment(settings: LocalSettings, own: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Build the simulators' environment: this process's, with the issuer's name fixed to its address."""
    return {
        **own,
        **DIRECT,
        "PYTHONUNBUFFERED": "1",
        "FIELDLEDGER_OIDC_ISSUER": settings.url("oidc"),
        "FIELDLEDGER_OIDC_AUDIENCE": AUDIENCE,
    }


def health_url(settings: LocalSettings, name: str) -> str:
    """Name the address that answers once a simulator takes calls."""
    return f"{settings.url(name)}/_admin/health"


def new_app(vendor: str) -> VendorApp:
    """Make credentials that exist on this machine only."""
    return VendorApp(f"fieldledger-local-{vendor}", secrets.token_urlsafe(24))


def register_app(settings: LocalSettings, vendor: str, app: VendorApp) -> None:
    """Register an application at a vendor's simulator, in place of one with the same client id."""
    body: dict[str, object] = {"client_id": app.client_id, "client_secret": app.client_secret}
    _tell(settings, vendor, "apps", body)


def register_subscription(settings: LocalSettings, key: str) -> None:
    """Have the FOUNDATION simulator open for ``key``."""
    body: dict[str, object] = {"name": "local", "primary_key": key, "secondary_key": f"{key}-2"}
    _tell(settings, "foundation", "subscriptions", body)


def register_webhook(settings: LocalSettings, url: str, verifier_token: str) -> None:
    """Have the QuickBooks simulator send its events to ``url``, signed with ``verifier_token``."""
    _tell(settings, "quickbooks", "webhooks", {"url": url, "verifier_token": verifier_token})


def _tell(settings: LocalSettings, vendor: str, what: str, body: dict[str, object]) -> None:
    try:
        answer = httpx.post(f"{settings.url(vendor)}/_admin/{what}", json=body, timeout=10, trust_env=False)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise LocalStackError(f"the {vendor} simulator refused {what}: {error}") from error
