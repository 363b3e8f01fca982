"""How guards and dependencies stop a request: there is no other way out of a dependency than an exception."""

from collections.abc import Mapping
from typing import cast

from fieldledger.result import ErrorCode, Result


class RequestRefused(Exception):  # noqa: N818 - an outcome that the caller is told, no error of ours
    """Carries the failure that the caller gets."""

    def __init__(self, failed: Result[object]) -> None:
        super().__init__(failed.error_code)
        self.failed = failed


def refused(message: str, code: ErrorCode, details: dict[str, object] | None = None) -> RequestRefused:
    """The exception for a failure."""
    return RequestRefused(Result.fail(message, code, details))


def required[T](result: Result[T]) -> T:
    """The data of a success; a failure becomes the caller's answer. Only for the HTTP layer."""
    if result.failed:
        raise RequestRefused(result.failure())
    return result.unwrap()


def of_body[T](result: Result[T]) -> Result[T]:
    """A service's refusal of fields, which came in the request's body."""
    fields = result.details.get("fields")
    if result.error_code != ErrorCode.VALIDATION_FAILED or not isinstance(fields, list):
        return result
    named = [{**fault, "field": f"body.{fault['field']}"} for fault in cast("list[Mapping[str, str]]", fields)]
    return result.with_details(fields=named)
