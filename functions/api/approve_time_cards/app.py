"""POST /v1/time-cards/approvals: an accountant sends time cards to the books."""

from functools import partial

from fieldledger.domain.approval import ApprovalOutcome
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.time_approval import ApprovalBody
from fieldledger.http.idempotency import Idempotency, IdempotencyKey, KeyedCall, respond_once
from fieldledger.http.principal import Caller
from fieldledger.http.refusals import required
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.time import APPROVE_TIME_CARDS
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import ApprovalSettings, idempotency_keys, time_card_approvals
from fieldledger.wiring.store import clock


class ApproveTimeCardsSettings(AccessSettings, ApprovalSettings):
    """What this function needs."""


settings = load(ApproveTimeCardsSettings)
approvals = time_card_approvals(settings)
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, APPROVE_TIME_CARDS, ApprovalOutcome)
async def approve_time_cards(request: Request, caller: Caller, key: IdempotencyKey, body: ApprovalBody) -> Response:
    """Approve once per Idempotency-Key."""
    decision = required(body.decision(caller, key))
    call = KeyedCall(caller.company_id, APPROVE_TIME_CARDS.operation_id, key, caller.user_id, body)
    return await respond_once(
        request, idempotency, call, partial(approvals.approve, decision), finished=_nothing_remains
    )


def _nothing_remains(outcome: ApprovalOutcome) -> bool:
    """While cards remain, the same request with the same key approves the next ones."""
    return outcome.remaining == 0


lambda_handler = handler_of(app)
