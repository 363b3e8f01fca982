"""GET /v1/mappings/{books}/{kind}: one mapping table, as it is or as it was."""

from typing import Annotated

from pydantic import Field

from fieldledger.domain.mapping_table import MappingKind
from fieldledger.domain.posting import Target
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.identity import GET_MAPPING
from fieldledger.http.views.mappings import MappingView
from fieldledger.settings import AccessSettings, RecordsSettings, load
from fieldledger.wiring.mappings import mapping_history


class GetMappingSettings(AccessSettings, RecordsSettings):
    """What this function needs."""


settings = load(GetMappingSettings)
mappings = mapping_history(settings)
app = create_app(settings)


@serve(app, GET_MAPPING, MappingView)
async def get_mapping(
    request: Request,
    caller: Caller,
    books: Target,
    kind: MappingKind,
    version: Annotated[int | None, Field(ge=0, le=10**8)] = None,
) -> Response:
    """The whole table; one that nobody has made yet is empty and of version 0."""
    found = await mappings.at(caller.company_id, books, kind, version)
    return respond(request, found.map(MappingView.of))


lambda_handler = handler_of(app)
