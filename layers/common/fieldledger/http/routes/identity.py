"""Links between the systems, mapping tables and company settings."""

from typing import Final

from fieldledger.http.routes.route import Route

IDENTITY_ROUTES: Final[tuple[Route, ...]] = ()
