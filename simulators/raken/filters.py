"""Filters shared by the lists: statuses, uuids, multi-value parameters (raken.md A3, A5)."""

from collections.abc import Iterable

from starlette.datastructures import QueryParams

from simulators.raken.errors import bad_request
from simulators.raken.records import DELETED, STATUSES, JsonObject, Resource


def values_of(query: QueryParams, name: str) -> list[str]:
    """All values of a plural parameter: repeated keys, comma-separated lists, or both."""
    parts = (part.strip() for text in query.getlist(name) for part in text.split(","))
    return [part for part in parts if part]


def by_status(items: Iterable[JsonObject], resource: Resource, query: QueryParams) -> list[JsonObject]:
    """Keep the asked statuses; without ``statuses`` all but DELETED (an assumption of raken.md A10)."""
    known = STATUSES[resource]
    asked = set(values_of(query, "statuses"))
    if asked - known:
        raise bad_request(f"statuses may be {', '.join(sorted(known))}")
    wanted = asked or known - {DELETED}
    return [item for item in items if item.get("status") in wanted]


def by_value(items: Iterable[JsonObject], key: str, wanted: Iterable[str]) -> list[JsonObject]:
    """Keep items whose ``key`` is among ``wanted``; an empty ``wanted`` keeps all."""
    allowed = set(wanted)
    return [item for item in items if not allowed or item.get(key) in allowed]


def by_project(items: Iterable[JsonObject], project_uuid: str | None) -> list[JsonObject]:
    """Keep items of one project, named as ``project.uuid`` or ``projectUuid``."""
    return [item for item in items if project_uuid is None or project_of(item) == project_uuid]


def project_of(item: JsonObject) -> object:
    project = item.get("project")
    return project.get("uuid") if isinstance(project, dict) else item.get("projectUuid")
