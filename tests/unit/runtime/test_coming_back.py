"""A wake-up comes back when there is more to do, and never so often that it ends in the dead-letter queue."""

from datetime import timedelta

import pytest

from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.coming_back import MOST_RECEIVES, PAUSE, ComingBack
from fieldledger.runtime.sqs_batch import Done, Outcome, Retry
from fieldledger.services.posting.reports import WriterReport
from tests.builders import COMPANY
from tests.fakes.clock import MONDAY_MORNING, FakeClock
from tests.fakes.lanes import Lanes

LATER = MONDAY_MORNING + timedelta(seconds=12)
GROUP = f"{COMPANY}:sweep"


@pytest.fixture
def lanes() -> Lanes:
    return Lanes()


async def after(lanes: Lanes, written: Result[WriterReport], receive_count: int = 1) -> Outcome:
    return await ComingBack(lanes, FakeClock()).after(COMPANY, GROUP, receive_count, written)


async def test_a_round_that_finished_is_done(lanes: Lanes) -> None:
    assert await after(lanes, Result.ok(WriterReport(posted=3))) == Done()
    assert (lanes.went_on, lanes.woken_at) == ([], [])


async def test_what_cannot_go_before_a_moment_comes_back_then(lanes: Lanes) -> None:
    assert await after(lanes, Result.ok(WriterReport(again_at=LATER))) == Retry(LATER)


async def test_work_that_may_go_on_at_once_does_so_as_a_new_message_of_the_same_lane(lanes: Lanes) -> None:
    report = WriterReport(again_at=MONDAY_MORNING, next_due=LATER)
    assert await after(lanes, Result.ok(report), MOST_RECEIVES) == Done()
    assert (lanes.went_on, lanes.woken_at) == ([(COMPANY, GROUP)], [])


async def test_work_that_may_go_on_comes_back_if_the_queue_takes_no_new_message(lanes: Lanes) -> None:
    lanes.answer = Result.fail("no", ErrorCode.QUEUE_UNAVAILABLE)
    assert await after(lanes, Result.ok(WriterReport(again_at=MONDAY_MORNING))) == Retry(MONDAY_MORNING)


async def test_an_unknown_outcome_wakes_the_writer_when_it_may_be_settled_and_holds_nothing_up(lanes: Lanes) -> None:
    assert await after(lanes, Result.ok(WriterReport(next_due=LATER))) == Done()
    assert lanes.woken_at == [(COMPANY, LATER)]


@pytest.mark.parametrize("code", [ErrorCode.STORE_UNAVAILABLE, ErrorCode.RECONNECT_REQUIRED, ErrorCode.INTERNAL])
async def test_a_failure_comes_back_after_a_pause(lanes: Lanes, code: ErrorCode) -> None:
    assert await after(lanes, Result.fail("no", code)) == Retry(MONDAY_MORNING + PAUSE)


async def test_waiting_too_long_begins_anew_with_another_message(lanes: Lanes) -> None:
    assert await after(lanes, Result.ok(WriterReport(again_at=LATER)), MOST_RECEIVES) == Done()
    assert lanes.woken_at == [(COMPANY, LATER)]


async def test_failing_too_often_is_left_to_the_sweep(lanes: Lanes) -> None:
    assert await after(lanes, Result.fail("no", ErrorCode.RECONNECT_REQUIRED), MOST_RECEIVES) == Done()
    assert lanes.woken_at == []


async def test_a_bug_goes_on_to_the_dead_letter_queue(lanes: Lanes) -> None:
    written = Result[WriterReport].fail("no", ErrorCode.INTERNAL)
    assert await after(lanes, written, MOST_RECEIVES) == Retry(MONDAY_MORNING + PAUSE)
