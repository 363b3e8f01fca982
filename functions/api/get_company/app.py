"""GET /v1/company: the company's settings."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.identity import GET_COMPANY
from fieldledger.http.views.company import CompanyView
from fieldledger.settings import AccessSettings, RecordsSettings, load
from fieldledger.wiring.queries import company_queries


class GetCompanySettings(AccessSettings, RecordsSettings):
    """What this function needs."""


settings = load(GetCompanySettings)
companies = company_queries(settings)
app = create_app(settings)


@serve(app, GET_COMPANY, CompanyView)
async def get_company(request: Request, caller: Caller) -> Response:
    """All of them with their version; 404 until the company is set up."""
    return respond(request, (await companies.get(caller.company_id)).map(CompanyView.of))


lambda_handler = handler_of(app)
