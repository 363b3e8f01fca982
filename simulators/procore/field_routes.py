"""Daily log headers and counts, and time in bulk."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import JsonValue

from simulators.procore import errors
from simulators.procore.calls import Call
from simulators.procore.catalogue import RESOURCES
from simulators.procore.field import DAILY_LOGS, TIMECARDS, TIMESHEETS, header_shape, project_day
from simulators.procore.gate import Gate
from simulators.procore.list_routes import PROJECT, PROJECT_V11, V1, by_days
from simulators.procore.paging import Paging, page_of
from simulators.procore.record_routes import answer
from simulators.procore.resource import SHOW
from simulators.procore.store import Row
from simulators.procore.wire import encode, objects_in

MOST_IN_BULK: Final = 25


def field_router(gate: Gate) -> APIRouter:
    router = APIRouter()
    _add_log_routes(router, gate)

    @router.post(f"{PROJECT_V11}/project_timecard_entries/bulk_create")
    async def bulk_create(call: Call = Depends(gate)) -> Response:
        """A beta, at most 25 entries, all or none."""
        resource = RESOURCES[TIMECARDS]
        project_id = call.project(resource)
        if not call.world.settings.timecard_bulk_beta:
            raise errors.forbidden("You do not have sufficient access to this beta feature.")
        entries = objects_in(call.record.get("timecard_entries"))
        if not 1 <= len(entries) <= MOST_IN_BULK:
            raise errors.bad_request(f"timecard_entries takes 1 to {MOST_IN_BULK} entries", "timecard_entries")
        for entry in entries:
            call.records.validate(TIMECARDS, entry, project_id=project_id)
        rows = [call.records.create(TIMECARDS, entry, project_id=project_id) for entry in entries]
        shown: list[JsonValue] = [resource.shape(call.company, row, SHOW) for row in rows]
        return answer({"timecard_entries": shown}, HTTPStatus.CREATED)

    @router.get(f"{V1}/companies/{{company_id:int}}/timecard_entries/{{id:int}}")
    async def entry_of_company(call: Call = Depends(gate)) -> Response:
        """One entry without its project, if the caller may see the project."""
        call.check_company()
        call.check_tool(TIMESHEETS, None)
        row = call.company.find(TIMECARDS, call.path_id("id"))
        if row is None or row.project_id is None or not call.permits(row.project_id):
            raise errors.not_found()
        return answer(RESOURCES[TIMECARDS].shape(call.company, row, SHOW))

    return router


def _add_log_routes(router: APIRouter, gate: Gate) -> None:
    headers = RESOURCES["daily_log_headers"]

    @router.get(f"{PROJECT}/daily_log_headers")
    async def header(call: Call = Depends(gate)) -> Response:
        """The header of one day, by default today; a day without one is not completed."""
        project_id = call.project(headers)
        day = call.query.get("log_date") or project_day(call.company, project_id, call.world.now())
        for row in call.company.collection(headers.name).of_project(project_id):
            if row.text("date") == day:
                return answer(header_shape(call.company, row, ""))
        empty = Row(0, project_id, None, {"date": day}, call.world.now(), call.world.now())
        return answer({**header_shape(call.company, empty, ""), "id": None})

    async def counts(call: Call = Depends(gate)) -> Response:
        """How many logs of each kind there are in the days asked for: a cheap probe."""
        project_id = call.project(headers)
        within, status = by_days(call), call.query.get("filters[status]", "approved")

        def counted(row: Row) -> bool:
            """Approved ones only, unless the call says otherwise."""
            return status in {"all", row.text("status")}

        found: list[JsonValue] = []
        for n, name in enumerate(DAILY_LOGS):
            rows = call.company.collection(name).of_project(project_id)
            count = sum(1 for row in rows if row.deleted_at is None and within(row) and counted(row))
            found.append({"module_name": name, "count": count, "position": n + 1})
        page = page_of(call.query, Paging(), call.world.settings)
        links = page.headers(str(call.caller.request.url.replace(query="")), len(found))
        part: JsonValue = found[(page.number - 1) * page.size : page.number * page.size]
        return Response(encode(part), media_type="application/json", headers=links)

    router.add_api_route(f"{PROJECT}/daily_logs/count", counts, methods=["GET"])
    router.add_api_route(f"{PROJECT_V11}/daily_logs/counts", counts, methods=["GET"])
