"""Doors for vendors: no sign-in, each brings a proof of its own."""

from typing import Final

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.route import Route

_OF_A_DOOR: Final = (ErrorCode.SIGNATURE_INVALID, ErrorCode.STORE_UNAVAILABLE, ErrorCode.QUEUE_UNAVAILABLE)
_OF_A_RELAY: Final = (*_OF_A_DOOR, ErrorCode.SIGNATURE_EXPIRED, ErrorCode.RECORD_MALFORMED, ErrorCode.PAYLOAD_TOO_LARGE)

QUICKBOOKS_WEBHOOK: Final = Route("quickbooks_webhook", "POST", "/v1/webhooks/quickbooks", None, _OF_A_DOOR)
PROCORE_WEBHOOK: Final = Route("procore_webhook", "POST", "/v1/webhooks/procore", None, _OF_A_DOOR)
RAKEN_WEBHOOK: Final = Route("raken_webhook", "POST", "/v1/webhooks/raken", None, _OF_A_RELAY)
FOUNDATION_WEBHOOK: Final = Route("foundation_webhook", "POST", "/v1/webhooks/foundation", None, _OF_A_RELAY)

WEBHOOKS_ROUTES: Final[tuple[Route, ...]] = (QUICKBOOKS_WEBHOOK, PROCORE_WEBHOOK, RAKEN_WEBHOOK, FOUNDATION_WEBHOOK)
