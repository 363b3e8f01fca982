"""Health, who the caller is, what the API is, and the operations page."""

from typing import Final

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

HEALTH: Final = Route("health", "GET", "/v1/health", None)
HEALTH_DETAILS: Final = Route("health_details", "GET", "/v1/health/details", Scope.HEALTH_READ)
GET_OPENAPI: Final = Route("get_openapi", "GET", "/v1/openapi.json", None)
GET_DOCS: Final = Route("get_docs", "GET", "/v1/docs", None)
GET_OPERATIONS_PAGE: Final = Route("get_operations_page", "GET", "/ops", None)
GET_OPERATIONS_FILE: Final = Route("get_operations_file", "GET", "/ops/{file}", None, (ErrorCode.NOT_FOUND,))
ME: Final = Route("me", "GET", "/v1/me", Scope.PROFILE_READ)

SYSTEM_ROUTES: Final[tuple[Route, ...]] = (
    HEALTH,
    HEALTH_DETAILS,
    ME,
    GET_OPENAPI,
    GET_DOCS,
    GET_OPERATIONS_PAGE,
    GET_OPERATIONS_FILE,
)
