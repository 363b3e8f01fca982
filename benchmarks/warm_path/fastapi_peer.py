"""The same routes in FastAPI and Mangum over boto3, one application a function."""

from collections.abc import Callable
from typing import Annotated, Any, Final, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from fastapi import Depends, FastAPI, Header, HTTPException, Query, Request, Response
from mangum import Mangum
from mangum.types import LambdaContext as MangumContext
from pydantic import BaseModel

from benchmarks.warm_path import approving, deliveries, tables
from benchmarks.warm_path.pages import page_of
from fieldledger.domain.approval import ApprovalOutcome
from fieldledger.domain.time_card import TimeCardStatus
from fieldledger.envelope import ApiResponse, Pagination, success_envelope
from fieldledger.http.bodies.time_approval import ApprovalBody
from fieldledger.http.parameters import Day, Order, RecordId
from fieldledger.services.queries.time_cards import TimeCardView
from tests.support.api import Handler

_READERS: Final = {"viewer", "project_manager", "accountant", "admin"}
_APPROVERS: Final = {"accountant", "admin"}
_KEY: Final = r"^[\x20-\x7e]{8,128}$"

logger: Final = Logger()


class Caller(BaseModel):
    """Whom the authorizer let through."""

    user_id: str
    company_id: str
    role: str


async def caller(request: Request) -> Caller:
    """401 without claims."""
    claims = request.scope["aws.event"]["requestContext"].get("authorizer", {}).get("jwt", {}).get("claims")
    if not claims:
        raise HTTPException(401, "sign in first")
    logger.append_keys(company_id=claims["custom:company_id"], user_id=claims["sub"])
    return Caller(user_id=claims["sub"], company_id=claims["custom:company_id"], role=claims["custom:role"])


def one_of(roles: set[str]) -> Callable[[Caller], Any]:
    """403 for the others."""

    async def guard(who: Annotated[Caller, Depends(caller)]) -> None:
        if who.role not in roles:
            raise HTTPException(403, "your role does not allow this")

    return guard


type Who = Annotated[Caller, Depends(caller)]


async def request_id(request: Request, response: Response) -> str:
    """The gateway's, also as a header of the answer."""
    response.headers["Cache-Control"] = "no-store"
    found: str = request.scope["aws.event"]["requestContext"]["requestId"]
    response.headers["X-Request-Id"] = found
    return found


type RequestId = Annotated[str, Depends(request_id)]

listing, getting, approvals, quickbooks, procore = (FastAPI() for _ in range(5))


@listing.get("/v1/time-cards", dependencies=[Depends(one_of(_READERS))])
def list_time_cards(
    who: Who,
    request: RequestId,
    first: Annotated[Day, Query(alias="from")],
    last: Annotated[Day, Query(alias="to")],
    status: TimeCardStatus | None = None,
    project_id: RecordId | None = None,
    employee_id: RecordId | None = None,
    order: Order = "asc",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=2048)] = None,
) -> ApiResponse[list[TimeCardView]]:
    """A page."""
    page, following = page_of(who.company_id, first, last, status, project_id, employee_id, order, limit, cursor)
    return success_envelope(page, request, Pagination(limit=limit, count=len(page), next_cursor=following))


@getting.get("/v1/time-cards/{time_card_id}", dependencies=[Depends(one_of(_READERS))])
def get_time_card(who: Who, request: RequestId, time_card_id: RecordId) -> ApiResponse[TimeCardView]:
    """One card."""
    card = tables.one(who.company_id, time_card_id)
    if card is None:
        raise HTTPException(404, "The time card was not found")
    return success_envelope(card, request)


@approvals.post("/v1/time-cards/approvals", dependencies=[Depends(one_of(_APPROVERS))])
def approve_time_cards(
    who: Who,
    request: RequestId,
    body: ApprovalBody,
    idempotency_key: Annotated[str, Header(pattern=_KEY)],
) -> ApiResponse[ApprovalOutcome]:
    """Approve once per key."""
    try:
        outcome = approving.approve_once(who.company_id, who.user_id, idempotency_key, body, request)
    except approving.Refused as refused:
        raise HTTPException(refused.status, refused.code) from refused
    return success_envelope(outcome, request)


@quickbooks.post("/v1/webhooks/quickbooks")
async def quickbooks_webhook(
    request: Request, known_as: RequestId, intuit_signature: Annotated[str, Header()]
) -> ApiResponse[deliveries.QuickbooksReceived]:
    """A delivery of Intuit's."""
    received = deliveries.from_quickbooks(await request.body(), intuit_signature, known_as)
    if received is None:
        raise HTTPException(401, "the signature does not fit the body")
    return success_envelope(received, known_as)


@procore.post("/v1/webhooks/procore")
async def procore_webhook(
    request: Request, known_as: RequestId, authorization: Annotated[str, Header()]
) -> ApiResponse[deliveries.Received]:
    """A delivery of Procore's."""
    received = deliveries.from_procore(await request.body(), authorization, known_as)
    if received is None:
        raise HTTPException(401, "the bearer is not one of ours")
    return success_envelope(received, known_as)


def _handler(app: FastAPI) -> Handler:
    adapter = Mangum(app, lifespan="off")

    @logger.inject_lambda_context(clear_state=True, correlation_id_path="requestContext.requestId")
    def handler(event: Any, context: LambdaContext) -> Any:
        return adapter(event, cast("MangumContext", context))

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
