"""Releasing parked postings: what they waited for may be there now."""

from collections.abc import Set as AbstractSet
from itertools import batched
from typing import Final

from fieldledger.domain.clock import Clock, iso
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.documents import MAX_TRANSACTION_WRITES, StartKey
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import Transactions, WakeWriter
from fieldledger.services.audit import SYSTEM
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.transitions import released

EMPLOYEE_CODES: Final = frozenset(
    {ErrorCode.EMPLOYEE_NUMBER_MISSING, ErrorCode.EMPLOYEE_UNMATCHED, ErrorCode.EMPLOYEE_AMBIGUOUS}
)
JOB_CODES: Final = frozenset({ErrorCode.JOB_NUMBER_MISSING, ErrorCode.JOB_UNMATCHED, ErrorCode.JOB_AMBIGUOUS})
ITEM_CODES: Final = frozenset({ErrorCode.PAY_TYPE_UNMAPPED, ErrorCode.SERVICE_ITEM_UNMATCHED})


class ParkedPostings:
    """Parked postings of one company."""

    def __init__(
        self, postings: Postings, inbox: Inbox, transactions: Transactions, writer: WakeWriter, clock: Clock
    ) -> None:
        self._postings = postings
        self._inbox = inbox
        self._transactions = transactions
        self._writer = writer
        self._clock = clock

    async def release(self, company_id: str, codes: AbstractSet[ErrorCode], note: str) -> Result[int]:
        """Make postings parked for one of ``codes`` pending and wake the writer; the answer counts them.

        Their exceptions close; a problem that is still there reopens its item when the writer meets it again.
        """
        parked = await self._parked(company_id, codes)
        if parked.failed:
            return parked.failure()
        done: list[Posting] = []
        for group in batched(parked.unwrap(), MAX_TRANSACTION_WRITES, strict=False):
            now = self._clock.now()
            writes = [self._postings.write(released(posting, now, note)) for posting in group]
            written = await self._transactions.transact(writes)
            if written.success:
                done.extend(group)
            elif written.error_code != ErrorCode.VERSION_CONFLICT:
                return written.failure()
        if not done:
            return Result.ok(0)
        for posting in done:
            log_mutation(LogEvent.POSTING_RELEASED, SYSTEM, posting.posting_id, note=note)
        exceptions = {p.error.details["exception_id"] for p in done if p.error is not None}
        closed = await self._inbox.resolve(company_id, sorted(exceptions))
        if closed.failed:
            return closed
        woken = await self._writer.wake(company_id, [p.posting_id for p in done], iso(self._clock.now()))
        return woken.map(lambda _: len(done))

    async def _parked(self, company_id: str, codes: AbstractSet[ErrorCode]) -> Result[list[Posting]]:
        found: list[Posting] = []
        start: StartKey | None = None
        while True:
            page = await self._postings.by_state(company_id, PostingState.PARKED, 200, start)
            if page.failed:
                return page.failure()
            found.extend(p for p in page.unwrap().items if p.error is not None and p.error.code in codes)
            start = page.unwrap().next_start
            if start is None:
                return Result.ok(found)
