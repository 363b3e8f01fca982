"""Vendors, workers, cost codes and customers, and which of the company's people has which jobs."""

from typing import Final

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

LIST_VENDORS: Final = Route("list_vendors", "GET", "/v1/vendors", Scope.DIRECTORY_READ, (ErrorCode.LIST_TOO_LONG,))
LIST_EMPLOYEES: Final = Route(
    "list_employees", "GET", "/v1/employees", Scope.DIRECTORY_READ, (ErrorCode.LIST_TOO_LONG,)
)
LIST_COST_CODES: Final = Route(
    "list_cost_codes", "GET", "/v1/cost-codes", Scope.DIRECTORY_READ, (ErrorCode.NOT_FOUND, ErrorCode.LIST_TOO_LONG)
)
LIST_CUSTOMERS: Final = Route(
    "list_customers", "GET", "/v1/customers", Scope.DIRECTORY_READ, (ErrorCode.LIST_TOO_LONG,)
)
LIST_TEAM: Final = Route("list_team", "GET", "/v1/team", Scope.TEAM_READ)
SET_MEMBER: Final = Route("set_member", "PUT", "/v1/team/{user_id}", Scope.TEAM_WRITE)

DIRECTORY_ROUTES: Final[tuple[Route, ...]] = (
    LIST_VENDORS,
    LIST_EMPLOYEES,
    LIST_COST_CODES,
    LIST_CUSTOMERS,
    LIST_TEAM,
    SET_MEMBER,
)
