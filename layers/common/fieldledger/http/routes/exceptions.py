"""The inbox of what waits for a person."""

from typing import Final

from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

LIST_EXCEPTIONS: Final = Route("list_exceptions", "GET", "/v1/exceptions", Scope.EXCEPTIONS_READ)

EXCEPTIONS_ROUTES: Final[tuple[Route, ...]] = (LIST_EXCEPTIONS,)
