"""The public API as a command line uses it: envelopes in, data out."""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Final

import httpx
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from cli.problems import CliProblem

type Query = Mapping[str, str]

_TIMEOUT: Final = httpx.Timeout(35.0, connect=5.0)
_PAGE: Final = "100"


class Model(BaseModel):
    """What the command line needs of an answer; the API may add fields at any time."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Error(Model):
    code: str
    message: str
    details: dict[str, JsonValue] = Field(default_factory=dict)


class _Pagination(Model):
    next_cursor: str | None = None


class _Meta(Model):
    request_id: str = ""
    pagination: _Pagination | None = None


class _Envelope(Model):
    success: bool
    data: object = None
    error: _Error | None = None
    meta: Annotated[_Meta, BeforeValidator(lambda value: value or {})] = _Meta()


class ApiProblem(CliProblem):
    """An error of the API; ``code`` is stable, and the runbook has a heading for each."""

    def __init__(self, status: int, error: _Error, request_id: str) -> None:
        super().__init__(_told(error, request_id))
        self.status = status
        self.code = error.code


class Api:
    """Calls with a token. Every POST that creates something carries a key of its own."""

    def __init__(
        self, http: httpx.Client, base_url: str, token: str, new_key: Callable[[], str] = lambda: uuid.uuid4().hex
    ) -> None:
        self._http = http
        self._base_url = base_url.rstrip("/")
        self._token = token
        self._new_key = new_key

    def get[M](self, path: str, kind: type[M], query: Query | None = None) -> M:
        """The data of an answer as ``kind``."""
        return _validated(self._call("GET", path, query=query).data, kind)

    def post[M](self, path: str, body: Mapping[str, object], kind: type[M]) -> M:
        """The data of the answer to a POST."""
        return _validated(self._call("POST", path, body=body).data, kind)

    def pages[M](self, path: str, kind: type[M], query: Query | None = None) -> Iterator[M]:
        """Every item of a list, page after page."""
        asked = {"limit": _PAGE, **(query or {})}
        while True:
            envelope = self._call("GET", path, query=asked)
            yield from _validated(envelope.data, list[kind])  # type: ignore[valid-type]  # a type made of a value
            cursor = envelope.meta.pagination and envelope.meta.pagination.next_cursor
            if not cursor:
                return
            asked = {**asked, "cursor": cursor}

    def _call(
        self, method: str, path: str, *, query: Query | None = None, body: Mapping[str, object] | None = None
    ) -> _Envelope:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        if method == "POST":
            headers["Idempotency-Key"] = self._new_key()
        try:
            answer = self._http.request(
                method,
                self._base_url + path,
                params=query,
                json=body,
                headers=headers,
                timeout=_TIMEOUT,
            )
        except httpx.HTTPError as broken:
            raise CliProblem(f"the API does not answer at {self._base_url}: {type(broken).__name__}") from broken
        return _read(answer)


def _read(answer: httpx.Response) -> _Envelope:
    """API Gateway's own refusals have no envelope."""
    try:
        envelope = _Envelope.model_validate(json.loads(answer.content, parse_float=Decimal))
    except (ValueError, ValidationError):
        raise _outside(answer) from None
    if not envelope.success or envelope.error is not None:
        error = envelope.error or _Error(code="UNKNOWN", message="no reason was given")
        raise ApiProblem(answer.status_code, error, envelope.meta.request_id)
    return envelope


def _outside(answer: httpx.Response) -> CliProblem:
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        return CliProblem("the sign-in is missing or over: run `fieldledger login`")
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return CliProblem("too many requests: try again in a moment")
    return CliProblem(f"this is not the API of Fieldledger, or it is down (status {answer.status_code})")


def _validated[M](data: object, kind: type[M]) -> M:
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as invalid:
        faults = ", ".join(".".join(map(str, fault["loc"])) for fault in invalid.errors(include_input=False))
        raise CliProblem(f"the API's answer is not what this version expects ({faults}): update it") from None


def _told(error: _Error, request_id: str) -> str:
    fields = error.details.get("fields")
    faults = [f"  {fault['field']}: {fault['problem']}" for fault in _faults(fields)]
    return "\n".join([f"{error.code}: {error.message} (request {request_id})", *faults])


def _faults(fields: JsonValue | None) -> list[dict[str, JsonValue]]:
    if not isinstance(fields, list):
        return []
    return [fault for fault in fields if isinstance(fault, dict) and {"field", "problem"} <= fault.keys()]
