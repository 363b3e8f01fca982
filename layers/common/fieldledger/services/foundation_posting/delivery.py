"""Sending a sealed record, and what each answer means for it (foundation.md B6)."""

from datetime import timedelta
from typing import Final

from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.domain.clock import Clock
from fieldledger.domain.foundation_seal import FoundationSeal
from fieldledger.log import LogEvent, logger
from fieldledger.result import ErrorCode, Result
from fieldledger.services.foundation_posting.books import BooksRecords, Held
from fieldledger.services.foundation_posting.ids import BOOKS
from fieldledger.services.foundation_posting.judging import Doubtful, Ours
from fieldledger.services.foundation_posting.looking import FoundationLookUp
from fieldledger.services.foundation_posting.recording import NO_TOKEN, FoundationRecorder, Known
from fieldledger.services.foundation_posting.sealed_text import read_write
from fieldledger.services.inbox import Problem
from fieldledger.services.posting.recording import Again, Parked, Posted, Recorded

REPEAT_AFTER: Final = timedelta(seconds=30)
SETUP_AGAIN: Final = timedelta(minutes=15)
_MOST_WORDS: Final = 4000
# The record was refused, and no repetition changes that (foundation.md B6).
_PARKS: Final = frozenset(
    {
        ErrorCode.VENDOR_REJECTED,
        ErrorCode.VENDOR_NOT_FOUND,
        ErrorCode.VALIDATION_FAILED,
        ErrorCode.BOOKS_PERIOD_CLOSED,
        ErrorCode.BOOKS_REFERENCE_INACTIVE,
        ErrorCode.BOOKS_DUPLICATE,
    }
)
# The vendor answered, and waiting or a person's act helps: not an attempt at this record.
_WAITS: Final = frozenset(
    {
        ErrorCode.VENDOR_THROTTLED,
        ErrorCode.VENDOR_QUOTA_EXHAUSTED,
        ErrorCode.VENDOR_UNAUTHORIZED,
        ErrorCode.VENDOR_SETUP_INCOMPLETE,
    }
)


class FoundationDelivery:
    """Sends what is sealed, exactly as it was sealed."""

    def __init__(
        self, records: BooksRecords, look_up: FoundationLookUp, recorder: FoundationRecorder, clock: Clock
    ) -> None:
        self._records = records
        self._look_up = look_up
        self._recorder = recorder
        self._clock = clock

    async def deliver(self, seal: FoundationSeal) -> Result[Recorded]:
        """Send, and record the outcome if it is known.

        A failure is about more than this record (throttled, refused token, silence); where surely nothing happened the
        posting is pending again, where the outcome is unknown the seal stays open.
        """
        write = read_write(seal.kind, seal.body)
        sent = await self._records.send(seal.company_id, write, seal.send_before)
        if sent.success:
            return await self._recorder.record(seal, _posted(sent.unwrap(), "accepted"))
        if outcome_of(sent) is CallOutcome.UNKNOWN:
            logger.warning(LogEvent.RECORD_UNKNOWN, extra={"entity_id": seal.seal_id, "code": sent.error_code})
            return sent.failure()
        code = ErrorCode(sent.error_code or ErrorCode.UNKNOWN)
        if code is ErrorCode.BOOKS_DUPLICATE:
            return await self._duplicate(seal, sent)
        if code in _PARKS:
            return await self._recorder.record(seal, Parked(_refusal(seal, code, sent)))
        recorded = await self._recorder.record(seal, self._again(code, sent))
        return recorded if recorded.failed else sent.failure()

    async def _duplicate(self, seal: FoundationSeal, sent: Result[Held]) -> Result[Recorded]:
        """Ours if it is found and can be ours; a look that fails changes nothing: parked with the vendor's words."""
        finding = (await self._look_up.judged(seal)).unwrap_or(None)
        match finding:
            case Ours():
                outcome: Known = found_outcome(finding)
            case Doubtful(why, candidates):
                outcome = Parked(_duplicate(seal, sent, f"{why}: {_listed(candidates)}"))
            case _:
                text = (
                    "no such record can be found: one that was deleted there may have left its pending row, which "
                    "only a person at FOUNDATION can clear"
                )
                outcome = Parked(_duplicate(seal, sent, text))
        return await self._recorder.record(seal, outcome)

    def _again(self, code: ErrorCode, sent: Result[Held]) -> Again:
        unsent = outcome_of(sent) is CallOutcome.NOT_SENT
        wait = SETUP_AGAIN if code is ErrorCode.VENDOR_SETUP_INCOMPLETE else REPEAT_AFTER
        return Again(sent.retry_at or self._clock.now() + wait, code, counted=not unsent and code not in _WAITS)


def found_outcome(ours: Ours) -> Posted:
    """What a look-up says about a record that is ours."""
    return _posted(ours.held, "found in FOUNDATION")


def doubtful_outcome(seal: FoundationSeal, doubt: Doubtful) -> Parked:
    """Only a person can say whether the record arrived."""
    text = f"FOUNDATION did not answer, and it cannot be told whether the record arrived: {doubt.why}"
    details = {**BOOKS, "candidates": _listed(doubt.candidates)}
    subject = f"posting:{seal.posting_id}"
    return Parked(Problem(ErrorCode.BOOKS_OUTCOME_UNKNOWN, subject, text, details, _request(seal)))


def _posted(held: Held, note: str) -> Posted:
    return Posted(held.vendor_id, NO_TOKEN, note, held.differences)


def _refusal(seal: FoundationSeal, code: ErrorCode, sent: Result[Held]) -> Problem:
    details = {**BOOKS, "fields": ", ".join(_fields(sent)), "trace_id": str(sent.details.get("trace_id", ""))}
    return Problem(code, f"posting:{seal.posting_id}", sent.error or "", details, _request(seal), _answer(sent))


def _duplicate(seal: FoundationSeal, sent: Result[Held], explanation: str) -> Problem:
    text = f"FOUNDATION has such a record already; {explanation}"
    subject = f"posting:{seal.posting_id}"
    return Problem(ErrorCode.BOOKS_DUPLICATE, subject, text, BOOKS, _request(seal), _answer(sent))


def _listed(candidates: tuple[Held, ...]) -> str:
    """Each candidate with where it differs."""
    return "; ".join(
        f"{held.vendor_id} ({', '.join(f'{name}: {text}' for name, text in held.differences.items()) or 'equal'})"
        for held in candidates
    )[:_MOST_WORDS]


def _fields(sent: Result[Held]) -> tuple[str, ...]:
    fields = sent.details.get("fields")
    return tuple(map(str, fields)) if isinstance(fields, dict) else ()


def _request(seal: FoundationSeal) -> str:
    return f"create {seal.kind} {seal.body}"[:_MOST_WORDS]


def _answer(sent: Result[Held]) -> str:
    return f"{sent.details.get('status', '')} {sent.error or ''} {sent.details.get('fields', '')}".strip()[:_MOST_WORDS]
