"""GET /ops/{file}: a script or the style of the operations page."""

from functools import cache
from pathlib import Path
from typing import Final

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.result import ErrorCode, Result
from fieldledger.runtime import lambda_entry
from fieldledger.runtime.gateway import HttpAnswer, HttpEvent, failure_answer, request_id
from fieldledger.runtime.kept_documents import kept_answer
from fieldledger.settings import Settings, load

settings = load(Settings)

_KINDS: Final = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_HEADERS: Final = {"x-content-type-options": "nosniff", "cross-origin-resource-policy": "same-origin"}
_NO_FILE: Final[Result[object]] = Result.fail("the page has no such file", ErrorCode.NOT_FOUND)


@lambda_entry.api
def lambda_handler(event: HttpEvent, context: LambdaContext) -> HttpAnswer:  # noqa: ARG001 - Lambda's signature
    """The same for everybody; 404 for what is not one of the page's own files."""
    name = event["requestContext"]["http"]["path"].rpartition("/")[2]
    text = _files().get(name)
    if text is None:
        return failure_answer(_NO_FILE, request_id(event))
    return kept_answer(event, text, _KINDS[Path(name).suffix], _HEADERS)


@cache
def _files() -> dict[str, str]:
    """By name: a name that is asked for never becomes a path."""
    found = Path(__file__).with_name("files").iterdir()
    return {path.name: path.read_text(encoding="utf-8") for path in found if path.suffix in _KINDS}
