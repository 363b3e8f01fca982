"""POST /v1/links/partings: a person says that a merged record stands for itself again."""

from functools import partial
from http import HTTPStatus

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.links import PartingBody
from fieldledger.http.idempotency import Idempotency, IdempotencyKey, KeyedCall, respond_once
from fieldledger.http.principal import Caller, Principal
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.identity import PART_RECORDS
from fieldledger.http.views.links import LinkAnswerView
from fieldledger.result import Result
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import ApprovalSettings, idempotency_keys
from fieldledger.wiring.links import link_parts
from fieldledger.wiring.store import clock


class PartRecordsSettings(AccessSettings, ApprovalSettings):
    """What this function needs."""


settings = load(PartRecordsSettings)
merging = link_parts(settings).merging
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, PART_RECORDS, LinkAnswerView)
async def part_records(request: Request, caller: Caller, key: IdempotencyKey, body: PartingBody) -> Response:
    """Undo a merge once per Idempotency-Key; the record has the links again that it brought."""
    call = KeyedCall(caller.company_id, PART_RECORDS.operation_id, key, caller.user_id, body)
    work = partial(_part, caller, body)
    return await respond_once(request, idempotency, call, work, status=HTTPStatus.CREATED)


async def _part(caller: Principal, body: PartingBody) -> Result[LinkAnswerView]:
    parted = await merging.part(caller.company_id, caller.user_id, body.kind, body.record_id)
    return parted.map(LinkAnswerView.of)


lambda_handler = handler_of(app)
