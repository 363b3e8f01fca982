"""GET /v1/reconciliations: what the comparisons of our records with the vendors' found."""

from fieldledger.domain.connection import VendorName
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.oversight import LIST_RECONCILIATIONS
from fieldledger.services.queries.reconciliations import Reconciliation, ReconciliationResult
from fieldledger.settings import AccessSettings, ControlSettings, load
from fieldledger.wiring.oversight import reconciliation_queries


class ListReconciliationsSettings(AccessSettings, ControlSettings):
    """What this function needs."""


settings = load(ListReconciliationsSettings)
reconciliations = reconciliation_queries(settings)
app = create_app(settings)


@serve(app, LIST_RECONCILIATIONS, list[Reconciliation])
async def list_reconciliations(
    request: Request, caller: Caller, vendor: VendorName | None = None, result: ReconciliationResult | None = None
) -> Response:
    """The last comparison of each resource, of one vendor or with one result if the request asks for it."""
    found = await reconciliations.every(caller.company_id, vendor, result)
    return respond(request, found)


lambda_handler = handler_of(app)
