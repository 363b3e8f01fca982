"""``/_admin/companies/{company}/{resource}``: seed, read back, change and delete records."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, HTTPException, Query
from pydantic import AfterValidator, BaseModel, JsonValue

from simulators.raken.admin_companies import company_of
from simulators.raken.edits import delete, patch, vanish
from simulators.raken.records import Company, UnknownRecordError
from simulators.raken.resources import JsonObject, Resource
from simulators.raken.state import RakenState


def _has_uuid(record: dict[str, JsonValue]) -> dict[str, JsonValue]:
    if not isinstance(record.get("uuid"), str) or not record["uuid"]:
        message = "a record needs a uuid"
        raise ValueError(message)
    return record


type Seed = Annotated[dict[str, JsonValue], AfterValidator(_has_uuid)]


class SeedAnswer(BaseModel):
    """How many bodies came and how many of them differed from what was stored."""

    received: int
    changed: int


def records_router(state: RakenState) -> APIRouter:
    router = APIRouter(prefix="/companies/{company_uuid}/{resource}")

    @router.post("")
    async def seed(company_uuid: str, resource: Resource, bodies: Annotated[list[Seed], Body()]) -> SeedAnswer:
        changed = company_of(state, company_uuid).upsert(resource, bodies, state.now())
        return SeedAnswer(received=len(bodies), changed=changed)

    @router.get("")
    async def read_all(
        company_uuid: str, resource: Resource, every: Annotated[int, Query(ge=1)] = 1
    ) -> list[dict[str, JsonValue]]:
        """Everything stored, deleted records included, in the order of seeding.

        With ``every`` a sample: the last record and each so-manieth before it.
        """
        return company_of(state, company_uuid).records[resource].every(every)

    _add_single_routes(router, state)
    return router


def _add_single_routes(router: APIRouter, state: RakenState) -> None:
    @router.get("/{uuid}")
    async def read_one(company_uuid: str, resource: Resource, uuid: str) -> dict[str, JsonValue]:
        return known(company_of(state, company_uuid), resource, uuid)

    @router.patch("/{uuid}")
    async def change(
        company_uuid: str, resource: Resource, uuid: str, changes: Annotated[dict[str, JsonValue], Body()]
    ) -> dict[str, JsonValue]:
        """Merge top-level keys; ``updatedAt`` moves to the simulator's time."""
        company = company_of(state, company_uuid)
        known(company, resource, uuid)
        return patch(company, resource, uuid, changes, state.now())

    @router.delete("/{uuid}")
    async def remove(company_uuid: str, resource: Resource, uuid: str) -> dict[str, JsonValue]:
        company = company_of(state, company_uuid)
        known(company, resource, uuid)
        return delete(company, resource, uuid, state.now())

    @router.post("/{uuid}/vanish")
    async def vanish_silently(company_uuid: str, resource: Resource, uuid: str) -> dict[str, JsonValue]:
        """Time cards too: what no feed tells of is found by comparing only."""
        company = company_of(state, company_uuid)
        known(company, resource, uuid)
        return vanish(company, resource, uuid)


def known(company: Company, resource: Resource, uuid: str) -> JsonObject:
    """Look a record up for an admin route, or answer 404."""
    try:
        return company.get(resource, uuid)
    except UnknownRecordError as error:
        raise HTTPException(HTTPStatus.NOT_FOUND, str(error)) from error
