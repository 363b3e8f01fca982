"""GET /v1/closes/{close_id}: the report that was signed."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.closing import GET_CLOSE
from fieldledger.http.views.closing import CloseReportView
from fieldledger.settings import AccessSettings, PostingsSettings, load
from fieldledger.wiring.closing import month_closes


class GetCloseSettings(AccessSettings, PostingsSettings):
    """What this function needs."""


settings = load(GetCloseSettings)
closes = month_closes(settings)
app = create_app(settings)


@serve(app, GET_CLOSE, CloseReportView)
async def get_close(request: Request, caller: Caller, close_id: RecordId) -> Response:
    """The report with its figures as they were then."""
    found = await closes.get(caller.company_id, close_id)
    return respond(request, found.map(CloseReportView.of))


lambda_handler = handler_of(app)
