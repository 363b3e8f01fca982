"""POST /v1/links: a person says which record of a vendor one of ours is."""

from functools import partial
from http import HTTPStatus

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.links import LinkBody
from fieldledger.http.idempotency import Idempotency, IdempotencyKey, KeyedCall, respond_once
from fieldledger.http.principal import Caller, Principal
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.identity import CONFIRM_LINK
from fieldledger.http.views.links import LinkAnswerView
from fieldledger.result import Result
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import ApprovalSettings, idempotency_keys
from fieldledger.wiring.links import link_parts
from fieldledger.wiring.store import clock


class ConfirmLinkSettings(AccessSettings, ApprovalSettings):
    """What this function needs."""


settings = load(ConfirmLinkSettings)
desk = link_parts(settings).desk
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, CONFIRM_LINK, LinkAnswerView)
async def confirm_link(request: Request, caller: Caller, key: IdempotencyKey, body: LinkBody) -> Response:
    """Link once per Idempotency-Key; postings that waited for the link go on."""
    call = KeyedCall(caller.company_id, CONFIRM_LINK.operation_id, key, caller.user_id, body)
    work = partial(_confirm, caller, body)
    return await respond_once(request, idempotency, call, work, status=HTTPStatus.CREATED)


async def _confirm(caller: Principal, body: LinkBody) -> Result[LinkAnswerView]:
    return (await desk.confirm(caller.user_id, body.wish(caller))).map(LinkAnswerView.of)


lambda_handler = handler_of(app)
