"""``POST /projects`` and ``PATCH /projects/{uuid}``: the only writes that were ever seen (raken.md A1, A5)."""

import json
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from simulators.raken.edits import patch
from simulators.raken.errors import bad_request, not_found
from simulators.raken.gate import ApiCall, Gate
from simulators.raken.records import Company, UnknownRecordError, with_defaults
from simulators.raken.resources import STATUSES, JsonObject, Resource
from simulators.raken.times import timestamp_text

_SET_BY_RAKEN: Final = frozenset({"uuid", "createdAt", "updatedAt"})
_PROJECTS: Final = Resource.PROJECTS


def project_writes_router(gate: Gate) -> APIRouter:
    router = APIRouter(prefix="/projects")

    @router.post("")
    async def create(request: Request, call: ApiCall = Depends(gate)) -> Response:
        """Answers the project with its uuid; status 200 is an assumption (no other success is documented)."""
        fields = await _fields(request)
        if "name" not in fields:
            raise bad_request("name is required")
        now = timestamp_text(call.now)
        stamps: JsonObject = {"createdAt": now, "updatedAt": now}
        record = with_defaults(_PROJECTS, {"uuid": _new_uuid(call.company), "number": None, **fields, **stamps})
        call.company.put(_PROJECTS, record)
        return JSONResponse(record)

    @router.patch("/{uuid}")
    async def update(uuid: str, request: Request, call: ApiCall = Depends(gate)) -> Response:
        """Only the fields given change; a null clears its field."""
        fields = await _fields(request)
        try:
            return JSONResponse(patch(call.company, _PROJECTS, uuid, fields, call.now))
        except UnknownRecordError as error:
            raise not_found(str(error)) from error

    return router


async def _fields(request: Request) -> JsonObject:
    """What the caller may set, checked."""
    try:
        body = json.loads(await request.body())
    except ValueError:
        raise bad_request("the body is not JSON") from None
    if not isinstance(body, dict):
        raise bad_request("the body must be an object")
    fields = {name: value for name, value in body.items() if name not in _SET_BY_RAKEN}
    if "name" in fields and not (isinstance(fields["name"], str) and fields["name"].strip()):
        raise bad_request("name may not be empty")
    if "status" in fields and fields["status"] not in STATUSES[_PROJECTS]:
        raise bad_request(f"status may be {', '.join(sorted(STATUSES[_PROJECTS]))}")
    return fields


def _new_uuid(company: Company) -> str:
    """Projects are never removed, so their count names each once."""
    return str(uuid5(NAMESPACE_URL, f"raken/{company.uuid}/created/{len(company.records[_PROJECTS])}"))
