"""Recording what became of a sealed batch: every item's outcome and the batch itself, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.crosswalk import CounterpartKind, Link
from fieldledger.domain.posting import BooksRecord, Operation, Posting, PostingState
from fieldledger.domain.sealed_batch import BatchState, SealedBatch
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.crosswalk import Crosswalk
from fieldledger.repositories.documents import Write
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import Transactions
from fieldledger.services.audit import SYSTEM
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.posting.kinds import of
from fieldledger.services.posting.matching import CERTAIN
from fieldledger.services.posting.parking import Parking
from fieldledger.services.posting.transitions import pending_again, posted

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
    """How many items ended how."""

    posted: int = 0
    again: int = 0
    parked: int = 0
    open: int = 0


class Recorder:
    """Writes outcomes of sealed batches."""

    def __init__(
        self,
        postings: Postings,
        crosswalk: Crosswalk,
        parking: Parking,
        inbox: Inbox,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._postings = postings
        self._crosswalk = crosswalk
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
            aside = await self._aside(batch.company_id, steps)
            if aside.failed:
                return aside.failure()
            writes.extend(aside.unwrap())
            if len(steps) == len(mine):
                closed = batch.model_copy(update={"state": BatchState.CLOSED})
                writes.append(self._postings.write_batch(closed))
            written = await self._transactions.transact([*writes, *raised.unwrap()]) if writes else Result.ok(None)
            if written.success:
                return Result.ok(_log(steps, len(mine) - len(steps)))
            if written.error_code != ErrorCode.VERSION_CONFLICT:
                return written.failure()
        return Result.fail("the batch is contended", ErrorCode.VERSION_CONFLICT)

    async def _aside(self, company_id: str, steps: Sequence[Posting]) -> Result[list[Write]]:
        """Which posting each record in the books came from last, and the link that a new party makes."""
        done = [step for step in steps if step.state is PostingState.POSTED and step.vendor_id is not None]
        parties = [step for step in done if of.links_to(step.payload) is not None]
        records = [_books_record(step) for step in done if step not in parties]
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
        linked = await self._links(company_id, parties)
        return linked.map(lambda links: [*writes, *links])

    async def _links(self, company_id: str, parties: Sequence[Posting]) -> Result[list[Write]]:
        """A party that was created is linked; a link that a person decided meanwhile stays."""
        links: list[Write] = []
        for posting in parties:
            target = of.links_to(posting.payload)
            if target is None or posting.vendor_id is None or posting.operation is not Operation.CREATE:
                continue
            kind, source_id = target
            found = await self._crosswalk.links(company_id, kind, [source_id])
            if found.failed:
                return found.failure()
            if not found.unwrap():
                links.append(self._crosswalk.write_link(_link(posting, posting.vendor_id, kind, source_id)))
        return Result.ok(links)

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


def _link(posting: Posting, vendor_id: str, kind: CounterpartKind, source_id: str) -> Link:
    return Link(
        company_id=posting.company_id,
        kind=kind,
        source_id=source_id,
        vendor_id=vendor_id,
        decided_by=f"posting:{posting.posting_id}",
        score=CERTAIN,
        decided_at=posting.updated_at,
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
