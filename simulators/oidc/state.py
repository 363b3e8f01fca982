"""Everything the issuer remembers, in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from fastapi import Request

from simulators.oidc.claims import Terms
from simulators.oidc.grants import Grants
from simulators.oidc.keys import SigningKey
from simulators.oidc.settings import OidcSettings
from simulators.oidc.users import UserDirectory


@dataclass(eq=False)
class OidcState:
    """One issuer; its key outlives a reset, since verifiers cache it."""

    now: Callable[[], datetime]
    new_secret: Callable[[], str]
    key: SigningKey
    settings: OidcSettings
    users: UserDirectory = field(default_factory=UserDirectory)
    grants: Grants = field(init=False)
    _first_settings: OidcSettings = field(init=False)

    def __post_init__(self) -> None:
        self.grants = Grants(self.new_secret)
        self._first_settings = self.settings.model_copy()

    @cached_property
    def stranger(self) -> SigningKey:
        """A key that is in no JWKS, made when first wanted: it signs the tokens that must be refused."""
        return SigningKey.generate()

    def reset(self) -> None:
        self.settings = self._first_settings.model_copy()
        self.users.clear()
        self.grants.clear()

    def issuer(self, request: Request) -> str:
        """The address the server listens on; the Host header could name the same server differently."""
        if self.settings.issuer is not None:
            return self.settings.issuer
        host, port = request.scope["server"]
        return f"http://{host}" if port is None else f"http://{host}:{port}"

    def terms(self, request: Request) -> Terms:
        return Terms(self.issuer(request), self.settings.audience, self.now(), self.settings.token_seconds)
