"""The sweep wakes everybody whose work is left behind, side by side."""

from asyncio import sleep
from collections.abc import Sequence
from datetime import timedelta

from fieldledger.repositories.at_once import MOST_AT_ONCE
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.posting.sweep import PostingSweep
from tests.builders import a_posting
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore


class SlowQueue:
    """Implements ``WakeWriter``; a message takes a while, and ``refused`` is never taken."""

    def __init__(self, refused: str | None = None) -> None:
        self.woken: list[str] = []
        self.most = self._busy = 0
        self._refused = refused

    async def wake(self, company_id: str, posting_ids: Sequence[str], occasion: str) -> Result[int]:
        """Takes its time."""
        self._busy += 1
        self.most = max(self.most, self._busy)
        await sleep(0)
        self._busy -= 1
        if company_id == self._refused:
            return Result.fail("down", ErrorCode.QUEUE_UNAVAILABLE)
        self.woken.append(company_id)
        return Result.ok(1)


async def _sweep_over(companies: int, queue: SlowQueue) -> PostingSweep:
    store, clock = InMemoryDocumentStore(), FakeClock()
    postings = DocumentPostings(store)
    due_at = clock.now() - timedelta(minutes=5)
    for number in range(companies):
        posting = a_posting(company_id=f"company-{number:02}", posting="p-1", not_before=due_at)
        (await store.transact([postings.write(posting)])).unwrap()
    return PostingSweep(postings, DocumentConnections(store), queue, clock)


async def test_companies_are_woken_side_by_side_and_not_all_of_them() -> None:
    queue = SlowQueue()
    sweep = await _sweep_over(25, queue)
    assert (await sweep.sweep()).unwrap().companies == 25
    assert sorted(queue.woken) == [f"company-{number:02}" for number in range(25)]
    assert 1 < queue.most <= MOST_AT_ONCE


async def test_one_that_cannot_be_woken_keeps_no_other_from_it_and_is_told() -> None:
    queue = SlowQueue(refused="company-00")
    swept = await (await _sweep_over(3, queue)).sweep()
    assert swept.error_code == ErrorCode.QUEUE_UNAVAILABLE
    assert sorted(queue.woken) == ["company-01", "company-02"]
