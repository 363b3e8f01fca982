"""The books' name lists, kept beside our records: what postings are matched against.

QuickBooks meters reads, so a list that the sync of the books keeps up to date is never read here. Without that sync it
is read whole once a day, and row by row when a webhook says that it changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from fieldledger.clients.quickbooks.client import QuickbooksBooks
from fieldledger.clients.quickbooks.models import NameListRow
from fieldledger.domain.clock import Clock
from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCheckpoint, SyncCounts
from fieldledger.repositories.checkpoints import Checkpoints
from fieldledger.repositories.crosswalk import Crosswalk
from fieldledger.repositories.sync_states import SyncStates
from fieldledger.result import ErrorCode, Result
from fieldledger.services.posting.references import Row

FRESH: Final = timedelta(hours=24)
ENTITIES: Final = {
    CounterpartKind.EMPLOYEE: "Employee",
    CounterpartKind.CUSTOMER: "Customer",
    CounterpartKind.VENDOR: "Vendor",
    CounterpartKind.ITEM: "Item",
    CounterpartKind.ACCOUNT: "Account",
    CounterpartKind.CLASS: "Class",
}
_VENDOR: Final = "quickbooks"
_NEVER_BOUGHT: Final = frozenset({"category", "group"})


class BooksDirectory:
    """Name lists of one company's books."""

    def __init__(
        self,
        books: QuickbooksBooks,
        crosswalk: Crosswalk,
        checkpoints: Checkpoints,
        clock: Clock,
        syncs: SyncStates | None = None,
    ) -> None:
        self._books = books
        self._syncs = syncs
        self._crosswalk = crosswalk
        self._checkpoints = checkpoints
        self._clock = clock

    async def ensure_fresh(self, company_id: str, kinds: Iterable[CounterpartKind]) -> Result[frozenset[Row]]:
        """Read those of the lists that were never read or are older than a day, unless the sync brings them; the answer
        names rows that are active and were not.
        """
        synced = await self._synced(company_id)
        if synced.failed or synced.unwrap():
            return synced.map(lambda _: frozenset())
        back: set[Row] = set()
        for kind in kinds:
            ensured = await self._ensure(company_id, kind)
            if ensured.failed:
                return ensured
            back |= ensured.unwrap()
        return Result.ok(frozenset(back))

    async def _synced(self, company_id: str) -> Result[bool]:
        """Whether a full or incremental read of the books ended within a day: it brought every change of the lists."""
        if self._syncs is None:
            return Result.ok(data=False)
        found = await self._syncs.find(company_id, SyncResource.QUICKBOOKS_BOOKS)
        return found.map(
            lambda state: (
                state is not None
                and state.full_at is not None
                and state.synced_until is not None
                and state.synced_until + FRESH > self._clock.now()
            )
        )

    async def _ensure(self, company_id: str, kind: CounterpartKind) -> Result[frozenset[Row]]:
        resource = f"{kind}_list"
        found = await self._checkpoints.find(company_id, _VENDOR, resource)
        if found.failed:
            return found.failure()
        checkpoint = found.unwrap()
        now = self._clock.now()
        if checkpoint is not None and checkpoint.updated_at + FRESH > now:
            return Result.ok(frozenset())
        before = await self._crosswalk.counterparts(company_id, kind)
        if before.failed:
            return before.failure()
        read = await self._read_list(company_id, kind, ENTITIES[kind])
        if read.failed:
            return read.failure()
        fresh = SyncCheckpoint(
            company_id=company_id,
            vendor=_VENDOR,
            resource=resource,
            synced_until=now,
            counts=SyncCounts(updated=read.unwrap().saved),
            updated_at=now,
            version=0 if checkpoint is None else checkpoint.version,
        )
        saved = await self._checkpoints.save(fresh)
        lost = saved.error_code == ErrorCode.VERSION_CONFLICT  # another worker read it just now
        off = {row.vendor_id for row in before.unwrap() if not row.active}
        back = frozenset((kind, vendor_id) for vendor_id in read.unwrap().active & off)
        return Result.ok(back) if saved.success or lost else saved.failure()

    async def refresh_row(self, company_id: str, kind: CounterpartKind, vendor_id: str) -> Result[Counterpart]:
        """Read one row again."""
        row = await self._books.name_row(company_id, ENTITIES[kind], vendor_id)
        if row.failed:
            return row.failure()
        found = counterpart(company_id, kind, row.unwrap())
        return (await self._crosswalk.save_counterparts([found])).map(lambda _: found)

    async def _read_list(self, company_id: str, kind: CounterpartKind, entity: str) -> Result["_Read"]:
        rows = await self._books.name_list(company_id, entity)
        if rows.failed:
            return rows.failure()
        found = [counterpart(company_id, kind, row) for row in rows.unwrap()]
        active = {row.vendor_id for row in found if row.active}
        return (await self._crosswalk.save_counterparts(found)).map(lambda saved: _Read(saved, active))


@dataclass(frozen=True, slots=True)
class _Read:
    """How many rows of a list were new or different, and which are active."""

    saved: int
    active: set[str]


def counterpart(company_id: str, kind: CounterpartKind, row: NameListRow) -> Counterpart:
    """A QuickBooks row as a counterpart."""
    return Counterpart(
        company_id=company_id,
        kind=kind,
        vendor_id=row.id,
        display_name=row.display_name or row.fully_qualified_name or row.name or "",
        number=row.employee_number or (row.account_number if kind is CounterpartKind.ACCOUNT else None) or None,
        email=None if row.email is None else row.email.address,
        cost_rate=row.cost_rate,
        account_type=row.account_type,
        account_sub_type=row.account_sub_type,
        purchased=_is_bought(row) if kind is CounterpartKind.ITEM else None,
        active=row.active,
        sync_token=row.sync_token,
    )


def _is_bought(row: NameListRow) -> bool:
    """An item that is bought has an account of expenses; categories and groups stand on no bill (quickbooks.md 7.2)."""
    return row.expense_account is not None and (row.type or "").casefold() not in _NEVER_BOUGHT
