"""Invoices of subcontractors and to owners."""

from typing import Final

from fieldledger.http.routes.route import Route

INVOICES_ROUTES: Final[tuple[Route, ...]] = ()
