"""GET /v1/rate-budgets: how much of each vendor's limits the company has used."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.connections import LIST_RATE_BUDGETS
from fieldledger.http.views.rate_budgets import RateBudgetView
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.rate_budgets import RateBudgetSettings, rate_budget_queries


class ListRateBudgetsSettings(AccessSettings, RateBudgetSettings):
    """What this function needs."""


settings = load(ListRateBudgetsSettings)
budgets = rate_budget_queries(settings)
app = create_app(settings)


@serve(app, LIST_RATE_BUDGETS, list[RateBudgetView])
async def list_rate_budgets(request: Request, caller: Caller) -> Response:
    """One entry for each connected vendor account."""
    found = await budgets.every(caller.company_id)
    return respond(request, found.map(lambda read: [RateBudgetView.of(budget) for budget in read]))


lambda_handler = handler_of(app)
