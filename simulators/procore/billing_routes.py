"""Lines of bills, and lines of change orders in v2."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import JsonValue

from simulators.procore import errors
from simulators.procore.billing import APPLICATIONS, REQUISITIONS, application_shape, requisition_shape
from simulators.procore.calls import Call
from simulators.procore.catalogue import RESOURCES
from simulators.procore.change_orders import PACKAGES, POTENTIAL_LINES, commitment_change_order_shape, lines_holder
from simulators.procore.contracts import PRIME_CONTRACTS
from simulators.procore.gate import Gate
from simulators.procore.lines import line_v2_shape
from simulators.procore.list_routes import PROJECT, PROJECT_V2, V1
from simulators.procore.listing import ListRoute, answer_list
from simulators.procore.paging import V2_DEFAULT, V2_LARGEST, Paging
from simulators.procore.record_routes import answer
from simulators.procore.resource import SHOW, Resource
from simulators.procore.store import Row
from simulators.procore.wire import Json, encode, object_of, objects_in, with_text_ids

_REQUISITION: Final = f"{V1}/requisitions/{{requisition_id:int}}"
_FLAT_LINES: Final = f"{PROJECT_V2}/commitment_change_orders/{{change_order_id:int}}/line_items"


def billing_router(gate: Gate) -> APIRouter:
    router = APIRouter()
    _add_requisition_lines(router, gate)
    _add_application_lines(router, gate)
    _add_change_orders(router, gate)
    return router


def _add_requisition_lines(router: APIRouter, gate: Gate) -> None:
    resource = RESOURCES[REQUISITIONS]

    @router.get(f"{_REQUISITION}/contract_items")
    async def contract_items(call: Call = Depends(gate)) -> Response:
        row = call.row(resource, "requisition_id")
        return _items(requisition_shape(call.company, row, SHOW))

    @router.patch(f"{_REQUISITION}/bulk_item_update")
    async def bulk_item_update(call: Call = Depends(gate)) -> Response:
        """What it answers is not documented: here, all lines."""
        row = call.row(resource, "requisition_id")
        call.records.update(REQUISITIONS, row, {"items": call.record.get("requisition_items")})
        return _items(requisition_shape(call.company, row, SHOW))


def _items(shown: Json) -> Response:
    return Response(encode(shown["items"]), media_type="application/json")


def _add_application_lines(router: APIRouter, gate: Gate) -> None:
    @router.patch(f"{V1}/prime_contracts/{{prime_contract_id:int}}/payment_application_line_items/{{line_id:int}}")
    async def update(call: Call = Depends(gate)) -> Response:
        """Change one line; which payment application it is of follows from its id."""
        contract, line_id = call.row(RESOURCES[PRIME_CONTRACTS], "prime_contract_id"), call.path_id("line_id")
        change = {**object_of(call.record.get("payment_application_line_item")), "id": line_id}
        for row in call.company.collection(APPLICATIONS).living(contract.id):
            if any(item.get("id") == line_id for item in objects_in(row.body.get("items"))):
                call.records.update(APPLICATIONS, row, {"items": [change]})
                sheet = objects_in(application_shape(call.company, row, SHOW)["g703"])
                return answer(next(line for line in sheet if line["id"] == line_id))
        raise errors.not_found()


def _add_change_orders(router: APIRouter, gate: Gate) -> None:
    packages, lines = RESOURCES[PACKAGES], RESOURCES[POTENTIAL_LINES]
    listing = ListRoute(
        _FLAT_LINES, POTENTIAL_LINES, paging=Paging(V2_DEFAULT, V2_LARGEST), shape=line_v2_shape, rows=_lines
    )

    @router.post(f"{PROJECT}/commitment_change_orders")
    async def create(call: Call = Depends(gate)) -> Response:
        """The newer form takes no origin_id: it is dropped."""
        project_id = call.project(packages)
        fields = {name: value for name, value in call.fields(packages).items() if not name.startswith("origin_")}
        row = call.records.create(PACKAGES, fields, project_id=project_id)
        return answer(commitment_change_order_shape(call.company, row, SHOW), HTTPStatus.CREATED)

    @router.get(_FLAT_LINES)
    async def flat_lines(call: Call = Depends(gate)) -> Response:
        return answer_list(call, listing)

    @router.post(_FLAT_LINES)
    async def create_line(call: Call = Depends(gate)) -> Response:
        project_id = call.project(lines)
        holder = _holder(call, lines)
        row = call.records.create(POTENTIAL_LINES, call.record, project_id=project_id, holder_id=holder.id)
        body: JsonValue = {"data": with_text_ids(line_v2_shape(call.company, row, SHOW))}
        return Response(encode(body), HTTPStatus.CREATED, media_type="application/json")


def _lines(call: Call, resource: Resource) -> Iterable[Row]:
    return call.company.collection(resource.name).of_holder(_holder(call, resource).id)


def _holder(call: Call, resource: Resource) -> Row:
    project_id = call.project(resource) or 0
    holder = lines_holder(call.company, call.path_id("change_order_id") or 0, project_id)
    if holder is None:
        raise errors.not_found()
    return holder
