"""POST /v1/webhooks/quickbooks in FastAPI behind Mangum."""

import shared
from fastapi import FastAPI, Header, Request, Response
from mangum import Mangum

app = FastAPI()


@app.post("/v1/webhooks/quickbooks", response_model=shared.Envelope)
async def webhook(request: Request, response: Response, intuit_signature: str = Header()) -> dict[str, object]:
    body = await request.body()
    response.status_code, answer = shared.receive(request.scope["aws.event"], body, intuit_signature)
    return answer


lambda_handler = Mangum(app, lifespan="off")
