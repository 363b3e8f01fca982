"""The inbox of what waits for a person."""

from typing import Final

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

LIST_EXCEPTIONS: Final = Route("list_exceptions", "GET", "/v1/exceptions", Scope.EXCEPTIONS_READ)
GET_EXCEPTION: Final = Route("get_exception", "GET", "/v1/exceptions/{exception_id}", Scope.EXCEPTIONS_READ)
DRY_RUN_EXCEPTION: Final = Route(
    "dry_run_exception",
    "POST",
    "/v1/exceptions/{exception_id}/dry-run",
    Scope.EXCEPTIONS_RESOLVE,
    (ErrorCode.BOOKS_REFERENCE_INACTIVE, ErrorCode.LINK_CONFLICT),
)
RESOLVE_EXCEPTION: Final = Route(
    "resolve_exception",
    "POST",
    "/v1/exceptions/{exception_id}/resolve",
    Scope.EXCEPTIONS_RESOLVE,
    (ErrorCode.BOOKS_REFERENCE_INACTIVE, ErrorCode.LINK_CONFLICT),
)
RESOLVE_EXCEPTIONS: Final = Route("resolve_exceptions", "POST", "/v1/exceptions/resolutions", Scope.EXCEPTIONS_RESOLVE)
REPLAY_EXCEPTIONS: Final = Route("replay_exceptions", "POST", "/v1/exceptions/replays", Scope.EXCEPTIONS_RESOLVE)

EXCEPTIONS_ROUTES: Final[tuple[Route, ...]] = (
    LIST_EXCEPTIONS,
    GET_EXCEPTION,
    DRY_RUN_EXCEPTION,
    RESOLVE_EXCEPTION,
    RESOLVE_EXCEPTIONS,
    REPLAY_EXCEPTIONS,
)
