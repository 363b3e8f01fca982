"""Rotation of keys: the old one and the new one count together until the rotation is finished."""

import json

import boto3
import pytest

from fieldledger.clients.webhook_keys import account_of_bearer, hook_bearer
from fieldledger.result import ErrorCode
from fieldledger.runtime.secrets import CursorSecret, WebhookKeysSecret, WebhookSecret
from local import operator_cli
from tests.unit.local.operations.conftest import Stack


def _webhook_keys(stack: Stack) -> tuple[str, ...]:
    return WebhookKeysSecret.model_validate(stack.secret("webhook-keys")).keys


def test_deliveries_under_the_old_and_the_new_key_are_genuine_until_the_rotation_is_finished(stack: Stack) -> None:
    (old,) = _webhook_keys(stack)
    stack.operator("rotate", "webhook-keys")
    new, kept = _webhook_keys(stack)
    assert (kept, len(new) >= 32) == (old, True)
    for key in (old, new):
        assert account_of_bearer(hook_bearer(key, "562949"), _webhook_keys(stack)).unwrap() == "562949"

    stack.operator("rotate", "webhook-keys", "--finish")
    assert _webhook_keys(stack) == (new,)
    refused = account_of_bearer(hook_bearer(old, "562949"), _webhook_keys(stack))
    assert refused.error_code == ErrorCode.SIGNATURE_INVALID


def test_a_new_cursor_key_signs_and_the_old_one_is_kept(stack: Stack) -> None:
    stack.operator("rotate", "cursor")
    keys = CursorSecret.model_validate(stack.secret("cursor")).keys
    assert (len(keys), keys[1]) == (2, "c" * 32)


def test_two_rotations_never_draw_the_same_key(stack: Stack) -> None:
    for secret in ("cursor", "webhook-keys"):
        stack.operator("rotate", secret)
    assert CursorSecret.model_validate(stack.secret("cursor")).keys[0] != _webhook_keys(stack)[0]


def test_intuits_new_token_is_asked_for_and_put_before_the_old_one(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operator_cli.getpass, "getpass", lambda _: " token-two ")
    told = stack.operator("rotate", "quickbooks-verifier")
    secret = stack.secret("quickbooks")
    assert isinstance(secret, dict)
    assert WebhookSecret.model_validate(secret).verifier_tokens == ("token-two", "token-one")
    assert (secret["client_id"], secret["client_secret"]) == ("app-1", "kept")
    assert "token-two" not in told


def test_what_is_no_token_is_refused(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operator_cli.getpass, "getpass", lambda _: "")
    assert "no verifier token" in stack.refused("rotate", "quickbooks-verifier")


def test_a_key_that_still_counts_is_not_pushed_out_by_a_second_rotation(stack: Stack) -> None:
    stack.operator("rotate", "cursor")
    before = stack.secret("cursor")
    assert "--finish" in stack.refused("rotate", "cursor")
    assert stack.secret("cursor") == before


def test_there_is_nothing_to_finish_before_a_rotation(stack: Stack) -> None:
    assert "no rotation" in stack.refused("rotate", "cursor", "--finish")


@pytest.mark.parametrize("text", ["no json", json.dumps({"other": 1}), json.dumps(["k" * 32])])
def test_a_secret_of_another_form_is_left_as_it_is(stack: Stack, text: str) -> None:
    stack.secrets.put_secret_value(SecretId="cursor", SecretString=text)
    assert "cursor" in stack.refused("rotate", "cursor")
    assert stack.secrets.get_secret_value(SecretId="cursor")["SecretString"] == text


def test_tokens_under_the_old_material_of_the_key_stay_readable(stack: Stack) -> None:
    kms = boto3.client("kms")
    sealed = kms.encrypt(KeyId=stack.key_id, Plaintext=b"token")["CiphertextBlob"]
    stack.operator("rotate", "token-key")
    assert len(kms.list_key_rotations(KeyId=stack.key_id)["Rotations"]) == 1
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"token"
