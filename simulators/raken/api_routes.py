"""The routes under ``/api``: every list, two resources one by one, and writes of projects."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from simulators.kit.faults import FaultQueue
from simulators.raken.conditional import conditional_json
from simulators.raken.errors import not_found
from simulators.raken.gate import ApiCall, Gate
from simulators.raken.lists import LISTS, Select
from simulators.raken.malformed import damage_page
from simulators.raken.paging import Page
from simulators.raken.project_writes import project_writes_router
from simulators.raken.records import UnknownRecordError
from simulators.raken.resources import JsonObject, Resource
from simulators.raken.state import RakenState
from simulators.raken.stats import Outcome

type Endpoint = Callable[..., Awaitable[Response]]

SINGLES: Final = (Resource.PROJECTS, Resource.MEMBERS)
"""The resources that can be read one by one (raken.md A5)."""


def api_router(state: RakenState, faults: FaultQueue) -> APIRouter:
    router = APIRouter(prefix="/api")
    answer = Answer(state)
    gate = Gate(state, faults)
    router.add_api_route("/userinfo", _userinfo(gate, answer), methods=["GET"])
    for path, select in LISTS.items():
        router.add_api_route(path, _list(gate, answer, select, faults), methods=["GET"])
    for resource in SINGLES:
        router.add_api_route(f"/{resource.value}/{{uuid}}", _single(gate, answer, resource), methods=["GET"])
    router.include_router(project_writes_router(gate))
    return router


class Answer:
    """Sends bodies with their ETag and counts the ones that were not needed again."""

    def __init__(self, state: RakenState) -> None:
        self._state = state

    def __call__(self, call: ApiCall, body: JsonObject) -> Response:
        response = conditional_json(call.request, body)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            self._state.stats.count(call.company.uuid, Outcome.NOT_MODIFIED)
        return response


def _list(gate: Gate, answer: Answer, select: Select, faults: FaultQueue) -> Endpoint:
    async def endpoint(call: ApiCall = Depends(gate)) -> Response:
        page = Page.from_query(call.query, call.settings)
        envelope = page.envelope(select(call), call.settings.total_spelling)
        return answer(call, damage_page(faults, call.request.url.path, envelope))

    return endpoint


def _single(gate: Gate, answer: Answer, resource: Resource) -> Endpoint:
    async def endpoint(uuid: str, call: ApiCall = Depends(gate)) -> Response:
        try:
            return answer(call, call.company.get(resource, uuid))
        except UnknownRecordError as error:
            raise not_found(str(error)) from error

    return endpoint


def _userinfo(gate: Gate, answer: Answer) -> Endpoint:
    async def endpoint(call: ApiCall = Depends(gate)) -> Response:
        company, user = call.company, call.company.user
        return answer(
            call,
            {
                "uuid": user.uuid,
                "name": user.name,
                "email": user.email,
                "role": user.role,
                "companyUuid": company.uuid,
                "companyName": company.name,
            },
        )

    return endpoint
