"""Codes, access tokens and refresh tokens that work once (procore.md 1)."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from fastapi.responses import JSONResponse

from simulators.procore.settings import ProcoreSettings
from simulators.procore.wire import Json

_HEADER: Final = base64.urlsafe_b64encode(b'{"typ":"JWT","alg":"ES512"}').decode()


class OAuthError(Exception):
    """A refusal of the login host: ``error`` and ``error_description``."""

    def __init__(self, error: str, description: str, status: int = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(f"{error}: {description}")
        self.body = {"error": error, "error_description": description}
        self.status = status

    def response(self) -> JSONResponse:
        return JSONResponse(self.body, self.status, headers={"Cache-Control": "no-store"})


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code or token opens; ``pair`` is shared by the access and the refresh token of one answer."""

    client_id: str
    owner_id: int
    pair: str
    issued_at: datetime
    expires_at: datetime


def invalid_grant(what: str) -> OAuthError:
    return OAuthError("invalid_grant", f"The {what} is invalid, expired, revoked, or was issued to another client.")


@dataclass(slots=True)
class Grants:
    """Everything handed out and not used up; ``new_secret`` makes each part that cannot be guessed."""

    new_secret: Callable[[], str]
    codes: dict[str, Grant] = field(default_factory=dict)
    access: dict[str, Grant] = field(default_factory=dict)
    refresh: dict[str, Grant] = field(default_factory=dict)
    refreshes: int = 0
    refused: int = 0

    def new_code(self, client_id: str, owner_id: int, now: datetime, settings: ProcoreSettings) -> str:
        code = self.new_secret()
        ends = now + timedelta(seconds=settings.authorization_code_seconds)
        self.codes[code] = Grant(client_id, owner_id, code, now, ends)
        return code

    def redeem_code(self, code: str, client_id: str, now: datetime, settings: ProcoreSettings) -> Json:
        """Exchange a code; it is gone afterwards, whether or not it could be used."""
        grant = self._usable(self.codes.pop(code, None), client_id, now, "authorization code")
        return self.issue(grant.client_id, grant.owner_id, now, settings)

    def kill_refresh_token(self, token: str) -> Grant | None:
        """Take a refresh token out of the world: any call that presents it does, successful or not."""
        return self.refresh.pop(token, None)

    def rotate(self, killed: Grant | None, client_id: str, now: datetime, settings: ProcoreSettings) -> Json:
        """Answer with a new pair for the token just killed."""
        grant = self._usable(killed, client_id, now, "refresh token")
        self.refreshes += 1
        return self.issue(grant.client_id, grant.owner_id, now, settings)

    def issue(
        self, client_id: str, owner_id: int, now: datetime, settings: ProcoreSettings, *, refreshable: bool = True
    ) -> Json:
        """Hand out an access token, with a refresh token that has no time limit unless told otherwise."""
        pair, seconds = self.new_secret(), settings.access_token_seconds
        token = f"{_HEADER}.{pair}.{self.new_secret()}"
        grant = Grant(client_id, owner_id, pair, now, now + timedelta(seconds=seconds))
        self.access[token] = grant
        answer: Json = {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": seconds,
            "created_at": int(now.timestamp()),
        }
        if refreshable:
            refresh_token = self.new_secret()
            self.refresh[refresh_token] = replace(grant, expires_at=datetime.max.replace(tzinfo=now.tzinfo))
            answer["refresh_token"] = refresh_token
        return answer

    def opened_by(self, access_token: str, now: datetime) -> Grant | None:
        """What an access token opens, or nothing if it is unknown or has expired."""
        grant = self.access.get(access_token)
        return grant if grant is not None and now < grant.expires_at else None

    def revoke(self, token: str) -> None:
        """Kill both tokens of the pair that ``token`` belongs to; an unknown token is no error."""
        grant = self.access.get(token) or self.refresh.get(token)
        if grant is None:
            return
        for table in (self.access, self.refresh):
            for secret in [secret for secret, held in table.items() if held.pair == grant.pair]:
                del table[secret]

    def expire_access(self, now: datetime) -> int:
        """Let every access token end now; refresh tokens keep working."""
        self.access = {token: replace(grant, expires_at=now) for token, grant in self.access.items()}
        return len(self.access)

    def _usable(self, grant: Grant | None, client_id: str, now: datetime, what: str) -> Grant:
        if grant is None or grant.client_id != client_id or now >= grant.expires_at:
            self.refused += 1
            raise invalid_grant(what)
        return grant
