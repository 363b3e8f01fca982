"""``/foundation/v1/{resource}``, also below ``/companies/{company}`` (foundation.md B2, B3)."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from simulators.foundation.errors import not_found
from simulators.foundation.gate import ApiCall, Gate
from simulators.foundation.json_text import json_response
from simulators.foundation.lists import listed, shown
from simulators.foundation.state import FoundationState
from simulators.foundation.writes import create, update

PREFIX: Final = "/foundation/v1"
_PLACES: Final = ("/companies/{company}/{resource}", "/{resource}")


def api_router(state: FoundationState) -> APIRouter:
    """The longer path comes first: the shorter one of a single record would take it."""
    router = APIRouter(prefix=PREFIX)
    gate = Gate(state)

    async def read_list(call: ApiCall = Depends(gate)) -> Response:
        return json_response(listed(call))

    async def read_one(record_id: str, call: ApiCall = Depends(gate)) -> Response:
        row = call.company.get(call.resource, record_id)
        if row is None:
            raise not_found(f"{call.resource.value} '{record_id}'")
        return json_response(shown(row, call.settings))

    async def post(call: ApiCall = Depends(gate)) -> Response:
        return json_response(shown(await create(call), call.settings), HTTPStatus.CREATED)

    async def patch(record_id: str, call: ApiCall = Depends(gate)) -> Response:
        return json_response(shown(await update(call, record_id), call.settings))

    for place in _PLACES:
        router.add_api_route(place, read_list, methods=["GET"])
        router.add_api_route(place, post, methods=["POST"])
        router.add_api_route(f"{place}/{{record_id}}", read_one, methods=["GET"])
        router.add_api_route(f"{place}/{{record_id}}", patch, methods=["PATCH"])
    return router
