"""POST /v1/time-cards/unapprovals: an accountant takes time cards back before their hours are sent."""

from functools import partial

from fieldledger.domain.unapproval import UnapprovalOutcome
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.time_unapproval import UnapprovalBody
from fieldledger.http.idempotency import REPLAYED, Idempotency, IdempotencyKey, KeyedCall
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.time import UNAPPROVE_TIME_CARDS
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import UnapprovalSettings, idempotency_keys, time_card_unapprovals
from fieldledger.wiring.store import clock


class UnapproveTimeCardsSettings(AccessSettings, UnapprovalSettings):
    """What this function needs."""


settings = load(UnapproveTimeCardsSettings)
unapprovals = time_card_unapprovals(settings)
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, UNAPPROVE_TIME_CARDS, UnapprovalOutcome)
async def unapprove_time_cards(request: Request, caller: Caller, key: IdempotencyKey, body: UnapprovalBody) -> Response:
    """Take back once per Idempotency-Key."""
    call = KeyedCall(caller.company_id, UNAPPROVE_TIME_CARDS.operation_id, key, caller.user_id, body)
    work = partial(unapprovals.unapprove, body.decision(caller, key))
    answer = await idempotency.run(call, work, finished=_nothing_remains)
    return respond(request, answer.result, headers=REPLAYED if answer.replayed else None)


def _nothing_remains(outcome: UnapprovalOutcome) -> bool:
    """While cards remain, the same request with the same key takes the next ones back."""
    return outcome.remaining == 0


lambda_handler = handler_of(app)
