"""A wake-up comes back when there is more to do, and never so often that it ends in the dead-letter queue."""

from datetime import UTC, datetime, timedelta

import pytest

from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.coming_back import HAND_TO_SWEEP_AFTER, PAUSE, coming_back
from fieldledger.runtime.sqs_batch import Done, Retry
from fieldledger.services.posting.writer import WriterReport

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=12)


def test_a_round_that_finished_is_done() -> None:
    assert coming_back(Result.ok(WriterReport(posted=3)), 1, NOW) == Done()


def test_more_work_comes_back_when_the_writer_says() -> None:
    assert coming_back(Result.ok(WriterReport(again_at=LATER)), 1, NOW) == Retry(LATER)


@pytest.mark.parametrize("code", [ErrorCode.STORE_UNAVAILABLE, ErrorCode.RECONNECT_REQUIRED, ErrorCode.INTERNAL])
def test_a_failure_comes_back_after_a_pause(code: ErrorCode) -> None:
    assert coming_back(Result.fail("no", code), 1, NOW) == Retry(NOW + PAUSE)


@pytest.mark.parametrize(
    "written",
    [Result.ok(WriterReport(again_at=LATER)), Result[WriterReport].fail("no", ErrorCode.RECONNECT_REQUIRED)],
)
def test_waiting_too_long_is_left_to_the_sweep(written: Result[WriterReport]) -> None:
    assert coming_back(written, HAND_TO_SWEEP_AFTER, NOW) == Done()


def test_a_bug_goes_on_to_the_dead_letter_queue() -> None:
    assert coming_back(Result.fail("no", ErrorCode.INTERNAL), HAND_TO_SWEEP_AFTER, NOW) == Retry(NOW + PAUSE)
