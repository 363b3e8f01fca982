"""Mirrored records, and where syncs stand."""

from collections.abc import Mapping
from datetime import datetime

from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncMode, SyncRun, SyncState
from tests.builders.moments import APPROVED_AT, COMPANY, CONTENT_HASH, SYNCED_AT


def a_mirror_record(
    *,
    company_id: str = COMPANY,
    resource: SyncResource = SyncResource.PROCORE_REQUISITIONS,
    record_id: str = "5001",
    scope_id: str | None = "301",
    facts: Mapping[str, str] | None = None,
    deleted_at: datetime | None = None,
    version: int = 0,
) -> MirrorRecord:
    """A requisition of a project."""
    return MirrorRecord(
        company_id=company_id,
        resource=resource,
        record_id=record_id,
        scope_id=scope_id,
        facts={"number": "3"} if facts is None else dict(facts),
        content_hash=CONTENT_HASH,
        source_updated_at=SYNCED_AT,
        deleted_at=deleted_at,
        written_at=SYNCED_AT,
        version=version,
    )


def a_sync_run(
    *,
    company_id: str = COMPANY,
    resource: SyncResource = SyncResource.PROCORE_REQUISITIONS,
    run_id: str = "20260302T130000000000Z-1a2b3c4d",
    mode: SyncMode = SyncMode.INCREMENTAL,
    started_at: datetime = APPROVED_AT,
    finished_at: datetime | None = None,
) -> SyncRun:
    """A scheduled run that has just begun."""
    return SyncRun(
        company_id=company_id,
        resource=resource,
        run_id=run_id,
        mode=mode,
        requested_by="system",
        until=started_at,
        started_at=started_at,
        updated_at=started_at,
        finished_at=finished_at,
    )


def a_sync_state(
    *,
    company_id: str = COMPANY,
    resource: SyncResource = SyncResource.PROCORE_REQUISITIONS,
    due_at: datetime = APPROVED_AT,
    active: SyncRun | None = None,
    paused: bool = False,
    version: int = 0,
) -> SyncState:
    """A resource that is due and not being read."""
    return SyncState(
        company_id=company_id, resource=resource, due_at=due_at, active=active, paused=paused, version=version
    )


def records_of(run: SyncRun, resource: SyncResource) -> int:
    """How many records its census has of a resource."""
    return sum(part.records for part in run.progress.census.get(resource, {}).values())
