"""GET /v1/health/details: whether each thing that we depend on answers, for administrators."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.system import HEALTH_DETAILS
from fieldledger.result import Result
from fieldledger.services.health import HealthReport, Probe, check
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.health import HealthSettings, probes, vendor_probe
from fieldledger.wiring.queries import connection_queries


class HealthDetailsSettings(AccessSettings, HealthSettings):
    """What this function needs."""


settings = load(HealthDetailsSettings)
connections = connection_queries(settings)
ours = probes(settings)
app = create_app(settings)


@serve(app, HEALTH_DETAILS, HealthReport)
async def health_details(request: Request, caller: Caller) -> Response:
    """200 also when something is down: the report says what."""
    return respond(request, Result.ok(await check([*ours, *await _vendors(caller.company_id)])))


async def _vendors(company_id: str) -> list[Probe]:
    """None while the table that knows them does not answer, which is in the report then."""
    found = await connections.every(company_id)
    return [vendor_probe(vendor) for vendor in found.unwrap_or([])]


lambda_handler = handler_of(app)
