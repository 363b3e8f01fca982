"""Reading secrets: validated, cached for five minutes, never shown."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import boto3
import pytest
from moto import mock_aws

from fieldledger.result import ErrorCode
from fieldledger.runtime.secrets import CursorSecret, SecretReader, WebhookSecret
from tests.fakes.clock import FakeClock
from tests.support.log_lines import LogLines

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

pytestmark = pytest.mark.anyio

KEY = "k" * 32


@pytest.fixture
def manager() -> "Iterator[SecretsManagerClient]":
    with mock_aws():
        client = boto3.client("secretsmanager")
        client.create_secret(Name="cursor", SecretString=f'{{"keys": ["{KEY}"], "comment": "ignored"}}')
        yield client


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def reader(manager: "SecretsManagerClient", clock: FakeClock) -> SecretReader:
    return SecretReader(lambda: manager, clock)


async def test_a_secret_is_read_as_the_model_that_is_asked_for(reader: SecretReader) -> None:
    secret = await reader.read("cursor", CursorSecret)

    assert secret.unwrap().keys == (KEY,)


async def test_a_changed_secret_is_seen_after_five_minutes_and_not_before(
    reader: SecretReader, manager: "SecretsManagerClient", clock: FakeClock
) -> None:
    await reader.read("cursor", CursorSecret)
    manager.put_secret_value(SecretId="cursor", SecretString=f'{{"keys": ["{"n" * 32}", "{KEY}"]}}')
    clock.advance(299)
    early = await reader.read("cursor", CursorSecret)
    clock.advance(1)
    late = await reader.read("cursor", CursorSecret)

    assert (len(early.unwrap().keys), len(late.unwrap().keys)) == (1, 2)


async def test_the_last_known_secret_is_used_while_it_cannot_be_read_again(
    reader: SecretReader, manager: "SecretsManagerClient", clock: FakeClock, logs: LogLines
) -> None:
    await reader.read("cursor", CursorSecret)
    manager.delete_secret(SecretId="cursor", ForceDeleteWithoutRecovery=True)
    clock.advance(3600)

    assert (await reader.read("cursor", CursorSecret)).unwrap().keys == (KEY,)
    assert len(logs.named("secret_stale")) == 1


async def test_a_secret_that_was_never_read_and_is_missing_is_an_unavailable_store(reader: SecretReader) -> None:
    secret = await reader.read("absent", CursorSecret)

    assert secret.error_code == ErrorCode.STORE_UNAVAILABLE


async def test_a_malformed_secret_names_its_fields_and_shows_no_value(
    reader: SecretReader, manager: "SecretsManagerClient"
) -> None:
    manager.create_secret(Name="webhook", SecretString='{"verifier_tokens": [""], "keys": ["short-secret"]}')
    webhook = await reader.read("webhook", WebhookSecret)
    cursor = await reader.read("webhook", CursorSecret)

    assert (webhook.error_code, cursor.error_code) == (ErrorCode.INTERNAL, ErrorCode.INTERNAL)
    assert "verifier_tokens.0" in cast("list[str]", webhook.details["fields"])
    assert "short-secret" not in f"{cursor.error}{cursor.details}"


def test_the_text_of_a_secret_model_shows_no_secret() -> None:
    assert "verify_me" not in repr(WebhookSecret(verifier_tokens=("verify_me",)))
