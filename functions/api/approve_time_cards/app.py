"""POST /v1/time-cards/approvals: an accountant sends time cards to the books."""

from datetime import date
from functools import partial

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

from fieldledger.domain.approval import ApprovalOutcome
from fieldledger.domain.hashing import derive_id
from fieldledger.envelope import ApiResponse
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.idempotency import REPLAYED, Idempotency, IdempotencyKey, KeyedCall
from fieldledger.http.parameters import RecordId
from fieldledger.http.pay_periods import Days, checked
from fieldledger.http.principal import Caller
from fieldledger.http.refusals import required
from fieldledger.http.responses import respond
from fieldledger.http.routes import APPROVE_TIME_CARDS
from fieldledger.services.approvals import ApproveTimeCards
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import ApprovalSettings, idempotency_keys, time_card_approvals
from fieldledger.wiring.store import clock


class ApproveTimeCardsSettings(AccessSettings, ApprovalSettings):
    """What this function needs."""


class ApprovalBody(BaseModel):
    """What is ready from ``first_day`` to ``last_day``, narrowed to a project or to certain cards.

    ``expected_minutes`` is the total that the person saw: if it differs by now, nothing is approved.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_day: date
    last_day: date
    project_id: RecordId | None = None
    time_card_ids: tuple[RecordId, ...] | None = Field(default=None, min_length=1, max_length=1000)
    expected_minutes: int | None = Field(default=None, ge=0)
    dry_run: bool = False


settings = load(ApproveTimeCardsSettings)
approvals = time_card_approvals(settings)
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, APPROVE_TIME_CARDS, ApiResponse[ApprovalOutcome])
async def approve_time_cards(request: Request, caller: Caller, key: IdempotencyKey, body: ApprovalBody) -> Response:
    """Approve. The key names the approval, so that a repeated call goes on with it instead of beginning another."""
    required(checked(Days(body.first_day, body.last_day), "body.last_day"))
    decision = ApproveTimeCards(
        company_id=caller.company_id,
        user_id=caller.user_id,
        approval_id=derive_id(caller.company_id, APPROVE_TIME_CARDS.operation_id, key),
        **body.model_dump(),
    )
    call = KeyedCall(caller.company_id, APPROVE_TIME_CARDS.operation_id, key, caller.user_id, body)
    answer = await idempotency.run(call, partial(approvals.approve, decision), finished=_nothing_remains)
    return respond(request, answer.result, headers=REPLAYED if answer.replayed else None)


def _nothing_remains(outcome: ApprovalOutcome) -> bool:
    """While cards remain, the same request with the same key approves the next ones."""
    return outcome.remaining == 0


lambda_handler = handler_of(app)
