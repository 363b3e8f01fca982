"""GET /v1/time-cards: time cards of a span of jobsite dates, by date."""

from datetime import date
from functools import partial
from typing import Annotated

from fastapi import Query, Request, Response

from fieldledger.domain.time_card import TimeCardStatus
from fieldledger.envelope import ApiResponse
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.parameters import RecordId
from fieldledger.http.pay_periods import asked_days
from fieldledger.http.principal import Caller
from fieldledger.http.refusals import required
from fieldledger.http.routes.time import LIST_TIME_CARDS
from fieldledger.services.queries.time_cards import TimeCardView
from fieldledger.settings import AccessSettings, CursorSettings, RecordsSettings, load
from fieldledger.wiring.queries import company_queries, time_card_queries
from fieldledger.wiring.store import clock


class ListTimeCardsSettings(AccessSettings, CursorSettings, RecordsSettings):
    """What this function needs."""


settings = load(ListTimeCardsSettings)
companies = company_queries(settings)
cards = time_card_queries(settings)
cursors = cursors_of(settings)
time = clock()
app = create_app(settings, time)


@serve(app, LIST_TIME_CARDS, ApiResponse[list[TimeCardView]])
async def list_time_cards(
    request: Request,
    caller: Caller,
    paging: PageRequest,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
    status: TimeCardStatus | None = None,
    project_id: RecordId | None = None,
) -> Response:
    """A page of time cards; without dates, those of the current pay period."""
    days = required(await asked_days(first, last, partial(companies.get, caller.company_id), time.now()))
    chosen = {"from": str(days.first), "to": str(days.last), "status": status, "project_id": project_id}
    query = ListQuery(LIST_TIME_CARDS.operation_id, caller.company_id, chosen)
    fetch = partial(cards.page, caller.company_id, days.first, days.last, status, project_id)
    return await respond_page(request, paging, cursors, Listing(query, fetch, lambda card: card))


lambda_handler = handler_of(app)
