"""The catalogue of routes: the one place that says which paths exist, and who may call them at least."""

import re
from dataclasses import dataclass
from typing import Final

from fieldledger.http.roles import Role


@dataclass(frozen=True, slots=True)
class Route:
    """``least_role`` None: no sign-in (health, and the webhooks, which bring proofs of their own)."""

    operation_id: str
    method: str
    path: str
    least_role: Role | None

    def matches(self, path: str) -> bool:
        """Whether a request's ``path`` is this route's, whatever the method."""
        pattern = re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(self.path))
        return re.fullmatch(pattern, path) is not None


HEALTH: Final = Route("health", "GET", "/v1/health", None)
ME: Final = Route("me", "GET", "/v1/me", Role.VIEWER)
LIST_PROJECTS: Final = Route("list_projects", "GET", "/v1/projects", Role.VIEWER)
GET_PROJECT: Final = Route("get_project", "GET", "/v1/projects/{project_id}", Role.VIEWER)
LIST_TIME_CARDS: Final = Route("list_time_cards", "GET", "/v1/time-cards", Role.VIEWER)
APPROVE_TIME_CARDS: Final = Route("approve_time_cards", "POST", "/v1/time-cards/approvals", Role.ACCOUNTANT)
LIST_POSTINGS: Final = Route("list_postings", "GET", "/v1/postings", Role.VIEWER)
GET_POSTING: Final = Route("get_posting", "GET", "/v1/postings/{posting_id}", Role.VIEWER)
LIST_EXCEPTIONS: Final = Route("list_exceptions", "GET", "/v1/exceptions", Role.VIEWER)
LIST_SYNCS: Final = Route("list_syncs", "GET", "/v1/syncs", Role.VIEWER)
START_SYNC: Final = Route("start_sync", "POST", "/v1/syncs", Role.ACCOUNTANT)
QUICKBOOKS_WEBHOOK: Final = Route("quickbooks_webhook", "POST", "/v1/webhooks/quickbooks", None)
PROCORE_WEBHOOK: Final = Route("procore_webhook", "POST", "/v1/webhooks/procore", None)
RAKEN_WEBHOOK: Final = Route("raken_webhook", "POST", "/v1/webhooks/raken", None)
FOUNDATION_WEBHOOK: Final = Route("foundation_webhook", "POST", "/v1/webhooks/foundation", None)

ROUTES: Final = (
    HEALTH,
    ME,
    LIST_PROJECTS,
    GET_PROJECT,
    LIST_TIME_CARDS,
    APPROVE_TIME_CARDS,
    LIST_POSTINGS,
    GET_POSTING,
    LIST_EXCEPTIONS,
    LIST_SYNCS,
    START_SYNC,
    QUICKBOOKS_WEBHOOK,
    PROCORE_WEBHOOK,
    RAKEN_WEBHOOK,
    FOUNDATION_WEBHOOK,
)


def allowed_methods(path: str) -> tuple[str, ...]:
    """Methods that exist for a request's ``path``, sorted; empty for an unknown path."""
    return tuple(sorted({route.method for route in ROUTES if route.matches(path)}))
