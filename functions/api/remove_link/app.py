"""DELETE /v1/links/{kind}/{record_id}/{vendor}: a person says that a record of a vendor is not the one."""

from typing import Annotated

from pydantic import Field

from fieldledger.domain.connection import VendorName
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.declarations import Query
from fieldledger.http.link_parameters import RecordKind, VendorRecordId
from fieldledger.http.parameters import PlainText, RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.identity import REMOVE_LINK
from fieldledger.http.views.links import LinkAnswerView
from fieldledger.services.crosswalk.unlinking import UnlinkWish
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.links import DecidingSettings, unlinking
from fieldledger.wiring.store import clock


class RemoveLinkSettings(AccessSettings, DecidingSettings):
    """What this function needs."""


settings = load(RemoveLinkSettings)
links = unlinking(settings)
app = create_app(settings, clock())


@serve(app, REMOVE_LINK, LinkAnswerView)
async def remove_link(
    request: Request,
    caller: Caller,
    kind: RecordKind,
    record_id: RecordId,
    vendor: VendorName,
    reason: Annotated[PlainText, Query()],
    vendor_id: Annotated[VendorRecordId | None, Query()] = None,
    version: Annotated[int | None, Field(ge=0)] = None,
) -> Response:
    """Unlink; no rule makes the link again. What was posted by it stays."""
    wish = UnlinkWish(caller.company_id, kind, record_id, vendor, reason, vendor_id, version)
    return respond(request, (await links.unlink(caller.user_id, wish)).map(LinkAnswerView.of))


lambda_handler = handler_of(app)
