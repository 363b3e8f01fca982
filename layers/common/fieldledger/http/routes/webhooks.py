"""Doors for vendors: no sign-in, each brings a proof of its own."""

from typing import Final

from fieldledger.http.routes.route import Route

QUICKBOOKS_WEBHOOK: Final = Route("quickbooks_webhook", "POST", "/v1/webhooks/quickbooks", None)
PROCORE_WEBHOOK: Final = Route("procore_webhook", "POST", "/v1/webhooks/procore", None)
RAKEN_WEBHOOK: Final = Route("raken_webhook", "POST", "/v1/webhooks/raken", None)
FOUNDATION_WEBHOOK: Final = Route("foundation_webhook", "POST", "/v1/webhooks/foundation", None)

WEBHOOKS_ROUTES: Final[tuple[Route, ...]] = (QUICKBOOKS_WEBHOOK, PROCORE_WEBHOOK, RAKEN_WEBHOOK, FOUNDATION_WEBHOOK)
