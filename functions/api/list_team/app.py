"""GET /v1/team: which of the company's people has which jobs."""

from functools import partial

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.directory import LIST_TEAM
from fieldledger.http.views.directory import MemberView
from fieldledger.settings import AccessSettings, CursorSettings, RecordsSettings, load
from fieldledger.wiring.members import members


class ListTeamSettings(AccessSettings, CursorSettings, RecordsSettings):
    """What this function needs."""


settings = load(ListTeamSettings)
people = members(settings)
cursors = cursors_of(settings)
app = create_app(settings)


@serve(app, LIST_TEAM, list[MemberView])
async def list_team(request: Request, caller: Caller, paging: PageRequest) -> Response:
    """A page of those about whom something is kept, by user id."""
    query = ListQuery(LIST_TEAM.operation_id, caller.company_id)
    listing = Listing(query, partial(people.page, caller.company_id), MemberView.of)
    return await respond_page(request, paging, cursors, listing)


lambda_handler = handler_of(app)
