"""The sweep: wakes the writer for whatever was left behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from fieldledger.domain.clock import Clock, iso
from fieldledger.domain.connection import ConnectionState, VendorName
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.at_once import MOST_AT_ONCE, at_once
from fieldledger.repositories.connections import Connections
from fieldledger.repositories.postings import DueAt, Postings
from fieldledger.result import Result
from fieldledger.services.writing import WakeWriter

GRACE: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class SweepReport:
    """Companies woken, and since when the oldest work is due that nobody's new sign-in has to come before."""

    companies: int
    oldest_due: datetime | None


class PostingSweep:
    """One for each set of books, and for Procore; runs every minute; finds work by due time, never by scanning."""

    def __init__(
        self,
        postings: Postings,
        connections: Connections,
        writer: WakeWriter,
        clock: Clock,
        target: DueAt = "quickbooks",
    ) -> None:
        self._postings = postings
        self._connections = connections
        self._writer = writer
        self._clock = clock
        self._target = target

    async def sweep(self) -> Result[SweepReport]:
        """Wake every company whose work is due for longer than the grace that the normal wake-up has.

        One that cannot be woken keeps no other from it, and fails the sweep at its end.
        """
        now = self._clock.now()
        due = await self._postings.due_companies(now - GRACE, self._target)
        if due.failed:
            return due.failure()
        woken = await at_once(partial(self._wake, iso(now)), sorted(due.unwrap()), MOST_AT_ONCE)
        failed = next((each for each in woken if each.failed), None)
        if failed is not None:
            return failed.failure()
        oldest = await self._oldest(due.unwrap())
        return oldest.map(lambda moment: SweepReport(len(due.unwrap()), moment))

    async def _wake(self, occasion: str, company_id: str) -> Result[int]:
        woken = await self._writer.wake(company_id, [], occasion)
        if woken.success:
            logger.info(LogEvent.WRITER_WOKEN, extra={"entity_id": company_id})
        return woken

    async def _oldest(self, due: Mapping[str, datetime]) -> Result[datetime | None]:
        """What waits for a lost connection is told by an alarm and an item of its own, and wakes nobody at night."""
        for company_id, moment in sorted(due.items(), key=lambda item: item[1]):
            found = await self._connections.find(company_id, VendorName(self._target))
            if found.failed:
                return found.failure()
            connection = found.unwrap()
            if connection is None or connection.state is not ConnectionState.RECONNECT_REQUIRED:
                return Result.ok(moment)
        return Result.ok(None)
