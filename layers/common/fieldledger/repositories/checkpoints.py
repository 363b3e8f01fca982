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
        """True if ``owner`` may run; an expired lease is taken over."""
        ...

    async def release(self, company_id: str, run: str) -> Result[None]:
        """End the lease that the caller holds."""
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
        if before is not None and before.until > now:
            return Result.ok(before.owner == owner)
        lease = Lease(owner=owner, until=now + timedelta(seconds=seconds))
        version = 0 if before is None else before.version
        taken = await self._leases.put(
            self._leases.write(lease, company_id, run, version=version, expires_at=lease.until + timedelta(days=1))
        )
        if taken.error_code == ErrorCode.VERSION_CONFLICT:
            return Result.ok(data=False)
        return taken.map(lambda _: True)

    async def release(self, company_id: str, run: str) -> Result[None]:
        """End the lease."""
        return await self._leases.remove(company_id, run)
