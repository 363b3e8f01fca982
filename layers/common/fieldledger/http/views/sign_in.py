"""A begun sign-in at a vendor, as callers see it."""

from typing import Self

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.services.connecting.sign_in import SignIn


class SignInView(CanonicalModel):
    """Send the person to ``authorize_url``; they have to be back before ``expires_at`` (UTC)."""

    authorize_url: str
    expires_at: Utc

    @classmethod
    def of(cls, sign_in: SignIn) -> Self:
        """The view; the state that has to come back is part of the address."""
        return cls(authorize_url=sign_in.url, expires_at=sign_in.expires_at)
