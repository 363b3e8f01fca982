"""POST /v1/exceptions/resolutions: a person mends many items at once."""

from functools import partial

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.exceptions import ResolutionsBody
from fieldledger.http.idempotency import REPLAYED, Idempotency, IdempotencyKey, KeyedCall
from fieldledger.http.principal import Caller, Principal
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.exceptions import RESOLVE_EXCEPTIONS
from fieldledger.http.time_left import TimeLeft
from fieldledger.http.views.exceptions_work import OutcomesView
from fieldledger.result import Result
from fieldledger.services.deadline import Deadline
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import idempotency_keys
from fieldledger.wiring.exceptions import DeskSettings, many_exceptions
from fieldledger.wiring.store import clock


class ResolveExceptionsSettings(AccessSettings, DeskSettings):
    """What this function needs."""


settings = load(ResolveExceptionsSettings)
many = many_exceptions(settings)
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, RESOLVE_EXCEPTIONS, OutcomesView)
async def resolve_exceptions(
    request: Request, caller: Caller, key: IdempotencyKey, body: ResolutionsBody, deadline: TimeLeft
) -> Response:
    """Each item by itself; while some remain, the same request with the same key goes on with them."""
    call = KeyedCall(caller.company_id, RESOLVE_EXCEPTIONS.operation_id, key, caller.user_id, body)
    work = partial(_resolve, caller, body, deadline)
    answer = await idempotency.run(call, work, finished=lambda outcomes: outcomes.finished)
    return respond(request, answer.result, headers=REPLAYED if answer.replayed else None)


async def _resolve(caller: Principal, body: ResolutionsBody, deadline: Deadline) -> Result[OutcomesView]:
    outcomes = await many.resolve(caller.company_id, caller.user_id, body.fixes, deadline)
    return Result.ok(OutcomesView.of(outcomes))


lambda_handler = handler_of(app)
