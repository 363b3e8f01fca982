"""``/_admin/companies/{id}/records/...``: read back, make, edit and delete any record as a person would."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Body, HTTPException
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, JsonValue

from simulators.procore.admin_companies import company_of
from simulators.procore.catalogue import RESOURCES
from simulators.procore.errors import InvalidRecordError
from simulators.procore.records import Actor, Records
from simulators.procore.resource import SHOW, Resource
from simulators.procore.state import World
from simulators.procore.store import Row
from simulators.procore.wire import Json, encode, int_of, moment_text

PERSON: Final = Actor(user_id=7001, client_id=None)
"""Who edits records through the admin routes."""


class NewRecords(BaseModel):
    """Records to make; ``holder_id`` is the contract, or whatever else lines belong to."""

    model_config = ConfigDict(extra="forbid")

    project_id: int | None = None
    holder_id: int | None = None
    records: list[dict[str, JsonValue]]


def records_router(world: World) -> APIRouter:
    router = APIRouter(prefix="/companies/{company_id}/records/{resource}")
    _add_reads(router, world)
    _add_writes(router, world)
    return router


def _add_reads(router: APIRouter, world: World) -> None:
    @router.get("")
    def read_all(company_id: int, resource: str, project_id: int | None = None) -> Response:
        """All records as they are kept, deleted ones too."""
        collection = company_of(world, company_id).collection(_resource(resource).name)
        rows: Iterable[Row] = collection.rows.values() if project_id is None else collection.of_project(project_id)
        kept: list[JsonValue] = [_kept(row) for row in rows]
        return _json(kept)

    @router.get("/{record_id}")
    async def read_one(company_id: int, resource: str, record_id: int) -> Response:
        """One record as the API shows it by itself."""
        company, spec = company_of(world, company_id), _resource(resource)
        return _json(spec.shape(company, _row(world, company_id, spec, record_id), SHOW))


def _add_writes(router: APIRouter, world: World) -> None:
    @router.post("", status_code=HTTPStatus.CREATED)
    async def make(company_id: int, resource: str, order: NewRecords) -> Response:
        """All rules of the resource hold, and hooks are told; limits and tokens do not matter."""
        spec, records = _resource(resource), _records(world, company_id)
        places = {"project_id": order.project_id, "holder_id": order.holder_id}
        try:
            rows = [records.create(spec.name, dict(given), **places) for given in order.records]
        except InvalidRecordError as error:
            raise HTTPException(HTTPStatus.UNPROCESSABLE_CONTENT, str(error)) from error
        made: list[JsonValue] = [spec.shape(records.company, row, SHOW) for row in rows]
        return _json(made, HTTPStatus.CREATED)

    @router.patch("/{record_id}")
    async def edit(
        company_id: int, resource: str, record_id: int, changes: Annotated[dict[str, JsonValue], Body()]
    ) -> Response:
        """Change any field without rules: ``updated_at`` moves and hooks are told."""
        spec, records = _resource(resource), _records(world, company_id)
        row = _row(world, company_id, spec, record_id)
        records.put(spec, row, changes)
        return _json(_kept(row))

    @router.delete("/{record_id}")
    async def delete(company_id: int, resource: str, record_id: int) -> Response:
        spec, records = _resource(resource), _records(world, company_id)
        row = _row(world, company_id, spec, record_id)
        records.delete(spec.name, row)
        return _json(_kept(row))


def _resource(name: str) -> Resource:
    if name not in RESOURCES:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"no resource {name}")
    return RESOURCES[name]


def _records(world: World, company_id: int) -> Records:
    return Records(world, company_of(world, company_id), PERSON)


def _row(world: World, company_id: int, resource: Resource, record_id: int) -> Row:
    row = company_of(world, company_id).collection(resource.name).rows.get(int_of(record_id) or 0)
    if row is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"no record {record_id}")
    return row


def _kept(row: Row) -> Json:
    return {
        **row.body,
        "id": row.id,
        "project_id": row.project_id,
        "holder_id": row.holder_id,
        "created_at": moment_text(row.created_at),
        "updated_at": moment_text(row.updated_at),
        "deleted_at": None if row.deleted_at is None else moment_text(row.deleted_at),
    }


def _json(body: JsonValue, status: int = HTTPStatus.OK) -> Response:
    return Response(encode(body), status, media_type="application/json")
