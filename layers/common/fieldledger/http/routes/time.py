"""Time cards."""

from typing import Final

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

GET_TIME_CARD: Final = Route("get_time_card", "GET", "/v1/time-cards/{time_card_id}", Scope.TIME_READ)
UNAPPROVE_TIME_CARDS: Final = Route(
    "unapprove_time_cards",
    "POST",
    "/v1/time-cards/unapprovals",
    Scope.TIME_APPROVE,
    (ErrorCode.NOT_FOUND, ErrorCode.COMPANY_NOT_CONFIGURED),
)
LIST_TIME_CARDS: Final = Route(
    "list_time_cards", "GET", "/v1/time-cards", Scope.TIME_READ, (ErrorCode.COMPANY_NOT_CONFIGURED,)
)
APPROVE_TIME_CARDS: Final = Route(
    "approve_time_cards",
    "POST",
    "/v1/time-cards/approvals",
    Scope.TIME_APPROVE,
    (
        ErrorCode.PERIOD_CHANGED,
        ErrorCode.PERIOD_LOCKED,
        ErrorCode.COMPANY_NOT_CONFIGURED,
        ErrorCode.FLOW_OFF,
        ErrorCode.VERSION_CONFLICT,
    ),
)

GET_CERTIFIED_PAYROLL: Final = Route(
    "get_certified_payroll",
    "GET",
    "/v1/projects/{project_id}/certified-payroll",
    Scope.EXPORTS_READ,
    (ErrorCode.COMPANY_NOT_CONFIGURED, ErrorCode.LIST_TOO_LONG),
)

TIME_ROUTES: Final[tuple[Route, ...]] = (
    LIST_TIME_CARDS,
    GET_TIME_CARD,
    APPROVE_TIME_CARDS,
    UNAPPROVE_TIME_CARDS,
    GET_CERTIFIED_PAYROLL,
)
