"""POST /v1/connections/{vendor}/sign-in: where to send a person who connects the company to a vendor."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.connection import SignInBody
from fieldledger.http.parameters import SignInVendor
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.connections import BEGIN_SIGN_IN
from fieldledger.http.views.sign_in import SignInView
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.connecting import VendorSignInSettings, sign_in_of


class BeginSignInSettings(AccessSettings, VendorSignInSettings):
    """What this function needs."""


settings = load(BeginSignInSettings)
sign_in = sign_in_of(settings)
app = create_app(settings)


@serve(app, BEGIN_SIGN_IN, SignInView)
async def begin_sign_in(request: Request, caller: Caller, vendor: SignInVendor, body: SignInBody) -> Response:
    """Begun as often as one likes: nothing is connected before the callback."""
    begun = await sign_in.begin(caller.company_id, caller.user_id, vendor, body.account_id)
    return respond(request, begun.map(SignInView.of))


lambda_handler = handler_of(app)
