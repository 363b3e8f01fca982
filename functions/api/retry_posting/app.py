"""POST /v1/postings/{posting_id}/retry: a person wants a posting tried again now."""

from functools import partial

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.posting_by_hand import PostingCall, RetryBody
from fieldledger.http.idempotency import REPLAYED, Idempotency, IdempotencyKey, KeyedCall
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.postings import RETRY_POSTING
from fieldledger.http.views.postings import PostingView
from fieldledger.result import Result
from fieldledger.services.posting.by_hand import ByHand
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import idempotency_keys
from fieldledger.wiring.by_hand import ByHandSettings, postings_by_hand
from fieldledger.wiring.store import clock


class RetryPostingSettings(AccessSettings, ByHandSettings):
    """What this function needs."""


settings = load(RetryPostingSettings)
by_hand = postings_by_hand(settings)
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, RETRY_POSTING, PostingView)
async def retry_posting(
    request: Request, caller: Caller, key: IdempotencyKey, posting_id: RecordId, body: RetryBody
) -> Response:
    """Once per Idempotency-Key; the answer does not wait for the books."""
    asked = PostingCall(posting_id=posting_id, body=body)
    call = KeyedCall(caller.company_id, RETRY_POSTING.operation_id, key, caller.user_id, asked)
    answer = await idempotency.run(call, partial(_retry, asked.by(caller)), finished=lambda _: True)
    return respond(request, answer.result, headers=REPLAYED if answer.replayed else None)


async def _retry(wish: ByHand) -> Result[PostingView]:
    return (await by_hand.retry(wish)).map(PostingView.of)


lambda_handler = handler_of(app)
