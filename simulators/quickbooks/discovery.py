"""The discovery documents that point a client library at this simulator, and the user behind a token (section 5)."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from simulators.quickbooks.gateway import bearer
from simulators.quickbooks.state import World
from simulators.quickbooks.values import Body, dumps

_ISSUER = "https://oauth.platform.intuit.com/op/v1"


def discovery_router(world: World) -> APIRouter:
    """Build the routes; both environments share all endpoints but the user's."""
    router = APIRouter(tags=["oauth"])

    @router.get("/.well-known/openid_configuration")
    @router.get("/.well-known/openid_sandbox_configuration")
    async def configuration(request: Request) -> Response:
        return _json(_document(str(request.base_url).rstrip("/")))

    @router.get("/op/v1/jwks")
    async def keys() -> Response:
        """Return no keys: id tokens are not issued."""
        return _json({"keys": []})

    @router.get("/v1/openid_connect/userinfo")
    async def user(request: Request) -> Response:
        known = world.oauth.access(bearer(request))
        if known is None:
            return _json({"error": "invalid_token"}, 401)
        return _json(
            {
                "sub": f"user-of-{known.realm_id}",
                "email": "accountant@contractor.example",
                "emailVerified": True,
                "givenName": "Grace",
                "familyName": "Whitfield",
            }
        )

    return router


def _document(base: str) -> Body:
    return {
        "issuer": _ISSUER,
        "authorization_endpoint": f"{base}/connect/oauth2",
        "token_endpoint": f"{base}/oauth2/v1/tokens/bearer",
        "userinfo_endpoint": f"{base}/v1/openid_connect/userinfo",
        "revocation_endpoint": f"{base}/v2/oauth2/tokens/revoke",
        "jwks_uri": f"{base}/op/v1/jwks",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"],
    }


def _json(body: Body, status: int = 200) -> Response:
    return Response(dumps(body), status_code=status, media_type="application/json")
