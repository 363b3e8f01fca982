"""The books against what was approved and posted, and months that are signed."""

from typing import Final

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.route import WHILE_A_VENDOR_IS_ASKED, Route
from fieldledger.http.scopes import Scope

GET_BOOKS_RECONCILIATION: Final = Route(
    "get_books_reconciliation", "GET", "/v1/reconciliations/books", Scope.RECONCILIATIONS_READ
)
LIST_RECONCILED_POSTINGS: Final = Route(
    "list_reconciled_postings", "GET", "/v1/reconciliations/books/postings", Scope.RECONCILIATIONS_READ
)
COMPARE_BOOKS: Final = Route(
    "compare_books",
    "POST",
    "/v1/reconciliations/books/comparisons",
    Scope.SYNCS_START,
    codes=WHILE_A_VENDOR_IS_ASKED,
)
CLOSE_MONTH: Final = Route(
    "close_month",
    "POST",
    "/v1/closes",
    Scope.CLOSES_SIGN,
    codes=(ErrorCode.MONTH_NOT_READY, ErrorCode.COMPANY_NOT_CONFIGURED, ErrorCode.VERSION_CONFLICT),
)
LIST_CLOSES: Final = Route("list_closes", "GET", "/v1/closes", Scope.RECONCILIATIONS_READ)
GET_CLOSE: Final = Route("get_close", "GET", "/v1/closes/{close_id}", Scope.RECONCILIATIONS_READ)

CLOSING_ROUTES: Final[tuple[Route, ...]] = (
    GET_BOOKS_RECONCILIATION,
    LIST_RECONCILED_POSTINGS,
    COMPARE_BOOKS,
    CLOSE_MONTH,
    LIST_CLOSES,
    GET_CLOSE,
)
