"""Procore within its limits. A file of its own: the functions of other vendors do not import its resources."""

from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.procore.client import ProcoreClient
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_windows import Priority
from fieldledger.repositories.documents import DocumentStore
from fieldledger.settings import ProcoreSettings
from fieldledger.wiring.limits import procore_limits
from fieldledger.wiring.oauth import procore_oauth
from fieldledger.wiring.vendors import token_vault, vendor_access


def procore_api(settings: ProcoreSettings, store: DocumentStore, priority: Priority) -> ProcoreApi:
    """All of Procore's resources."""
    vault = token_vault(settings, store, {VendorName.PROCORE: procore_oauth(settings)})
    access = vendor_access(settings, store, vault, procore_limits(settings), priority)
    return ProcoreApi(ProcoreClient(access, settings.procore_api_url))
