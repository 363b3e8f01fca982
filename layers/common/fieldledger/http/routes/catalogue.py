"""All routes: the one place that says which paths exist."""

from typing import Final

from fieldledger.http.routes.closing import CLOSING_ROUTES
from fieldledger.http.routes.connections import CONNECTIONS_ROUTES
from fieldledger.http.routes.directory import DIRECTORY_ROUTES
from fieldledger.http.routes.exceptions import EXCEPTIONS_ROUTES
from fieldledger.http.routes.identity import IDENTITY_ROUTES
from fieldledger.http.routes.invoices import INVOICES_ROUTES
from fieldledger.http.routes.jobsite import JOBSITE_ROUTES
from fieldledger.http.routes.oversight import OVERSIGHT_ROUTES
from fieldledger.http.routes.postings import POSTINGS_ROUTES
from fieldledger.http.routes.projects import PROJECTS_ROUTES
from fieldledger.http.routes.route import Route
from fieldledger.http.routes.syncs import SYNCS_ROUTES
from fieldledger.http.routes.system import SYSTEM_ROUTES
from fieldledger.http.routes.time import TIME_ROUTES
from fieldledger.http.routes.webhooks import WEBHOOKS_ROUTES

ROUTES: Final = (
    *SYSTEM_ROUTES,
    *PROJECTS_ROUTES,
    *DIRECTORY_ROUTES,
    *TIME_ROUTES,
    *INVOICES_ROUTES,
    *POSTINGS_ROUTES,
    *EXCEPTIONS_ROUTES,
    *IDENTITY_ROUTES,
    *CONNECTIONS_ROUTES,
    *SYNCS_ROUTES,
    *JOBSITE_ROUTES,
    *OVERSIGHT_ROUTES,
    *CLOSING_ROUTES,
    *WEBHOOKS_ROUTES,
)


def allowed_methods(path: str) -> tuple[str, ...]:
    """Methods that exist for a request's ``path``, sorted; empty for an unknown path.

    An address of its own is no id: what takes any id there does not count.
    """
    found = [route for route in ROUTES if route.matches(path)]
    own = min((route.path.count("{") for route in found), default=0)
    return tuple(sorted({route.method for route in found if route.path.count("{") == own}))


def route_of(method: str, path: str) -> Route | None:
    """The route that takes a request; a path without parameters wins over one with them."""
    found = [route for route in ROUTES if route.method == method and route.matches(path)]
    return min(found, key=lambda route: route.path.count("{"), default=None)
