"""Filters shared by the lists: statuses, projects, members, days, multi-value parameters (raken.md A3, A5)."""

from collections.abc import Callable, Iterable
from typing import Final

from pydantic import JsonValue
from starlette.datastructures import QueryParams

from simulators.raken.errors import bad_request
from simulators.raken.gate import ApiCall
from simulators.raken.resources import DELETED, STATUSES, JsonObject, Resource
from simulators.raken.times import date_window

type Items = list[JsonObject]
type Filter = Callable[[Items, ApiCall], Items]

FIRST_DAY: Final = "fromDate"
LAST_DAY: Final = "toDate"


def values_of(query: QueryParams, name: str) -> list[str]:
    """All values of a plural parameter: repeated keys, comma-separated lists, or both."""
    parts = (part.strip() for text in query.getlist(name) for part in text.split(","))
    return [part for part in parts if part]


def by_status(resource: Resource) -> Filter:
    """Keep the asked ``statuses``; without them all but DELETED (an assumption of raken.md A10)."""
    known = frozenset(STATUSES[resource])

    def keep(items: Items, call: ApiCall) -> Items:
        asked = set(values_of(call.query, "statuses"))
        if asked - known:
            raise bad_request(f"statuses may be {', '.join(sorted(known))}")
        wanted = asked or known - {DELETED}
        return [item for item in items if item.get("status") in wanted]

    return keep


def by_value(key: str, parameter: str) -> Filter:
    """Keep items whose ``key`` is among the values of ``parameter``; without the parameter all."""

    def keep(items: Items, call: ApiCall) -> Items:
        wanted = set(values_of(call.query, parameter))
        return [item for item in items if not wanted or item.get(key) in wanted]

    return keep


def by_project(items: Items, call: ApiCall) -> Items:
    """Keep items of the projects asked for, as ``projectUuid`` or ``projectUuids``."""
    wanted = _asked(call.query, "projectUuid", "projectUuids")
    return [item for item in items if not wanted or uuid_in(item, "project") in wanted]


def by_project_or_shared(items: Items, call: ApiCall) -> Items:
    """``by_project``, but items that name no project belong to all of them."""
    wanted = _asked(call.query, "projectUuid", "projectUuids")
    return [item for item in items if not wanted or uuid_in(item, "project") in {None, *wanted}]


def by_member(items: Items, call: ApiCall) -> Items:
    """Keep items of the members asked for, as ``memberUuid`` or ``memberUuids``."""
    wanted = _asked(call.query, "memberUuid", "memberUuids")
    return [item for item in items if not wanted or uuid_in(item, "member") in wanted]


def by_day(field: str) -> Filter:
    """Keep items whose ``field`` is in the window, if one is asked for."""

    def keep(items: Items, call: ApiCall) -> Items:
        if FIRST_DAY not in call.query and LAST_DAY not in call.query:
            return items
        window = date_window(call.query, FIRST_DAY, LAST_DAY, call.settings.largest_window_days)
        return [item for item in items if window.holds(item.get(field))]

    return keep


def uuid_in(item: JsonObject, what: str) -> JsonValue:
    """The uuid of a nested record, written as ``project.uuid`` or ``projectUuid``."""
    nested = item.get(what)
    return nested.get("uuid") if isinstance(nested, dict) else item.get(f"{what}Uuid")


def _asked(query: QueryParams, *names: str) -> set[str]:
    return {value for name in names for value in values_of(query, name)}


def through(items: Items, call: ApiCall, filters: Iterable[Filter]) -> Items:
    """``items`` after all ``filters``."""
    for keep in filters:
        items = keep(items, call)
    return items
