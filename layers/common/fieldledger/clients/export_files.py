"""Import files in S3: written once, never overwritten."""

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Never, Protocol

from anyio import to_thread
from botocore.exceptions import BotoCoreError, ClientError

from fieldledger.result import ErrorCode, Result

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


# Somebody's file lies there, or is just being put there.
_LATE: Final = frozenset({HTTPStatus.PRECONDITION_FAILED, HTTPStatus.CONFLICT})


class ExportFiles(Protocol):
    """A place for files; what lies there is never replaced."""

    async def put_new(self, key: str, content: bytes, content_type: str) -> Result[bool]:
        """True if the file is new, False if exactly this one lies there already.

        ``ALREADY_EXISTS`` if something else lies under the key, ``STORE_UNAVAILABLE`` if the store does not answer.
        """
        ...

    async def get(self, key: str) -> Result[bytes]:
        """The file; ``NOT_FOUND`` if there is none."""
        ...


class FileLinks(Protocol):
    """Addresses under which somebody without an account of ours may fetch a file for a while."""

    async def link(self, key: str, name: str, lifetime: timedelta) -> Result[str]:
        """An address that saves the file as ``name``; ``NOT_FOUND`` if there is no such file.

        ``STORE_UNAVAILABLE`` if the store does not answer.
        """
        ...


class S3ExportFiles:
    """One bucket, which encrypts by itself."""

    def __init__(self, client: "Callable[[], S3Client]", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    async def put_new(self, key: str, content: bytes, content_type: str) -> Result[bool]:
        """With ``If-None-Match: *``, so that of two writers one is told that it was late."""
        put = await to_thread.run_sync(partial(self._put, key, content, content_type))
        if put.failed or put.unwrap():
            return put
        held = await self.get(key)
        if held.failed:
            return held.failure()
        if held.unwrap() != content:
            return Result.fail("another file lies under this name", ErrorCode.ALREADY_EXISTS, {"key": key})
        return Result.ok(data=False)

    async def get(self, key: str) -> Result[bytes]:
        """The file."""
        return await to_thread.run_sync(partial(self._get, key))

    async def link(self, key: str, name: str, lifetime: timedelta) -> Result[str]:
        """Signed with this function's own credentials: it ends with them, if they end earlier."""
        return await to_thread.run_sync(partial(self._link, key, name, lifetime))

    def _link(self, key: str, name: str, lifetime: timedelta) -> Result[str]:
        try:
            self._client().head_object(Bucket=self._bucket, Key=key)
            address = self._client().generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self._bucket,
                    "Key": key,
                    "ResponseContentDisposition": f'attachment; filename="{name}"',
                },
                ExpiresIn=int(lifetime.total_seconds()),
            )
        except ClientError as refused:
            return _missing(key) if _status(refused) == HTTPStatus.NOT_FOUND else _unavailable(refused)
        except BotoCoreError as broken:
            return _unavailable(broken)
        return Result.ok(address)

    def _put(self, key: str, content: bytes, content_type: str) -> Result[bool]:
        checksum = base64.b64encode(hashlib.sha256(content).digest()).decode()
        try:
            self._client().put_object(
                Bucket=self._bucket,
                Key=key,
                Body=content,
                ContentType=content_type,
                IfNoneMatch="*",
                ChecksumSHA256=checksum,
            )
        except ClientError as refused:
            if _status(refused) in _LATE:
                return Result.ok(data=False)
            return _unavailable(refused)
        except BotoCoreError as broken:
            return _unavailable(broken)
        return Result.ok(data=True)

    def _get(self, key: str) -> Result[bytes]:
        try:
            return Result.ok(self._client().get_object(Bucket=self._bucket, Key=key)["Body"].read())
        except ClientError as refused:
            return _missing(key) if _status(refused) == HTTPStatus.NOT_FOUND else _unavailable(refused)
        except BotoCoreError as broken:
            return _unavailable(broken)


def _missing(key: str) -> Result[Never]:
    return Result.fail("the file does not exist", ErrorCode.NOT_FOUND, {"key": key})


def _status(refused: ClientError) -> int:
    return int(refused.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _unavailable(broken: Exception) -> Result[Never]:
    return Result.fail("the file store did not answer", ErrorCode.STORE_UNAVAILABLE, {"cause": type(broken).__name__})
