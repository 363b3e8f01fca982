"""The books' name lists, kept beside our records: what postings are matched against.

QuickBooks meters reads, so a list is read whole once a day and row by row when a webhook says that it changed.
"""

from datetime import timedelta
from typing import Final

from fieldledger.clients.quickbooks.client import QuickbooksBooks
from fieldledger.clients.quickbooks.models import NameListRow
from fieldledger.domain.clock import Clock
from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.domain.sync_run import SyncCheckpoint, SyncCounts
from fieldledger.repositories.checkpoints import Checkpoints
from fieldledger.repositories.crosswalk import Crosswalk
from fieldledger.result import ErrorCode, Result

FRESH: Final = timedelta(hours=24)
ENTITIES: Final = {
    CounterpartKind.EMPLOYEE: "Employee",
    CounterpartKind.CUSTOMER: "Customer",
    CounterpartKind.ITEM: "Item",
}
_VENDOR: Final = "quickbooks"
_RESOURCE: Final = "name_lists"


class BooksDirectory:
    """Name lists of one company's books."""

    def __init__(self, books: QuickbooksBooks, crosswalk: Crosswalk, checkpoints: Checkpoints, clock: Clock) -> None:
        self._books = books
        self._crosswalk = crosswalk
        self._checkpoints = checkpoints
        self._clock = clock

    async def ensure_fresh(self, company_id: str) -> Result[None]:
        """Read the lists if they were never read or are older than a day."""
        found = await self._checkpoints.find(company_id, _VENDOR, _RESOURCE)
        if found.failed:
            return found.failure()
        checkpoint = found.unwrap()
        now = self._clock.now()
        if checkpoint is not None and checkpoint.updated_at + FRESH > now:
            return Result.ok(None)
        changed = 0
        for kind, entity in ENTITIES.items():
            read = await self._read_list(company_id, kind, entity)
            if read.failed:
                return read.failure()
            changed += read.unwrap()
        fresh = SyncCheckpoint(
            company_id=company_id,
            vendor=_VENDOR,
            resource=_RESOURCE,
            synced_until=now,
            counts=SyncCounts(updated=changed),
            updated_at=now,
            version=0 if checkpoint is None else checkpoint.version,
        )
        saved = await self._checkpoints.save(fresh)
        lost = saved.error_code == ErrorCode.VERSION_CONFLICT  # another worker read them just now
        return Result.ok(None) if saved.success or lost else saved.failure()

    async def refresh_row(self, company_id: str, kind: CounterpartKind, vendor_id: str) -> Result[None]:
        """Read one row again."""
        row = await self._books.name_row(company_id, ENTITIES[kind], vendor_id)
        if row.failed:
            return row.failure()
        saved = await self._crosswalk.save_counterparts([counterpart(company_id, kind, row.unwrap())])
        return saved.map(lambda _: None)

    async def _read_list(self, company_id: str, kind: CounterpartKind, entity: str) -> Result[int]:
        rows = await self._books.name_list(company_id, entity)
        if rows.failed:
            return rows.failure()
        return await self._crosswalk.save_counterparts([counterpart(company_id, kind, row) for row in rows.unwrap()])


def counterpart(company_id: str, kind: CounterpartKind, row: NameListRow) -> Counterpart:
    """A QuickBooks row as a counterpart."""
    return Counterpart(
        company_id=company_id,
        kind=kind,
        vendor_id=row.id,
        display_name=row.display_name or row.name or "",
        number=row.employee_number or None,
        email=None if row.email is None else row.email.address,
        active=row.active,
        sync_token=row.sync_token,
    )
