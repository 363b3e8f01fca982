"""GET /v1/time-cards: time cards of a span of jobsite dates, by date."""

from functools import partial
from typing import Annotated

from fieldledger.domain.time_card import TimeCardStatus
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.declarations import Query
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.parameters import Day, Order, RecordId
from fieldledger.http.pay_periods import asked_days
from fieldledger.http.principal import Caller
from fieldledger.http.refusals import required
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.time import LIST_TIME_CARDS
from fieldledger.http.visibility import Visible, seen_by
from fieldledger.services.queries.time_cards import CardFilter, TimeCardView
from fieldledger.settings import AccessSettings, CursorSettings, RecordsSettings, load
from fieldledger.wiring.members import members
from fieldledger.wiring.queries import company_queries, time_card_queries
from fieldledger.wiring.store import clock


class ListTimeCardsSettings(AccessSettings, CursorSettings, RecordsSettings):
    """What this function needs."""


settings = load(ListTimeCardsSettings)
companies = company_queries(settings)
cards = time_card_queries(settings)
cursors = cursors_of(settings)
time = clock()
app = create_app(settings, time, members(settings))


@serve(app, LIST_TIME_CARDS, list[TimeCardView])
async def list_time_cards(
    request: Request,
    caller: Caller,
    visible: Visible,
    paging: PageRequest,
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
    status: TimeCardStatus | None = None,
    project_id: RecordId | None = None,
    employee_id: RecordId | None = None,
    order: Order = "asc",
) -> Response:
    """A page of time cards; without dates, those of the current pay period; of a manager's own jobs only."""
    days = required(await asked_days(first, last, partial(companies.get, caller.company_id), time.now()))
    wanted = CardFilter(days.first, days.last, status, project_id, employee_id, newest_first=order == "desc")
    chosen = {"from": str(days.first), "to": str(days.last), "status": status, "project_id": project_id}
    chosen |= {"employee_id": employee_id, "order": order, "of": seen_by(caller, visible)}
    query = ListQuery(LIST_TIME_CARDS.operation_id, caller.company_id, chosen)
    fetch = partial(cards.page, caller.company_id, wanted, visible)
    return await respond_page(request, paging, cursors, Listing(query, fetch, lambda card: card))


lambda_handler = handler_of(app)
