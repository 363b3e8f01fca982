"""Encryption of vendor tokens at rest with KMS; the encryption context binds a ciphertext to its connection."""

import base64
import binascii
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from anyio import to_thread
from botocore.exceptions import BotoCoreError, ClientError

from fieldledger.result import ErrorCode, Result

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

type EncryptionContext = dict[str, str]


class Cipher(Protocol):
    """Turns a secret text into storable text and back; the same context is needed both ways."""

    async def encrypt(self, text: str, context: EncryptionContext) -> Result[str]:
        """Storable ciphertext; ``STORE_UNAVAILABLE`` if the key service does not answer."""
        ...

    async def decrypt(self, stored: str, context: EncryptionContext) -> Result[str]:
        """The text; fails for a ciphertext of another context."""
        ...


class KmsCipher:
    """KMS takes at most 4096 bytes at once, which every vendor's token fits."""

    def __init__(self, kms: "Callable[[], KMSClient]", key_id: str) -> None:
        self._kms = kms
        self._key_id = key_id

    async def encrypt(self, text: str, context: EncryptionContext) -> Result[str]:
        """Base64 of the ciphertext."""
        return await to_thread.run_sync(partial(self._encrypt, text, context))

    async def decrypt(self, stored: str, context: EncryptionContext) -> Result[str]:
        """The text."""
        return await to_thread.run_sync(partial(self._decrypt, stored, context))

    def _encrypt(self, text: str, context: EncryptionContext) -> Result[str]:
        try:
            answer = self._kms().encrypt(KeyId=self._key_id, Plaintext=text.encode(), EncryptionContext=context)
        except (ClientError, BotoCoreError) as broken:
            return _unavailable(broken)
        return Result.ok(base64.b64encode(answer["CiphertextBlob"]).decode())

    def _decrypt(self, stored: str, context: EncryptionContext) -> Result[str]:
        try:
            blob = base64.b64decode(stored, validate=True)
            answer = self._kms().decrypt(KeyId=self._key_id, CiphertextBlob=blob, EncryptionContext=context)
        except (ClientError, BotoCoreError, binascii.Error) as broken:
            return _unavailable(broken)
        return Result.ok(answer["Plaintext"].decode())


def _unavailable(broken: Exception) -> Result[str]:
    return Result.fail("the key service did not answer", ErrorCode.STORE_UNAVAILABLE, {"cause": type(broken).__name__})
