"""POST /v1/exceptions/{exception_id}/resolve: a person mends what an item is about."""

from functools import partial

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.exceptions import FixBody, FixCall
from fieldledger.http.idempotency import REPLAYED, Idempotency, IdempotencyKey, KeyedCall
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller, Principal
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.exceptions import RESOLVE_EXCEPTION
from fieldledger.http.views.exceptions_work import ResolutionView
from fieldledger.result import Result
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import idempotency_keys
from fieldledger.wiring.exceptions import DeskSettings, exceptions_desk
from fieldledger.wiring.store import clock


class ResolveExceptionSettings(AccessSettings, DeskSettings):
    """What this function needs."""


settings = load(ResolveExceptionSettings)
desk = exceptions_desk(settings)
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, RESOLVE_EXCEPTION, ResolutionView)
async def resolve_exception(
    request: Request, caller: Caller, key: IdempotencyKey, exception_id: RecordId, body: FixBody
) -> Response:
    """Once per Idempotency-Key; what waited is sent by the writers afterwards."""
    asked = FixCall(exception_id=exception_id, body=body)
    call = KeyedCall(caller.company_id, RESOLVE_EXCEPTION.operation_id, key, caller.user_id, asked)
    answer = await idempotency.run(call, partial(_resolve, caller, asked), finished=lambda _: True)
    return respond(request, answer.result, headers=REPLAYED if answer.replayed else None)


async def _resolve(caller: Principal, asked: FixCall) -> Result[ResolutionView]:
    done = await desk.resolve(caller.company_id, caller.user_id, asked.exception_id, asked.body.fix)
    return done.map(ResolutionView.of)


lambda_handler = handler_of(app)
