"""GET /v1/docs: the API's description for people; `make contracts` puts the page into this folder."""

from functools import cache
from pathlib import Path
from typing import Final

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.runtime import lambda_entry
from fieldledger.runtime.gateway import HttpAnswer, HttpEvent, document_answer, request_id
from fieldledger.settings import Settings, load

settings = load(Settings)

# The page has a style of its own and nothing else: no script, no image, nothing from elsewhere.
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@lambda_entry.api
def lambda_handler(event: HttpEvent, context: LambdaContext) -> HttpAnswer:  # noqa: ARG001 - Lambda's signature
    """The same for everybody."""
    return document_answer(_page(), "text/html; charset=utf-8", request_id(event), _HEADERS)


@cache
def _page() -> str:
    return Path(__file__).with_name("docs.html").read_text(encoding="utf-8")
