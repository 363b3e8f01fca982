"""GET /v1/projects in FastAPI behind Mangum."""

import shared
from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from mangum import Mangum

app = FastAPI()


@app.exception_handler(RequestValidationError)
def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    return JSONResponse(shared.failed(request.scope["aws.event"], "VALIDATION_FAILED", "not valid"), 422)


@app.get("/v1/projects", response_model=shared.Envelope)
def list_projects(request: Request, limit: int = Query(50, ge=1, le=100)) -> dict[str, object]:
    return shared.list_projects(request.scope["aws.event"], limit)


lambda_handler = Mangum(app, lifespan="off")
