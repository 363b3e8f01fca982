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


class Connection(CanonicalModel):
    """Tokens are held only as KMS ciphertext (base64); ``account_id`` is the vendor's tenant (QuickBooks: realmId).

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
    lease_owner: str | None = None
    lease_until: Utc | None = None
    connected_by: str
    connected_at: Utc
    version: int = 0
