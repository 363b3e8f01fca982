"""``Idempotency-Key``: the same request with the same key gives the first answer again and does nothing twice."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic_core import to_jsonable_python

from fieldledger.domain.clock import Clock, iso
from fieldledger.domain.hashing import content_hash
from fieldledger.http.declarations import Depends, Header
from fieldledger.http.refusals import refused
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.idempotency import KEEP, IdempotencyKeys, IdempotencyRecord, abandoned
from fieldledger.result import ErrorCode, Remedy, Result

# Longer than any API function may run: whoever holds a key beyond this has crashed.
BUSY: Final = timedelta(seconds=60)
MIN_LENGTH: Final = 8
MAX_LENGTH: Final = 128
REPLAYED: Final = {"Idempotency-Replayed": "true"}


async def _idempotency_key(idempotency_key: Annotated[str | None, Header()] = None) -> str:
    """400 without a key; 422 for one that is not 8 to 128 printable ASCII characters."""
    key = (idempotency_key or "").strip()
    if not key:
        raise refused("send an Idempotency-Key header", ErrorCode.IDEMPOTENCY_KEY_REQUIRED)
    if not (MIN_LENGTH <= len(key) <= MAX_LENGTH and key.isascii() and key.isprintable()):
        problem = {"field": "header.idempotency-key", "problem": "must be 8 to 128 printable ASCII characters"}
        raise refused("the request is not valid", ErrorCode.VALIDATION_FAILED, {"fields": [problem]})
    return key


IdempotencyKey = Annotated[str, Depends(_idempotency_key)]


@dataclass(frozen=True, slots=True)
class KeyedCall:
    """A request under a key: ``user_id`` and ``request`` are what has to be the same when it is repeated."""

    company_id: str
    operation_id: str
    key: str
    user_id: str
    request: BaseModel

    @property
    def request_hash(self) -> str:
        """Hash of who asks for what."""
        return content_hash({"user_id": self.user_id, "request": self.request.model_dump(mode="json")})


@dataclass(frozen=True, slots=True)
class Answer:
    """``replayed``: the stored answer of an earlier call, its data as JSON."""

    result: Result[object]
    replayed: bool = False


class StoredAnswer(BaseModel):
    """An answer as it is kept."""

    model_config = ConfigDict(frozen=True)

    success: bool
    data: JsonValue = None
    error: str | None = None
    error_code: str | None = None
    details: dict[str, JsonValue] = Field(default_factory=dict)


class Idempotency:
    """Runs a call at most once per key, for as long as keys are kept."""

    def __init__(self, keys: IdempotencyKeys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    async def run[D: BaseModel](
        self, call: KeyedCall, work: Callable[[], Awaitable[Result[D]]], *, finished: Callable[[D], bool]
    ) -> Answer:
        """Do ``work``, or give its earlier answer again.

        Kept are successes that are ``finished`` and failures that only another request can mend; after anything else
        the same request may run again at once. If ``work`` raises, the key is free after 60 seconds. Codes:
        ``IDEMPOTENCY_KEY_REUSED``, ``IDEMPOTENCY_IN_PROGRESS``, ``STORE_UNAVAILABLE``, and those of ``work``.
        """
        found = await self._keys.find(call.company_id, call.operation_id, call.key)
        if found.failed:
            return Answer(found)
        earlier = self._earlier(call, found.unwrap())
        if earlier is not None:
            return earlier
        claimed = await self._claim(call, found.unwrap())
        if claimed.failed:
            return Answer(claimed)
        result = await work()
        final = finished(result.unwrap()) if result.success else result.traits.remedy is Remedy.FIX_DATA
        await self._release(claimed.unwrap(), _stored(result) if final else None)
        return Answer(result)

    def _earlier(self, call: KeyedCall, record: IdempotencyRecord | None) -> Answer | None:
        """What an earlier call with the key says about this one; None if this one may go ahead."""
        now = self._clock.now()
        if record is None or record.expires_at <= now:
            return None
        if record.request_hash != call.request_hash:
            message = "this Idempotency-Key was used for another request"
            return Answer(Result.fail(message, ErrorCode.IDEMPOTENCY_KEY_REUSED))
        if record.answer is not None:
            logger.info(LogEvent.ANSWER_REPLAYED, extra={"entity_id": call.operation_id})
            return Answer(_result(record.answer), replayed=True)
        return None if abandoned(record, now) else Answer(_in_progress(record))

    async def _claim(self, call: KeyedCall, before: IdempotencyRecord | None) -> Result[IdempotencyRecord]:
        now = self._clock.now()
        record = IdempotencyRecord(
            company_id=call.company_id,
            operation=call.operation_id,
            key=call.key,
            request_hash=call.request_hash,
            busy_until=now + BUSY,
            expires_at=now + KEEP,
            version=0 if before is None else before.version,
        )
        claimed = await self._keys.save(record)
        return _in_progress(record) if claimed.error_code == ErrorCode.VERSION_CONFLICT else claimed

    async def _release(self, record: IdempotencyRecord, answer: str | None) -> None:
        """Keep the answer, or free the key. The work is done: if this fails, the caller gets the answer all the same.

        The record is then free after 60 seconds, and a repeated call runs again on the same derived ids.
        """
        done = record.model_copy(update={"answer": answer, "busy_until": self._clock.now()})
        kept = await self._keys.save(done)
        if kept.failed:
            extra = {"entity_id": record.operation, "code": kept.error_code, **kept.details}
            logger.warning(LogEvent.ANSWER_NOT_STORED, extra=extra)


def _always(_data: BaseModel) -> bool:
    return True


async def respond_once[D: BaseModel](
    request: Request,
    idempotency: Idempotency,
    call: KeyedCall,
    work: Callable[[], Awaitable[Result[D]]],
    *,
    finished: Callable[[D], bool] = _always,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """The response of ``work`` under a key; a replayed one says so in ``Idempotency-Replayed``."""
    answer = await idempotency.run(call, work, finished=finished)
    return respond(request, answer.result, headers=REPLAYED if answer.replayed else None, status=status)


def _in_progress(record: IdempotencyRecord) -> Result[IdempotencyRecord]:
    message = "the first request with this Idempotency-Key is still running"
    return Result.fail(message, ErrorCode.IDEMPOTENCY_IN_PROGRESS, {"retry_at": iso(record.busy_until)})


def _stored[D: BaseModel](result: Result[D]) -> str:
    data = result.unwrap().model_dump(mode="json") if result.success else None
    details = to_jsonable_python(dict(result.details), fallback=str)
    stored = StoredAnswer(
        success=result.success, data=data, error=result.error, error_code=result.error_code, details=details
    )
    return stored.model_dump_json()


def _result(answer: str) -> Result[object]:
    stored = StoredAnswer.model_validate_json(answer)
    if stored.success:
        return Result.ok(stored.data)
    return Result.fail(stored.error or "", stored.error_code or ErrorCode.UNKNOWN, stored.details)
