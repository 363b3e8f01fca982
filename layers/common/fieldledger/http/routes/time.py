"""Time cards."""

from typing import Final

from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

LIST_TIME_CARDS: Final = Route("list_time_cards", "GET", "/v1/time-cards", Scope.TIME_READ)
APPROVE_TIME_CARDS: Final = Route("approve_time_cards", "POST", "/v1/time-cards/approvals", Scope.TIME_APPROVE)
UNAPPROVE_TIME_CARDS: Final = Route("unapprove_time_cards", "POST", "/v1/time-cards/unapprovals", Scope.TIME_APPROVE)

TIME_ROUTES: Final[tuple[Route, ...]] = (LIST_TIME_CARDS, APPROVE_TIME_CARDS, UNAPPROVE_TIME_CARDS)
