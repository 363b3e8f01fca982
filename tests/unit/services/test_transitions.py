"""A posting's steps: each leaves its trace, none forgets what is needed to find the record again."""

from datetime import timedelta

import pytest

from fieldledger.domain.posting import PostingState
from fieldledger.result import ErrorCode
from fieldledger.services.inbox import Problem
from fieldledger.services.posting.transitions import parked, pending_again, posted, released, sealed
from tests.builders import APPROVED_AT, a_posting

NOW = APPROVED_AT + timedelta(minutes=1)
LATER = NOW + timedelta(seconds=60)
PROBLEM = Problem(ErrorCode.JOB_UNMATCHED, "project:project-1", "job number 2214 is not in QuickBooks", {"hint": "x"})


def test_sealing_counts_an_attempt_and_names_the_batch() -> None:
    step = sealed(a_posting(), "batch-1", NOW)
    assert (step.state, step.batch_id, step.attempts) == (PostingState.SEALED, "batch-1", 1)
    assert (step.history[-1].at, step.history[-1].note) == (NOW, "batch batch-1")


def test_a_posted_posting_keeps_its_batch_and_knows_its_record() -> None:
    step = posted(sealed(a_posting(), "batch-1", NOW), "77", "0", LATER, "accepted")
    assert (step.state, step.vendor_id, step.vendor_sync_token, step.batch_id) == (
        PostingState.POSTED,
        "77",
        "0",
        "batch-1",
    )
    assert step.error is None


@pytest.mark.parametrize(("counted", "attempts"), [(True, 1), (False, 0)])
def test_pending_again_is_a_new_generation_and_counts_only_what_was_an_attempt(counted: bool, attempts: int) -> None:
    before = sealed(a_posting(), "batch-1", NOW)
    step = pending_again(before, LATER, NOW, ErrorCode.VENDOR_THROTTLED, counted=counted)
    assert (step.state, step.attempts, step.generation) == (PostingState.PENDING, attempts, 2)
    assert (step.not_before, step.batch_id) == (LATER, None)
    assert step.history[-1].code == ErrorCode.VENDOR_THROTTLED


def test_attempts_never_become_negative() -> None:
    step = pending_again(a_posting(), LATER, NOW, ErrorCode.BUDGET_EXHAUSTED, counted=False)
    assert step.attempts == 0


def test_a_parked_posting_says_whose_turn_it_is_and_where_its_exception_is() -> None:
    step = parked(a_posting(), PROBLEM, "customer", "exception-1", NOW)
    assert step.error is not None
    assert (step.state, step.error.code, step.error.turn) == (PostingState.PARKED, "JOB_UNMATCHED", "customer")
    assert step.error.details == {"hint": "x", "subject": "project:project-1", "exception_id": "exception-1"}


def test_a_released_posting_is_due_at_once_in_a_new_generation() -> None:
    step = released(parked(a_posting(), PROBLEM, "customer", "exception-1", NOW), LATER, "a number was added")
    assert (step.state, step.not_before, step.generation, step.error) == (PostingState.PENDING, LATER, 2, None)


def test_no_step_forgets_the_steps_before_it() -> None:
    steps = sealed(a_posting(), "batch-1", NOW)
    steps = pending_again(steps, LATER, NOW, ErrorCode.VENDOR_THROTTLED, counted=False)
    steps = posted(sealed(steps, "batch-2", LATER), "77", "0", LATER, "accepted")
    assert [event.state for event in steps.history] == [
        PostingState.SEALED,
        PostingState.PENDING,
        PostingState.SEALED,
        PostingState.POSTED,
    ]
    assert steps.marker == a_posting().marker
