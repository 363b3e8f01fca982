"""Documents of ours that browsers keep: an entity tag with each, and 304 to who has it already (RFC 9110, 13.1.2)."""

import base64
import hashlib
from collections.abc import Mapping
from http import HTTPStatus

from fieldledger.runtime.gateway import HttpAnswer, HttpEvent, document_answer, header, request_id


def kept_answer(event: HttpEvent, text: str, kind: str, headers: Mapping[str, str]) -> HttpAnswer:
    """The document, or 304 without one where ``If-None-Match`` names what would be sent."""
    tag = _entity_tag(text)
    answer = document_answer(text, kind, request_id(event), {**headers, "etag": tag})
    if not _names(header(event, "if-none-match"), tag):
        return answer
    kept = {name: value for name, value in answer["headers"].items() if name != "content-type"}
    return {**answer, "statusCode": HTTPStatus.NOT_MODIFIED, "headers": kept, "body": ""}


def _entity_tag(text: str) -> str:
    return f'"{base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")}"'


def _names(condition: str, tag: str) -> bool:
    """Weak comparison: what compresses on the way makes tags weak."""
    return condition.strip() == "*" or tag in {each.strip().removeprefix("W/") for each in condition.split(",")}
