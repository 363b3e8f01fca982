"""Bringing data from the vendors."""

from typing import Final

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

LIST_SYNCS: Final = Route("list_syncs", "GET", "/v1/syncs", Scope.SYNCS_READ)
GET_SYNC: Final = Route("get_sync", "GET", "/v1/syncs/{vendor}/{resource}", Scope.SYNCS_READ)
START_SYNC: Final = Route(
    "start_sync",
    "POST",
    "/v1/syncs",
    Scope.SYNCS_START,
    (ErrorCode.NOT_CONNECTED, ErrorCode.RECONNECT_REQUIRED, ErrorCode.NOT_FOUND),
)

SYNCS_ROUTES: Final[tuple[Route, ...]] = (LIST_SYNCS, GET_SYNC, START_SYNC)
