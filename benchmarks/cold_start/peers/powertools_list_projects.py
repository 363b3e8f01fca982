"""GET /v1/projects with Powertools' resolver."""

from typing import Annotated

import shared
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Query

app = APIGatewayHttpResolver(enable_validation=True)


@app.get("/v1/projects")
def list_projects(limit: Annotated[int, Query(ge=1, le=100)] = 50) -> dict:
    return shared.list_projects(app.current_event.raw_event, limit)


def lambda_handler(event, context):
    return app.resolve(event, context)
