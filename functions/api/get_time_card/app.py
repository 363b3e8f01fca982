"""GET /v1/time-cards/{time_card_id}: one time card."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.time import GET_TIME_CARD
from fieldledger.http.visibility import Visible
from fieldledger.services.queries.time_cards import TimeCardView
from fieldledger.settings import AccessSettings, RecordsSettings, load
from fieldledger.wiring.members import members
from fieldledger.wiring.queries import time_card_queries
from fieldledger.wiring.store import clock


class GetTimeCardSettings(AccessSettings, RecordsSettings):
    """What this function needs."""


settings = load(GetTimeCardSettings)
cards = time_card_queries(settings)
app = create_app(settings, clock(), members(settings))


@serve(app, GET_TIME_CARD, TimeCardView)
async def get_time_card(request: Request, caller: Caller, visible: Visible, time_card_id: RecordId) -> Response:
    """The card; 404 also for another company's, and for one of a job that is not a project manager's own."""
    return respond(request, await cards.get(caller.company_id, time_card_id, visible))


lambda_handler = handler_of(app)
