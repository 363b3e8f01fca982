"""GET /v1/openapi.json: the API's description for programs; `make contracts` puts it into this folder."""

from functools import cache
from pathlib import Path

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.runtime import lambda_entry
from fieldledger.runtime.gateway import HttpAnswer, HttpEvent, document_answer, request_id
from fieldledger.settings import Settings, load

settings = load(Settings)


@lambda_entry.api
def lambda_handler(event: HttpEvent, context: LambdaContext) -> HttpAnswer:  # noqa: ARG001 - Lambda's signature
    """The same for everybody."""
    return document_answer(_description(), "application/json", request_id(event))


@cache
def _description() -> str:
    return Path(__file__).with_name("openapi.json").read_text(encoding="utf-8")
