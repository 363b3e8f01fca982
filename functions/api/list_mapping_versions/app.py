"""GET /v1/mappings/{books}/{kind}/versions: who changed a mapping table, when, why and how."""

from functools import partial

from fieldledger.domain.mapping_table import MappingKind
from fieldledger.domain.posting import Target
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.identity import LIST_MAPPING_VERSIONS
from fieldledger.http.views.mappings import MappingVersionView
from fieldledger.settings import AccessSettings, CursorSettings, RecordsSettings, load
from fieldledger.wiring.mappings import mapping_history


class ListMappingVersionsSettings(AccessSettings, CursorSettings, RecordsSettings):
    """What this function needs."""


settings = load(ListMappingVersionsSettings)
mappings = mapping_history(settings)
cursors = cursors_of(settings)
app = create_app(settings)


@serve(app, LIST_MAPPING_VERSIONS, list[MappingVersionView])
async def list_mapping_versions(
    request: Request, caller: Caller, paging: PageRequest, books: Target, kind: MappingKind
) -> Response:
    """A page of changes, newest first."""
    query = ListQuery(LIST_MAPPING_VERSIONS.operation_id, caller.company_id, {"books": books, "kind": kind})
    listing = Listing(query, partial(mappings.page, caller.company_id, books, kind), MappingVersionView.of)
    return await respond_page(request, paging, cursors, listing)


lambda_handler = handler_of(app)
