"""POST /v1/links/merges: a person says that two records of ours are one."""

from functools import partial
from http import HTTPStatus

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.links import MergeBody
from fieldledger.http.idempotency import Idempotency, IdempotencyKey, KeyedCall, respond_once
from fieldledger.http.principal import Caller, Principal
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.identity import MERGE_RECORDS
from fieldledger.http.views.links import LinkAnswerView
from fieldledger.result import Result
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import ApprovalSettings, idempotency_keys
from fieldledger.wiring.links import link_parts
from fieldledger.wiring.store import clock


class MergeRecordsSettings(AccessSettings, ApprovalSettings):
    """What this function needs."""


settings = load(MergeRecordsSettings)
merging = link_parts(settings).merging
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, MERGE_RECORDS, LinkAnswerView)
async def merge_records(request: Request, caller: Caller, key: IdempotencyKey, body: MergeBody) -> Response:
    """Merge once per Idempotency-Key; ids and what was posted stay as they are."""
    call = KeyedCall(caller.company_id, MERGE_RECORDS.operation_id, key, caller.user_id, body)
    work = partial(_merge, caller, body)
    return await respond_once(request, idempotency, call, work, status=HTTPStatus.CREATED)


async def _merge(caller: Principal, body: MergeBody) -> Result[LinkAnswerView]:
    merged = await merging.merge(caller.company_id, caller.user_id, body.kind, body.record_id, body.into)
    return merged.map(LinkAnswerView.of)


lambda_handler = handler_of(app)
