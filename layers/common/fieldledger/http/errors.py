"""Exception handlers: whatever stops a request, the caller gets the envelope."""

from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from fieldledger.http.refusals import RequestRefused
from fieldledger.http.responses import refuse
from fieldledger.http.routes.catalogue import allowed_methods
from fieldledger.log import LogEvent, logger
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.lambda_entry import report_unexpected

_BY_STATUS: Final = {
    HTTPStatus.BAD_REQUEST: (ErrorCode.VALIDATION_FAILED, "the request cannot be read"),
    HTTPStatus.NOT_FOUND: (ErrorCode.NOT_FOUND, "there is nothing at this address"),
    HTTPStatus.METHOD_NOT_ALLOWED: (ErrorCode.METHOD_NOT_ALLOWED, "this address does not take this method"),
}


def add_error_handlers(app: FastAPI) -> None:
    """Replace FastAPI's own error bodies."""
    app.exception_handler(RequestRefused)(_refused)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_framework)
    app.exception_handler(Exception)(_unexpected)


async def _refused(request: Request, refusal: RequestRefused) -> Response:
    logger.info(LogEvent.REQUEST_REFUSED, extra={"code": refusal.failed.error_code})
    return refuse(request, refusal.failed)


async def _invalid(request: Request, invalid: RequestValidationError) -> Response:
    """Names the fields at fault and what they should be; never what was sent, which may be confidential."""
    faults = [{"field": ".".join(map(str, fault["loc"])), "problem": fault["msg"]} for fault in invalid.errors()]
    logger.info(
        LogEvent.REQUEST_REFUSED,
        extra={"code": ErrorCode.VALIDATION_FAILED.value, "fields": [fault["field"] for fault in faults]},
    )
    return refuse(request, Result.fail("the request is not valid", ErrorCode.VALIDATION_FAILED, {"fields": faults}))


async def _framework(request: Request, error: HTTPException) -> Response:
    known = _BY_STATUS.get(HTTPStatus(error.status_code))
    if known is None:
        report_unexpected(error)
        return _internal(request)
    code, message = known
    headers = dict(error.headers or {})
    if code is ErrorCode.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(allowed_methods(request.url.path))
    return refuse(request, Result.fail(message, code), headers=headers)


async def _unexpected(request: Request, broken: Exception) -> Response:
    report_unexpected(broken)
    return _internal(request)


def _internal(request: Request) -> Response:
    return refuse(request, Result.fail("something went wrong on our side", ErrorCode.INTERNAL))
