"""The addresses under /v3/company/{realm} (sections 1, 2.1 and 4)."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from simulators.quickbooks.batch import BatchCall, run_batch
from simulators.quickbooks.catalogue.spec import EntitySpec
from simulators.quickbooks.cdc import CdcQuestion, changes
from simulators.quickbooks.company_info import company_info, preferences
from simulators.quickbooks.entities import spec_named
from simulators.quickbooks.faults_catalogue import ApiFault, missing, plain, unsupported_property
from simulators.quickbooks.gateway import CallKind, Gateway
from simulators.quickbooks.query_run import run
from simulators.quickbooks.state import World
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, loads
from simulators.quickbooks.write_options import options_from
from simulators.quickbooks.writes import WriteOrder, write

type Text = Annotated[str, Query()]
type OptionalText = Annotated[str | None, Query()]


def company_router(world: World, gateway: Gateway) -> APIRouter:
    """Build the routes; fixed addresses come before those with an entity in them."""
    router = APIRouter(prefix="/v3/company/{realm_id}", tags=["company"])
    _add_query_routes(router, world, gateway)
    _add_company_routes(router, gateway)
    _add_batch_route(router, world, gateway)
    _add_send_route(router, world, gateway)
    _add_write_route(router, world, gateway)

    @router.get("/{entity}/{record_id}")
    async def read(request: Request, realm_id: str, entity: str, record_id: str) -> Response:
        async def work(realm: Realm) -> Body:
            spec = _spec(entity)
            return {spec.title: world.operations.read(realm, spec, record_id)}

        return await gateway.serve(request, realm_id, work)

    return router


def _add_query_routes(router: APIRouter, world: World, gateway: Gateway) -> None:
    async def answered(request: Request, realm_id: str, statement: str) -> Response:
        async def work(realm: Realm) -> Body:
            return {"QueryResponse": run(realm, statement, world.clock.now())}

        return await gateway.serve(request, realm_id, work)

    @router.get("/query")
    async def query(request: Request, realm_id: str, statement: Annotated[str, Query(alias="query")] = "") -> Response:
        return await answered(request, realm_id, statement)

    @router.post("/query")
    async def posted_query(request: Request, realm_id: str) -> Response:
        return await answered(request, realm_id, (await request.body()).decode("utf-8", "replace"))

    @router.get("/cdc")
    async def cdc(
        request: Request,
        realm_id: str,
        entities: Text = "",
        changed_since: Annotated[str, Query(alias="changedSince")] = "",
    ) -> Response:
        async def work(realm: Realm) -> Body:
            # A plus sign that nobody encoded arrives as a space.
            question = CdcQuestion(entities, changed_since.replace(" ", "+"))
            return changes(realm, question, world.clock.now(), world.settings.current.cdc)

        return await gateway.serve(request, realm_id, work)


def _add_company_routes(router: APIRouter, gateway: Gateway) -> None:
    @router.get("/companyinfo/{record_id}")
    async def read_company_info(request: Request, realm_id: str, record_id: str) -> Response:
        async def work(realm: Realm) -> Body:
            if record_id != realm_id:
                raise ApiFault(plain("500", f"CompanyInfo {record_id} does not belong to this company"))
            return {"CompanyInfo": company_info(realm)}

        return await gateway.serve(request, realm_id, work)

    @router.get("/preferences")
    async def read_preferences(request: Request, realm_id: str) -> Response:
        async def work(realm: Realm) -> Body:
            return {"Preferences": preferences(realm)}

        return await gateway.serve(request, realm_id, work)


def _add_batch_route(router: APIRouter, world: World, gateway: Gateway) -> None:
    @router.post("/batch")
    async def batch(request: Request, realm_id: str, requestid: OptionalText = None) -> Response:
        raw = await request.body()

        async def work(realm: Realm) -> Body:
            return run_batch(world, realm, BatchCall(request.url.path, _object(raw), requestid))

        return await gateway.serve(request, realm_id, work, CallKind.BATCH)


def _add_send_route(router: APIRouter, world: World, gateway: Gateway) -> None:
    @router.post("/{entity}/{record_id}/send")
    async def send(
        request: Request,
        realm_id: str,
        entity: str,
        record_id: str,
        send_to: Annotated[str | None, Query(alias="sendTo")] = None,
    ) -> Response:
        """Send without a body; the address may be in the query."""

        async def work(realm: Realm) -> Body:
            options = options_from("", send_to)
            return write(world, realm, WriteOrder(_spec(entity), {"Id": record_id}, "send", options=options))

        return await gateway.serve(request, realm_id, work, CallKind.WRITE)


def _add_write_route(router: APIRouter, world: World, gateway: Gateway) -> None:
    @router.post("/{entity}")
    async def write_one(
        request: Request,
        realm_id: str,
        entity: str,
        operation: OptionalText = None,
        requestid: OptionalText = None,
        include: Text = "",
    ) -> Response:
        raw = await request.body()

        async def work(realm: Realm) -> Body:
            order = WriteOrder(_spec(entity), _object(raw), operation, requestid, None, options_from(include))
            return write(world, realm, order)

        return await gateway.serve(request, realm_id, work, CallKind.WRITE)


def _spec(entity: str) -> EntitySpec:
    spec = spec_named(entity)
    if spec is None:
        raise ApiFault(plain("500", f"Operation is not supported for {entity}"))
    return spec


def _object(raw: bytes) -> Body:
    """Read a request body; raises 2010 for bad JSON and 500 for bad UTF-8 (sections 1.1 and 1.5)."""
    if not raw:
        raise ApiFault(missing("body"))
    try:
        parsed = loads(raw)
    except UnicodeDecodeError as error:
        raise ApiFault(plain("500", "MalformedByteSequenceException")) from error
    except ValueError as error:
        raise ApiFault(unsupported_property(f"unexpected JSON ({error})")) from error
    if not isinstance(parsed, dict):
        raise ApiFault(unsupported_property("body"))
    return parsed
