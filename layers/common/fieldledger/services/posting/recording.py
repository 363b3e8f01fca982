"""Recording what became of a sealed batch: every item's outcome and the batch itself, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.posting import BooksRecord, Posting, PostingState
from fieldledger.domain.sealed_batch import BatchState, SealedBatch
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.documents import Write
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import Transactions
from fieldledger.services.audit import SYSTEM
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.posting.parking import Parking
from fieldledger.services.posting.transitions import pending_again, posted

_TRIES: Final = 4


@dataclass(frozen=True, slots=True)
class Posted:
    """The record is in the books; ``differences`` tells where the books hold something else than was sent."""

    vendor_id: str
    sync_token: str
    note: str
    differences: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Again:
    """Surely not in the books; try at ``not_before``."""

    not_before: datetime
    code: ErrorCode
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Parked:
    """Surely not in the books, and only a person can help."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Open:
    """Not known; the batch stays open for it."""


type ItemOutcome = Posted | Again | Parked | Open


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many items ended how."""

    posted: int = 0
    again: int = 0
    parked: int = 0
    open: int = 0


class Recorder:
    """Writes outcomes of sealed batches."""

    def __init__(
        self, postings: Postings, parking: Parking, inbox: Inbox, transactions: Transactions, clock: Clock
    ) -> None:
        self._postings = postings
        self._parking = parking
        self._inbox = inbox
        self._transactions = transactions
        self._clock = clock

    async def record(self, batch: SealedBatch, outcomes: Mapping[str, ItemOutcome]) -> Result[Recorded]:
        """``outcomes`` is by posting id; an item without one counts as open. Recording twice changes nothing."""
        for _ in range(_TRIES):
            found = await self._postings.get_many(batch.company_id, [item.posting_id for item in batch.items])
            if found.failed:
                return found.failure()
            mine = [p for p in found.unwrap() if p.state is PostingState.SEALED and p.batch_id == batch.batch_id]
            raised = await self._inbox.writes(batch.company_id, _problems(mine, outcomes))
            if raised.failed:
                return raised.failure()
            steps = [step for p in mine if (step := self._step(p, outcomes.get(p.posting_id, Open()))) is not None]
            writes: list[Write] = [self._postings.write(step) for step in steps]
            writes.extend(self._postings.write_books_record(record) for record in _books_records(steps))
            if len(steps) == len(mine):
                closed = batch.model_copy(update={"state": BatchState.CLOSED})
                writes.append(self._postings.write_batch(closed))
            written = await self._transactions.transact([*writes, *raised.unwrap()]) if writes else Result.ok(None)
            if written.success:
                return Result.ok(_log(steps, len(mine) - len(steps)))
            if written.error_code != ErrorCode.VERSION_CONFLICT:
                return written.failure()
        return Result.fail("the batch is contended", ErrorCode.VERSION_CONFLICT)

    def _step(self, posting: Posting, outcome: ItemOutcome) -> Posting | None:
        now = self._clock.now()
        match outcome:
            case Posted(vendor_id, sync_token, note):
                return posted(posting, vendor_id, sync_token, now, note)
            case Again(not_before, code, counted):
                return pending_again(posting, not_before, now, code, counted=counted)
            case Parked(problem):
                return self._parking.step(posting, problem)
            case Open():
                return None


def _books_records(steps: list[Posting]) -> list[BooksRecord]:
    return [
        BooksRecord(company_id=step.company_id, vendor_id=step.vendor_id, posting_id=step.posting_id)
        for step in steps
        if step.state is PostingState.POSTED and step.vendor_id is not None
    ]


def _problems(mine: list[Posting], outcomes: Mapping[str, ItemOutcome]) -> list[Problem]:
    problems: list[Problem] = []
    for posting in mine:
        match outcomes.get(posting.posting_id):
            case Parked(problem):
                problems.append(problem)
            case Posted(vendor_id, _, _, differences) if differences:
                details = {**differences, "vendor_id": vendor_id}
                text = "QuickBooks stored this record differently from what was sent"
                subject = f"posting:{posting.posting_id}"
                problems.append(Problem(ErrorCode.BOOKS_ECHO_DIFFERS, subject, text, details))
            case _:
                continue
    return problems


def _log(steps: list[Posting], still_open: int) -> Recorded:
    names = {
        PostingState.POSTED: LogEvent.POSTING_POSTED,
        PostingState.PENDING: LogEvent.POSTING_RELEASED,
        PostingState.PARKED: LogEvent.POSTING_PARKED,
    }
    for step in steps:
        log_mutation(names[step.state], SYSTEM, step.posting_id, vendor_id=step.vendor_id)
    states = [step.state for step in steps]
    return Recorded(
        posted=states.count(PostingState.POSTED),
        again=states.count(PostingState.PENDING),
        parked=states.count(PostingState.PARKED),
        open=still_open,
    )
