"""The postings that wait for one exception, or for the mapping that it is about."""

from dataclasses import dataclass

from fieldledger.domain.drafts import BillDraft, InvoiceDraft, TimeActivityDraft
from fieldledger.domain.exception_item import ExceptionItem
from fieldledger.domain.posting import Posting
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result
from fieldledger.services.posting.parked_list import parked_where

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a person sees of it: how many postings, how much, and the first few."""

    postings: int
    minutes: int
    amount: str
    first: tuple[str, ...]


async def waiting_for(postings: Postings, item: ExceptionItem) -> Result[list[Posting]]:
    """Parked postings of the item, and of every other item about the same subject: one mapping mends them all."""
    key, subject = item.exception_id, item.subject

    def waits(posting: Posting) -> bool:
        details = {} if posting.error is None else posting.error.details
        return details.get("exception_id") == key or details.get("subject") == subject

    return await parked_where(postings, item.company_id, waits)


def summary(postings: list[Posting]) -> Waiting:
    """Totals over every kind."""
    drafts = [posting.payload for posting in postings]
    minutes = sum(draft.minutes for draft in drafts if isinstance(draft, TimeActivityDraft))
    amount = sum((draft.total for draft in drafts if isinstance(draft, BillDraft | InvoiceDraft)), start=0)
    first = tuple(posting.posting_id for posting in postings[:_SHOWN])
    return Waiting(len(postings), minutes, str(amount), first)
