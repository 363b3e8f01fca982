"""Which lists the subscription opens, found out at start instead of in the middle of work (foundation.md B3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from fieldledger.clients.foundation.assumptions import Resource
from fieldledger.clients.foundation.errors import Refused
from fieldledger.clients.foundation.look_ups import FoundationLookUps
from fieldledger.clients.foundation.models import KINDS
from fieldledger.result import ErrorCode, Result


class Capability(StrEnum):
    """What reading one row of a list showed; that a list can be read says nothing of writing it."""

    READABLE = "readable"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Access(StrEnum):
    """Whether the company can be reached at all, and what is in the way."""

    OPEN = "open"
    KEY_REFUSED = "key_refused"
    TOKEN_REFUSED = "token_refused"
    NOT_CONNECTED = "not_connected"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """``reasons`` has the error code of every list that is not readable.

    ``retry_at`` (UTC) goes with throttling: the lists that were not asked yet are unknown until then.
    """

    access: Access
    resources: Mapping[Resource, Capability]
    reasons: Mapping[Resource, str]
    retry_at: datetime | None = None

    def readable(self, resource: Resource) -> bool:
        """Whether the list can be read."""
        return self.resources[resource] is Capability.READABLE


# These failures say something of the list; after any other, a refused parameter too, it is as unknown as before.
_OF_THE_LIST: Final = frozenset({ErrorCode.VENDOR_SETUP_INCOMPLETE, ErrorCode.VENDOR_NOT_FOUND})
# These are the same for every list, so the probe ends with the first of them.
_OF_THE_ACCESS: Final[Mapping[str, Access]] = {
    ErrorCode.VENDOR_UNAUTHORIZED: Access.TOKEN_REFUSED,
    ErrorCode.AUTHORIZATION_INVALID: Access.TOKEN_REFUSED,
    ErrorCode.RECONNECT_REQUIRED: Access.TOKEN_REFUSED,
    ErrorCode.NOT_CONNECTED: Access.NOT_CONNECTED,
    ErrorCode.VENDOR_THROTTLED: Access.THROTTLED,
    ErrorCode.VENDOR_QUOTA_EXHAUSTED: Access.THROTTLED,
    ErrorCode.BUDGET_EXHAUSTED: Access.THROTTLED,
    ErrorCode.VENDOR_CIRCUIT_OPEN: Access.UNREACHABLE,
}
# One list may be broken while the others work.
_PASSING: Final = frozenset(
    {ErrorCode.VENDOR_UNAVAILABLE, ErrorCode.VENDOR_TIMEOUT, ErrorCode.VENDOR_ANSWER_UNREADABLE}
)


class FoundationProbe(FoundationLookUps):
    """Asks each list for one row: fourteen calls at most."""

    async def capabilities(self, company_id: str) -> Capabilities:
        """Never fails: what is in the way is the answer.

        A refused token, throttling and an open circuit end the probe at once; only if every list refuses the key is
        the key itself bad.
        """
        resources = dict.fromkeys(Resource, Capability.UNKNOWN)
        reasons: dict[Resource, str] = {}
        refused_keys = 0
        for resource in Resource:
            asked = await self.page(company_id, KINDS[resource], size=1)
            resources[resource] = _capability(asked)
            refused_keys += _refuses_key(asked)
            if asked.failed:
                reasons[resource] = asked.error_code or ErrorCode.UNKNOWN
            barrier = _barrier(asked)
            if barrier is not None:
                return Capabilities(barrier, resources, reasons, asked.retry_at)
        if refused_keys == len(Resource):
            return Capabilities(Access.KEY_REFUSED, dict.fromkeys(Resource, Capability.UNKNOWN), reasons)
        return Capabilities(_access(reasons), resources, reasons)


def _capability[M](asked: Result[M]) -> Capability:
    if asked.success:
        return Capability.READABLE
    return Capability.REFUSED if asked.error_code in _OF_THE_LIST else Capability.UNKNOWN


def _refuses_key[M](asked: Result[M]) -> bool:
    """Keys are scoped by product: a gateway may refuse one for the lists of another product only."""
    return asked.details.get("refused") == Refused.KEY


def _barrier[M](asked: Result[M]) -> Access | None:
    return None if asked.success else _OF_THE_ACCESS.get(asked.error_code or "")


def _access(reasons: Mapping[Resource, str]) -> Access:
    """Where every list failed in passing, nothing can be reached."""
    nothing = len(reasons) == len(Resource) and all(code in _PASSING for code in reasons.values())
    return Access.UNREACHABLE if nothing else Access.OPEN
