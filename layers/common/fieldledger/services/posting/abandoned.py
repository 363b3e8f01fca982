"""Items of the inbox that nothing waits for any more, because what waited was taken back."""

from collections.abc import Sequence

from fieldledger.domain.posting import Posting
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.parked_list import parked_where
from fieldledger.services.writing import Transactions


class AbandonedItems:
    """Closes them."""

    def __init__(self, postings: Postings, inbox: Inbox, transactions: Transactions) -> None:
        self._postings = postings
        self._inbox = inbox
        self._transactions = transactions

    async def close(self, company_id: str, gone: Sequence[Posting], user_id: str, reason: str) -> Result[None]:
        """``gone`` are postings that were parked and are cancelled now. An item that others wait behind stays open."""
        items = {key for posting in gone if (key := item_of(posting)) is not None}
        if not items:
            return Result.ok(None)
        ours = {posting.posting_id for posting in gone}
        waiting = await parked_where(
            self._postings, company_id, lambda p: item_of(p) in items and p.posting_id not in ours
        )
        if waiting.failed:
            return waiting.failure()
        empty = sorted(items - {item_of(posting) for posting in waiting.unwrap()})
        for key in empty:
            closed = await self._close(company_id, key, user_id, f"taken back: {reason}")
            if closed.failed:
                return closed
        return Result.ok(None)

    async def _close(self, company_id: str, key: str, user_id: str, how: str) -> Result[None]:
        closing = await self._inbox.closing(company_id, [key], user_id, how)
        if closing.failed or not closing.unwrap():
            return closing.map(lambda _: None)
        written = await self._transactions.transact(closing.unwrap())
        newer = written.error_code == ErrorCode.VERSION_CONFLICT  # a newer occurrence keeps it open
        return Result.ok(None) if newer else written


def item_of(posting: Posting) -> str | None:
    """The item that a parked posting waits behind."""
    return None if posting.error is None else posting.error.details.get("exception_id")
