"""Tokens made to order for tests, the ones that must be refused included."""

from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from simulators.oidc.claims import Claims, Terms, TokenUse, claims_of
from simulators.oidc.keys import SigningKey
from simulators.oidc.users import User


class MintOrder(BaseModel):
    """What to put into a token for a seeded user.

    Fields not named here are claims that replace the usual ones; a claim given as null is left out.
    A negative ``expires_in`` makes a token that expired that many seconds ago. ``tampered`` signs with
    a key outside the JWKS under the published ``kid``.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, JsonValue] = Field(init=False)

    email: str
    expires_in: int | None = None
    audience: str | None = None
    issuer: str | None = None
    token_use: TokenUse = TokenUse.ACCESS
    tampered: bool = False


class MintAnswer(BaseModel):
    """The token and the claims inside it."""

    token: str
    claims: dict[str, JsonValue]


def minted_claims(order: MintOrder, user: User, usual: Terms, *, jti: str) -> Claims:
    terms = _ordered_terms(order, usual)
    claims = claims_of(user, terms, order.token_use, jti=jti) | (order.__pydantic_extra__ or {})
    return {name: value for name, value in claims.items() if value is not None}


def sign(order: MintOrder, claims: Claims, key: SigningKey, stranger: SigningKey) -> str:
    return stranger.sign(claims, kid=key.kid) if order.tampered else key.sign(claims)


def _ordered_terms(order: MintOrder, usual: Terms) -> Terms:
    return replace(
        usual,
        issuer=order.issuer or usual.issuer,
        audience=order.audience or usual.audience,
        seconds=usual.seconds if order.expires_in is None else order.expires_in,
    )
