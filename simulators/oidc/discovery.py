"""The two documents that a verifier reads: the configuration and the keys."""

from fastapi import APIRouter, Request
from pydantic import JsonValue

from simulators.oidc.keys import ALGORITHM
from simulators.oidc.pkce import METHOD
from simulators.oidc.state import OidcState


def discovery_router(state: OidcState) -> APIRouter:
    router = APIRouter(prefix="/.well-known")

    @router.get("/openid-configuration")
    async def configuration(request: Request) -> dict[str, JsonValue]:
        issuer = state.issuer(request)
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/.well-known/jwks.json",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "scopes_supported": ["openid", "email", "profile"],
            "token_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": [METHOD],
            "claims_supported": ["sub", "email", "name", "custom:company_id", "custom:role", "token_use"],
        }

    @router.get("/jwks.json")
    async def jwks() -> dict[str, JsonValue]:
        return state.key.jwks()

    return router
