"""POST /v1/time-cards/{time_card_id}/adjustment: the books follow a card that changed after its approval."""

from functools import partial

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.time_adjustment import AdjustmentBody, AdjustmentCall
from fieldledger.http.idempotency import REPLAYED, Idempotency, IdempotencyKey, KeyedCall
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.postings import ADJUST_TIME_CARD
from fieldledger.http.views.adjustments import AdjustmentView
from fieldledger.result import Result
from fieldledger.services.posting.adjusting import AdjustTimeCard
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import ApprovalSettings, idempotency_keys, time_card_adjustments
from fieldledger.wiring.store import clock


class AdjustTimeCardSettings(AccessSettings, ApprovalSettings):
    """What this function needs."""


settings = load(AdjustTimeCardSettings)
adjustments = time_card_adjustments(settings)
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, ADJUST_TIME_CARD, AdjustmentView)
async def adjust_time_card(
    request: Request, caller: Caller, key: IdempotencyKey, time_card_id: RecordId, body: AdjustmentBody
) -> Response:
    """Show what would happen, or carry it out once per Idempotency-Key."""
    asked = AdjustmentCall(time_card_id=time_card_id, body=body)
    call = KeyedCall(caller.company_id, ADJUST_TIME_CARD.operation_id, key, caller.user_id, asked)
    work = partial(_propose if body.dry_run else _confirm, asked.decision(caller, key))
    answer = await idempotency.run(call, work, finished=lambda _: True)
    return respond(request, answer.result, headers=REPLAYED if answer.replayed else None)


async def _propose(decision: AdjustTimeCard) -> Result[AdjustmentView]:
    return (await adjustments.propose(decision)).map(lambda found: AdjustmentView.of(found, None))


async def _confirm(decision: AdjustTimeCard) -> Result[AdjustmentView]:
    return (await adjustments.confirm(decision)).map(lambda done: AdjustmentView.of(done, decision.approval_id))


lambda_handler = handler_of(app)
