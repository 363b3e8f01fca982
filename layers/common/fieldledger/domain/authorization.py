"""A sign-in at a vendor that a person has begun and that the vendor's redirect will complete."""

from datetime import timedelta
from typing import Final

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.connection import VendorName

LIFETIME: Final = timedelta(minutes=10)


class Authorization(CanonicalModel):
    """Bound to the person who began it and good for one callback; stored under the hash of its ``state``.

    ``account_id`` is set where the person chose the vendor account before signing in.
    """

    company_id: str
    state_hash: str
    user_id: str
    vendor: VendorName
    account_id: str | None
    expires_at: Utc
    used: bool = False
    version: int = 0
