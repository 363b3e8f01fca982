"""GET /v1/projects/{project_id} in FastAPI behind Mangum."""

import shared
from fastapi import FastAPI, Path, Request, Response
from mangum import Mangum

app = FastAPI()


@app.get("/v1/projects/{project_id}", response_model=shared.Envelope)
def get_project(request: Request, response: Response, project_id: str = Path(max_length=128)) -> dict[str, object]:
    response.status_code, answer = shared.get_project(request.scope["aws.event"], project_id)
    return answer


lambda_handler = Mangum(app, lifespan="off")
