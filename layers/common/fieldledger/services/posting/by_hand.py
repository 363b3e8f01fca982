"""What a person does with one posting: have it tried again now, or give it up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.clock import Clock, iso
from fieldledger.domain.posting import Operation, Posting, PostingState
from fieldledger.log import LogEvent, log_mutation, logger
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.documents import Put
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import audit_entry
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.parked_list import left_by
from fieldledger.services.posting.release import retried
from fieldledger.services.posting.transitions import cancelled, woken
from fieldledger.services.writing import Transactions, WakeWriters

_TRIES: Final = 4


@dataclass(frozen=True, slots=True)
class ByHand:
    """One posting and who asks. ``version``: what the person saw; nothing happens to a posting that moved on since."""

    company_id: str
    user_id: str
    posting_id: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    """``to`` is None where nothing has to be written."""

    event: LogEvent
    to: Callable[[Posting, datetime, str], Posting] | None
    note: str


class PostingsByHand:
    """Moves single postings, each with its audit entry; an exception closes with the last posting behind it."""

    def __init__(
        self,
        postings: Postings,
        inbox: Inbox,
        audit: AuditTrail,
        transactions: Transactions,
        writers: WakeWriters,
        clock: Clock,
    ) -> None:
        self._postings = postings
        self._inbox = inbox
        self._audit = audit
        self._transactions = transactions
        self._writers = writers
        self._clock = clock

    async def retry(self, request: ByHand) -> Result[Posting]:
        """A parked posting is pending again, with all its attempts before it; one that waits until later is due now.

        The writer is woken in either case, also for one that is due already. Codes: ``NOT_FOUND``,
        ``VERSION_CONFLICT``, ``POSTING_IN_FLIGHT``, ``POSTING_FINISHED`` (posted or given up).
        """
        moved = await self._move(request, self._again)
        if moved.success:
            await self._wake(moved.unwrap())
        return moved

    async def cancel(self, request: ByHand, reason: str) -> Result[Posting]:
        """Give up a posting that was not sent. Codes: as ``retry``; what is on its way or posted is not given up."""
        return await self._move(request, partial(_given_up, f"given up: {reason}"))

    async def _move(self, request: ByHand, choose: Callable[[Posting], Result[_Step]]) -> Result[Posting]:
        """Whoever moves it at the same time wins; what it is then decides anew, unless the person named a version."""
        written: Result[Posting] = Result.fail("not tried", ErrorCode.VERSION_CONFLICT)
        for _ in range(_TRIES):
            found = await self._postings.get(request.company_id, request.posting_id)
            if found.failed:
                return found
            posting = found.unwrap()
            if request.version not in {None, posting.version}:
                return Result.fail("the posting moved on since it was looked at", ErrorCode.VERSION_CONFLICT)
            chosen = choose(posting)
            if chosen.failed:
                return chosen.failure()
            written = await self._write(request, posting, chosen.unwrap())
            if written.error_code != ErrorCode.VERSION_CONFLICT:
                break
        return written

    def _again(self, posting: Posting) -> Result[_Step]:
        match posting.state:
            case PostingState.PARKED:
                return Result.ok(_Step(LogEvent.POSTING_RELEASED, retried, "tried again by a person"))
            case PostingState.PENDING if posting.not_before > self._clock.now():
                return Result.ok(_Step(LogEvent.POSTING_RELEASED, woken, "not left waiting by a person"))
            case PostingState.PENDING:
                return Result.ok(_Step(LogEvent.POSTING_RELEASED, None, ""))
            case _:
                return _too_late(posting)

    async def _write(self, request: ByHand, posting: Posting, step: _Step) -> Result[Posting]:
        if step.to is None:
            return Result.ok(posting)
        closing = await self._closing(request, posting, step)
        if closing.failed:
            return closing.failure()
        now = self._clock.now()
        moved = step.to(posting, now, step.note)
        entry = self._audit.write(_entry(request, step.event, posting, moved))
        written = await self._transactions.transact([self._postings.write(moved), entry, *closing.unwrap()])
        if written.failed:
            return written.failure()
        log_mutation(step.event, request.user_id, posting.posting_id, note=step.note)
        return Result.ok(moved.model_copy(update={"version": posting.version + 1}))

    async def _closing(self, request: ByHand, posting: Posting, step: _Step) -> Result[list[Put]]:
        left = await left_by(self._postings, request.company_id, [posting])
        if left.failed:
            return left.failure()
        return await self._inbox.closing(request.company_id, left.unwrap(), request.user_id, step.note)

    async def _wake(self, posting: Posting) -> None:
        """A wake-up that fails costs only time: the sweep finds every pending posting."""
        sent = await self._writers.wake_for(posting.company_id, [posting], iso(self._clock.now()))
        if sent.failed:
            logger.warning(LogEvent.WAKE_FAILED, extra={"entity_id": posting.posting_id, "code": sent.error_code})


def _given_up(note: str, posting: Posting) -> Result[_Step]:
    if posting.state in {PostingState.PENDING, PostingState.PARKED}:
        return Result.ok(_Step(LogEvent.POSTING_CANCELLED, cancelled, note))
    return _too_late(posting)


def _entry(request: ByHand, event: LogEvent, before: Posting, after: Posting) -> AuditEntry:
    """The version makes a second retry of the same posting an entry of its own."""
    note = after.history[-1].note or ""
    return audit_entry(
        request.company_id,
        request.user_id,
        event,
        request.posting_id,
        after.updated_at,
        before=_shown(before),
        after={**_shown(after), "note": note, "version": str(before.version + 1)},
    )


def _shown(posting: Posting) -> dict[str, str]:
    return {"state": posting.state, "not_before": iso(posting.not_before)}


_INSTEAD: Final[Mapping[Operation, str]] = {
    Operation.CREATE: "change the record at its source and confirm the adjustment, or correct it in the books",
    Operation.UPDATE: "change the record at its source and confirm the adjustment, or correct it in the books",
    Operation.REMOVE: "enter the record in the books by hand if it should be there after all",
}


def _too_late[T](posting: Posting) -> Result[T]:
    """Why a posting cannot be moved any more, and what to do instead."""
    details = {"state": posting.state.value}
    match posting.state:
        case PostingState.SEALED:
            text = "the posting is on its way to the books: wait until its outcome is known"
            return Result.fail(text, ErrorCode.POSTING_IN_FLIGHT, details)
        case PostingState.POSTED:
            details["instead"] = _INSTEAD[posting.operation]
            return Result.fail("the posting is in the books", ErrorCode.POSTING_FINISHED, details)
        case _:
            details["instead"] = "a new version of the record at its source makes a new posting"
            return Result.fail("the posting was given up", ErrorCode.POSTING_FINISHED, details)
