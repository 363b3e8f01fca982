"""Each posting wakes the writer of its own books."""

from fieldledger.domain.posting import Posting, Target
from fieldledger.result import ErrorCode, Result
from fieldledger.services.posting.waking import BooksWriters
from tests.builders import COMPANY, a_posting
from tests.integration.flow.doubles import RecordingQueue


def _posting(posting: str, target: Target) -> Posting:
    return a_posting(posting=posting).model_copy(update={"target": target})


BOTH = [_posting("p-1", "quickbooks"), _posting("p-2", "foundation"), _posting("p-3", "quickbooks")]


async def test_every_writer_is_told_of_its_own_postings_only() -> None:
    quickbooks, foundation = RecordingQueue(), RecordingQueue()
    assert (await BooksWriters(quickbooks, foundation).wake_for(COMPANY, BOTH, "now")).unwrap() == 2
    assert quickbooks.woken == [(COMPANY, ("p-1", "p-3"))]
    assert foundation.woken == [(COMPANY, ("p-2",))]


async def test_a_writer_that_nobody_can_wake_here_is_left_to_the_sweep() -> None:
    quickbooks = RecordingQueue()
    assert (await BooksWriters(quickbooks).wake_for(COMPANY, BOTH, "now")).unwrap() == 1
    assert (await BooksWriters(quickbooks).wake_for(COMPANY, BOTH[1:2], "now")).unwrap() == 0


async def test_a_queue_that_is_down_is_told() -> None:
    down = RecordingQueue(answer=Result.fail("down", ErrorCode.QUEUE_UNAVAILABLE))
    woken = await BooksWriters(RecordingQueue(), down).wake_for(COMPANY, BOTH, "now")
    assert woken.error_code == ErrorCode.QUEUE_UNAVAILABLE
