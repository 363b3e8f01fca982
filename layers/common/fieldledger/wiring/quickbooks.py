"""The client of QuickBooks."""

from fieldledger.clients.quickbooks.client import QuickbooksClient
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_windows import Priority
from fieldledger.repositories.documents import DocumentStore
from fieldledger.settings import QuickbooksSettings
from fieldledger.wiring.limits import quickbooks_limits
from fieldledger.wiring.oauth import quickbooks_oauth
from fieldledger.wiring.vendors import token_vault, vendor_access


def quickbooks_client(settings: QuickbooksSettings, store: DocumentStore, priority: Priority) -> QuickbooksClient:
    """QuickBooks within its limits."""
    vault = token_vault(settings, store, {VendorName.QUICKBOOKS: quickbooks_oauth(settings)})
    access = vendor_access(settings, store, vault, quickbooks_limits(settings), priority)
    return QuickbooksClient(access, settings.quickbooks_api_url)
