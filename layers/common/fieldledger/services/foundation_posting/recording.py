"""Recording what became of a sealed record: the posting, the seal and the claim, in one transaction."""

from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.foundation_seal import FoundationSeal, SealState
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.documents import Put, Write
from fieldledger.repositories.foundation_outbox import FoundationOutbox
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.foundation_posting.ids import BOOKS
from fieldledger.services.foundation_posting.record_keys import foundation_record
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.posting.parking import Parking
from fieldledger.services.posting.recording import Again, Parked, Posted, Recorded
from fieldledger.services.posting.transitions import pending_again, posted
from fieldledger.services.writing import Transactions

_TRIES: Final = 4
NO_TOKEN: Final = "0"  # FOUNDATION has no versions of records

type Known = Posted | Again | Parked


class FoundationRecorder:
    """Writes outcomes of seals."""

    def __init__(
        self,
        postings: Postings,
        outbox: FoundationOutbox,
        parking: Parking,
        inbox: Inbox,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._postings = postings
        self._outbox = outbox
        self._parking = parking
        self._inbox = inbox
        self._transactions = transactions
        self._clock = clock

    async def record(self, seal: FoundationSeal, outcome: Known) -> Result[Recorded]:
        """Close the seal. Recording twice changes nothing: whoever comes second finds it closed."""
        current = seal
        for _ in range(_TRIES):
            writes = await self._writes(current, outcome)
            if writes.failed:
                return writes.failure()
            step, changes = writes.unwrap()
            written = await self._transactions.transact(changes)
            if written.success:
                return Result.ok(_recorded(step))
            if written.error_code != ErrorCode.VERSION_CONFLICT:
                return written.failure()
            latest = await self._outbox.seal(seal.company_id, seal.seal_id)
            if latest.failed:
                return latest.failure()
            current = latest.unwrap()
            if current.state is not SealState.OPEN:
                return Result.ok(Recorded())
        return Result.fail("the seal is contended", ErrorCode.VERSION_CONFLICT)

    async def adopt(self, posting: Posting, outcome: Posted) -> Result[Recorded]:
        """A pending posting whose record turns out to be in the books already: nothing is sent."""
        step = posted(posting, outcome.vendor_id, outcome.sync_token, self._clock.now(), outcome.note)
        aside = await self._books_record(step)
        if aside.failed:
            return aside.failure()
        written = await self._transactions.transact([self._postings.write(step), aside.unwrap()])
        return written.map(lambda _: _recorded(step))

    async def _writes(self, seal: FoundationSeal, outcome: Known) -> Result[tuple[Posting | None, list[Write]]]:
        """What happens to the posting, if it is still under this seal, and everything that has to be written."""
        found = await self._postings.get(seal.company_id, seal.posting_id)
        if found.failed:
            return found.failure()
        posting = found.unwrap()
        closed = seal.model_copy(update={"state": _closed_as(outcome)})
        writes: list[Write] = [self._outbox.write_seal(closed)]
        claim = await self._outbox.claim(seal.company_id, seal.natural_key)
        if claim.failed:
            return claim.failure()
        if claim.unwrap().seal_id == seal.seal_id:
            writes.append(self._outbox.write_claim(claim.unwrap().model_copy(update={"seal_id": None})))
        if posting.state is not PostingState.SEALED or posting.batch_id != seal.seal_id:
            return Result.ok((None, writes))
        step = self._step(posting, outcome)
        writes.append(self._postings.write(step))
        if step.state is PostingState.POSTED:
            aside = await self._books_record(step)
            if aside.failed:
                return aside.failure()
            writes.append(aside.unwrap())
        raised = await self._inbox.writes(seal.company_id, _problems(posting, outcome))
        return raised.map(lambda items: (step, [*writes, *items]))

    def _step(self, posting: Posting, outcome: Known) -> Posting:
        now = self._clock.now()
        match outcome:
            case Posted(vendor_id, sync_token, note):
                return posted(posting, vendor_id, sync_token, now, note)
            case Again(not_before, code, counted):
                return pending_again(posting, not_before, now, code, counted=counted)
            case Parked(problem):
                return self._parking.step(posting, problem)

    async def _books_record(self, step: Posting) -> Result[Put]:
        """Which posting a record came from: no other may take it for its own."""
        record = foundation_record(step, step.vendor_id or "")
        known = await self._postings.books_records(step.company_id, [(record.entity, record.vendor_id)])
        return known.map(
            lambda rows: self._postings.write_books_record(
                record.model_copy(update={"version": next((row.version for row in rows), 0)})
            )
        )


def _closed_as(outcome: Known) -> SealState:
    match outcome:
        case Posted():
            return SealState.CONFIRMED
        case Parked(problem) if problem.code is ErrorCode.BOOKS_OUTCOME_UNKNOWN:
            return SealState.DOUBTFUL
        case _:
            return SealState.ABSENT


def _problems(posting: Posting, outcome: Known) -> list[Problem]:
    match outcome:
        case Parked(problem):
            return [problem]
        case Posted(vendor_id, _, _, differences) if differences:
            details = {**BOOKS, **differences, "vendor_id": vendor_id}
            text = "FOUNDATION holds this record differently from what was sent"
            return [Problem(ErrorCode.BOOKS_ECHO_DIFFERS, f"posting:{posting.posting_id}", text, details)]
        case _:
            return []


def _recorded(step: Posting | None) -> Recorded:
    if step is None:
        return Recorded()
    names = {
        PostingState.POSTED: LogEvent.POSTING_POSTED,
        PostingState.PENDING: LogEvent.POSTING_RELEASED,
        PostingState.PARKED: LogEvent.POSTING_PARKED,
    }
    log_mutation(names[step.state], SYSTEM, step.posting_id, vendor_id=step.vendor_id)
    state = step.state
    return Recorded(
        posted=int(state is PostingState.POSTED),
        again=int(state is PostingState.PENDING),
        parked=int(state is PostingState.PARKED),
    )
