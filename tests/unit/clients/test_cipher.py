"""Vendor tokens under KMS."""

import base64
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from fieldledger.clients.cipher import KmsCipher
from fieldledger.result import ErrorCode

OURS = {"company_id": "company-1", "vendor": "quickbooks"}


@pytest.fixture
def cipher() -> Iterator[KmsCipher]:
    """A key of its own."""
    with mock_aws():
        kms = boto3.client("kms")
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        yield KmsCipher(lambda: kms, key)


async def test_a_token_comes_back_as_it_was(cipher: KmsCipher) -> None:
    stored = (await cipher.encrypt("refresh-token-ü", OURS)).unwrap()
    assert "refresh" not in base64.b64decode(stored).decode("latin-1")
    assert (await cipher.decrypt(stored, OURS)).unwrap() == "refresh-token-ü"


@pytest.mark.parametrize("context", [OURS | {"company_id": "company-2"}, OURS | {"vendor": "raken"}, {}])
async def test_a_ciphertext_is_worthless_outside_its_connection(cipher: KmsCipher, context: dict[str, str]) -> None:
    stored = (await cipher.encrypt("refresh-token", OURS)).unwrap()
    assert (await cipher.decrypt(stored, context)).error_code == ErrorCode.STORE_UNAVAILABLE


@pytest.mark.parametrize("stored", ["", "not base64!", base64.b64encode(b"not a ciphertext").decode()])
async def test_rubbish_is_a_failure_and_names_no_content(cipher: KmsCipher, stored: str) -> None:
    failed = await cipher.decrypt(stored, OURS)
    assert failed.error_code == ErrorCode.STORE_UNAVAILABLE
    assert set(failed.details) == {"cause"}


async def test_a_key_that_is_gone_is_a_failure() -> None:
    with mock_aws():
        kms = boto3.client("kms")
        failed = await KmsCipher(lambda: kms, "no-such-key").encrypt("x", OURS)
        assert failed.error_code == ErrorCode.STORE_UNAVAILABLE
