"""Sync checkpoints, and the lease that keeps two runs of one company apart."""

from datetime import datetime, timedelta
from typing import Protocol

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.sync_run import SyncCheckpoint
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.result import ErrorCode, Result


class Lease(CanonicalModel):
    """Who may work on something, and until when."""

    owner: str
    until: Utc
    version: int = 0


class Checkpoints(Protocol):
    """Access to checkpoints and run leases."""

    async def find(self, company_id: str, vendor: str, resource: str) -> Result[SyncCheckpoint | None]:
        """The checkpoint, or None before the first run."""
        ...

    async def save(self, checkpoint: SyncCheckpoint) -> Result[SyncCheckpoint]:
        """Replace the version that was read."""
        ...

    async def acquire(self, company_id: str, run: str, owner: str, now: datetime, seconds: int) -> Result[bool]:
        """True if ``owner`` may run: nobody else holds a lease that has not expired. Acquiring again prolongs."""
        ...

    async def release(self, company_id: str, run: str, owner: str, now: datetime) -> Result[None]:
        """End the lease if ``owner`` still holds it; one that somebody took over meanwhile is left alone."""
        ...


class DocumentCheckpoints:
    """``CHECKPOINT#<vendor>#<resource>`` and ``LEASE#<run>`` in the control table."""

    def __init__(self, store: DocumentStore) -> None:
        self._checkpoints = Aggregate(store, TableName.CONTROL, SyncCheckpoint, "CHECKPOINT")
        self._leases = Aggregate(store, TableName.CONTROL, Lease, "LEASE")

    async def find(self, company_id: str, vendor: str, resource: str) -> Result[SyncCheckpoint | None]:
        """The checkpoint, or None."""
        return await self._checkpoints.find(company_id, f"{vendor}#{resource}")

    async def save(self, checkpoint: SyncCheckpoint) -> Result[SyncCheckpoint]:
        """Replace the version that was read."""
        identifier = f"{checkpoint.vendor}#{checkpoint.resource}"
        return await self._checkpoints.put(
            self._checkpoints.write(checkpoint, checkpoint.company_id, identifier, version=checkpoint.version)
        )

    async def acquire(self, company_id: str, run: str, owner: str, now: datetime, seconds: int) -> Result[bool]:
        """True if ``owner`` may run. Expiry is checked on read: TTL deletion may come days later."""
        held = await self._leases.find(company_id, run)
        if held.failed:
            return held.failure()
        before = held.unwrap()
        if before is not None and before.until > now and before.owner != owner:
            return Result.ok(data=False)
        lease = Lease(owner=owner, until=now + timedelta(seconds=seconds))
        version = 0 if before is None else before.version
        taken = await self._leases.put(
            self._leases.write(lease, company_id, run, version=version, expires_at=lease.until + timedelta(days=1))
        )
        if taken.error_code == ErrorCode.VERSION_CONFLICT:
            return Result.ok(data=False)
        return taken.map(lambda _: True)

    async def release(self, company_id: str, run: str, owner: str, now: datetime) -> Result[None]:
        """End the lease by letting it expire now, under its version."""
        held = await self._leases.find(company_id, run)
        if held.failed:
            return held.failure()
        lease = held.unwrap()
        if lease is None or lease.owner != owner:
            return Result.ok(None)
        ended = lease.model_copy(update={"until": now})
        write = self._leases.write(ended, company_id, run, version=lease.version, expires_at=now + timedelta(days=1))
        saved = await self._leases.put(write)
        lost = saved.error_code == ErrorCode.VERSION_CONFLICT
        return Result.ok(None) if saved.success or lost else saved.failure()
