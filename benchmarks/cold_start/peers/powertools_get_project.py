"""GET /v1/projects/{project_id} with Powertools' resolver."""

import shared
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

app = APIGatewayHttpResolver(enable_validation=True)


@app.get("/v1/projects/<project_id>")
def get_project(project_id: str) -> tuple[dict, int]:
    status, answer = shared.get_project(app.current_event.raw_event, project_id)
    return answer, status


def lambda_handler(event, context):
    return app.resolve(event, context)
