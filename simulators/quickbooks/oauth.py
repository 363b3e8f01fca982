"""Apps, codes and tokens: OAuth 2.0 as the vendor runs it, in three modes of rotation (section 5)."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulators.kit.clock import SimClock
from simulators.quickbooks.settings import SettingsHolder
from simulators.quickbooks.values import Body

ACCESS_SECONDS = 3600
REFRESH_SECONDS = 8_726_400
HARD_SECONDS = 157_680_000
_CODE_LIFE = timedelta(minutes=10)
_DAY = timedelta(hours=24)


class OAuthError(Exception):
    """A refusal by the token endpoint, in OAuth's own body rather than the API's envelope."""

    def __init__(self, error: str, description: str | None = None, *, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status

    def as_json(self) -> Body:
        body: Body = {"error": self.error}
        if self.description is not None:
            body["error_description"] = self.description
        return body


@dataclass(slots=True)
class Grant:
    """One company's consent to one app; it ends by `revoked` or at its hard end."""

    client_id: str
    realm_id: str
    hard_end: datetime
    refresh_token: str = ""
    issued: datetime | None = None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class AccessToken:
    """An access token's meaning; it stays valid until its own hour ends, whatever is issued after it."""

    grant: Grant
    ends: datetime

    @property
    def realm_id(self) -> str:
        return self.grant.realm_id

    @property
    def client_id(self) -> str:
        return self.grant.client_id


@dataclass(frozen=True, slots=True)
class _Code:
    client_id: str
    realm_id: str
    redirect_uri: str
    ends: datetime


@dataclass(slots=True)
class _Refresh:
    grant: Grant
    ends: datetime


@dataclass(slots=True)
class OAuth:
    """Issues and checks tokens; randomness and time come from outside."""

    clock: SimClock
    settings: SettingsHolder
    rng: random.Random
    apps: dict[str, str] = field(default_factory=dict)
    _codes: dict[str, _Code] = field(default_factory=dict)
    _access: dict[str, AccessToken] = field(default_factory=dict)
    _refresh: dict[str, _Refresh] = field(default_factory=dict)

    def authorize(self, client_id: str, realm_id: str, redirect_uri: str) -> str:
        """Approve at once and return the single-use code."""
        code = f"XAB{self.rng.getrandbits(160):040x}"
        self._codes[code] = _Code(client_id, realm_id, redirect_uri, self.clock.now() + _CODE_LIFE)
        return code

    def check_client(self, client_id: str, secret: str) -> None:
        if self.apps.get(client_id) != secret:
            raise OAuthError("invalid_client", status=401)

    def exchange(self, client_id: str, code: str, redirect_uri: str) -> Body:
        """Trade a code for tokens; a code is spent by the first attempt, whether or not it succeeds."""
        known = self._codes.pop(code, None)
        now = self.clock.now()
        mine = known is not None and (known.client_id, known.redirect_uri) == (client_id, redirect_uri)
        if known is None or not mine or known.ends <= now:
            raise OAuthError("invalid_grant", "Invalid authorization code")
        return self.connect(client_id, known.realm_id)

    def connect(self, client_id: str, realm_id: str) -> Body:
        """Start a grant and return its first tokens."""
        now = self.clock.now()
        grant = Grant(client_id, realm_id, hard_end=now + timedelta(seconds=HARD_SECONDS))
        self._new_refresh_token(grant)
        return self._tokens(grant)

    def refresh(self, client_id: str, token: str) -> Body:
        """Return new tokens; the rotation says if the refresh token changes and when the old one dies."""
        known = self._refresh.get(token)
        now = self.clock.now()
        alive = known is not None and not known.grant.revoked and min(known.ends, known.grant.hard_end) > now
        if known is None or not alive or known.grant.client_id != client_id:
            raise OAuthError("invalid_grant", "Incorrect or invalid refresh token")
        grant = known.grant
        if token == grant.refresh_token:
            self._rotate(grant, known)
        return self._tokens(grant)

    def _rotate(self, grant: Grant, old: _Refresh) -> None:
        rotation, now = self.settings.current.rotation, self.clock.now()
        if rotation != "c" and grant.issued is not None and now - grant.issued < _DAY:
            old.ends = now + timedelta(seconds=REFRESH_SECONDS)
            return
        old.ends = now + _DAY if rotation == "a" else now
        self._new_refresh_token(grant)

    def _new_refresh_token(self, grant: Grant) -> None:
        now = self.clock.now()
        grant.refresh_token = f"RT1-{self.rng.getrandbits(192):048x}"
        grant.issued = now
        self._refresh[grant.refresh_token] = _Refresh(grant, now + timedelta(seconds=REFRESH_SECONDS))

    def _tokens(self, grant: Grant) -> Body:
        now = self.clock.now()
        access = f"eyJsim.{self.rng.getrandbits(256):064x}"
        self._access[access] = AccessToken(grant, now + timedelta(seconds=ACCESS_SECONDS))
        self._forget_ended(now)
        return {
            "token_type": "bearer",
            "access_token": access,
            "expires_in": ACCESS_SECONDS,
            "refresh_token": grant.refresh_token,
            "x_refresh_token_expires_in": REFRESH_SECONDS,
        }

    def _forget_ended(self, now: datetime) -> None:
        for token in [token for token, known in self._access.items() if known.ends <= now]:
            del self._access[token]

    def hard_seconds_left(self, token: str) -> int:
        """Report the seconds until the five-year end of the grant behind a refresh token."""
        return int((self._refresh[token].grant.hard_end - self.clock.now()).total_seconds())

    def access(self, token: str) -> AccessToken | None:
        """Look an access token up; None means expired, revoked or never issued."""
        known = self._access.get(token)
        if known is None or known.grant.revoked or known.ends <= self.clock.now():
            return None
        return known

    def is_connected(self, realm_id: str) -> bool:
        """Tell whether a company has a connection that still lives."""
        now = self.clock.now()
        return any(
            known.grant.realm_id == realm_id and not known.grant.revoked and min(known.ends, known.grant.hard_end) > now
            for known in self._refresh.values()
        )

    def revoke(self, token: str) -> bool:
        """End the grant behind an access or refresh token; False means the token is unknown."""
        known = self._refresh.get(token) or self._access.get(token)
        if known is None:
            return False
        known.grant.revoked = True
        return True

    def reset(self) -> None:
        for table in (self.apps, self._codes, self._access, self._refresh):
            table.clear()
