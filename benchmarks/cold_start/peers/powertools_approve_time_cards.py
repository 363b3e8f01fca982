"""POST /v1/time-cards/approvals with Powertools' resolver."""

from typing import Annotated

import shared
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Body

app = APIGatewayHttpResolver(enable_validation=True)


@app.post("/v1/time-cards/approvals")
def approve(body: Annotated[shared.Approval, Body()]) -> tuple[dict, int]:
    key = app.current_event.headers["idempotency-key"]
    status, answer = shared.approve(app.current_event.raw_event, key, body)
    return answer, status


def lambda_handler(event, context):
    return app.resolve(event, context)
