"""Records of ours in the books that somebody edited, voided or deleted: a person's decision, never fought."""

from collections.abc import Mapping

from fieldledger.clients.quickbooks.models import Record
from fieldledger.domain.posting import Operation, Posting, PostingState
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.posting.kinds import of


class PostedRecords:
    """Compares what the books hold with what was sent, for whoever learns of a change: webhooks and syncs."""

    def __init__(self, postings: Postings, inbox: Inbox) -> None:
        self._postings = postings
        self._inbox = inbox

    async def changed(self, company_id: str, entity: str, vendor_id: str, held: Record | None) -> Result[None]:
        """Raise ``BOOKS_EDITED`` if the record, None if it is gone, was posted from here and is not what was sent.

        Our own write echoes with the values that we sent, and means nothing.
        """
        mine = await self._ours(company_id, entity, vendor_id, held)
        if mine.failed:
            return mine.failure()
        posting = mine.unwrap()
        if posting is None or posting.operation is Operation.REMOVE:
            return Result.ok(None)
        edits = await self._edits(posting, held)
        if edits.failed or not edits.unwrap():
            return edits.map(lambda _: None)
        text = "a record that was posted from here was changed in QuickBooks"
        problem = Problem(ErrorCode.BOOKS_EDITED, f"posting:{posting.posting_id}", text, edits.unwrap())
        return (await self._inbox.raise_(company_id, problem)).map(lambda _: None)

    async def _ours(self, company_id: str, entity: str, vendor_id: str, held: Record | None) -> Result[Posting | None]:
        """The posting behind a record: by its marker, or by its id in the books when record or marker are gone."""
        marker = None if held is None else of.key_of(held)
        if marker is None:
            return await self._postings.by_vendor_id(company_id, entity, vendor_id)
        found = await self._postings.get_many(company_id, [marker.removeprefix("[fl:").removesuffix("]")])
        return found.map(lambda postings: next((p for p in postings if p.state is PostingState.POSTED), None))

    async def _edits(self, posting: Posting, held: Record | None) -> Result[Mapping[str, str]]:
        """What differs from what was sent."""
        if held is None:
            return Result.ok({"record": "deleted in QuickBooks"})
        if of.is_voided(held):
            return Result.ok({"record": "voided in QuickBooks"})
        sent = await self._postings.sealed_item(posting.company_id, posting.batch_id or "", posting.posting_id)
        if sent.failed:
            return sent.failure()
        item = sent.unwrap()
        edits = dict(of.differences(item.body, held)) if item is not None else {}
        if held.id != posting.vendor_id:
            edits["record"] = f"posted as {posting.vendor_id}, also present as {held.id}"
        return Result.ok(edits)
