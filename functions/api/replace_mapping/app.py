"""PUT /v1/mappings/{books}/{kind}: a person gives a mapping table other rows."""

from fieldledger.domain.mapping_table import MappingKind
from fieldledger.domain.posting import Target
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.mapping import MappingBody
from fieldledger.http.principal import Caller
from fieldledger.http.refusals import required
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.identity import REPLACE_MAPPING
from fieldledger.http.views.mappings import MappingAnswerView
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import ApprovalSettings
from fieldledger.wiring.mappings import mapping_changes
from fieldledger.wiring.store import clock


class ReplaceMappingSettings(AccessSettings, ApprovalSettings):
    """What this function needs."""


settings = load(ReplaceMappingSettings)
mappings = mapping_changes(settings)
app = create_app(settings, clock())


@serve(app, REPLACE_MAPPING, MappingAnswerView)
async def replace_mapping(
    request: Request, caller: Caller, books: Target, kind: MappingKind, body: MappingBody
) -> Response:
    """All rows or none; postings that waited for such a mapping go on. Repeating it changes nothing."""
    wanted = required(body.replacement(caller, books, kind))
    answer = await mappings.replace(caller.user_id, wanted)
    return respond(request, answer.map(MappingAnswerView.answered))


lambda_handler = handler_of(app)
