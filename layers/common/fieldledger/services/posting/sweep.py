"""The sweep: wakes the writer for whatever was left behind."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fieldledger.domain.clock import Clock, iso
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.postings import DueAt, Postings
from fieldledger.result import Result
from fieldledger.services.writing import WakeWriter

GRACE: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class SweepReport:
    """Companies woken, and the age of the oldest work that is due."""

    companies: int
    oldest_due: datetime | None


class PostingSweep:
    """One for each set of books, and for Procore; runs every minute; finds work by due time, never by scanning."""

    def __init__(self, postings: Postings, writer: WakeWriter, clock: Clock, target: DueAt = "quickbooks") -> None:
        self._postings = postings
        self._writer = writer
        self._clock = clock
        self._target = target

    async def sweep(self) -> Result[SweepReport]:
        """Wake every company whose work is due for longer than the grace that the normal wake-up has."""
        now = self._clock.now()
        due = await self._postings.due_companies(now - GRACE, self._target)
        if due.failed:
            return due.failure()
        for company_id in sorted(due.unwrap()):
            woken = await self._writer.wake(company_id, [], iso(now))
            if woken.failed:
                return woken.failure()
            logger.info(LogEvent.WRITER_WOKEN, extra={"entity_id": company_id})
        oldest = min(due.unwrap().values(), default=None)
        return Result.ok(SweepReport(len(due.unwrap()), oldest))
