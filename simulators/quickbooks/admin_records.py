"""The admin routes for the records of a company: create, read and merge them without token, limits or counters."""

from fastapi import APIRouter, HTTPException, Request, Response

from simulators.quickbooks.catalogue.spec import EntitySpec
from simulators.quickbooks.entities import spec_named
from simulators.quickbooks.faults_catalogue import ApiFault
from simulators.quickbooks.merge import merge
from simulators.quickbooks.state import World
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, Json, dumps, loads
from simulators.quickbooks.write_options import WriteOptions


def add_record_routes(router: APIRouter, world: World) -> None:
    @router.post("/realms/{realm_id}/entities/{entity}")
    async def seed(request: Request, realm_id: str, entity: str) -> Response:
        """Create a list of records without token, limits or counters; all the rules of the entity hold."""
        realm, spec = _realm(world, realm_id), _spec(entity)
        bodies = loads(await request.body())
        if not isinstance(bodies, list):
            raise HTTPException(422, "send a list of objects")
        made: list[Json] = [_seeded(world, realm, spec, body) for body in bodies]
        return json_answer(made, 201)

    @router.get("/realms/{realm_id}/entities/{entity}")
    async def read_all(realm_id: str, entity: str) -> Response:
        """Return every record with a `deleted` flag, inactive and deleted ones included."""
        realm, spec = _realm(world, realm_id), _spec(entity)
        found: list[Json] = [{**row.body, "deleted": row.deleted} for row in realm.rows(spec.title, with_deleted=True)]
        return json_answer(found, 200)

    @router.post("/realms/{realm_id}/entities/{entity}/{loser_id}/merge/{winner_id}")
    async def merge_names(realm_id: str, entity: str, loser_id: str, winner_id: str) -> Response:
        """Merge two names as a person does in the browser."""
        realm, spec = _realm(world, realm_id), _spec(entity)
        try:
            loser, winner = (world.operations.read(realm, spec, record_id) for record_id in (loser_id, winner_id))
            sent: Body = {"Id": loser_id, "SyncToken": loser["SyncToken"]}
            sent[spec.name_field or ""] = winner.get(spec.name_field or "")
            return json_answer(merge(world.operations, realm, spec, sent), 200)
        except ApiFault as fault:
            raise HTTPException(422, str(fault)) from fault

    @router.post("/realms/{realm_id}/entities/{entity}/{record_id}/vanish")
    async def vanish(realm_id: str, entity: str, record_id: str) -> Response:
        """Remove a record without a trace: neither change data capture nor a webhook tells of it."""
        realm, spec = _realm(world, realm_id), _spec(entity)
        row = realm.find(spec.title, record_id)
        if row is None:
            raise HTTPException(404, f"no {spec.title} {record_id}")
        realm.tables[spec.title].drop(row)
        realm.names.release(spec, record_id)
        return json_answer(row.body, 200)


def _seeded(world: World, realm: Realm, spec: EntitySpec, body: Json) -> Json:
    if not isinstance(body, dict):
        raise HTTPException(422, "send a list of objects")
    try:
        return world.operations.create(realm, spec, body, WriteOptions(allow_duplicate_number=True))
    except ApiFault as fault:
        raise HTTPException(422, str(fault)) from fault


def _realm(world: World, realm_id: str) -> Realm:
    realm = world.realms.get(realm_id)
    if realm is None:
        raise HTTPException(404, f"no company {realm_id}")
    return realm


def _spec(entity: str) -> EntitySpec:
    spec = spec_named(entity)
    if spec is None:
        raise HTTPException(404, f"no entity {entity}")
    return spec


def json_answer(body: Json, status: int) -> Response:
    return Response(dumps(body), status_code=status, media_type="application/json")
