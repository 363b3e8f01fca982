"""Records that cannot be read go to the inbox: named by their id, counted, never silently skipped."""

from collections.abc import Mapping

from fieldledger.domain.hashing import content_hash
from fieldledger.log import LogEvent, logger
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Problem


def malformed(kind: str, raw: object, failed: Result[object]) -> Problem:
    """The problem of one record; without an id, or where it is no object, it is named by a hash of its content."""
    record = raw if isinstance(raw, Mapping) else {"row": raw}
    identifier = str(record.get("uuid") or content_hash(record))
    fields = str(failed.details.get("fields", ""))
    logger.warning(LogEvent.RECORD_MALFORMED, extra={"entity_id": identifier, "kind": kind, "fields": fields})
    text = f"Raken sent a {kind} that cannot be used: {failed.error}"
    return Problem(ErrorCode.RECORD_MALFORMED, f"raken_{kind}:{identifier}", text, {"fields": fields})
