"""Authorization codes and refresh tokens, each usable once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from simulators.oidc.errors import OidcError
from simulators.oidc.pkce import proves


@dataclass(frozen=True, slots=True)
class PendingCode:
    """What was agreed at the authorize endpoint and must be proven at the token endpoint."""

    email: str
    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """What a refresh token continues."""

    email: str
    client_id: str
    expires_at: datetime


@dataclass(slots=True)
class Grants:
    """Codes and refresh tokens handed out and not used yet; ``new_secret`` makes each of them."""

    new_secret: Callable[[], str]
    codes: dict[str, PendingCode] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)

    def add_code(self, pending: PendingCode) -> str:
        code = self.new_secret()
        self.codes[code] = pending
        return code

    def redeem_code(self, code: str, *, client_id: str, redirect_uri: str, verifier: str, now: datetime) -> PendingCode:
        """Any attempt uses the code up, a failed one too."""
        pending = self.codes.pop(code, None)
        if pending is None or now >= pending.expires_at:
            raise OidcError("invalid_grant", "the code is unknown, used or expired")
        if pending.client_id != client_id or pending.redirect_uri != redirect_uri:
            raise OidcError("invalid_grant", "the code was issued for another client_id or redirect_uri")
        if not proves(verifier, pending.challenge):
            raise OidcError("invalid_grant", "code_verifier does not match the code_challenge")
        return pending

    def add_session(self, session: Session) -> str:
        token = self.new_secret()
        self.sessions[token] = session
        return token

    def continue_session(self, token: str, *, client_id: str, now: datetime) -> Session:
        """Use a refresh token up; the caller hands out the next one."""
        session = self.sessions.pop(token, None)
        if session is None or session.client_id != client_id or now >= session.expires_at:
            raise OidcError("invalid_grant", "the refresh token is unknown, used or expired")
        return session

    def clear(self) -> None:
        self.codes.clear()
        self.sessions.clear()
