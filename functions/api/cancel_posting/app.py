"""POST /v1/postings/{posting_id}/cancel: a person gives up a posting that was not sent."""

from functools import partial

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.posting_by_hand import CancelBody, PostingCall
from fieldledger.http.idempotency import REPLAYED, Idempotency, IdempotencyKey, KeyedCall
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.postings import CANCEL_POSTING
from fieldledger.http.views.postings import PostingView
from fieldledger.result import Result
from fieldledger.services.posting.by_hand import ByHand
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import idempotency_keys
from fieldledger.wiring.by_hand import ByHandSettings, postings_by_hand
from fieldledger.wiring.store import clock


class CancelPostingSettings(AccessSettings, ByHandSettings):
    """What this function needs."""


settings = load(CancelPostingSettings)
by_hand = postings_by_hand(settings)
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, CANCEL_POSTING, PostingView)
async def cancel_posting(
    request: Request, caller: Caller, key: IdempotencyKey, posting_id: RecordId, body: CancelBody
) -> Response:
    """Once per Idempotency-Key."""
    asked = PostingCall(posting_id=posting_id, body=body)
    call = KeyedCall(caller.company_id, CANCEL_POSTING.operation_id, key, caller.user_id, asked)
    answer = await idempotency.run(call, partial(_cancel, asked.by(caller), body.reason), finished=lambda _: True)
    return respond(request, answer.result, headers=REPLAYED if answer.replayed else None)


async def _cancel(wish: ByHand, reason: str) -> Result[PostingView]:
    return (await by_hand.cancel(wish, reason)).map(PostingView.of)


lambda_handler = handler_of(app)
