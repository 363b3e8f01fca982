"""Releasing parked postings: what they waited for may be there now."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from functools import partial
from itertools import batched
from typing import Final

from fieldledger.domain.clock import Clock, iso
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.posting import TARGETS, BooksRecord, Posting, PostingState, Target
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.documents import MAX_TRANSACTION_WRITES, Put
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.parked_list import exception_of, parked_where
from fieldledger.services.posting.references import Row, waits_for
from fieldledger.services.posting.transitions import cancelled, posted, released
from fieldledger.services.writing import Transactions, WakeWriters

EMPLOYEE_CODES: Final = frozenset(
    {ErrorCode.EMPLOYEE_NUMBER_MISSING, ErrorCode.EMPLOYEE_UNMATCHED, ErrorCode.EMPLOYEE_AMBIGUOUS}
)
JOB_CODES: Final = frozenset({ErrorCode.JOB_NUMBER_MISSING, ErrorCode.JOB_UNMATCHED, ErrorCode.JOB_AMBIGUOUS})
ITEM_CODES: Final = frozenset({ErrorCode.PAY_TYPE_UNMAPPED, ErrorCode.SERVICE_ITEM_UNMATCHED})
_MAPPING_CODES: Final = frozenset({ErrorCode.BOOKS_MAPPING_MISSING})
NAME_CODES: Final[Mapping[CounterpartKind, AbstractSet[ErrorCode]]] = {
    CounterpartKind.EMPLOYEE: EMPLOYEE_CODES,
    CounterpartKind.CUSTOMER: JOB_CODES,
    CounterpartKind.VENDOR: frozenset({ErrorCode.SUPPLIER_UNMATCHED}),
    CounterpartKind.ITEM: ITEM_CODES | _MAPPING_CODES,
    CounterpartKind.ACCOUNT: _MAPPING_CODES,
    CounterpartKind.CLASS: _MAPPING_CODES,
}
"""What a posting may wait for in a name list of the books."""

_INACTIVE: Final = frozenset({ErrorCode.BOOKS_REFERENCE_INACTIVE})


_TOGETHER: Final = MAX_TRANSACTION_WRITES // 3
"""Each posting may close an exception of its own, with an entry in the audit trail."""

_TRIES: Final = 4


@dataclass(frozen=True, slots=True)
class Move:
    """What happens to parked postings, why, and who wants it; ``aside`` is written with each transaction of it."""

    event: LogEvent
    step: Callable[[Posting, datetime, str], Posting]
    note: str
    user_id: str
    aside: tuple[Put, ...] = ()


class ParkedPostings:
    """Parked postings of one company."""

    def __init__(
        self, postings: Postings, inbox: Inbox, transactions: Transactions, writers: WakeWriters, clock: Clock
    ) -> None:
        self._postings = postings
        self._inbox = inbox
        self._transactions = transactions
        self._writers = writers
        self._clock = clock

    async def release(
        self,
        company_id: str,
        codes: AbstractSet[ErrorCode],
        note: str,
        targets: Sequence[Target] = TARGETS,
        only: Callable[[Posting], bool] = lambda _: True,
    ) -> Result[int]:
        """Make postings that are parked for one of ``codes`` pending and wake their writers; the answer counts them.

        ``only`` picks among those of ``codes``.

        Their exceptions close; a problem that is still there reopens its item when the writer meets it again. A posting
        that is still parked behind a closed exception was left behind by an earlier release (it was parked in the
        meantime, or the list was a moment old) and goes along: nobody would look for it any more.
        """
        parked = await parked_where(
            self._postings, company_id, lambda posting: posting.error is not None and posting.target in targets
        )
        if parked.failed:
            return parked.failure()
        closed = await self._inbox.resolved(company_id, {exception_of(posting) for posting in parked.unwrap()} - {""})
        if closed.failed:
            return closed.failure()
        due = [p for p in parked.unwrap() if (_code(p) in codes and only(p)) or exception_of(p) in closed.unwrap()]
        return await self.release_these(company_id, due, note)

    async def release_switched_on(self, company_id: str, rows: AbstractSet[Row], note: str) -> Result[int]:
        """What waits for rows of QuickBooks' lists that were switched off and are not any more."""
        if not rows:
            return Result.ok(0)
        waiting = frozenset(rows)
        return await self.release(
            company_id, _INACTIVE, note, ("quickbooks",), lambda posting: waits_for(posting, waiting)
        )

    async def release_these(
        self, company_id: str, parked: Sequence[Posting], note: str, user_id: str = SYSTEM
    ) -> Result[int]:
        """The same for postings that the caller has read; whoever was faster with one of them wins.

        A person's release begins counting attempts anew: a record that was given up for them may go again.
        """
        step = released if user_id == SYSTEM else retried
        done = await self._move(company_id, parked, Move(LogEvent.POSTING_RELEASED, step, note, user_id))
        if done.failed or not done.unwrap():
            return done.map(len)
        woken = await self._writers.wake_for(company_id, done.unwrap(), iso(self._clock.now()))
        return woken.map(lambda _: len(done.unwrap()))

    async def cancel(self, company_id: str, parked: Sequence[Posting], note: str, user_id: str) -> Result[int]:
        """Give up parked postings; the answer counts them."""
        done = await self._move(company_id, parked, Move(LogEvent.POSTING_CANCELLED, cancelled, note, user_id))
        return done.map(len)

    async def in_books(
        self, company_id: str, parked: Posting, record: BooksRecord, note: str, user_id: str
    ) -> Result[int]:
        """A person has found or made the record in the books: the posting counts as posted.

        ``VALIDATION_FAILED`` if the record belongs to another posting of ours.
        """
        known = await self._postings.books_records(company_id, [(record.entity, record.vendor_id)])
        if known.failed:
            return known.failure()
        before = next(iter(known.unwrap()), None)
        if before is not None and before.posting_id not in {parked.posting_id, parked.replaces}:
            details = {"posting_id": before.posting_id}
            return Result.fail("the record belongs to another posting", ErrorCode.VALIDATION_FAILED, details)
        remembered = record.model_copy(update={"version": 0 if before is None else before.version})
        step = partial(_by_hand, record.vendor_id)
        aside = (self._postings.write_books_record(remembered),)
        done = await self._move(company_id, [parked], Move(LogEvent.POSTING_POSTED, step, note, user_id, aside))
        return done.map(len)

    async def _move(self, company_id: str, parked: Sequence[Posting], move: Move) -> Result[list[Posting]]:
        done: list[Posting] = []
        for group in _groups(parked):
            moved = await self._together(company_id, group, move)
            if moved.failed:
                return moved
            done.extend(moved.unwrap())
        return Result.ok(done)

    async def _together(self, company_id: str, group: "_Group", move: Move) -> Result[list[Posting]]:
        """One transaction; where somebody else was faster with one of them, the others go one by one."""
        written = await self._write(company_id, group, move)
        if written.success:
            return Result.ok(list(group.postings))
        if written.error_code != ErrorCode.VERSION_CONFLICT:
            return written.failure()
        done: list[Posting] = []
        behind: set[str] = set()  # exceptions that something still waits for
        last = {exception_of(posting): posting.posting_id for posting in group.postings}
        for posting in group.postings:
            key = exception_of(posting)
            ends = key in group.closes and last[key] == posting.posting_id and key not in behind
            alone = await self._alone(company_id, posting, (key,) if ends else (), move)
            if alone.failed:
                return alone.failure()
            if alone.unwrap() is _Outcome.DONE:
                done.append(posting)
            elif alone.unwrap() is _Outcome.STILL_PARKED:
                behind.add(key)
        # Where somebody else took the last one, nobody has closed what it waited for.
        closed = await self._close(company_id, [key for key in group.closes if key not in behind], move)
        return closed.map(lambda _: done)

    async def _close(self, company_id: str, exception_ids: Sequence[str], move: Move) -> Result[None]:
        closing = await self._inbox.closing(company_id, exception_ids, move.user_id, move.note)
        if closing.failed or not closing.unwrap():
            return closing.map(lambda _: None)
        written = await self._transactions.transact(closing.unwrap())
        newer = written.error_code == ErrorCode.VERSION_CONFLICT  # a newer occurrence keeps it open
        return Result.ok(None) if newer else written

    async def _alone(
        self, company_id: str, posting: Posting, closes: tuple[str, ...], move: Move
    ) -> Result["_Outcome"]:
        """A posting that is parked behind the same exception still is tried again as it is now."""
        now = posting
        for _ in range(_TRIES):
            written = await self._write(company_id, _Group((now,), closes), move)
            if written.success:
                return Result.ok(_Outcome.DONE)
            if written.error_code != ErrorCode.VERSION_CONFLICT:
                return written.failure()
            latest = await self._postings.get(company_id, posting.posting_id)
            if latest.failed:
                return latest.failure()
            now = latest.unwrap()
            if now.state is not PostingState.PARKED or exception_of(now) != exception_of(posting):
                return Result.ok(_Outcome.GONE)
        return Result.ok(_Outcome.STILL_PARKED)

    async def _write(self, company_id: str, group: "_Group", move: Move) -> Result[None]:
        closing = await self._inbox.closing(company_id, group.closes, move.user_id, move.note)
        if closing.failed:
            return closing.failure()
        now = self._clock.now()
        steps = [self._postings.write(move.step(posting, now, move.note)) for posting in group.postings]
        written = await self._transactions.transact([*steps, *move.aside, *closing.unwrap()])
        if written.success:
            for posting in group.postings:
                log_mutation(move.event, move.user_id, posting.posting_id, note=move.note)
        return written


class _Outcome(Enum):
    """What became of a posting that was moved by itself."""

    DONE = auto()
    GONE = auto()
    STILL_PARKED = auto()


@dataclass(frozen=True, slots=True)
class _Group:
    """Postings that are released together, and the exceptions that nothing waits for afterwards."""

    postings: tuple[Posting, ...]
    closes: tuple[str, ...]


def _groups(parked: Sequence[Posting]) -> Iterator[_Group]:
    """An exception closes with its last posting: whoever dies in between leaves it open, and the rest findable."""
    in_order = sorted(parked, key=exception_of)
    last = {exception_of(posting): posting.posting_id for posting in in_order}
    for group in batched(in_order, _TOGETHER, strict=False):
        ending = {exception_of(posting) for posting in group if last[exception_of(posting)] == posting.posting_id}
        yield _Group(group, tuple(sorted(ending - {""})))


def _by_hand(vendor_id: str, posting: Posting, now: datetime, note: str) -> Posting:
    return posted(posting, vendor_id, posting.vendor_sync_token or "0", now, note)


def retried(posting: Posting, now: datetime, note: str) -> Posting:
    """Released by a person, with all its attempts before it again."""
    return released(posting, now, note).model_copy(update={"attempts": 0})


def _code(posting: Posting) -> str:
    return "" if posting.error is None else posting.error.code
