"""Services that connect a company to its vendor accounts."""

import secrets
from collections.abc import Mapping

from fieldledger.clients.identity import VendorIdentity
from fieldledger.clients.oauth import OAuthClient
from fieldledger.domain.connection import VendorName
from fieldledger.repositories.authorizations import DocumentAuthorizations
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.runtime.http_client import http_client
from fieldledger.services.connecting.connections import VendorConnections
from fieldledger.services.connecting.sign_in import VendorSignIn
from fieldledger.services.inbox import Inbox
from fieldledger.services.sync.enrolling import Enrolment
from fieldledger.settings import (
    FoundationSettings,
    ProcoreSettings,
    QuickbooksSettings,
    RakenSettings,
    SignInSettings,
)
from fieldledger.wiring.oauth import foundation_oauth, procore_oauth, quickbooks_oauth, raken_oauth
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.vendors import token_vault

type OAuthClients = Mapping[VendorName, OAuthClient]


class PeopleConnectSettings(RakenSettings, QuickbooksSettings, ProcoreSettings):
    """The vendors at which people sign in."""


class ConnectSettings(PeopleConnectSettings, FoundationSettings):
    """All vendors."""


class VendorSignInSettings(PeopleConnectSettings, SignInSettings):
    """What signing in needs."""


def connections_of(settings: ConnectSettings) -> VendorConnections:
    """Connecting with the app's own credentials, and disconnecting, on AWS."""
    oauth = {**_people(settings), VendorName.FOUNDATION: foundation_oauth(settings)}
    return vendor_connections(settings, document_store(settings), oauth)


def sign_in_of(settings: VendorSignInSettings) -> VendorSignIn:
    """Signing in at vendors, on AWS."""
    return vendor_sign_in(settings, document_store(settings), _people(settings), settings.oauth_redirect_url)


def _people(settings: PeopleConnectSettings) -> OAuthClients:
    return {
        VendorName.RAKEN: raken_oauth(settings),
        VendorName.QUICKBOOKS: quickbooks_oauth(settings),
        VendorName.PROCORE: procore_oauth(settings),
    }


def vendor_connections(settings: RakenSettings, store: DocumentStore, oauth: OAuthClients) -> VendorConnections:
    """Connections to the vendors in ``oauth``."""
    return VendorConnections(
        DocumentConnections(store),
        token_vault(settings, store, oauth),
        oauth,
        VendorIdentity(http_client, settings.raken_api_url),
        Inbox(DocumentExceptions(store), clock()),
        Enrolment(DocumentSyncStates(store), clock()),
        clock(),
    )


def vendor_sign_in(
    settings: RakenSettings, store: DocumentStore, oauth: OAuthClients, redirect_uri: str
) -> VendorSignIn:
    """Signing in at the vendors in ``oauth``; they send people back to ``redirect_uri``."""
    return VendorSignIn(
        DocumentAuthorizations(store),
        vendor_connections(settings, store, oauth),
        oauth,
        clock(),
        redirect_uri,
        lambda: secrets.token_urlsafe(32),
    )
