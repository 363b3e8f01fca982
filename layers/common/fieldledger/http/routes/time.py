"""Time cards."""

from typing import Final

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

LIST_TIME_CARDS: Final = Route(
    "list_time_cards", "GET", "/v1/time-cards", Scope.TIME_READ, (ErrorCode.COMPANY_NOT_CONFIGURED,)
)
APPROVE_TIME_CARDS: Final = Route(
    "approve_time_cards",
    "POST",
    "/v1/time-cards/approvals",
    Scope.TIME_APPROVE,
    (ErrorCode.COMPANY_NOT_CONFIGURED, ErrorCode.PERIOD_CHANGED, ErrorCode.PERIOD_LOCKED),
)

TIME_ROUTES: Final[tuple[Route, ...]] = (LIST_TIME_CARDS, APPROVE_TIME_CARDS)
