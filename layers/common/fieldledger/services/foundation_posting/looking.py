"""Looking into the books: before the first send, and after a send that was not answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fieldledger.domain.foundation_mappings import FoundationKind
from fieldledger.domain.foundation_seal import FoundationSeal
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.repositories.foundation_outbox import FoundationOutbox
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.foundation_posting.books import BooksRecords, Held
from fieldledger.services.foundation_posting.ids import BOOKS
from fieldledger.services.foundation_posting.judging import Circumstances, Finding, judge
from fieldledger.services.foundation_posting.mapping import Mapped
from fieldledger.services.foundation_posting.record_keys import entity_of
from fieldledger.services.foundation_posting.sealed_text import read_write
from fieldledger.services.inbox import Problem

_ASKED = frozenset({ErrorCode.BOOKS_DUPLICATE, ErrorCode.BOOKS_OUTCOME_UNKNOWN})


@dataclass(frozen=True, slots=True)
class Before:
    """What was there before the first send: ``ours`` if the record is there already, else perhaps a ``problem``."""

    baseline: tuple[str, ...]
    ours: Held | None = None
    problem: Problem | None = None


class FoundationLookUp:
    """Reads FOUNDATION and what we know of its records."""

    def __init__(self, records: BooksRecords, postings: Postings, outbox: FoundationOutbox) -> None:
        self._records = records
        self._postings = postings
        self._outbox = outbox

    async def before(self, posting: Posting, mapped: Mapped) -> Result[Before]:
        """The records around the one that is about to be sent.

        What is equal and not known as ours is asked about once (``BOOKS_DUPLICATE``): the same hours may have come in
        another way. After a person has released the posting they are sent all the same. An invoice number that is taken
        is always asked about, for FOUNDATION would refuse it.
        """
        found = await self._records.around(posting.company_id, mapped.write)
        if found.failed:
            return found.failure()
        taken = await self._taken(posting.company_id, posting.posting_id, mapped.kind, found.unwrap())
        if taken.failed:
            return taken.failure()
        baseline = tuple(held.vendor_id for held in found.unwrap())
        free = [held for held in found.unwrap() if held.vendor_id not in taken.unwrap()]
        ours = next((held for held in free if held.marked), None)
        if ours is not None:
            return Result.ok(Before(baseline, ours))
        is_time = mapped.kind is FoundationKind.TIME_CARD
        equal = [held for held in free if not held.differences] if is_time else found.unwrap()
        if not equal or (is_time and _was_asked(posting)):
            return Result.ok(Before(baseline))
        return Result.ok(Before(baseline, problem=_there_already(posting, mapped.kind, equal, taken.unwrap())))

    async def judged(self, seal: FoundationSeal) -> Result[Finding]:
        """Whether the record of a seal is in the books."""
        write = read_write(seal.kind, seal.body)
        found = await self._records.around(seal.company_id, write)
        if found.failed:
            return found.failure()
        taken = await self._taken(seal.company_id, seal.posting_id, seal.kind, found.unwrap())
        if taken.failed:
            return taken.failure()
        explained = await self._explained(seal, [held.vendor_id for held in found.unwrap()])
        if explained.failed:
            return explained.failure()
        carries = self._records.carries_our_id(write)
        known = Circumstances(seal.baseline, taken.unwrap(), explained.unwrap(), carries)
        return Result.ok(judge(found.unwrap(), known))

    async def _taken(
        self, company_id: str, posting_id: str, kind: FoundationKind, found: Sequence[Held]
    ) -> Result[frozenset[str]]:
        """Records that belong to other postings of ours."""
        wanted = [(entity_of(kind), held.vendor_id) for held in found]
        known = await self._postings.books_records(company_id, wanted) if wanted else Result.ok([])
        return known.map(lambda rows: frozenset(r.vendor_id for r in rows if r.posting_id != posting_id))

    async def _explained(self, seal: FoundationSeal, new: Iterable[str]) -> Result[frozenset[str]]:
        """Records that are exactly what another open seal of the same kind wanted to send."""
        if set(new) <= set(seal.baseline):
            return Result.ok(frozenset())
        others = await self._outbox.open_seals(seal.company_id)
        if others.failed:
            return others.failure()
        explained: set[str] = set()
        for other in others.unwrap():
            if other.seal_id == seal.seal_id or other.kind is not seal.kind or not _same_day(other, seal):
                continue
            around = await self._records.around(seal.company_id, read_write(other.kind, other.body))
            if around.failed:
                return around.failure()
            explained |= {held.vendor_id for held in around.unwrap() if not held.differences}
        return Result.ok(frozenset(explained))


def _same_day(one: FoundationSeal, other: FoundationSeal) -> bool:
    """Kind, worker and day (of an invoice: kind, vendor and number) come first in the natural key."""
    return one.natural_key.split("|")[:3] == other.natural_key.split("|")[:3]


def _was_asked(posting: Posting) -> bool:
    """A person has seen what is there and released the posting nevertheless."""
    return any(event.state is PostingState.PARKED and event.code in _ASKED for event in posting.history)


def _there_already(posting: Posting, kind: FoundationKind, equal: Sequence[Held], taken: frozenset[str]) -> Problem:
    listed = ", ".join(held.vendor_id for held in equal)
    what = "the same hours" if kind is FoundationKind.TIME_CARD else "an invoice of this vendor and number"
    whose = "from another posting of ours" if any(held.vendor_id in taken for held in equal) else "not from here"
    text = f"FOUNDATION has {what} already, {whose}: {listed}. Nothing was sent"
    details = {**BOOKS, "candidates": listed}
    return Problem(ErrorCode.BOOKS_DUPLICATE, f"posting:{posting.posting_id}", text, details)
