"""What is on its way to the books."""

from typing import Final

from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

LIST_POSTINGS: Final = Route("list_postings", "GET", "/v1/postings", Scope.POSTINGS_READ)
GET_POSTING: Final = Route("get_posting", "GET", "/v1/postings/{posting_id}", Scope.POSTINGS_READ)

POSTINGS_ROUTES: Final[tuple[Route, ...]] = (LIST_POSTINGS, GET_POSTING)
