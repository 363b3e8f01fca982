"""What the tokens say about a user; names follow Amazon Cognito's, the product's default issuer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import JsonValue

from simulators.oidc.users import User

type Claims = dict[str, JsonValue]


class TokenUse(StrEnum):
    """Value of ``token_use``."""

    ID = "id"
    ACCESS = "access"


@dataclass(frozen=True, slots=True)
class Terms:
    """Who issues a token, for whom, and from when until when."""

    issuer: str
    audience: str
    issued_at: datetime
    seconds: int


def claims_of(user: User, terms: Terms, use: TokenUse, *, jti: str, nonce: str | None = None) -> Claims:
    """Both kinds carry ``aud`` and the company and role; absent ones are left out, never null."""
    issued_at = int(terms.issued_at.timestamp())
    expires_at = int((terms.issued_at + timedelta(seconds=terms.seconds)).timestamp())
    claims: Claims = {
        "iss": terms.issuer,
        "aud": terms.audience,
        "sub": user.sub,
        "email": user.email,
        "custom:company_id": user.company_id,
        "custom:role": user.role.value if user.role else None,
        "token_use": use.value,
        "iat": issued_at,
        "auth_time": issued_at,
        "exp": expires_at,
        "jti": jti,
    }
    claims |= _of_id_token(user, nonce) if use is TokenUse.ID else _of_access_token(terms)
    return {name: value for name, value in claims.items() if value is not None}


def _of_id_token(user: User, nonce: str | None) -> Claims:
    return {"name": user.name or None, "email_verified": True, "nonce": nonce}


def _of_access_token(terms: Terms) -> Claims:
    return {"client_id": terms.audience, "scope": "openid email profile"}
