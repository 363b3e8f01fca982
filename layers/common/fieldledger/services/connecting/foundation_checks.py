"""Which lists of FOUNDATION the subscription opens (foundation.md B3)."""

from typing import Final, Protocol

from fieldledger.clients.foundation.assumptions import Resource
from fieldledger.clients.foundation.capabilities import Access, Capabilities, Capability
from fieldledger.domain.preflight import CheckItem, Finding

_WORDS: Final = {
    Access.OPEN: "the company can be reached",
    Access.KEY_REFUSED: "FOUNDATION refuses the subscription key: ask API Support",
    Access.TOKEN_REFUSED: "FOUNDATION refuses our app's token: ask API Support",
    Access.NOT_CONNECTED: "FOUNDATION is not connected",
    Access.THROTTLED: "the subscription's limit is used up: check again later",
    Access.UNREACHABLE: "FOUNDATION does not answer: check again later",
}
_LATER: Final = frozenset({Access.THROTTLED, Access.UNREACHABLE})


class FoundationSetup(Protocol):
    """The reads that the check makes."""

    async def capabilities(self, company_id: str) -> Capabilities:
        """What can be read."""
        ...


class FoundationChecks:
    """Implements ``VendorChecks``."""

    def __init__(self, foundation: FoundationSetup) -> None:
        self._foundation = foundation

    async def items(self, company_id: str, account_id: str) -> list[CheckItem]:  # noqa: ARG002 - the token names the company
        """The access, then each list."""
        found = await self._foundation.capabilities(company_id)
        access = CheckItem(name="access", finding=_access(found.access), message=_WORDS[found.access])
        if found.access in {Access.KEY_REFUSED, Access.TOKEN_REFUSED, Access.NOT_CONNECTED}:
            return [access]
        return [access, *(_list(resource, found) for resource in Resource)]


def _access(access: Access) -> Finding:
    if access is Access.OPEN:
        return Finding.OK
    return Finding.UNKNOWN if access in _LATER else Finding.MISSING


def _list(resource: Resource, found: Capabilities) -> CheckItem:
    code = found.reasons.get(resource)
    match found.resources[resource]:
        case Capability.READABLE:
            return CheckItem(name=resource.value, finding=Finding.OK, message=f"{resource.value} can be read")
        case Capability.REFUSED:
            message = f"the subscription does not open {resource.value}"
            return CheckItem(name=resource.value, finding=Finding.MISSING, message=message, code=code)
        case Capability.UNKNOWN:
            message = f"{resource.value} could not be asked now"
            return CheckItem(name=resource.value, finding=Finding.UNKNOWN, message=message, code=code)
