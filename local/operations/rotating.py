"""Changing keys while both the old and the new one count, and ending the old one afterwards."""

import json
from typing import TYPE_CHECKING, Final

from local.errors import LocalStackError

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

LISTS: Final = {
    "cursor": ("CursorSecretId", "keys"),
    "webhook-keys": ("WebhookKeysSecretId", "keys"),
    "quickbooks-verifier": ("QuickbooksSecretId", "verifier_tokens"),
}
"""Secrets with a list of keys (the first signs, all count): the stack's output with the secret's id, and the field."""

_BOTH: Final = 2


def begin(secrets: "SecretsManagerClient", secret_id: str, field: str, new: str) -> None:
    """Put ``new`` in front of the key that signs today; both count from now on (functions read within 5 minutes)."""
    whole, keys = _read(secrets, secret_id, field)
    if len(keys) >= _BOTH:
        raise LocalStackError(f"{secret_id} holds {len(keys)} keys: finish the rotation before with --finish")
    if new in keys:
        raise LocalStackError(f"{secret_id} holds this key already")
    _write(secrets, secret_id, {**whole, field: [new, *keys]})


def finish(secrets: "SecretsManagerClient", secret_id: str, field: str) -> int:
    """Keep the newest key only; the answer counts those that no longer count."""
    whole, keys = _read(secrets, secret_id, field)
    if len(keys) < _BOTH:
        raise LocalStackError(f"{secret_id} holds {len(keys)} key: there is no rotation to finish")
    _write(secrets, secret_id, {**whole, field: keys[:1]})
    return len(keys) - 1


def rotate_token_key(kms: "KMSClient", key_id: str) -> None:
    """New material for the key of the vendors' tokens; KMS opens what was enciphered under the old one by itself."""
    kms.rotate_key_on_demand(KeyId=key_id)


def _read(secrets: "SecretsManagerClient", secret_id: str, field: str) -> tuple[dict[str, object], list[str]]:
    try:
        whole = json.loads(secrets.get_secret_value(SecretId=secret_id)["SecretString"])
    except ValueError:
        raise LocalStackError(f"secret {secret_id} holds no JSON") from None
    keys = whole.get(field) if isinstance(whole, dict) else None
    if not isinstance(keys, list):
        raise LocalStackError(f"secret {secret_id} has no list {field}")
    return whole, [str(key) for key in keys]


def _write(secrets: "SecretsManagerClient", secret_id: str, whole: dict[str, object]) -> None:
    secrets.put_secret_value(SecretId=secret_id, SecretString=json.dumps(whole))
