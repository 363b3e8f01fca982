"""Postings that go on their way while the cost of a job is read."""

import asyncio

from fieldledger.domain.posting import Posting, PostingState
from fieldledger.repositories.documents import Index, Page, Range, StartKey, TableName
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import Result
from tests.builders import COMPANY, a_posting
from tests.fakes.documents import InMemoryDocumentStore
from tests.unit.services.job_cost.site import AFTER, Site, a_bill_draft


class PostedMeanwhile(InMemoryDocumentStore):
    """The writer posts ``waiting`` once the pending ones are read; the posted ones are read after that."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: Posting | None = None
        self._is_posted = asyncio.Event()

    async def query_index(
        self,
        table: TableName,
        index: Index,
        pk: str,
        span: Range,
        *,
        limit: int,
        start: StartKey | None = None,
        backwards: bool = False,
    ) -> Result[Page]:
        """As the store, with the writer between two reads."""
        if pk.endswith("#quickbooks#posted"):
            await self._is_posted.wait()
        page = await super().query_index(table, index, pk, span, limit=limit, start=start, backwards=backwards)
        if pk.endswith("#quickbooks#pending") and self.waiting is not None:
            posted = self.waiting.model_copy(update={"state": PostingState.POSTED, "updated_at": AFTER, "version": 1})
            (await self.transact([DocumentPostings(self).write(posted)])).unwrap()
            self._is_posted.set()
        return page


async def test_a_bill_that_is_posted_while_the_postings_are_read_is_pending_once() -> None:
    store = PostedMeanwhile()
    site = Site(store)
    await site.open()
    bill = a_posting(company_id=COMPANY, posting="p1", payload=a_bill_draft(("300", "26-050")))
    await site.post(bill)
    store.waiting = bill
    found = await site.cost()
    assert str(found.cost.totals.pending.amount) == "300.00"
