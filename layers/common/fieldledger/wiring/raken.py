"""The client of Raken."""

from fieldledger.clients.raken.client import RakenClient
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_windows import Priority
from fieldledger.repositories.documents import DocumentStore
from fieldledger.settings import RakenSettings
from fieldledger.wiring.limits import raken_limits
from fieldledger.wiring.oauth import raken_oauth
from fieldledger.wiring.vendors import token_vault, vendor_access


def raken_client(settings: RakenSettings, store: DocumentStore, priority: Priority) -> RakenClient:
    """Raken within its limits."""
    vault = token_vault(settings, store, {VendorName.RAKEN: raken_oauth(settings)})
    return RakenClient(vendor_access(settings, store, vault, raken_limits(settings), priority), settings.raken_api_url)
