"""Records that cannot be read go to the inbox: named by their id, counted, never silently skipped."""

from typing import Final

from fieldledger.clients.reading import MalformedRow
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.log import LogEvent, logger
from fieldledger.result import ErrorCode
from fieldledger.services.inbox import Problem

_KINDS: Final = {
    SyncResource.RAKEN_PROJECTS: "project",
    SyncResource.RAKEN_MEMBERS: "member",
    SyncResource.RAKEN_TIME_CARDS: "time_card",
}


def malformed(resource: SyncResource, row: MalformedRow) -> Problem:
    """The problem of one record; without an id it is named by the hash of its content."""
    kind = _KINDS.get(resource, resource.short_name)
    identifier = row.entity_id or row.sha256[:32]
    fields = row.path.removeprefix(f"{row.index}.")
    logger.warning(LogEvent.RECORD_MALFORMED, extra={"entity_id": identifier, "kind": kind, "fields": fields})
    text = f"{resource.vendor.value.capitalize()} sent a {kind} that cannot be used: {fields} ({row.reason})"
    details = {"fields": fields, "sha256": row.sha256}
    return Problem(ErrorCode.RECORD_MALFORMED, f"{resource.vendor}_{kind}:{identifier}", text, details)
