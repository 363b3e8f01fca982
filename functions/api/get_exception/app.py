"""GET /v1/exceptions/{exception_id}: one item, what waits for it, and the ways out."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.exceptions import GET_EXCEPTION
from fieldledger.http.views.exceptions_work import ExplanationView
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.exceptions import ExplainingSettings, explaining


class GetExceptionSettings(AccessSettings, ExplainingSettings):
    """What this function needs."""


settings = load(GetExceptionSettings)
explanations = explaining(settings)
app = create_app(settings)


@serve(app, GET_EXCEPTION, ExplanationView)
async def get_exception(request: Request, caller: Caller, exception_id: RecordId) -> Response:
    """The item; 404 also for another company's."""
    explained = await explanations.explain(caller.company_id, exception_id)
    return respond(request, explained.map(ExplanationView.explained))


lambda_handler = handler_of(app)
