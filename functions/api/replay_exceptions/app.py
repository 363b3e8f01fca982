"""POST /v1/exceptions/replays: what waits behind many items is tried again."""

from functools import partial

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.exceptions import ReplaysBody
from fieldledger.http.idempotency import REPLAYED, Idempotency, IdempotencyKey, KeyedCall
from fieldledger.http.principal import Caller, Principal
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.exceptions import REPLAY_EXCEPTIONS
from fieldledger.http.time_left import TimeLeft
from fieldledger.http.views.exceptions_work import OutcomesView
from fieldledger.result import Result
from fieldledger.services.deadline import Deadline
from fieldledger.services.exceptions.many import ReplayOrder
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import idempotency_keys
from fieldledger.wiring.exceptions import DeskSettings, many_exceptions
from fieldledger.wiring.store import clock


class ReplayExceptionsSettings(AccessSettings, DeskSettings):
    """What this function needs."""


settings = load(ReplayExceptionsSettings)
many = many_exceptions(settings)
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, REPLAY_EXCEPTIONS, OutcomesView)
async def replay_exceptions(
    request: Request, caller: Caller, key: IdempotencyKey, body: ReplaysBody, deadline: TimeLeft
) -> Response:
    """At most ``limit`` items; ``remaining`` says how many are left."""
    call = KeyedCall(caller.company_id, REPLAY_EXCEPTIONS.operation_id, key, caller.user_id, body)
    work = partial(_replay, caller, body, deadline)
    answer = await idempotency.run(call, work, finished=lambda outcomes: body.codes is not None or outcomes.finished)
    return respond(request, answer.result, headers=REPLAYED if answer.replayed else None)


async def _replay(caller: Principal, body: ReplaysBody, deadline: Deadline) -> Result[OutcomesView]:
    if body.codes is None:
        return Result.ok(OutcomesView.of(await many.resolve(caller.company_id, caller.user_id, body.fixes, deadline)))
    seen_before = body.seen_before or many.now()
    order = ReplayOrder(caller.company_id, caller.user_id, body.codes, seen_before, body.limit)
    done = await many.replay(order, deadline)
    return done.map(lambda outcomes: OutcomesView.of(outcomes, seen_before))


lambda_handler = handler_of(app)
