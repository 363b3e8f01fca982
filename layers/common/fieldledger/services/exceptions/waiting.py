"""The postings that wait for one exception, or for the mapping that it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from fieldledger.domain.books_reconciliation import total_of
from fieldledger.domain.drafts import Draft, TimeActivityDraft
from fieldledger.domain.exception_item import ExceptionItem
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result
from fieldledger.services.posting.parked_list import parked_where

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class KindTotal:
    """What waits of one kind: hours carry minutes, documents an amount, parties neither."""

    kind: str
    postings: int
    minutes: int
    amount: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a person sees of it: how many postings, how much, and the first few.

    ``amount`` adds bills and invoices and says how much money is held up, not what is earned; ``kinds`` tells them
    apart.
    """

    postings: int
    minutes: int
    amount: str
    first: tuple[str, ...]
    kinds: tuple[KindTotal, ...] = ()


async def waiting_for(postings: Postings, item: ExceptionItem, subject: str | None = None) -> Result[list[Posting]]:
    """Parked postings of the item, and of every other item about the same subject: one mapping mends them all.

    ``subject`` is what the fix is about, if that is another thing than the item.
    """
    return await parked_where(postings, item.company_id, lambda posting: waits_for(posting, item, subject))


def waits_for(posting: Posting, item: ExceptionItem, subject: str | None = None) -> bool:
    """Whether a posting is one of those."""
    if posting.state is not PostingState.PARKED or posting.error is None:
        return False
    details = posting.error.details
    same_thing = details.get("subject") in {item.subject, subject or item.subject}
    return same_thing or details.get("exception_id") == item.exception_id


def summary(postings: list[Posting]) -> Waiting:
    """Totals, over every kind and for each."""
    drafts = [posting.payload for posting in postings]
    first = tuple(posting.posting_id for posting in postings[:_SHOWN])
    kinds = tuple(_total(kind, drafts) for kind in sorted({draft.kind for draft in drafts}))
    return Waiting(len(postings), _minutes(drafts), str(_amount(drafts)), first, kinds)


def _total(kind: str, drafts: Iterable[Draft]) -> KindTotal:
    mine = [draft for draft in drafts if draft.kind == kind]
    return KindTotal(kind, len(mine), _minutes(mine), str(_amount(mine)))


def _minutes(drafts: Iterable[Draft]) -> int:
    return sum(draft.minutes for draft in drafts if isinstance(draft, TimeActivityDraft))


def _amount(drafts: Iterable[Draft]) -> Decimal:
    """All but hours; parties are worth nothing."""
    return sum((total_of(draft) for draft in drafts if not isinstance(draft, TimeActivityDraft)), start=Decimal(0))
