"""GET /v1/mappings: the mapping tables, what a row of each looks like, and how many there are."""

from fieldledger.domain.posting import TARGETS, Target
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.identity import LIST_MAPPINGS
from fieldledger.http.views.mappings import MappingSummaryView
from fieldledger.settings import AccessSettings, RecordsSettings, load
from fieldledger.wiring.mappings import mapping_history


class ListMappingsSettings(AccessSettings, RecordsSettings):
    """What this function needs."""


settings = load(ListMappingsSettings)
mappings = mapping_history(settings)
app = create_app(settings)


@serve(app, LIST_MAPPINGS, list[MappingSummaryView])
async def list_mappings(request: Request, caller: Caller, books: Target | None = None) -> Response:
    """All of them, a handful for each of the books: in one page."""
    found = await mappings.tables(caller.company_id, TARGETS if books is None else (books,))
    return respond(request, found.map(lambda tables: [MappingSummaryView.of(table) for table in tables]))


lambda_handler = handler_of(app)
