"""The work breakdown structure: its segments, and the budget codes made of them (procore.md 6)."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import JsonValue

from simulators.procore import errors
from simulators.procore.calls import Call
from simulators.procore.catalogue import RESOURCES
from simulators.procore.codes import SEGMENTS, code_of, segment_item
from simulators.procore.errors import InvalidRecordError
from simulators.procore.gate import Gate
from simulators.procore.list_routes import PROJECT
from simulators.procore.listing import listed
from simulators.procore.paging import Paging, page_of
from simulators.procore.record_routes import answer
from simulators.procore.resource import SHOW
from simulators.procore.store import Row
from simulators.procore.wire import Json, encode, int_of, object_of, objects_in

_WBS: Final = f"{PROJECT}/work_breakdown_structure"


def wbs_router(gate: Gate) -> APIRouter:
    router = APIRouter()
    _add_segment_routes(router, gate)
    _add_code_routes(router, gate)
    return router


def _add_segment_routes(router: APIRouter, gate: Gate) -> None:
    @router.get(f"{_WBS}/segments")
    async def segments(call: Call = Depends(gate)) -> Response:
        call.project(RESOURCES["wbs_codes"])
        found: list[JsonValue] = [segment.shown() for segment in SEGMENTS]
        return Response(encode(found), media_type="application/json")

    @router.get(f"{_WBS}/segments/{{segment_id:int}}/segment_items")
    async def items(call: Call = Depends(gate)) -> Response:
        """Paged, without a filter of changes."""
        call.project(RESOURCES["wbs_codes"])
        segment = next((one for one in SEGMENTS if one.id == call.path_id("segment_id")), None)
        if segment is None:
            raise errors.not_found()
        collection = call.company.collection(segment.resource)
        of_company = RESOURCES[segment.resource].of_company
        rows = collection.rows.values() if of_company else collection.of_project(call.given("project_id"))
        found = [segment_item(row, segment) for row in rows if row.deleted_at is None]
        page = page_of(call.query, Paging(), call.world.settings)
        links = page.headers(str(call.caller.request.url.replace(query="")), len(found))
        return listed(call, list(found[(page.number - 1) * page.size : page.number * page.size]), links)


def _add_code_routes(router: APIRouter, gate: Gate) -> None:
    resource = RESOURCES["wbs_codes"]

    @router.post(f"{_WBS}/wbs_codes")
    async def create(call: Call = Depends(gate)) -> Response:
        """A code is made of one cost code and one cost type."""
        project_id = call.project(resource)
        row = call.records.create(resource.name, _code_fields(call, call.record), project_id=project_id)
        return answer(resource.shape(call.company, row, SHOW), HTTPStatus.CREATED)

    @router.patch(f"{_WBS}/wbs_codes/bulk_create")
    async def bulk_create(call: Call = Depends(gate)) -> Response:
        """Combinations that exist only get the description; the errors of single items stand beside the codes."""
        project_id = call.project(resource)
        if not isinstance(call.record.get("bulk"), list):
            raise errors.missing_parameter("bulk")
        entities: list[JsonValue] = []
        refused: list[JsonValue] = []
        for code in objects_in(call.record["bulk"]):
            try:
                row = _found_or_made(call, project_id, _code_fields(call, code))
                entities.append(resource.shape(call.company, row, SHOW))
            except InvalidRecordError as error:
                refused.append({**code, "errors": error.errors})
        return answer({"entities": entities, "errors": refused})


def _found_or_made(call: Call, project_id: int | None, fields: Json) -> Row:
    code, kind = int_of(fields.get("cost_code_id")), int_of(fields.get("line_item_type_id"))
    found = None if code is None or kind is None else code_of(call.company, project_id, code, kind)
    if found is None:
        return call.records.create("wbs_codes", fields, project_id=project_id)
    return call.records.update("wbs_codes", found, {"description": fields.get("description")})


def _code_fields(call: Call, code: Json) -> Json:
    """Segment items are the ids of cost codes and cost types."""
    fields: Json = {"description": code.get("description")}
    for item in objects_in(code.get("segment_items")):
        item_id = int_of(object_of(item).get("segment_item_id"))
        if call.company.find("cost_codes", item_id) is not None:
            fields["cost_code_id"] = item_id
        elif call.company.find("line_item_types", item_id) is not None:
            fields["line_item_type_id"] = item_id
    return fields
