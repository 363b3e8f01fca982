"""Links between the systems, mapping tables and company settings."""

from typing import Final

from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

LIST_LINKS: Final = Route("list_links", "GET", "/v1/links", Scope.LINKS_READ)
CONFIRM_LINK: Final = Route("confirm_link", "POST", "/v1/links", Scope.LINKS_WRITE)
REMOVE_LINK: Final = Route("remove_link", "DELETE", "/v1/links/{kind}/{record_id}/{vendor}", Scope.LINKS_WRITE)
LIST_DOUBLES: Final = Route("list_doubles", "GET", "/v1/links/doubles", Scope.LINKS_READ)
MERGE_RECORDS: Final = Route("merge_records", "POST", "/v1/links/merges", Scope.LINKS_WRITE)
PART_RECORDS: Final = Route("part_records", "POST", "/v1/links/partings", Scope.LINKS_WRITE)

IDENTITY_ROUTES: Final[tuple[Route, ...]] = (
    LIST_LINKS,
    CONFIRM_LINK,
    REMOVE_LINK,
    LIST_DOUBLES,
    MERGE_RECORDS,
    PART_RECORDS,
)
