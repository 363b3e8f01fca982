"""What is on its way to the books."""

from typing import Final

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

LIST_POSTINGS: Final = Route("list_postings", "GET", "/v1/postings", Scope.POSTINGS_READ)
GET_POSTING: Final = Route("get_posting", "GET", "/v1/postings/{posting_id}", Scope.POSTINGS_READ)
RETRY_POSTING: Final = Route(
    "retry_posting",
    "POST",
    "/v1/postings/{posting_id}/retry",
    Scope.POSTINGS_WRITE,
    (ErrorCode.POSTING_IN_FLIGHT, ErrorCode.POSTING_FINISHED),
)
CANCEL_POSTING: Final = Route(
    "cancel_posting",
    "POST",
    "/v1/postings/{posting_id}/cancel",
    Scope.POSTINGS_WRITE,
    (ErrorCode.POSTING_IN_FLIGHT, ErrorCode.POSTING_FINISHED),
)
PREVIEW_POSTING: Final = Route(
    "preview_posting",
    "GET",
    "/v1/postings/{posting_id}/preview",
    Scope.POSTINGS_READ,
    (ErrorCode.COMPANY_NOT_CONFIGURED,),
)
ADJUST_TIME_CARD: Final = Route(
    "adjust_time_card",
    "POST",
    "/v1/time-cards/{time_card_id}/adjustment",
    Scope.TIME_APPROVE,
    (
        ErrorCode.RECORD_MALFORMED,
        ErrorCode.PERIOD_CHANGED,
        ErrorCode.PERIOD_LOCKED,
        ErrorCode.NOT_APPROVED_AT_SOURCE,
        ErrorCode.ALREADY_APPROVED,
        ErrorCode.POSTING_IN_FLIGHT,
    ),
)

POSTINGS_ROUTES: Final[tuple[Route, ...]] = (
    LIST_POSTINGS,
    GET_POSTING,
    PREVIEW_POSTING,
    RETRY_POSTING,
    CANCEL_POSTING,
    ADJUST_TIME_CARD,
)
