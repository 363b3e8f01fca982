"""The secrets hold what the functions read, and are written only where they differ."""

import json
from typing import TYPE_CHECKING, cast

from local.secrets import Credentials, fill
from local.simulators import VendorApp

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

CREDENTIALS = Credentials(
    {
        "raken": VendorApp("r", "rs"),
        "quickbooks": VendorApp("q", "qs"),
        "procore": VendorApp("p", "ps"),
        "foundation": VendorApp("f", "fs"),
    },
    verifier_token="v",
    cursor_key="c",
    subscription_key="k",
    webhook_key="w",
)
RESOURCES = {
    "RakenSecret": "arn:raken",
    "QuickbooksSecret": "arn:quickbooks",
    "ProcoreSecret": "arn:procore",
    "FoundationSecret": "arn:foundation",
    "CursorSecret": "arn:cursor",
    "WebhookKeysSecret": "arn:webhooks",
}


class FakeSecrets:
    """Secrets Manager with the values of a fresh deployment; counts writes."""

    def __init__(self) -> None:
        self.values = dict.fromkeys(RESOURCES.values(), "{}")
        self.writes = 0

    def get_secret_value(self, *, SecretId: str) -> dict[str, str]:  # noqa: N803 - AWS's name
        return {"SecretString": self.values[SecretId]}

    def put_secret_value(self, *, SecretId: str, SecretString: str) -> None:  # noqa: N803 - AWS's names
        self.writes += 1
        self.values[SecretId] = SecretString

    def as_client(self) -> "SecretsManagerClient":
        return cast("SecretsManagerClient", self)


def test_each_secret_gets_its_own_shape() -> None:
    store = FakeSecrets()
    fill(store.as_client(), RESOURCES, CREDENTIALS)
    assert json.loads(store.values["arn:raken"]) == {"client_id": "r", "client_secret": "rs"}
    assert json.loads(store.values["arn:quickbooks"]) == {
        "client_id": "q",
        "client_secret": "qs",
        "verifier_tokens": ["v"],
    }
    assert json.loads(store.values["arn:foundation"]) == {
        "client_id": "f",
        "client_secret": "fs",
        "subscription_key": "k",
    }
    assert json.loads(store.values["arn:procore"]) == {"client_id": "p", "client_secret": "ps"}
    assert json.loads(store.values["arn:cursor"]) == {"keys": ["c"]}
    assert json.loads(store.values["arn:webhooks"]) == {"keys": ["w"]}


def test_values_already_there_are_not_written_again() -> None:
    store = FakeSecrets()
    fill(store.as_client(), RESOURCES, CREDENTIALS)
    fill(store.as_client(), RESOURCES, CREDENTIALS)
    assert store.writes == len(RESOURCES)


def test_two_stacks_never_share_credentials() -> None:
    first, second = Credentials.new(), Credentials.new()
    assert first.cursor_key != second.cursor_key
    assert first.apps["raken"].client_secret != second.apps["raken"].client_secret
