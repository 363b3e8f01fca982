"""Who calls: the claims that API Gateway's JWT authorizer verified, never anything that the request says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, cast

from fieldledger.http.declarations import Depends
from fieldledger.http.refusals import refused
from fieldledger.http.request import Request
from fieldledger.http.roles import Role
from fieldledger.http.scopes import Scope, granted
from fieldledger.log import logger
from fieldledger.result import ErrorCode
from fieldledger.settings import AccessSettings


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in person of one company."""

    user_id: str
    company_id: str
    role: Role
    scopes: frozenset[Scope]
    email: str | None = None


async def principal(request: Request) -> Principal:
    """401 without verified claims; 403 without a company or a known role."""
    access = cast("AccessSettings", request.surroundings.settings)
    claims = _claims(request.event)
    user_id = claims.get("sub")
    if not user_id:
        raise refused("sign in first", ErrorCode.UNAUTHENTICATED)
    company_id = claims.get(access.company_claim)
    if not company_id:
        raise refused("your account belongs to no company", ErrorCode.FORBIDDEN)
    role = claims.get(access.role_claim, "")
    if role not in Role:
        raise refused("your account has no role", ErrorCode.FORBIDDEN)
    logger.append_keys(company_id=company_id, user_id=user_id)
    scopes = granted(Role(role), claims.get("scope", "").split())
    return Principal(user_id, company_id, Role(role), scopes, claims.get("email"))


def _claims(event: Mapping[str, object]) -> dict[str, str]:
    """The text claims of the event; the authorizer hands every claim over as text."""
    found: object = event
    for step in ("requestContext", "authorizer", "jwt", "claims"):
        found = found.get(step) if isinstance(found, Mapping) else None
    claims = found if isinstance(found, Mapping) else {}
    return {str(name): value.strip() for name, value in claims.items() if isinstance(value, str) and value.strip()}


Caller = Annotated[Principal, Depends(principal)]
