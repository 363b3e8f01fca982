"""Requests that no route of the gateway takes: unknown addresses and methods, in the envelope."""

from fieldledger.http.routes.catalogue import allowed_methods
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.gateway import HttpAnswer, HttpEvent, failure_answer, request_id


def answer_unrouted(event: HttpEvent) -> HttpAnswer:
    """405 with ``Allow`` where the address exists for other methods, else 404."""
    methods = allowed_methods(event["requestContext"]["http"]["path"])
    if not methods:
        nothing: Result[object] = Result.fail("there is nothing at this address", ErrorCode.NOT_FOUND)
        return failure_answer(nothing, request_id(event))
    wrong: Result[object] = Result.fail("this address does not take this method", ErrorCode.METHOD_NOT_ALLOWED)
    return failure_answer(wrong, request_id(event), {"Allow": ", ".join(methods)})
