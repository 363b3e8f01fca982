"""The one logger: a JSON line per event, named by the catalogue, with secrets and personal data taken out."""

import json
import re
from collections.abc import Mapping
from typing import IO, Final

from aws_lambda_powertools import Logger

from fieldledger.log_events import LogEvent

__all__ = ["REDACTED", "LogEvent", "log_mutation", "logger", "new_logger"]

REDACTED: Final = "[redacted]"
_CONFIDENTIAL: Final = re.compile(
    r"authorization|token|secret|password|api_?key|cookie|signature|(?<![a-z])ssn(?![a-z])"
    r"|e_?mail|phone|first_?name|last_?name|display_?name|full_?name",
    re.IGNORECASE,
)
_BEARER: Final = re.compile(r"\b(Bearer|Basic) [A-Za-z0-9._~+/=-]{8,}")


def _redacted(value: object) -> object:
    """``value`` with confidential keys emptied at any depth and credentials cut out of texts."""
    match value:
        case Mapping():
            return {
                str(key): REDACTED if item is not None and _CONFIDENTIAL.search(str(key)) else _redacted(item)
                for key, item in value.items()
            }
        case list() | tuple() | set() | frozenset():
            return [_redacted(item) for item in value]
        case str():
            return _BEARER.sub(rf"\1 {REDACTED}", value)
        case _:
            return value


def _serialize(line: Mapping[str, object]) -> str:
    """One line of ASCII: whatever a caller or a vendor called something can neither end nor hide a line.

    Readers of logs also break lines at U+0085 and U+2028, terminals obey U+009B, and half a character pair has no
    bytes: such a line would be lost.
    """
    return json.dumps(_redacted(line), default=str, separators=(",", ":"))


def new_logger(service: str | None = None, stream: IO[str] | None = None) -> Logger:
    """A logger of its own; the product has one (``logger``), named by POWERTOOLS_SERVICE_NAME."""
    return Logger(service=service, stream=stream, json_serializer=_serialize, utc=True, use_rfc3339=True)


logger: Final = new_logger()


def log_mutation(action: LogEvent, user_id: str, entity_id: str, **extra: object) -> None:
    """Every change of a record is logged with who and which; ``extra`` must hold no personal data."""
    logger.info(action.value, extra={"user_id": user_id, "entity_id": entity_id, **extra})
