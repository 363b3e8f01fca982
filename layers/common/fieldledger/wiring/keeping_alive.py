"""Keeping grants alive, on AWS and the real vendors."""

from fieldledger.domain.connection import VendorName
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.services.connecting.keeping_alive import KeepAlive
from fieldledger.services.inbox import Inbox
from fieldledger.settings import FoundationSettings, ProcoreSettings, QuickbooksSettings, RakenSettings
from fieldledger.wiring.oauth import foundation_oauth, procore_oauth, quickbooks_oauth, raken_oauth
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.vendors import token_vault


class KeepAliveSettings(RakenSettings, QuickbooksSettings, ProcoreSettings, FoundationSettings):
    """What keeping grants alive needs."""


def keep_alive(settings: KeepAliveSettings) -> KeepAlive:
    """Over the control table and every vendor's token endpoint."""
    store = document_store(settings)
    oauth = {
        VendorName.RAKEN: raken_oauth(settings),
        VendorName.QUICKBOOKS: quickbooks_oauth(settings),
        VendorName.PROCORE: procore_oauth(settings),
        VendorName.FOUNDATION: foundation_oauth(settings),
    }
    vault = token_vault(settings, store, oauth)
    return KeepAlive(DocumentConnections(store), vault, Inbox(DocumentExceptions(store), clock()))
