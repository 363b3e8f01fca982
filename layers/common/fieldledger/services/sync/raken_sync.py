"""The scheduled Raken sync of one company."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.checkpoints import Checkpoints
from fieldledger.result import ErrorCode, Result
from fieldledger.services.deadline import Deadline
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.release import EMPLOYEE_CODES, JOB_CODES, ParkedPostings
from fieldledger.services.sync.master_data import MasterDataSync
from fieldledger.services.sync.time_card_sync import TimeCardSync

LEASE_SECONDS: Final = 330  # a little longer than the function may run
_RUN: Final = "sync#raken"


@dataclass(frozen=True, slots=True)
class RakenSyncParts:
    """What the sync works with."""

    master_data: MasterDataSync
    time_cards: TimeCardSync
    checkpoints: Checkpoints
    parked: ParkedPostings
    inbox: Inbox
    clock: Clock
    owner: Callable[[], str]


class RakenSync:
    """Projects and members first, so that cards find their names; one run per company at a time."""

    def __init__(self, parts: RakenSyncParts) -> None:
        self._parts = parts

    async def run(self, company_id: str, deadline: Deadline) -> Result[SyncCounts]:
        """Counts of this run; all zero if another run holds the company's lease.

        A budget or quota that is used up is a failure with ``retry_at``; the next run goes on at the checkpoint.
        """
        parts = self._parts
        leased = await parts.checkpoints.acquire(company_id, _RUN, parts.owner(), parts.clock.now(), LEASE_SECONDS)
        if leased.failed:
            return leased.failure()
        if not leased.unwrap():
            logger.info(LogEvent.SYNC_SKIPPED, extra={"entity_id": company_id})
            return Result.ok(SyncCounts())
        done = await self._run(company_id, deadline)
        await parts.checkpoints.release(company_id, _RUN, parts.owner(), parts.clock.now())
        await self._report(company_id, done)
        return done

    async def _run(self, company_id: str, deadline: Deadline) -> Result[SyncCounts]:
        lists = self._parts.master_data
        total = SyncCounts()
        for read, codes in ((lists.projects, JOB_CODES), (lists.employees, EMPLOYEE_CODES)):
            counts = await read(company_id)
            if counts.failed:
                return counts
            total = total.plus(counts.unwrap())
            released = await self._release(company_id, counts.unwrap(), codes)
            if released.failed:
                return released.failure()
        cards = await self._parts.time_cards.run(company_id, deadline)
        return cards.map(total.plus)

    async def _release(self, company_id: str, counts: SyncCounts, codes: AbstractSet[ErrorCode]) -> Result[int]:
        """A number or a record that somebody added in Raken may be what parked postings wait for.

        Done before the next list is read: a run that stops there does not see this list's changes again.
        """
        if not counts.updated and not counts.created:
            return Result.ok(0)
        return await self._parts.parked.release(company_id, codes, "Raken's record changed")

    async def _report(self, company_id: str, done: Result[SyncCounts]) -> None:
        if done.success:
            counts = done.unwrap().model_dump()
            logger.info(LogEvent.SYNC_FINISHED, extra={"entity_id": company_id, "counts": counts})
            return
        logger.warning(LogEvent.SYNC_STOPPED, extra={"entity_id": company_id, "code": done.error_code})
        await self._parts.inbox.raise_lost_connection(company_id, VendorName.RAKEN, done)
