"""The company's connections to its vendors, and how much of their limits is used."""

from typing import Final

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

LIST_CONNECTIONS: Final = Route("list_connections", "GET", "/v1/connections", Scope.CONNECTIONS_READ)
CHECK_CONNECTION: Final = Route("check_connection", "GET", "/v1/connections/{vendor}/check", Scope.CONNECTIONS_READ)
BEGIN_SIGN_IN: Final = Route("begin_sign_in", "POST", "/v1/connections/{vendor}/sign-in", Scope.CONNECTIONS_MANAGE)
COMPLETE_SIGN_IN: Final = Route(
    "complete_sign_in",
    "POST",
    "/v1/connections/{vendor}/callback",
    Scope.CONNECTIONS_MANAGE,
    (ErrorCode.ALREADY_EXISTS, ErrorCode.AUTHORIZATION_INVALID),
)
CONNECT_APP: Final = Route(
    "connect_app", "POST", "/v1/connections/{vendor}/app", Scope.CONNECTIONS_MANAGE, (ErrorCode.ALREADY_EXISTS,)
)
DISCONNECT: Final = Route("disconnect", "DELETE", "/v1/connections/{vendor}", Scope.CONNECTIONS_MANAGE)
LIST_RATE_BUDGETS: Final = Route("list_rate_budgets", "GET", "/v1/rate-budgets", Scope.CONNECTIONS_READ)

CONNECTIONS_ROUTES: Final[tuple[Route, ...]] = (
    LIST_CONNECTIONS,
    CHECK_CONNECTION,
    BEGIN_SIGN_IN,
    COMPLETE_SIGN_IN,
    CONNECT_APP,
    DISCONNECT,
    LIST_RATE_BUDGETS,
)
