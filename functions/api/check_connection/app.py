"""GET /v1/connections/{vendor}/check: what is missing at the vendor, in words for whoever can switch it on."""

from fieldledger.domain.connection import VendorName
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.connections import CHECK_CONNECTION
from fieldledger.http.views.connections import CheckView
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.checking import CheckSettings, connection_check


class CheckConnectionSettings(AccessSettings, CheckSettings):
    """What this function needs."""


settings = load(CheckConnectionSettings)
connection = connection_check(settings)
app = create_app(settings)


@serve(app, CHECK_CONNECTION, CheckView)
async def check_connection(request: Request, caller: Caller, vendor: VendorName) -> Response:
    """Asks the vendor, with up to some forty calls; changes nothing."""
    return respond(request, (await connection.check(caller.company_id, vendor)).map(CheckView.of))


lambda_handler = handler_of(app)
