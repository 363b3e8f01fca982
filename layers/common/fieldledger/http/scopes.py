"""What a caller may do: each route needs one scope, each role brings a set of them."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from fieldledger.http.roles import Role

# How an access token names our scopes, beside those of OpenID Connect.
PREFIX: Final = "fieldledger/"


class Scope(StrEnum):
    """``<what>:<deed>``."""

    PROFILE_READ = "profile:read"
    PROJECTS_READ = "projects:read"
    PROJECTS_WRITE = "projects:write"
    COSTS_READ = "costs:read"
    REPORTS_READ = "reports:read"
    DIRECTORY_READ = "directory:read"
    TIME_READ = "time:read"
    TIME_APPROVE = "time:approve"
    INVOICES_READ = "invoices:read"
    INVOICES_APPROVE = "invoices:approve"
    POSTINGS_READ = "postings:read"
    POSTINGS_WRITE = "postings:write"
    EXCEPTIONS_READ = "exceptions:read"
    EXCEPTIONS_RESOLVE = "exceptions:resolve"
    LINKS_READ = "links:read"
    LINKS_WRITE = "links:write"
    MAPPINGS_READ = "mappings:read"
    MAPPINGS_WRITE = "mappings:write"
    SETTINGS_READ = "settings:read"
    SETTINGS_WRITE = "settings:write"
    TEAM_READ = "team:read"
    TEAM_WRITE = "team:write"
    CONNECTIONS_READ = "connections:read"
    CONNECTIONS_MANAGE = "connections:manage"
    SYNCS_READ = "syncs:read"
    SYNCS_START = "syncs:start"
    RECONCILIATIONS_READ = "reconciliations:read"
    CLOSES_SIGN = "closes:sign"
    EXPORTS_READ = "exports:read"
    AUDIT_READ = "audit:read"
    HEALTH_READ = "health:read"


_OF_A_JOB: Final = frozenset(
    {
        Scope.PROFILE_READ,
        Scope.PROJECTS_READ,
        Scope.COSTS_READ,
        Scope.REPORTS_READ,
        Scope.DIRECTORY_READ,
        Scope.TIME_READ,
        Scope.INVOICES_READ,
    }
)
_OF_THE_BOOKS: Final = frozenset(
    {Scope.POSTINGS_READ, Scope.EXCEPTIONS_READ, Scope.SYNCS_READ, Scope.RECONCILIATIONS_READ}
)
_OF_AN_ACCOUNTANT: Final = frozenset(
    {
        Scope.PROJECTS_WRITE,
        Scope.TIME_APPROVE,
        Scope.INVOICES_APPROVE,
        Scope.POSTINGS_WRITE,
        Scope.EXCEPTIONS_RESOLVE,
        Scope.LINKS_READ,
        Scope.LINKS_WRITE,
        Scope.MAPPINGS_READ,
        Scope.MAPPINGS_WRITE,
        Scope.SETTINGS_READ,
        Scope.TEAM_READ,
        Scope.CONNECTIONS_READ,
        Scope.SYNCS_START,
        Scope.CLOSES_SIGN,
        Scope.EXPORTS_READ,
        Scope.AUDIT_READ,
    }
)
_BY_ROLE: Final = {
    Role.VIEWER: _OF_A_JOB | _OF_THE_BOOKS,
    # Of their own projects only (http/visibility.py), and nothing of what has no project.
    Role.PROJECT_MANAGER: _OF_A_JOB | {Scope.PROJECTS_WRITE},
    Role.ACCOUNTANT: _OF_A_JOB | _OF_THE_BOOKS | _OF_AN_ACCOUNTANT,
    Role.ADMIN: frozenset(Scope),
}


def scopes_of(role: Role) -> frozenset[Scope]:
    """What a role may do."""
    return _BY_ROLE[role]


def granted(role: Role, token_scopes: Iterable[str]) -> frozenset[Scope]:
    """What a caller may do: what the role may, and of that only what the token names if it names any scope of ours."""
    named = {scope.removeprefix(PREFIX) for scope in token_scopes if scope.startswith(PREFIX)}
    return frozenset(scope for scope in scopes_of(role) if not named or scope.value in named)
