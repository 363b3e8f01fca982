"""``/_admin/companies/{id}/{resource}``: put, read back, edit and delete records as a bookkeeper would."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from simulators.foundation.admin_companies import company_of
from simulators.foundation.json_text import json_response, parsed
from simulators.foundation.resources import Resource, Row
from simulators.foundation.state import FoundationState


def records_router(state: FoundationState) -> APIRouter:
    router = APIRouter(prefix="/companies/{company_id}")

    @router.get("/{resource}")
    async def read_back(company_id: str, resource: Resource) -> Response:
        return json_response([stored.row for stored in company_of(state, company_id).rows(resource)])

    @router.post("/{resource}", status_code=HTTPStatus.CREATED)
    async def put_records(company_id: str, resource: Resource, request: Request) -> Response:
        """Store a list of records without any check."""
        company = company_of(state, company_id)
        rows = [company.put(resource, row, state.now()) for row in _rows(await request.body())]
        return json_response(rows, HTTPStatus.CREATED)

    @router.patch("/{resource}/{record_id}")
    async def edit(company_id: str, resource: Resource, record_id: str, request: Request) -> Response:
        """Change fields without any check, posted or not."""
        company = company_of(state, company_id)
        current = company.get(resource, record_id)
        if current is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"no {resource.value} {record_id}")
        [changes] = _rows(b"[" + await request.body() + b"]")
        return json_response(company.put(resource, current | changes, state.now()))

    @router.delete("/{resource}/{record_id}")
    async def delete(
        company_id: str, resource: Resource, record_id: str, *, sticky: Annotated[bool, Query()] = False
    ) -> Response:
        """Delete in the application; ``sticky`` leaves the pending row, so that sending it again is refused."""
        row = company_of(state, company_id).delete(resource, record_id, sticky=sticky)
        if row is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"no {resource.value} {record_id}")
        return json_response(row)

    return router


def _rows(content: bytes) -> list[Row]:
    try:
        rows = parsed(content)
    except ValueError as error:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_CONTENT, "the body is not JSON") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise HTTPException(HTTPStatus.UNPROCESSABLE_CONTENT, "the body must be a list of records")
    return rows
