"""Answers a list: its rows, its filters, its view, its page (procore.md 3)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Final

from fastapi.responses import Response
from pydantic import JsonValue

from simulators.procore import errors
from simulators.procore.calls import Call
from simulators.procore.catalogue import RESOURCES
from simulators.procore.filters import Special, Test, given_filters, living_or_deleted, test_of
from simulators.procore.paging import Page, Paging, page_of
from simulators.procore.resource import Resource, Shape
from simulators.procore.settings import ProcoreSettings
from simulators.procore.store import Row
from simulators.procore.wire import encode, with_text_ids

type Selector = Callable[[Call], Test]
type Rows = Callable[[Call, Resource], Iterable[Row]]

_V1: Final = Paging()
_NO_SPECIAL: Final[Mapping[str, Special]] = MappingProxyType({})
_TIMEOUT: Final = 408


def rows_of_scope(call: Call, resource: Resource) -> Iterable[Row]:
    """All records of the company, or of the call's project."""
    project_id = call.project(resource)
    collection = call.company.collection(resource.name)
    return collection.rows.values() if resource.of_company else collection.of_project(project_id)


def of_holder(holder: str, name: str) -> Rows:
    """Records that belong to the record of ``holder`` that the path names as ``name``."""

    def rows(call: Call, resource: Resource) -> Iterable[Row]:
        return call.company.collection(resource.name).of_holder(call.row(RESOURCES[holder], name).id)

    return rows


@dataclass(frozen=True, slots=True)
class ListRoute:
    """One list: which filters it honours (others it ignores), its pages (None: it has none), its views.

    ``hides_lines``: its rows have lines only if the settings say so.
    """

    path: str
    resource: str
    filters: frozenset[str] = frozenset()
    paging: Paging | None = _V1
    default_view: str = "normal"
    shape: Shape | None = None
    rows: Rows = rows_of_scope
    only: Selector | None = None
    hides_lines: bool = False
    special: Mapping[str, Special] = field(default_factory=lambda: _NO_SPECIAL)


def answer_list(call: Call, route: ListRoute) -> Response:
    """Answer a list in the form of its version."""
    resource = RESOURCES[route.resource]
    rows = _selected(call, route, resource)
    view = call.query.get("view") or call.query.get("serializer_view") or route.default_view
    if route.paging is None:
        return listed(call, [_shown(call, route, resource, row, view) for row in rows], {})
    page = _page(call, route.paging, len(rows))
    part = rows[(page.number - 1) * page.size : page.number * page.size]
    headers = page.headers(str(call.caller.request.url.replace(query="")), len(rows))
    return listed(call, [_shown(call, route, resource, row, view) for row in part], headers)


def listed(call: Call, shown: list[JsonValue], headers: Mapping[str, str]) -> Response:
    """A bare array in v1; under ``data``, with text ids, in v2."""
    is_v2 = call.caller.template.startswith("/rest/v2")
    body: JsonValue = {"data": with_text_ids(shown)} if is_v2 else shown
    return Response(encode(body), media_type="application/json", headers=dict(headers))


def _shown(call: Call, route: ListRoute, resource: Resource, row: Row, view: str) -> JsonValue:
    if view == "ids":
        return row.id
    shown = (route.shape or resource.shape)(call.company, row, view)
    if route.hides_lines and not call.world.settings.lists_carry_lines:
        shown.pop("line_items", None)
    return shown


def _page(call: Call, paging: Paging, total: int) -> Page:
    settings: ProcoreSettings = call.world.settings
    if call.query.get("view") == "ids":
        return Page(1, 200_000, clamped=False)
    limit = settings.largest_unfiltered_list
    if limit is not None and total > limit and not given_filters(call.caller.request.query_params):
        raise errors.ApiError(_TIMEOUT, "The list is too large: use filters")
    page = page_of(call.query, paging, settings)
    if page.clamped:
        call.world.stats.clamped_pages[call.caller.template] += 1
    return page


def _selected(call: Call, route: ListRoute, resource: Resource) -> list[Row]:
    given = given_filters(call.caller.request.query_params)
    rows = living_or_deleted(route.rows(call, resource), given, route.filters)
    tests = [route.only(call)] if route.only is not None else []
    for name, values in given.items():
        if name not in route.filters:
            call.world.stats.ignored_filters[f"{call.caller.template} {name}"] += 1
        elif name != "include_deleted":
            special = route.special.get(name)
            tests.append(test_of(name, values, resource) if special is None else special(call.company, values))
    found = [row for row in rows if all(test(row) for test in tests)]
    return _sorted(found, call.query.get("sort", ""))


def _sorted(rows: list[Row], order: str) -> list[Row]:
    """``sort=name,-id``: the last key is the first to be sorted by."""
    for key in reversed([key for key in order.split(",") if key]):
        name = key.removeprefix("-")
        rows = sorted(rows, key=partial(_sort_key, name), reverse=key.startswith("-"))
    return rows


def _sort_key(name: str, row: Row) -> tuple[str, int]:
    stamps = {"created_at": row.created_at.isoformat(), "updated_at": row.updated_at.isoformat()}
    return (stamps.get(name) or row.text(name), row.id) if name != "id" else ("", row.id)
