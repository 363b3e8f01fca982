"""What a route is."""

import re
from dataclasses import dataclass

from fieldledger.error_codes import ErrorCode
from fieldledger.http.roles import Role
from fieldledger.http.scopes import Scope, scopes_of


@dataclass(frozen=True, slots=True)
class Route:
    """``scope`` None: no sign-in (health, and the webhooks, which bring proofs of their own).

    ``codes``: errors of this route's own, beside those that follow from its parameters, body and settings
    (boundaries/openapi/codes.py); they stand in the API's description. ``deprecated``: it will go, and says so there.
    """

    operation_id: str
    method: str
    path: str
    scope: Scope | None
    codes: tuple[ErrorCode, ...] = ()
    deprecated: bool = False

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that may call it, from least to most; none for a route without sign-in."""
        return tuple(role for role in Role if self.scope in scopes_of(role))

    def matches(self, path: str) -> bool:
        """Whether a request's ``path`` is this route's, whatever the method."""
        return self.address.fullmatch(path) is not None

    @property
    def address(self) -> re.Pattern[str]:
        """What a request's path is matched with; the groups are the parameters in it."""
        return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(self.path)))
