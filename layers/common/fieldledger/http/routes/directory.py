"""Vendors, workers and cost codes."""

from typing import Final

from fieldledger.http.routes.route import Route

DIRECTORY_ROUTES: Final[tuple[Route, ...]] = ()
