"""A company's connection to a vendor account, and the state of its grant."""

from enum import StrEnum

from fieldledger.domain.base import CanonicalModel, Utc


class VendorName(StrEnum):
    """The four vendors."""

    RAKEN = "raken"
    QUICKBOOKS = "quickbooks"
    PROCORE = "procore"
    FOUNDATION = "foundation"


class ConnectionState(StrEnum):
    """``RECONNECT_REQUIRED`` means that only a person's new sign-in at the vendor helps."""

    CONNECTED = "connected"
    RECONNECT_REQUIRED = "reconnect_required"
    DISCONNECTED = "disconnected"


class GrantKind(StrEnum):
    """How the tokens come about: a person's sign-in at the vendor, or the app's own credentials."""

    AUTHORIZATION_CODE = "authorization_code"
    CLIENT_CREDENTIALS = "client_credentials"


class Connection(CanonicalModel):
    """Tokens are held only as KMS ciphertext (base64); ``account_id`` is the vendor's tenant.

    That is QuickBooks' realmId, Procore's company id, Raken's company uuid, FOUNDATION's companyId.
    ``hard_expires_at`` is the end that no refresh moves (QuickBooks: five years after the sign-in).

    ``lease_owner`` and ``lease_until`` make a token refresh single-flight across all containers.
    """

    company_id: str
    vendor: VendorName
    account_id: str
    state: ConnectionState
    access_token: str
    refresh_token: str
    access_expires_at: Utc
    refresh_expires_at: Utc | None = None
    hard_expires_at: Utc | None = None
    grant: GrantKind = GrantKind.AUTHORIZATION_CODE
    lease_owner: str | None = None
    lease_until: Utc | None = None
    connected_by: str
    connected_at: Utc
    version: int = 0
