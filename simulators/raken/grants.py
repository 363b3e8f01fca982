"""Authorization codes, access tokens and rotating refresh tokens (raken.md A2)."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic import BaseModel

from simulators.raken.errors import OAuthError
from simulators.raken.settings import RakenSettings


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code or token opens, and until when."""

    client_id: str
    company_uuid: str
    expires_at: datetime
    spent: bool = False


class TokenAnswer(BaseModel):
    """The token endpoint's answer; ``refresh_token`` is left out where rotation is switched off."""

    access_token: str
    refresh_token: str | None = None
    token_type: str = "Bearer"
    expires_in: int


@dataclass(slots=True)
class Grants:
    """All codes and tokens handed out; ``new_secret`` makes each of them."""

    new_secret: Callable[[], str]
    codes: dict[str, Grant] = field(default_factory=dict)
    access: dict[str, Grant] = field(default_factory=dict)
    refresh: dict[str, Grant] = field(default_factory=dict)
    refreshes: int = 0
    refused: int = 0

    def new_code(self, client_id: str, company_uuid: str, now: datetime, settings: RakenSettings) -> str:
        code = self.new_secret()
        expires_at = now + timedelta(seconds=settings.authorization_code_seconds)
        self.codes[code] = Grant(client_id, company_uuid, expires_at)
        return code

    def redeem_code(self, code: str, client_id: str, now: datetime, settings: RakenSettings) -> TokenAnswer:
        """Exchange a code once; its redirect address is not compared (the vendor does not)."""
        grant = self._spend(self.codes, code, client_id, now, "authorization code")
        return self.issue(grant.client_id, grant.company_uuid, now, settings)

    def rotate(self, token: str, client_id: str, now: datetime, settings: RakenSettings) -> TokenAnswer:
        """Answer a refresh: the presented token is dead afterwards, unless rotation is switched off."""
        if not settings.rotate_refresh_tokens:
            grant = self._usable(self.refresh, token, client_id, now, "refresh token")
            self.refreshes += 1
            return self._answer(grant.client_id, grant.company_uuid, now, settings)
        grant = self._spend(self.refresh, token, client_id, now, "refresh token")
        self.refreshes += 1
        return self.issue(grant.client_id, grant.company_uuid, now, settings)

    def issue(self, client_id: str, company_uuid: str, now: datetime, settings: RakenSettings) -> TokenAnswer:
        """Hand out a new pair; access tokens issued earlier live on until they expire."""
        answer = self._answer(client_id, company_uuid, now, settings)
        answer.refresh_token = self.new_secret()
        expires_at = now + timedelta(days=settings.refresh_token_days)
        self.refresh[answer.refresh_token] = Grant(client_id, company_uuid, expires_at)
        return answer

    def company_of(self, access_token: str, now: datetime) -> str | None:
        """The company an access token opens, or nothing if it is unknown or expired."""
        grant = self.access.get(access_token)
        return grant.company_uuid if grant is not None and now < grant.expires_at else None

    def expire_token(self, access_token: str, now: datetime) -> None:
        """Let one access token end now."""
        if access_token in self.access:
            self.access[access_token] = replace(self.access[access_token], expires_at=now)

    def expire_access(self, company_uuid: str, now: datetime) -> int:
        """Let the company's access tokens end now; its refresh tokens keep working."""
        live = {token: grant for token, grant in self.access.items() if grant.company_uuid == company_uuid}
        self.access.update({token: replace(grant, expires_at=now) for token, grant in live.items()})
        return len(live)

    def disconnect(self, company_uuid: str) -> int:
        """Forget every code and token of the company: a person must connect again."""
        before = len(self.access) + len(self.refresh)
        for table in (self.codes, self.access, self.refresh):
            for secret in [key for key, grant in table.items() if grant.company_uuid == company_uuid]:
                del table[secret]
        return before - len(self.access) - len(self.refresh)

    def _answer(self, client_id: str, company: str, now: datetime, settings: RakenSettings) -> TokenAnswer:
        seconds = settings.access_token_seconds
        token = self.new_secret()
        self.access[token] = Grant(client_id, company, now + timedelta(seconds=seconds))
        return TokenAnswer(access_token=token, expires_in=seconds)

    def _spend(self, table: dict[str, Grant], secret: str, client_id: str, now: datetime, what: str) -> Grant:
        grant = self._usable(table, secret, client_id, now, what)
        table[secret] = replace(grant, spent=True)
        return grant

    def _usable(self, table: dict[str, Grant], secret: str, client_id: str, now: datetime, what: str) -> Grant:
        grant = table.get(secret)
        if grant is None or grant.client_id != client_id:
            raise self._invalid_grant(f"unknown {what}")
        if grant.spent:
            raise self._invalid_grant(f"{what} was already used")
        if now >= grant.expires_at:
            raise self._invalid_grant(f"{what} has expired")
        return grant

    def _invalid_grant(self, description: str) -> OAuthError:
        self.refused += 1
        return OAuthError("invalid_grant", description)
