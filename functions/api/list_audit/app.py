"""GET /v1/audit: who did what to which record."""

from functools import partial
from typing import Annotated

from fieldledger.domain.clock import iso
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.declarations import Query
from fieldledger.http.moments import Moment, in_order
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.parameters import Order, PlainText
from fieldledger.http.principal import Caller
from fieldledger.http.refusals import required
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.oversight import LIST_AUDIT
from fieldledger.http.views.audit import AuditView
from fieldledger.repositories.audit import AuditSpan
from fieldledger.services.queries.audit import AuditFilter
from fieldledger.settings import AccessSettings, AuditSettings, CursorSettings, load
from fieldledger.wiring.oversight import audit_queries


class ListAuditSettings(AccessSettings, CursorSettings, AuditSettings):
    """What this function needs."""


settings = load(ListAuditSettings)
audit = audit_queries(settings)
cursors = cursors_of(settings)
app = create_app(settings)


@serve(app, LIST_AUDIT, list[AuditView])
async def list_audit(
    request: Request,
    caller: Caller,
    paging: PageRequest,
    entity_id: PlainText | None = None,
    user_id: PlainText | None = None,
    action: PlainText | None = None,
    first: Annotated[Moment | None, Query(alias="from")] = None,
    last: Annotated[Moment | None, Query(alias="to")] = None,
    order: Order = "desc",
) -> Response:
    """A page of entries, the newest first unless the request asks otherwise."""
    required(in_order(first, last))
    chosen = {
        "entity_id": entity_id,
        "user_id": user_id,
        "action": action,
        "from": None if first is None else iso(first),
        "to": None if last is None else iso(last),
        "order": order,
    }
    query = ListQuery(LIST_AUDIT.operation_id, caller.company_id, chosen)
    span = AuditSpan(first, last, entity_id, newest_first=order == "desc")
    fetch = partial(audit.page, caller.company_id, span, AuditFilter(user_id, action))
    return await respond_page(request, paging, cursors, Listing(query, fetch, AuditView.of))


lambda_handler = handler_of(app)
