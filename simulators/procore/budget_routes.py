"""The budget: views, their rows, and the syncs that have a contract of their own (procore.md 4 and 6)."""

from collections.abc import Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import JsonValue

from simulators.procore import errors
from simulators.procore.calls import Call
from simulators.procore.catalogue import RESOURCES
from simulators.procore.contracts import LINES_OF, PURCHASE_ORDERS, WORK_ORDERS
from simulators.procore.costs import BUDGET_LINES, DIRECT_COST_LINES
from simulators.procore.gate import Gate
from simulators.procore.list_routes import PROJECT, V1
from simulators.procore.listing import listed
from simulators.procore.paging import Paging, page_of
from simulators.procore.record_routes import answer
from simulators.procore.resource import SHOW
from simulators.procore.shapes import CURRENCY, amount, linked, named
from simulators.procore.store import Row
from simulators.procore.wire import ZERO, Json, encode, int_of, moment_text, money, objects_in

VIEW_ID: Final = 9001
SECOND_VIEW_ID: Final = 9002
_COLUMNS: Final = ("Revised Budget", "Committed Costs", "Direct Costs", "Job to Date Costs")


def budget_router(gate: Gate) -> APIRouter:
    router = APIRouter()
    _add_view_routes(router, gate)
    _add_line_routes(router, gate)
    _add_change_routes(router, gate)
    return router


def _add_view_routes(router: APIRouter, gate: Gate) -> None:
    @router.get(f"{PROJECT}/budget")
    async def budget(call: Call = Depends(gate)) -> Response:
        return answer({"locked": _project(call) in call.company.locked_budgets})

    @router.get(f"{V1}/budget_views")
    async def views(call: Call = Depends(gate)) -> Response:
        _project(call)
        return _paged(call, _views(call))

    @router.get(f"{V1}/budget_views/{{view_id:int}}/budget_detail_columns")
    async def columns(call: Call = Depends(gate)) -> Response:
        _project(call)
        found: list[JsonValue] = [
            {"id": name, "name": name, "type": "calculated", "position": n + 1, "aggregatable": True}
            for n, name in enumerate(_COLUMNS)
        ]
        return Response(encode(found), media_type="application/json")

    @router.get(f"{V1}/budget_views/{{view_id:int}}/detail_rows")
    async def detail_rows(call: Call = Depends(gate)) -> Response:
        """One row a budget line, with the columns of the view under their names."""
        project_id = _project(call)
        if call.path_id("view_id") not in {VIEW_ID, SECOND_VIEW_ID}:
            raise errors.not_found()
        costs = _costs_by_code(call, project_id)
        rows = [_detail_row(call, row, costs) for row in _budget_rows(call, project_id)]
        if call.path_id("view_id") == SECOND_VIEW_ID:
            rows = [{name: value for name, value in row.items() if name not in _COLUMNS[1:]} for row in rows]
        return _paged(call, list[JsonValue](rows))


def _add_line_routes(router: APIRouter, gate: Gate) -> None:
    resource = RESOURCES[BUDGET_LINES]

    @router.post("/rest/v1.1/budget_line_items", status_code=HTTPStatus.CREATED)
    async def create(call: Call = Depends(gate)) -> Response:
        project_id = _project(call)
        row = call.records.create(BUDGET_LINES, call.fields(resource), project_id=project_id)
        return answer(resource.shape(call.company, row, SHOW), HTTPStatus.CREATED)

    @router.patch("/rest/v1.1/budget_line_items/{id:int}")
    async def update(call: Call = Depends(gate)) -> Response:
        row = call.row(resource)
        call.records.update(BUDGET_LINES, row, call.fields(resource))
        return answer(resource.shape(call.company, row, SHOW))

    @router.post(f"{V1}/budget_line_items/sync")
    async def sync(call: Call = Depends(gate)) -> Response:
        """Answers a plain array, or 422 without having written anything."""
        project_id = _project(call)
        lines = objects_in(call.record.get("budget_line_items"))
        targets = [_target(call, project_id, line) for line in lines]
        for line, row in zip(lines, targets, strict=True):
            call.records.validate(BUDGET_LINES, line, project_id=project_id, row=row)
        written = [_write(call, project_id, line, row) for line, row in zip(lines, targets, strict=True)]
        return listed(call, [resource.shape(call.company, row, SHOW) for row in written], {})


def _target(call: Call, project_id: int, line: Json) -> Row | None:
    """The line that an id names; a line without one is new."""
    if line.get("id") is None:
        return None
    row = call.company.find(BUDGET_LINES, int_of(line["id"]))
    if row is None or row.project_id != project_id:
        raise errors.not_found()
    return row


def _write(call: Call, project_id: int, line: Json, row: Row | None) -> Row:
    if row is None:
        return call.records.create(BUDGET_LINES, line, project_id=project_id)
    return call.records.update(BUDGET_LINES, row, line)


def _add_change_routes(router: APIRouter, gate: Gate) -> None:
    resource = RESOURCES["budget_changes"]

    @router.get(f"{PROJECT}/budget_changes")
    async def changes(call: Call = Depends(gate)) -> Response:
        """Not paged, and enveloped although it is v1."""
        rows = call.company.collection(resource.name).of_project(_project(call))
        found: list[JsonValue] = [resource.shape(call.company, row, "") for row in rows]
        return answer({"data": found})

    @router.post(f"{PROJECT}/budget_changes")
    async def create(call: Call = Depends(gate)) -> Response:
        row = call.records.create(resource.name, call.record, project_id=_project(call))
        return answer({"data": resource.shape(call.company, row, "")}, HTTPStatus.CREATED)

    @router.get(f"{V1}/budget_modifications")
    async def modifications(call: Call = Depends(gate)) -> Response:
        """Companies have moved on to budget changes: only reading is left, and writes answer 405."""
        _project(call)
        return _paged(call, [])


def _project(call: Call) -> int:
    project_id = call.needed("project_id")
    call.check_company()
    call.check_project(project_id)
    call.check_tool("Budget", project_id)
    return project_id


def _paged(call: Call, rows: list[JsonValue]) -> Response:
    page = page_of(call.query, Paging(), call.world.settings)
    headers = page.headers(str(call.caller.request.url.replace(query="")), len(rows))
    return listed(call, rows[(page.number - 1) * page.size : page.number * page.size], headers)


def _views(call: Call) -> list[JsonValue]:
    """The customer's own view stands first."""
    own = call.world.settings.second_budget_view
    standard = _view(call, VIEW_ID, "Procore Standard Budget")
    return [standard] if own is None else [_view(call, SECOND_VIEW_ID, own), standard]


def _view(call: Call, view_id: int, name: str) -> Json:
    base = f"{V1}/budget_views/{view_id}"
    return {
        "id": view_id,
        "name": name,
        "description": None,
        "role": "default",
        "created_at": moment_text(call.world.clock.now()),
        "updated_at": moment_text(call.world.clock.now()),
        "created_by": None,
        "links": {"detail_rows": f"{base}/detail_rows", "summary_rows": f"{base}/summary_rows"},
    }


def _budget_rows(call: Call, project_id: int) -> list[Row]:
    """``budget_row_type`` is ``budgeted``, ``unbudgeted`` or ``all``."""
    rows = [row for row in call.company.collection(BUDGET_LINES).of_project(project_id) if row.deleted_at is None]
    match call.query.get("budget_row_type", "all"):
        case "budgeted":
            return [row for row in rows if row.body.get("unbudgeted_reason") is None]
        case "unbudgeted":
            return [row for row in rows if row.body.get("unbudgeted_reason") is not None]
        case _:
            return rows


def _costs_by_code(call: Call, project_id: int) -> Mapping[tuple[str, JsonValue], Decimal]:
    """What is committed and what was spent directly, by budget code."""
    sums: dict[tuple[str, JsonValue], Decimal] = {}
    for column, lines in (
        ("Committed Costs", LINES_OF[WORK_ORDERS]),
        ("Committed Costs", LINES_OF[PURCHASE_ORDERS]),
        ("Direct Costs", DIRECT_COST_LINES),
    ):
        for row in call.company.collection(lines).of_project(project_id):
            place = (column, row.body.get("wbs_code_id"))
            sums[place] = sums.get(place, ZERO) + (amount(row, "amount") if row.deleted_at is None else ZERO)
    return sums


def _detail_row(call: Call, row: Row, costs: Mapping[tuple[str, JsonValue], Decimal]) -> Json:
    company, code_id = call.company, row.body.get("wbs_code_id")
    wbs = linked(company, "wbs_codes", row, "wbs_code_id")
    code = None if wbs is None else linked(company, "cost_codes", wbs, "cost_code_id")
    kind = None if wbs is None else linked(company, "line_item_types", wbs, "line_item_type_id")
    project = named(company.find("projects", row.project_id))
    committed, direct = (costs.get((name, code_id), ZERO) for name in ("Committed Costs", "Direct Costs"))
    return {
        "id": row.id,
        "deletable": committed == direct == ZERO,
        "company_id": company.id,
        "project_id": row.project_id,
        "wbs_code_id": code_id,
        "biller_id": row.project_id,
        "biller_type": "Project",
        "biller": project["name"] if isinstance(project, dict) else None,
        "root_cost_code_id": None if code is None else code.body.get("parent_id"),
        "cost_code_id": None if code is None else code.id,
        "cost_code": None if code is None else f"{code.text('full_code')} - {code.text('name')}",
        "cost_code_origin_id": None if code is None else code.origin_id,
        "category_id": None if kind is None else kind.id,
        "category": None if kind is None else kind.body.get("name"),
        "original_budget_amount": money(amount(row, "original_budget_amount")),
        "budget_modifications": "0.00",
        "budget_forecast": None,
        "unbudgeted_reason": row.body.get("unbudgeted_reason"),
        "currency_configuration": CURRENCY,
        **dict(zip(_COLUMNS, _column_values(row, committed, direct), strict=True)),
    }


def _column_values(row: Row, committed: Decimal, direct: Decimal) -> tuple[str, ...]:
    revised = amount(row, "original_budget_amount")
    return tuple(money(value) for value in (revised, committed, direct, direct))
