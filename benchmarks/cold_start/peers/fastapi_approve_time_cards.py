"""POST /v1/time-cards/approvals in FastAPI behind Mangum."""

import shared
from fastapi import FastAPI, Header, Request, Response
from mangum import Mangum

app = FastAPI()


@app.post("/v1/time-cards/approvals", response_model=shared.Envelope)
def approve(
    request: Request, response: Response, body: shared.Approval, idempotency_key: str = Header(min_length=8)
) -> dict[str, object]:
    response.status_code, answer = shared.approve(request.scope["aws.event"], idempotency_key, body)
    return answer


lambda_handler = Mangum(app, lifespan="off")
