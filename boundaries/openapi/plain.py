"""Routes whose functions use no framework, described by the models that read and answer them.

The endpoints below are never called: FastAPI reads their signatures, as it reads those of the other functions.
"""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Final, get_type_hints

from fastapi import FastAPI, Header
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field

from fieldledger.clients.procore.webhook_events import ProcoreEvent, ShortProcoreEvent
from fieldledger.clients.quickbooks.webhook_notices import CloudEvent, LegacyNotification
from fieldledger.clients.quickbooks.webhooks import SIGNATURE_HEADER as INTUIT_SIGNATURE
from fieldledger.clients.relay_events import MOST_EVENTS, ReportedEvent
from fieldledger.clients.webhook_keys import ACCOUNT_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER
from fieldledger.envelope import ApiResponse
from fieldledger.http.routes import system, webhooks
from fieldledger.http.routes.route import Route
from fieldledger.services.quickbooks_intake import QuickbooksReceived
from fieldledger.services.webhooks.intake import Received

type Endpoint = Callable[..., Awaitable[object]]


class RelayReport(BaseModel):
    """What a relay of ours sends (docs/webhooks.md)."""

    events: Annotated[list[ReportedEvent], Field(min_length=1, max_length=MOST_EVENTS)]


async def quickbooks_webhook(
    body: list[CloudEvent] | LegacyNotification, signature: Annotated[str, Header(alias=INTUIT_SIGNATURE)]
) -> ApiResponse[QuickbooksReceived]:
    """Intuit's notifications, in CloudEvents or in the legacy format; the signature covers the raw body."""
    raise NotImplementedError


async def procore_webhook(
    body: ProcoreEvent | ShortProcoreEvent, authorization: Annotated[str, Header(alias="Authorization")]
) -> ApiResponse[Received]:
    """Procore's deliveries in payloads v2.0, v3.0 and v4.0; Authorization holds the bearer of the company's hook."""
    raise NotImplementedError


async def relay_webhook(
    body: RelayReport,
    account: Annotated[str, Header(alias=ACCOUNT_HEADER)],
    timestamp: Annotated[str, Header(alias=TIMESTAMP_HEADER, description="Unix seconds.")],
    signature: Annotated[str, Header(alias=SIGNATURE_HEADER)],
) -> ApiResponse[Received]:
    """What a customer's relay reports of a vendor that publishes no webhooks; the signature covers time and body."""
    raise NotImplementedError


async def get_openapi() -> dict[str, object]:
    """This description, OpenAPI 3.1; not in the envelope."""
    raise NotImplementedError


async def get_docs() -> Response:
    """This description as a page for people, which loads nothing from elsewhere."""
    raise NotImplementedError


async def get_operations_page(if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """The page, without any data: its scripts ask the API as the person who signs in there."""
    raise NotImplementedError


async def get_operations_file(file: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """A file of the page by its name."""
    raise NotImplementedError


_ENDPOINTS: Final[Mapping[Route, Endpoint]] = MappingProxyType(
    {
        system.GET_OPENAPI: get_openapi,
        system.GET_DOCS: get_docs,
        system.GET_OPERATIONS_PAGE: get_operations_page,
        system.GET_OPERATIONS_FILE: get_operations_file,
        webhooks.QUICKBOOKS_WEBHOOK: quickbooks_webhook,
        webhooks.PROCORE_WEBHOOK: procore_webhook,
        webhooks.RAKEN_WEBHOOK: relay_webhook,
        webhooks.FOUNDATION_WEBHOOK: relay_webhook,
    }
)

_DOCUMENTS: Final[Mapping[Endpoint, tuple[str, ...]]] = MappingProxyType(
    {
        get_docs: ("text/html",),
        get_operations_page: ("text/html",),
        get_operations_file: ("text/javascript", "text/css"),
    }
)
KEPT: Final = frozenset({system.GET_OPERATIONS_PAGE, system.GET_OPERATIONS_FILE})
"""Routes that answer 304 to who has what they would send."""


def plain_route(route: Route) -> APIRoute | None:
    """The description of a route without a framework; None for one that is not known here."""
    endpoint = _ENDPOINTS.get(route)
    if endpoint is None:
        return None
    app = FastAPI(openapi_url=None)
    # Pages and files have no model: what they are is said in full.
    media = _DOCUMENTS.get(endpoint)
    kind = JSONResponse if media is None else Response
    model = get_type_hints(endpoint)["return"] if media is None else None
    content = {each: {"schema": {"type": "string"}} for each in media or ()}
    app.add_api_route(
        route.path,
        endpoint,
        methods=[route.method],
        operation_id=route.operation_id,
        response_class=kind,
        response_model=model,
        responses={HTTPStatus.OK: {"content": content}} if content else None,
    )
    found = app.routes[-1]
    assert isinstance(found, APIRoute)
    return found
