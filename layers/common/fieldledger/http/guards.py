"""Role guards."""

from collections.abc import Awaitable, Callable

from fieldledger.http.principal import Caller
from fieldledger.http.refusals import refused
from fieldledger.http.roles import Role
from fieldledger.result import ErrorCode


def require(least: Role) -> Callable[[Caller], Awaitable[None]]:
    """A dependency that lets only people with ``least`` or a greater role through; 403 for the others."""

    async def guard(caller: Caller) -> None:
        if not caller.role.includes(least):
            raise refused(f"this needs the role {least}", ErrorCode.FORBIDDEN, {"least_role": least.value})

    return guard
