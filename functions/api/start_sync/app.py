"""POST /v1/syncs: begin a run now, or read one record again."""

from functools import partial

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.sync import SyncBody
from fieldledger.http.idempotency import Idempotency, IdempotencyKey, KeyedCall, respond_once
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.syncs import START_SYNC
from fieldledger.http.views.syncs import SyncAnswerView
from fieldledger.result import Result
from fieldledger.services.sync.asking import SyncWish
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import idempotency_keys
from fieldledger.wiring.starting_syncs import StartSettings, sync_desk
from fieldledger.wiring.store import clock


class StartSyncSettings(AccessSettings, StartSettings):
    """What this function needs."""


settings = load(StartSyncSettings)
desk = sync_desk(settings)
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, START_SYNC, SyncAnswerView)
async def start_sync(request: Request, caller: Caller, key: IdempotencyKey, body: SyncBody) -> Response:
    """Begin once per Idempotency-Key; the vendor's answers come later, ``GET /v1/syncs`` shows how far it is."""
    call = KeyedCall(caller.company_id, START_SYNC.operation_id, key, caller.user_id, body)
    return await respond_once(request, idempotency, call, partial(_start, body.wish(caller)))


async def _start(wish: SyncWish) -> Result[SyncAnswerView]:
    return (await desk.ask(wish)).map(SyncAnswerView.of)


lambda_handler = handler_of(app)
