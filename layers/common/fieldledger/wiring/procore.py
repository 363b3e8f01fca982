"""Procore within its limits. A file of its own: the functions of other vendors do not import its resources."""

from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.procore.client import ProcoreClient, procore_windows
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_windows import Priority
from fieldledger.repositories.documents import DocumentStore
from fieldledger.settings import ProcoreSettings
from fieldledger.wiring.oauth import procore_oauth
from fieldledger.wiring.vendors import token_vault, vendor_access


def procore_api(settings: ProcoreSettings, store: DocumentStore, priority: Priority) -> ProcoreApi:
    """All of Procore's resources."""
    limits = procore_windows(settings.procore_requests_per_hour, settings.procore_requests_per_ten_seconds)
    vault = token_vault(settings, store, {VendorName.PROCORE: procore_oauth(settings)})
    access = vendor_access(settings, store, vault, limits, priority)
    return ProcoreApi(ProcoreClient(access, settings.procore_api_url))
