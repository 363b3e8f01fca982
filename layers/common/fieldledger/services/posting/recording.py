"""Recording what became of a sealed batch: every item's outcome and the batch itself, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.posting import BooksRecord, Operation, Posting, PostingState
from fieldledger.domain.sealed_batch import BatchState, SealedBatch
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.documents import Write
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.posting.kinds import of
from fieldledger.services.posting.parking import Parking
from fieldledger.services.posting.party_linking import PartyLinking
from fieldledger.services.posting.transitions import pending_again, posted
from fieldledger.services.writing import Transactions

_TRIES: Final = 4


@dataclass(frozen=True, slots=True)
class Posted:
    """The record is in the books; ``differences`` tells where the books hold something else than was sent.

    ``gone``: it was, and a person has deleted it before we learned of it.
    """

    vendor_id: str
    sync_token: str
    note: str
    differences: Mapping[str, str] = field(default_factory=dict)
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """Surely not in the books; try at ``not_before``. ``stale_token``: the version that QuickBooks calls stale."""

    not_before: datetime
    code: ErrorCode
    counted: bool = True
    stale_token: str | None = None


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
    """How many items ended how; ``next_due``: when the first of those that are not through may go on."""

    posted: int = 0
    again: int = 0
    parked: int = 0
    open: int = 0
    next_due: datetime | None = None


class Recorder:
    """Writes outcomes of sealed batches."""

    def __init__(
        self,
        postings: Postings,
        linking: PartyLinking,
        parking: Parking,
        inbox: Inbox,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._postings = postings
        self._linking = linking
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
            linked = await self._link_parties(mine, outcomes)
            if linked.failed:
                return linked.failure()
            problems = [*_problems(mine, outcomes), *linked.unwrap()]
            raised = await self._inbox.writes(batch.company_id, problems)
            if raised.failed:
                return raised.failure()
            steps = [step for p in mine if (step := self._step(p, outcomes.get(p.posting_id, Open()))) is not None]
            writes: list[Write] = [self._postings.write(step) for step in steps]
            records = await self._books_records(batch.company_id, steps)
            if records.failed:
                return records.failure()
            writes.extend(records.unwrap())
            if len(steps) == len(mine):
                closed = batch.model_copy(update={"state": BatchState.CLOSED})
                writes.append(self._postings.write_batch(closed))
            written = await self._transactions.transact([*writes, *raised.unwrap()]) if writes else Result.ok(None)
            if written.success:
                return Result.ok(_log(steps, len(mine) - len(steps), batch))
            if written.error_code != ErrorCode.VERSION_CONFLICT:
                return written.failure()
        return Result.fail("the batch is contended", ErrorCode.VERSION_CONFLICT)

    async def _books_records(self, company_id: str, steps: Sequence[Posting]) -> Result[list[Write]]:
        """Which posting each record in the books came from last; a party is found by its link instead."""
        done = [step for step in steps if step.state is PostingState.POSTED and step.vendor_id is not None]
        records = [_books_record(step) for step in done if of.links_to(step.payload) is None]
        known = await self._postings.books_records(
            company_id, [(record.entity, record.vendor_id) for record in records]
        )
        if known.failed:
            return known.failure()
        versions = {(record.entity, record.vendor_id): record.version for record in known.unwrap()}
        writes: list[Write] = []
        for record in records:
            version = versions.get((record.entity, record.vendor_id), 0)
            writes.append(self._postings.write_books_record(record.model_copy(update={"version": version})))
        return Result.ok(writes)

    async def _link_parties(
        self, mine: Sequence[Posting], outcomes: Mapping[str, ItemOutcome]
    ) -> Result[list[Problem]]:
        """Parties that were created are linked, before the outcome is recorded: whoever dies in between does it again.

        Answers with what could not be linked: the row belongs to another record already.
        """
        problems: list[Problem] = []
        for posting in mine:
            outcome = outcomes.get(posting.posting_id)
            if not isinstance(outcome, Posted) or posting.operation is not Operation.CREATE:
                continue
            linked = await self._linking.link_posted(posting, outcome.vendor_id)
            if linked.failed:
                return linked.failure()
            problems.extend([] if linked.data is None else [linked.data])
        return Result.ok(problems)

    def _step(self, posting: Posting, outcome: ItemOutcome) -> Posting | None:
        now = self._clock.now()
        match outcome:
            case Posted(vendor_id, sync_token, note):
                return posted(posting, vendor_id, sync_token, now, note)
            case Again(not_before, code, counted, stale_token):
                again = pending_again(posting, not_before, now, code, counted=counted)
                return again if stale_token is None else again.model_copy(update={"vendor_sync_token": stale_token})
            case Parked(problem):
                return self._parking.step(posting, problem)
            case Open():
                return None


def _books_record(step: Posting) -> BooksRecord:
    return BooksRecord(
        company_id=step.company_id,
        entity=of.entity_of(step.payload),
        vendor_id=step.vendor_id or "",
        posting_id=step.posting_id,
    )


def _problems(mine: list[Posting], outcomes: Mapping[str, ItemOutcome]) -> list[Problem]:
    problems: list[Problem] = []
    for posting in mine:
        match outcomes.get(posting.posting_id):
            case Parked(problem):
                problems.append(problem)
            case Posted(vendor_id, gone=True):
                details = {"record": "deleted in QuickBooks", "vendor_id": vendor_id}
                text = "the record was deleted in QuickBooks before its posting was known here"
                problems.append(Problem(ErrorCode.BOOKS_EDITED, f"posting:{posting.posting_id}", text, details))
            case Posted(vendor_id, _, _, differences) if differences:
                details = {**differences, "vendor_id": vendor_id}
                text = "QuickBooks stored this record differently from what was sent"
                subject = f"posting:{posting.posting_id}"
                problems.append(Problem(ErrorCode.BOOKS_ECHO_DIFFERS, subject, text, details))
            case _:
                continue
    return problems


def _log(steps: list[Posting], still_open: int, batch: SealedBatch) -> Recorded:
    names = {
        PostingState.POSTED: LogEvent.POSTING_POSTED,
        PostingState.PENDING: LogEvent.POSTING_RELEASED,
        PostingState.PARKED: LogEvent.POSTING_PARKED,
    }
    for step in steps:
        log_mutation(names[step.state], SYSTEM, step.posting_id, vendor_id=step.vendor_id)
    states = [step.state for step in steps]
    waits = [step.not_before for step in steps if step.state is PostingState.PENDING]
    return Recorded(
        posted=states.count(PostingState.POSTED),
        again=states.count(PostingState.PENDING),
        parked=states.count(PostingState.PARKED),
        open=still_open,
        next_due=min([*waits, *([batch.settle_after] if still_open else [])], default=None),
    )
