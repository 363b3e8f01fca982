"""Single records: read, create, change, delete, sync; which resource has which is a table."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from simulators.procore import errors
from simulators.procore.billing import APPLICATIONS, REQUISITIONS
from simulators.procore.calls import Call
from simulators.procore.catalogue import RESOURCES
from simulators.procore.change_orders import PACKAGES, POTENTIAL, POTENTIAL_LINES
from simulators.procore.contracts import LINES_OF, PRIME_CONTRACTS, PURCHASE_ORDERS, WORK_ORDERS
from simulators.procore.costs import DIRECT_COST_LINES, DIRECT_COSTS
from simulators.procore.field import DAILY_LOGS, TIMECARDS
from simulators.procore.gate import TEMPLATE, Gate
from simulators.procore.list_routes import LISTS, PROJECT, PROJECT_V11, V1
from simulators.procore.listing import ListRoute, answer_list
from simulators.procore.resource import SHOW, Resource
from simulators.procore.store import Row
from simulators.procore.sync import SyncScope, run_sync
from simulators.procore.wire import Json, encode

type Endpoint = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class RecordRoute:
    """What can be done with the records under ``path``: of s(how), c(reate), u(pdate), d(elete), y (sync).

    ``holder`` is the resource and the path's name of the record that they belong to.
    """

    path: str
    resource: str
    actions: str
    holder: tuple[str, str] | None = None
    exclusive: bool = False


_PRIME_ID: Final = (PRIME_CONTRACTS, "prime_contract_id")
_PRIME: Final = f"{V1}/prime_contracts/{{prime_contract_id:int}}"


def _lines_of(name: str, path_id: str, lines: str) -> RecordRoute:
    return RecordRoute(f"{V1}/{name}/{{{path_id}:int}}/line_items", lines, "scudy", (name, path_id))


RECORDS: Final = (
    RecordRoute(f"{V1}/projects", "projects", "scuy"),
    RecordRoute(f"{V1}/vendors", "vendors", "scudy"),
    RecordRoute("/rest/v1.3/companies/{company_id:int}/users", "users", "scuy"),
    RecordRoute(f"{V1}/cost_codes", "cost_codes", "scudy"),
    RecordRoute(f"{V1}/standard_cost_codes", "standard_cost_codes", "scuy"),
    RecordRoute(f"{V1}/line_item_types", "line_item_types", "scuy"),
    RecordRoute(f"{V1}/sub_jobs", "sub_jobs", "scuy"),
    RecordRoute(f"{PROJECT}/work_breakdown_structure/wbs_codes", "wbs_codes", "su"),
    RecordRoute(f"{V1}/work_order_contracts", WORK_ORDERS, "scudy"),
    RecordRoute(f"{V1}/purchase_order_contracts", PURCHASE_ORDERS, "scudy"),
    _lines_of(WORK_ORDERS, "work_order_contract_id", LINES_OF[WORK_ORDERS]),
    _lines_of(PURCHASE_ORDERS, "purchase_order_contract_id", LINES_OF[PURCHASE_ORDERS]),
    _lines_of(PRIME_CONTRACTS, "prime_contract_id", LINES_OF[PRIME_CONTRACTS]),
    _lines_of(POTENTIAL, "potential_change_order_id", POTENTIAL_LINES),
    RecordRoute(f"{V1}/change_order_packages", PACKAGES, "scud"),
    RecordRoute(f"{V1}/potential_change_orders", POTENTIAL, "scudy"),
    RecordRoute("/rest/v1.1/requisitions", REQUISITIONS, "scud"),
    RecordRoute(f"{V1}/requisitions", REQUISITIONS, "scud"),
    RecordRoute(f"{PROJECT}/billing_periods", "billing_periods", "scud"),
    RecordRoute(f"{V1}/contract_payments", "contract_payments", "scud"),
    RecordRoute(f"{PROJECT_V11}/direct_costs", DIRECT_COSTS, "scud"),
    RecordRoute(f"{PROJECT}/direct_costs/line_items", DIRECT_COST_LINES, "y", exclusive=True),
    RecordRoute(f"{PROJECT}/direct_costs", DIRECT_COSTS, "scudy", exclusive=True),
    RecordRoute(f"{V1}/prime_contract", PRIME_CONTRACTS, "scud"),
    RecordRoute(f"{V1}/payment_applications", APPLICATIONS, "s"),
    RecordRoute(f"{_PRIME}/payment_applications", APPLICATIONS, "scu", _PRIME_ID),
    RecordRoute(f"{PROJECT}/timecard_entries", TIMECARDS, "scud"),
    *(RecordRoute(f"{PROJECT}/{name}", name, "scud") for name in DAILY_LOGS),
)
"""Packages, requisitions, payments, prime contracts, payment applications, billing periods, time and daily logs have
no sync (procore.md 4)."""


def records_router(gate: Gate) -> APIRouter:
    """All lists and all records."""
    router = APIRouter()
    for listing in LISTS:
        _serve(router, gate, "GET", listing.path, _list(listing))
    for route in RECORDS:
        _add(router, gate, route)
    return router


def _add(router: APIRouter, gate: Gate, route: RecordRoute) -> None:
    one = f"{route.path}/{{id:int}}"
    for letter, path, method, endpoint in (
        ("s", one, "GET", _show),
        ("c", route.path, "POST", _create),
        ("u", one, "PATCH", _update),
        ("d", one, "DELETE", _delete),
        ("y", f"{route.path}/sync", "PATCH", _sync),
    ):
        if letter in route.actions:
            _serve(router, gate, method, path, endpoint(route))


def _serve(router: APIRouter, gate: Gate, method: str, path: str, endpoint: Endpoint) -> None:
    """A plain route: three hundred routes with declared parameters would take long to build."""

    async def handle(request: Request) -> Response:
        request.scope[TEMPLATE] = path
        return await endpoint(await gate(request))

    router.add_route(path, handle, methods=[method])


def _list(route: ListRoute) -> Endpoint:
    async def endpoint(call: Call) -> Response:
        return answer_list(call, route)

    return endpoint


def _show(route: RecordRoute) -> Endpoint:
    async def endpoint(call: Call) -> Response:
        resource = RESOURCES[route.resource]
        return shown(call, resource, _row(call, route, resource))

    return endpoint


def _create(route: RecordRoute) -> Endpoint:
    async def endpoint(call: Call) -> Response:
        resource = RESOURCES[route.resource]
        project_id, holder_id = call.project(resource), _holder_id(call, route)
        fields = call.fields(resource)
        row = call.records.create(resource.name, fields, project_id=project_id, holder_id=holder_id)
        return shown(call, resource, row, HTTPStatus.CREATED)

    return endpoint


def _update(route: RecordRoute) -> Endpoint:
    async def endpoint(call: Call) -> Response:
        resource = RESOURCES[route.resource]
        row = _row(call, route, resource)
        call.records.update(resource.name, row, call.fields(resource))
        return shown(call, resource, row)

    return endpoint


def _delete(route: RecordRoute) -> Endpoint:
    async def endpoint(call: Call) -> Response:
        resource = RESOURCES[route.resource]
        call.records.delete(resource.name, _row(call, route, resource))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return endpoint


def _sync(route: RecordRoute) -> Endpoint:
    async def endpoint(call: Call) -> Response:
        resource = RESOURCES[route.resource]
        scope = SyncScope(resource, call.project(resource), _holder_id(call, route))
        if not route.exclusive:
            return answer(run_sync(call, scope))
        return await _alone(call, scope)

    return endpoint


async def _alone(call: Call, scope: SyncScope) -> Response:
    """Direct costs of a project are synced one call at a time: whoever comes meanwhile gets 409."""
    world, place = call.world, (call.company.id, scope.project_id or 0)
    if place in world.busy:
        raise errors.conflict("Another sync of direct costs is in progress for this project")
    world.busy.add(place)
    try:
        await world.sleep(world.settings.direct_cost_sync_seconds)
        return answer(run_sync(call, scope))
    finally:
        world.busy.discard(place)


def _holder_id(call: Call, route: RecordRoute) -> int | None:
    if route.holder is None:
        return None
    resource, name = route.holder
    return call.row(RESOURCES[resource], name).id


def _row(call: Call, route: RecordRoute, resource: Resource) -> Row:
    row, holder_id = call.row(resource), _holder_id(call, route)
    if holder_id not in {None, row.holder_id}:
        raise errors.not_found()
    return row


def shown(call: Call, resource: Resource, row: Row, status: int = HTTPStatus.OK) -> Response:
    """A record by itself; a view in the query may ask for less."""
    view = call.query.get("view", SHOW)
    return answer(resource.shape(call.company, row, SHOW if view in {"items", "extended", "normal"} else view), status)


def answer(body: Json, status: int = HTTPStatus.OK) -> Response:
    return Response(encode(body), status, media_type="application/json")
