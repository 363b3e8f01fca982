"""POST /v1/exceptions/{exception_id}/dry-run: what a fix would do."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.exceptions import FixBody
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.exceptions import DRY_RUN_EXCEPTION
from fieldledger.http.views.exceptions_work import ResolutionView
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.exceptions import DryRunSettings, dry_run_desk
from fieldledger.wiring.store import clock


class DryRunExceptionSettings(AccessSettings, DryRunSettings):
    """What this function needs."""


settings = load(DryRunExceptionSettings)
desk = dry_run_desk(settings)
app = create_app(settings, clock())


@serve(app, DRY_RUN_EXCEPTION, ResolutionView)
async def dry_run_exception(request: Request, caller: Caller, exception_id: RecordId, body: FixBody) -> Response:
    """Every check is made and nothing is written, so it needs no Idempotency-Key."""
    tried = await desk.try_(caller.company_id, caller.user_id, exception_id, body.fix)
    return respond(request, tried.map(ResolutionView.of))


lambda_handler = handler_of(app)
