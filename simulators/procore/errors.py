"""The refusals of the API: v1 has no single format, v2 has one (procore.md 1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import JsonValue

from simulators.procore.settings import ErrorShape
from simulators.procore.wire import Json

type FieldErrors = Mapping[str, Sequence[str]]

THROTTLED: Final = "You have surpassed the max number of requests for an hour. Please wait until your limit resets."
NOT_CONNECTED: Final = "App is not connected to this company."


class InvalidRecordError(Exception):
    """Values that a record may not have; an answer of 422, or an item's errors in a sync."""

    def __init__(self, errors: FieldErrors) -> None:
        super().__init__(str(dict(errors)))
        self.errors: Json = {name: list[JsonValue](messages) for name, messages in errors.items()}


@dataclass
class ApiError(Exception):
    """A refusal; ``fixed`` holds it as v1 is known to write it, else v1's shape is a matter of settings."""

    status: int
    message: str
    fixed: JsonValue = None
    reason: str = "invalid"
    source: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    plain: bool = False

    def response(self, path: str, shape: ErrorShape) -> Response:
        """Write the refusal as the version in ``path`` does."""
        if self.plain:
            return PlainTextResponse(self.message, self.status, self.headers)
        body = self._v2() if path.startswith("/rest/v2") else self._v1(shape)
        return JSONResponse(body, self.status, self.headers)

    def _v1(self, shape: ErrorShape) -> JsonValue:
        if self.fixed is not None:
            return {"errors": self.fixed}
        match shape:
            case ErrorShape.ERRORS:
                return {"errors": self.message}
            case ErrorShape.ERROR:
                return {"error": {"code": self.status, "message": self.message}}
            case ErrorShape.MESSAGE:
                return {"message": self.message, "exception": _code(self.status)}

    def _v2(self) -> JsonValue:
        details: list[JsonValue] = [{"reason_code": self.reason, "message": self.message, "source": self.source}]
        return {"error": {"code": _code(self.status), "message": self.message, "details": details}}


def _code(status: int) -> str:
    """422 is still called by its older name."""
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        return "UNPROCESSABLE_ENTITY"
    return HTTPStatus(status).name


def bad_request(message: str, source: str = "") -> ApiError:
    return ApiError(HTTPStatus.BAD_REQUEST, message, source=source)


def missing_parameter(name: str) -> ApiError:
    return bad_request(f"param is missing or the value is empty: {name}", name)


def unauthorized() -> ApiError:
    return ApiError(HTTPStatus.UNAUTHORIZED, "Unauthorized", fixed="Unauthorized", reason="unauthorized")


def missing_header(status: int) -> ApiError:
    """Plain text that begins as documented; its status is not (procore.md 1)."""
    message = "Missing Procore-Company-Id header! Send the id of the company with every request."
    return ApiError(status, message, plain=True)


def forbidden(message: str) -> ApiError:
    return ApiError(HTTPStatus.FORBIDDEN, message, fixed=[message], reason="forbidden")


def not_connected() -> ApiError:
    return forbidden(NOT_CONNECTED)


def not_found(what: str = "Not Found") -> ApiError:
    """Missing, or not to be read by this caller: the API does not tell them apart."""
    return ApiError(HTTPStatus.NOT_FOUND, what, reason="not_found")


def conflict(message: str) -> ApiError:
    return ApiError(HTTPStatus.CONFLICT, message, reason="conflict")


def unprocessable(error: InvalidRecordError) -> ApiError:
    """422 with the messages by field."""
    text = "; ".join(f"{name}: {messages}" for name, messages in error.errors.items())
    source = next(iter(error.errors), "")
    return ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, text, fixed=error.errors, source=source)
