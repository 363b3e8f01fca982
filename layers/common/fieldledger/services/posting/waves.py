"""Waves: a posting goes when what it depends on is in the books (a bill after its vendor, a job after its owner)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fieldledger.domain.posting import Posting, PostingError, PostingState
from fieldledger.repositories.documents import MAX_TRANSACTION_WRITES
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result, traits
from fieldledger.services.posting.transitions import deferred
from fieldledger.services.writing import Transactions

LOOK_AGAIN: Final = timedelta(minutes=15)
"""How long a posting is left alone whose dependency waits for a person; the next wave looks at once."""

_STUCK: Final = frozenset({PostingState.PARKED, PostingState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Wave:
    """``ready`` may go now, oldest first. ``stuck`` names for each posting the one that waits for a person.

    ``next_due`` is when the first of the others comes whose time has not come yet.
    """

    ready: tuple[Posting, ...]
    stuck: Mapping[str, str]
    next_due: datetime | None = None


class Waves:
    """Sorts the pending postings of one company."""

    def __init__(self, postings: Postings, transactions: Transactions) -> None:
        self._postings = postings
        self._transactions = transactions

    async def next(self, company_id: str, pending: Sequence[Posting], now: datetime) -> Result[Wave]:
        """What is due and depends on nothing that is still on its way."""
        wanted = dict.fromkeys(key for posting in pending for key in posting.depends_on)
        found = await self._postings.get_many(company_id, list(wanted)) if wanted else Result.ok([])
        return found.map(lambda rows: _wave(pending, {row.posting_id: _state(row) for row in rows}, now))

    async def defer(self, postings: Sequence[Posting], stuck: Mapping[str, str], now: datetime) -> Result[None]:
        """Say on each stuck posting what it waits for, once; a conflict means that somebody else has dealt with it."""
        told = [p for p in postings if p.posting_id in stuck and not _waits_for(p, stuck[p.posting_id])]
        steps = [deferred(p, _waiting(stuck[p.posting_id]), now + LOOK_AGAIN, now) for p in told]
        for start in range(0, len(steps), MAX_TRANSACTION_WRITES):
            writes = [self._postings.write(step) for step in steps[start : start + MAX_TRANSACTION_WRITES]]
            written = await self._transactions.transact(writes)
            if written.failed and written.error_code != ErrorCode.VERSION_CONFLICT:
                return written
        return Result.ok(None)


def _wave(pending: Sequence[Posting], states: Mapping[str, PostingState], now: datetime) -> Wave:
    ready: list[Posting] = []
    stuck: dict[str, str] = {}
    for posting in pending:
        blocked = next((key for key in posting.depends_on if states.get(key, PostingState.CANCELLED) in _STUCK), None)
        if blocked is not None:
            stuck[posting.posting_id] = blocked
        elif all(states[key] is PostingState.POSTED for key in posting.depends_on) and _is_due(posting, now):
            ready.append(posting)
    waits = [posting.not_before for posting in pending if posting.not_before > now and not _is_told(posting)]
    return Wave(tuple(sorted(ready, key=lambda p: (p.created_at, p.posting_id))), stuck, min(waits, default=None))


def _state(posting: Posting) -> PostingState:
    """A party that a person gave up holds nothing up: what needs it looks for a link, and says so if there is none."""
    given_up = posting.state is PostingState.CANCELLED and posting.payload.kind in {"customer", "vendor"}
    return PostingState.POSTED if given_up else posting.state


def _is_due(posting: Posting, now: datetime) -> bool:
    """What waited for another posting that is there now goes at once."""
    return posting.not_before <= now or _is_told(posting)


def _is_told(posting: Posting) -> bool:
    """Whether it says of itself that it waits for another posting."""
    return posting.error is not None and posting.error.code == ErrorCode.POSTING_WAITS


def _waits_for(posting: Posting, other: str) -> bool:
    return posting.error is not None and posting.error.details.get("waits_for") == other


def _waiting(other: str) -> PostingError:
    text = "another posting has to be in the books first, and it waits for a person"
    turn = traits(ErrorCode.POSTING_WAITS).turn
    return PostingError(code=ErrorCode.POSTING_WAITS, message=text, turn=turn, details={"waits_for": other})
