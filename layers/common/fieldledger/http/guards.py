"""Scope guards."""

from collections.abc import Awaitable, Callable

from fieldledger.http.principal import Caller
from fieldledger.http.refusals import refused
from fieldledger.http.routes.route import Route
from fieldledger.result import ErrorCode


def require(route: Route) -> Callable[[Caller], Awaitable[None]]:
    """A dependency that lets only people with the scope of ``route`` through; 403 for the others."""

    async def guard(caller: Caller) -> None:
        if route.scope not in caller.scopes:
            details: dict[str, object] = {"scope": route.scope, "roles": [role.value for role in route.roles]}
            raise refused("your role or your token does not allow this", ErrorCode.FORBIDDEN, details)

    return guard
