"""The company's connections to its vendors."""

from typing import Final

from fieldledger.http.routes.route import Route

CONNECTIONS_ROUTES: Final[tuple[Route, ...]] = ()
