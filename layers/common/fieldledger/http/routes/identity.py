"""Links between the systems, mapping tables and company settings."""

from typing import Final

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

LIST_LINKS: Final = Route("list_links", "GET", "/v1/links", Scope.LINKS_READ)
CONFIRM_LINK: Final = Route(
    "confirm_link",
    "POST",
    "/v1/links",
    Scope.LINKS_WRITE,
    (ErrorCode.NOT_FOUND, ErrorCode.BOOKS_REFERENCE_INACTIVE, ErrorCode.LINK_CONFLICT, ErrorCode.LINK_AMBIGUOUS),
)
REMOVE_LINK: Final = Route(
    "remove_link", "DELETE", "/v1/links/{kind}/{record_id}/{vendor}", Scope.LINKS_WRITE, (ErrorCode.LINK_CONFLICT,)
)
LIST_DOUBLES: Final = Route("list_doubles", "GET", "/v1/links/doubles", Scope.LINKS_READ)
MERGE_RECORDS: Final = Route(
    "merge_records", "POST", "/v1/links/merges", Scope.LINKS_WRITE, (ErrorCode.NOT_FOUND, ErrorCode.LINK_CONFLICT)
)
PART_RECORDS: Final = Route("part_records", "POST", "/v1/links/partings", Scope.LINKS_WRITE, (ErrorCode.NOT_FOUND,))
LIST_MAPPINGS: Final = Route("list_mappings", "GET", "/v1/mappings", Scope.MAPPINGS_READ)
GET_MAPPING: Final = Route("get_mapping", "GET", "/v1/mappings/{books}/{kind}", Scope.MAPPINGS_READ)
REPLACE_MAPPING: Final = Route("replace_mapping", "PUT", "/v1/mappings/{books}/{kind}", Scope.MAPPINGS_WRITE)
LIST_MAPPING_VERSIONS: Final = Route(
    "list_mapping_versions", "GET", "/v1/mappings/{books}/{kind}/versions", Scope.MAPPINGS_READ
)
GET_COMPANY: Final = Route("get_company", "GET", "/v1/company", Scope.SETTINGS_READ, (ErrorCode.NOT_FOUND,))
REPLACE_COMPANY: Final = Route(
    "replace_company", "PUT", "/v1/company", Scope.SETTINGS_WRITE, (ErrorCode.SETTINGS_IN_USE,)
)
LIST_COMPANY_VERSIONS: Final = Route(
    "list_company_versions", "GET", "/v1/company/history", Scope.SETTINGS_READ, (ErrorCode.NOT_FOUND,)
)
GET_FOUNDATION_SETTINGS: Final = Route("get_foundation_settings", "GET", "/v1/company/foundation", Scope.SETTINGS_READ)
REPLACE_FOUNDATION_SETTINGS: Final = Route(
    "replace_foundation_settings", "PUT", "/v1/company/foundation", Scope.SETTINGS_WRITE
)
LIST_FOUNDATION_VERSIONS: Final = Route(
    "list_foundation_versions", "GET", "/v1/company/foundation/history", Scope.SETTINGS_READ
)

IDENTITY_ROUTES: Final[tuple[Route, ...]] = (
    LIST_LINKS,
    CONFIRM_LINK,
    REMOVE_LINK,
    LIST_DOUBLES,
    MERGE_RECORDS,
    PART_RECORDS,
    LIST_MAPPINGS,
    GET_MAPPING,
    REPLACE_MAPPING,
    LIST_MAPPING_VERSIONS,
    GET_COMPANY,
    REPLACE_COMPANY,
    LIST_COMPANY_VERSIONS,
    GET_FOUNDATION_SETTINGS,
    REPLACE_FOUNDATION_SETTINGS,
    LIST_FOUNDATION_VERSIONS,
)
