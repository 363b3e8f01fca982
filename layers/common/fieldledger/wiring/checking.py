"""Checking connections, on the real vendors. A file of its own: it imports the clients of all of them."""

from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_windows import Priority
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.services.connecting.foundation_checks import FoundationChecks
from fieldledger.services.connecting.preflight import ConnectionCheck, VendorChecks
from fieldledger.services.connecting.procore_checks import ProcoreChecks
from fieldledger.services.connecting.quickbooks_checks import QuickbooksChecks
from fieldledger.services.connecting.raken_checks import RakenChecks
from fieldledger.settings import FoundationSettings, ProcoreSettings, QuickbooksSettings, RakenSettings, RecordsSettings
from fieldledger.wiring.foundation import foundation_client
from fieldledger.wiring.procore import procore_api
from fieldledger.wiring.quickbooks import quickbooks_client
from fieldledger.wiring.raken import raken_client
from fieldledger.wiring.store import clock, document_store


class CheckSettings(RakenSettings, QuickbooksSettings, ProcoreSettings, FoundationSettings, RecordsSettings):
    """What checking needs."""


def connection_check(settings: CheckSettings) -> ConnectionCheck:
    """A person waits for it, so its calls go before all others."""
    store = document_store(settings)
    books = quickbooks_client(settings, store, Priority.INTERACTIVE)
    checks: dict[VendorName, VendorChecks] = {
        VendorName.RAKEN: RakenChecks(raken_client(settings, store, Priority.INTERACTIVE), clock()),
        VendorName.QUICKBOOKS: QuickbooksChecks(books, DocumentCompanies(store)),
        VendorName.PROCORE: ProcoreChecks(procore_api(settings, store, Priority.INTERACTIVE)),
        VendorName.FOUNDATION: FoundationChecks(foundation_client(settings, store, Priority.INTERACTIVE)),
    }
    return ConnectionCheck(DocumentConnections(store), checks, clock())
