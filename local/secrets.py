"""The values of the template's secrets on the local stack."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from local.simulators import VENDORS, VendorApp, new_app

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

SECRETS: Final = {
    "raken": "RakenSecret",
    "quickbooks": "QuickbooksSecret",
    "foundation": "FoundationSecret",
    "procore": "ProcoreSecret",
    "cursor": "CursorSecret",
    "webhooks": "WebhookKeysSecret",
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """Everything secret on a local stack; it holds nowhere but on this machine."""

    apps: Mapping[str, VendorApp]
    verifier_token: str
    cursor_key: str
    subscription_key: str
    webhook_key: str

    @staticmethod
    def new() -> "Credentials":
        """Draw random ones."""
        apps = {vendor: new_app(vendor) for vendor in VENDORS}
        return Credentials(
            apps,
            verifier_token=secrets.token_urlsafe(24),
            cursor_key=secrets.token_urlsafe(48),
            subscription_key=secrets.token_hex(16),
            webhook_key=secrets.token_urlsafe(48),
        )

    def value(self, name: str) -> str:
        """Build the JSON value of one secret, as the functions read it."""
        if name == "cursor":
            return json.dumps({"keys": [self.cursor_key]})
        if name == "webhooks":
            return json.dumps({"keys": [self.webhook_key]})
        app = self.apps[name]
        body: dict[str, object] = {"client_id": app.client_id, "client_secret": app.client_secret}
        if name == "quickbooks":
            body["verifier_tokens"] = [self.verifier_token]
        if name == "foundation":
            body["subscription_key"] = self.subscription_key
        return json.dumps(body)


def fill(client: "SecretsManagerClient", resources: Mapping[str, str], credentials: Credentials) -> None:
    """Write the values that differ from what is stored."""
    for name, logical_id in SECRETS.items():
        wanted = credentials.value(name)
        if client.get_secret_value(SecretId=resources[logical_id]).get("SecretString") != wanted:
            client.put_secret_value(SecretId=resources[logical_id], SecretString=wanted)
