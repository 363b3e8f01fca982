"""Releasing parked postings: what they waited for may be there now."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Final

from fieldledger.domain.clock import Clock, iso
from fieldledger.domain.posting import Posting
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.documents import MAX_TRANSACTION_WRITES
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import Transactions, WakeWriter
from fieldledger.services.audit import SYSTEM
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.parked_list import parked_where
from fieldledger.services.posting.transitions import cancelled, released

EMPLOYEE_CODES: Final = frozenset(
    {ErrorCode.EMPLOYEE_NUMBER_MISSING, ErrorCode.EMPLOYEE_UNMATCHED, ErrorCode.EMPLOYEE_AMBIGUOUS}
)
JOB_CODES: Final = frozenset({ErrorCode.JOB_NUMBER_MISSING, ErrorCode.JOB_UNMATCHED, ErrorCode.JOB_AMBIGUOUS})
ITEM_CODES: Final = frozenset({ErrorCode.PAY_TYPE_UNMAPPED, ErrorCode.SERVICE_ITEM_UNMATCHED})


_TOGETHER: Final = MAX_TRANSACTION_WRITES // 2
"""Each posting may close an exception of its own."""


@dataclass(frozen=True, slots=True)
class Move:
    """What happens to parked postings, why, and who wants it."""

    event: LogEvent
    step: Callable[[Posting, datetime, str], Posting]
    note: str
    user_id: str


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

        def waits(posting: Posting) -> bool:
            return posting.error is not None and posting.error.code in codes

        parked = await parked_where(self._postings, company_id, waits)
        if parked.failed:
            return parked.failure()
        return await self.release_these(company_id, parked.unwrap(), note)

    async def release_these(
        self, company_id: str, parked: Sequence[Posting], note: str, user_id: str = SYSTEM
    ) -> Result[int]:
        """The same for postings that the caller has read; whoever was faster with one of them wins."""
        done = await self._move(company_id, parked, Move(LogEvent.POSTING_RELEASED, released, note, user_id))
        if done.failed or not done.unwrap():
            return done.map(len)
        woken = await self._writer.wake(company_id, done.unwrap(), iso(self._clock.now()))
        return woken.map(lambda _: len(done.unwrap()))

    async def cancel(self, company_id: str, parked: Sequence[Posting], note: str, user_id: str) -> Result[int]:
        """Give up parked postings; the answer counts them."""
        done = await self._move(company_id, parked, Move(LogEvent.POSTING_CANCELLED, cancelled, note, user_id))
        return done.map(len)

    async def _move(self, company_id: str, parked: Sequence[Posting], move: Move) -> Result[list[str]]:
        done: list[str] = []
        for group in _groups(parked):
            moved = await self._together(company_id, group, move)
            if moved.failed:
                return moved
            done.extend(moved.unwrap())
        return Result.ok(done)

    async def _together(self, company_id: str, group: "_Group", move: Move) -> Result[list[str]]:
        """One transaction; where somebody else was faster with one of them, the others go one by one."""
        written = await self._write(company_id, group, move)
        if written.success:
            return Result.ok([posting.posting_id for posting in group.postings])
        if written.error_code != ErrorCode.VERSION_CONFLICT:
            return written.failure()
        if len(group.postings) == 1:
            return Result.ok([])
        done: list[str] = []
        for posting in group.postings:
            closes = group.closes if posting is group.postings[-1] else ()
            alone = await self._together(company_id, _Group((posting,), closes), move)
            if alone.failed:
                return alone
            done.extend(alone.unwrap())
        return Result.ok(done)

    async def _write(self, company_id: str, group: "_Group", move: Move) -> Result[None]:
        closing = await self._inbox.closing(company_id, group.closes, move.user_id, move.note)
        if closing.failed:
            return closing.failure()
        now = self._clock.now()
        steps = [self._postings.write(move.step(posting, now, move.note)) for posting in group.postings]
        written = await self._transactions.transact([*steps, *closing.unwrap()])
        if written.success:
            for posting in group.postings:
                log_mutation(move.event, move.user_id, posting.posting_id, note=move.note)
        return written


@dataclass(frozen=True, slots=True)
class _Group:
    """Postings that are released together, and the exceptions that nothing waits for afterwards."""

    postings: tuple[Posting, ...]
    closes: tuple[str, ...]


def _groups(parked: Sequence[Posting]) -> Iterator[_Group]:
    """An exception closes with its last posting: whoever dies in between leaves it open, and the rest findable."""
    in_order = sorted(parked, key=_exception)
    last = {_exception(posting): posting.posting_id for posting in in_order}
    for group in batched(in_order, _TOGETHER, strict=False):
        ending = {_exception(posting) for posting in group if last[_exception(posting)] == posting.posting_id}
        yield _Group(group, tuple(sorted(ending)))


def _exception(posting: Posting) -> str:
    return "" if posting.error is None else posting.error.details["exception_id"]
