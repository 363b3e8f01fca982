"""Health, and who the caller is."""

from typing import Final

from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

HEALTH: Final = Route("health", "GET", "/v1/health", None)
HEALTH_DETAILS: Final = Route("health_details", "GET", "/v1/health/details", Scope.HEALTH_READ)
ME: Final = Route("me", "GET", "/v1/me", Scope.PROFILE_READ)

SYSTEM_ROUTES: Final[tuple[Route, ...]] = (HEALTH, HEALTH_DETAILS, ME)
