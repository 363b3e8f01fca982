"""Secrets Manager: JSON secrets as validated models, kept in memory for five minutes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final, Protocol

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from fieldledger.clients.aws_faults import aws_faults
from fieldledger.domain.clock import Clock, SystemClock
from fieldledger.log import LogEvent, logger
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime import aws

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager.type_defs import GetSecretValueResponseTypeDef

LIFETIME: Final = timedelta(seconds=300)

type SigningKey = Annotated[str, StringConstraints(min_length=32)]


class Secret(BaseModel):
    """Reads what it needs of a secret and ignores the rest; values appear in no ``repr`` and in no error."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class WebhookSecret(Secret):
    """Verifier tokens of QuickBooks webhooks: the current one, and the previous one while it is being replaced."""

    verifier_tokens: tuple[Annotated[str, StringConstraints(min_length=1)], ...] = Field(min_length=1, repr=False)


class CursorSecret(Secret):
    """Keys of pagination cursors: the first signs, all verify."""

    keys: tuple[SigningKey, ...] = Field(min_length=1, repr=False)


class WebhookKeysSecret(Secret):
    """Keys from which the bearers of Procore's hooks and the relays' keys are derived: the first signs, all verify."""

    keys: tuple[SigningKey, ...] = Field(min_length=1, repr=False)


@dataclass(frozen=True, slots=True)
class _Kept:
    text: str
    read_at: datetime


class SecretSource(Protocol):
    """A client of Secrets Manager, as far as reading needs one; raises botocore's exceptions."""

    def get_secret_value(self, *, SecretId: str) -> "GetSecretValueResponseTypeDef":  # noqa: N803 - botocore's name
        """The current version."""
        ...


class SecretReader:
    """Reads secrets of one account; a secret that cannot be read again is used for as long as the container lives."""

    def __init__(self, client: Callable[[], SecretSource], clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._kept: dict[str, _Kept] = {}

    async def read[M: BaseModel](self, secret_id: str, kind: type[M]) -> Result[M]:
        """The secret as ``kind``; ``STORE_UNAVAILABLE`` if AWS does not hand it out, ``INTERNAL`` if it is malformed.

        ``kind`` may be any model; one with ``hide_input_in_errors`` keeps values out of tracebacks.
        """
        text = await self._text(secret_id)
        return text.and_then(lambda found: _parsed(secret_id, found, kind))

    async def _text(self, secret_id: str) -> Result[str]:
        kept = self._kept.get(secret_id)
        now = self._clock.now()
        if kept is not None and now - kept.read_at < LIFETIME:
            return Result.ok(kept.text)
        # Not anyio's threads: webhooks need nothing else of it, and importing it is a part of their cold start.
        fresh = await asyncio.to_thread(self._fetch, secret_id)
        if fresh.success:
            self._kept[secret_id] = _Kept(fresh.unwrap(), now)
            return fresh
        if kept is None:
            return fresh
        logger.warning(LogEvent.SECRET_STALE, extra={"entity_id": secret_id, **fresh.details})
        return Result.ok(kept.text)

    def _fetch(self, secret_id: str) -> Result[str]:
        try:
            answer = self._client().get_secret_value(SecretId=secret_id)
        except aws_faults() as broken:
            details = {"cause": type(broken).__name__}
            return Result.fail("a secret could not be read", ErrorCode.STORE_UNAVAILABLE, details)
        return Result.ok(answer.get("SecretString", ""))


def _parsed[M: BaseModel](secret_id: str, text: str, kind: type[M]) -> Result[M]:
    try:
        return Result.ok(kind.model_validate_json(text))
    except ValidationError as invalid:
        faults = [".".join(map(str, fault["loc"])) for fault in invalid.errors(include_input=False, include_url=False)]
        return Result.fail(f"secret {secret_id} is malformed", ErrorCode.INTERNAL, {"fields": faults})


_reader = SecretReader(aws.secrets_manager, SystemClock())
read_secret = _reader.read
