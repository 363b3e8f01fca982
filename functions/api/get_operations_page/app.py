"""GET /ops: the operations page; it shows nothing before somebody has signed in."""

from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Final
from urllib.parse import urlsplit

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.runtime import lambda_entry
from fieldledger.runtime.gateway import HttpAnswer, HttpEvent
from fieldledger.runtime.kept_documents import kept_answer
from fieldledger.settings import SignInPageSettings, load

settings = load(SignInPageSettings)

# Scripts and style are ours and from here; the API is here; only the issuer that gives tokens may be elsewhere.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'{issuer}; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'"
)


@lambda_entry.api
def lambda_handler(event: HttpEvent, context: LambdaContext) -> HttpAnswer:  # noqa: ARG001 - Lambda's signature
    """The same for everybody."""
    return kept_answer(event, _page(settings), "text/html; charset=utf-8", _headers(settings.sign_in_token_url))


@cache
def _page(told: SignInPageSettings) -> str:
    """The page with what it has to know of the issuer; empty addresses: people paste a token."""
    text = Path(__file__).with_name("page.html").read_text(encoding="utf-8")
    return Template(text).substitute(
        authorize_url=escape(told.sign_in_authorize_url),
        token_url=escape(told.sign_in_token_url),
        client_id=escape(told.sign_in_client_id),
    )


def _headers(token_url: str) -> dict[str, str]:
    return {
        "content-security-policy": _POLICY.format(issuer=_origin(token_url)),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
    }


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
