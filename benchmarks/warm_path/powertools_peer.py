"""The same routes with Powertools' resolver over boto3, one resolver a function."""

from typing import Annotated, Any, Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.exceptions import (
    ForbiddenError,
    NotFoundError,
    ServiceError,
    UnauthorizedError,
)
from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query
from aws_lambda_powertools.utilities.typing import LambdaContext

from benchmarks.warm_path import approving, deliveries, tables
from benchmarks.warm_path.pages import page_of
from fieldledger.domain.approval import ApprovalOutcome
from fieldledger.domain.time_card import TimeCardStatus
from fieldledger.envelope import ApiResponse, Pagination, success_envelope
from fieldledger.http.bodies.time_approval import ApprovalBody
from fieldledger.http.parameters import Day, Order
from fieldledger.services.queries.time_cards import TimeCardView
from tests.support.api import Handler

_READERS: Final = {"viewer", "project_manager", "accountant", "admin"}
_APPROVERS: Final = {"accountant", "admin"}
_KEY: Final = r"^[\x20-\x7e]{8,128}$"
_ID: Final = r'^[!"$-~]{1,128}$'

logger: Final = Logger()
listing, getting, approvals, quickbooks, procore = (APIGatewayHttpResolver(enable_validation=True) for _ in range(5))


def _caller(app: APIGatewayHttpResolver, roles: set[str]) -> dict[str, str]:
    claims: dict[str, str] = app.current_event.request_context.authorizer.jwt_claim or {}
    if not claims:
        raise UnauthorizedError("sign in first")
    logger.append_keys(company_id=claims["custom:company_id"], user_id=claims["sub"])
    if claims["custom:role"] not in roles:
        raise ForbiddenError("your role does not allow this")
    return claims


def _request_id(app: APIGatewayHttpResolver) -> str:
    return str(app.current_event.request_context.request_id)


@listing.get("/v1/time-cards")
def list_time_cards(
    first: Annotated[Day, Query(alias="from")],
    last: Annotated[Day, Query(alias="to")],
    status: Annotated[TimeCardStatus | None, Query()] = None,
    project_id: Annotated[str | None, Query(pattern=_ID)] = None,
    employee_id: Annotated[str | None, Query(pattern=_ID)] = None,
    order: Annotated[Order, Query()] = "asc",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=2048)] = None,
) -> ApiResponse[list[TimeCardView]]:
    """A page."""
    company_id = _caller(listing, _READERS)["custom:company_id"]
    page, following = page_of(company_id, first, last, status, project_id, employee_id, order, limit, cursor)
    pagination = Pagination(limit=limit, count=len(page), next_cursor=following)
    return success_envelope(page, _request_id(listing), pagination)


@getting.get("/v1/time-cards/<time_card_id>")
def get_time_card(time_card_id: Annotated[str, Path(pattern=_ID)]) -> ApiResponse[TimeCardView]:
    """One card."""
    card = tables.one(_caller(getting, _READERS)["custom:company_id"], time_card_id)
    if card is None:
        raise NotFoundError("The time card was not found")
    return success_envelope(card, _request_id(getting))


@approvals.post("/v1/time-cards/approvals")
def approve_time_cards(
    body: ApprovalBody, idempotency_key: Annotated[str, Header(pattern=_KEY)]
) -> ApiResponse[ApprovalOutcome]:
    """Approve once per key."""
    who, known_as = _caller(approvals, _APPROVERS), _request_id(approvals)
    try:
        outcome = approving.approve_once(who["custom:company_id"], who["sub"], idempotency_key, body, known_as)
    except approving.Refused as refused:
        raise ServiceError(refused.status, refused.code) from refused
    return success_envelope(outcome, known_as)


@quickbooks.post("/v1/webhooks/quickbooks")
def quickbooks_webhook() -> ApiResponse[deliveries.QuickbooksReceived]:
    """A delivery of Intuit's."""
    event, known_as = quickbooks.current_event, _request_id(quickbooks)
    body = event.decoded_body or ""
    received = deliveries.from_quickbooks(body.encode(), event.headers.get("intuit-signature", ""), known_as)
    if received is None:
        raise UnauthorizedError("the signature does not fit the body")
    return success_envelope(received, known_as)


@procore.post("/v1/webhooks/procore")
def procore_webhook() -> ApiResponse[deliveries.Received]:
    """A delivery of Procore's."""
    event, known_as = procore.current_event, _request_id(procore)
    body = event.decoded_body or ""
    received = deliveries.from_procore(body.encode(), event.headers.get("authorization", ""), known_as)
    if received is None:
        raise UnauthorizedError("the bearer is not one of ours")
    return success_envelope(received, known_as)


def _handler(app: APIGatewayHttpResolver) -> Handler:
    @logger.inject_lambda_context(clear_state=True, correlation_id_path="requestContext.requestId")
    def handler(event: Any, context: LambdaContext) -> Any:
        return app.resolve(event, context)

    return handler


def handlers() -> dict[str, Handler]:
    """Lambda handlers by the name of the measure."""
    apps = {
        "list_50": listing,
        "get": getting,
        "approve_100": approvals,
        "quickbooks_webhook": quickbooks,
        "procore_webhook": procore,
    }
    return {name: _handler(app) for name, app in apps.items()}
