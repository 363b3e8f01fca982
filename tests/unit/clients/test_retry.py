"""What is done after a failed call."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fieldledger.clients.retry import MAX_ATTEMPTS, MAX_WAIT_SECONDS, Ambiguous, Decision, GiveUp, Retry, decide
from fieldledger.clients.vendor_answer import CallOutcome
from fieldledger.domain.clock import iso
from fieldledger.result import ErrorCode, Result
from tests.fakes.clock import MONDAY_MORNING as NOW

CODES = st.sampled_from(list(ErrorCode))
OUTCOMES = st.sampled_from([None, *CallOutcome])
JITTER = st.floats(min_value=0, max_value=1, exclude_max=True)
ATTEMPTS = st.integers(1, 10)
NAMED = st.one_of(st.none(), st.integers(-600, 86_400).map(lambda seconds: NOW + timedelta(seconds=seconds)))
POSTPONED = [
    ErrorCode.BUDGET_EXHAUSTED,
    ErrorCode.VENDOR_THROTTLED,
    ErrorCode.VENDOR_QUOTA_EXHAUSTED,
    ErrorCode.VENDOR_CIRCUIT_OPEN,
    ErrorCode.TOKEN_REFRESH_BUSY,
]
PASSING = [ErrorCode.VENDOR_UNAVAILABLE, ErrorCode.VENDOR_TIMEOUT]


def _failed(code: ErrorCode, outcome: CallOutcome | None = None, retry_at: datetime | None = None) -> Result[object]:
    details: dict[str, object] = {} if outcome is None else {"outcome": outcome.value}
    return Result.fail("x", code, details if retry_at is None else details | {"retry_at": iso(retry_at)})


def _decide(failed: Result[object], attempt: int = 1, *, safe: bool = True, jitter: float = 0.5) -> Decision:
    return decide(failed, attempt, safe=safe, now=NOW, jitter=jitter)


@given(CODES, OUTCOMES, NAMED, ATTEMPTS, JITTER)
def test_an_unsafe_call_whose_outcome_is_not_known_is_never_repeated(
    code: ErrorCode, outcome: CallOutcome | None, named: datetime | None, attempt: int, jitter: float
) -> None:
    decision = _decide(_failed(code, outcome, named), attempt, safe=False, jitter=jitter)
    if isinstance(decision, Retry):
        assert code in POSTPONED or outcome is CallOutcome.NOT_SENT


@given(CODES, OUTCOMES, NAMED, ATTEMPTS, JITTER, st.booleans())
def test_nothing_is_repeated_before_now_nor_before_the_time_that_was_named(
    code: ErrorCode, outcome: CallOutcome | None, named: datetime | None, attempt: int, jitter: float, safe: bool
) -> None:
    decision = _decide(_failed(code, outcome, named), attempt, safe=safe, jitter=jitter)
    if isinstance(decision, Retry):
        assert decision.at >= max(NOW, named or NOW)


@given(st.sampled_from(PASSING), ATTEMPTS, JITTER)
def test_waits_grow_but_stay_within_a_minute_and_repeats_end(code: ErrorCode, attempt: int, jitter: float) -> None:
    decision = _decide(_failed(code, CallOutcome.NOT_SENT), attempt, jitter=jitter)
    if attempt >= MAX_ATTEMPTS:
        assert isinstance(decision, GiveUp)
    else:
        assert isinstance(decision, Retry)
        assert decision.at <= NOW + timedelta(seconds=min(MAX_WAIT_SECONDS, 0.25 * 4 ** (attempt - 1)))


@given(st.sampled_from([code for code in ErrorCode if code not in {*POSTPONED, *PASSING}]), ATTEMPTS, JITTER)
def test_what_waiting_cannot_mend_is_given_up(code: ErrorCode, attempt: int, jitter: float) -> None:
    assert isinstance(_decide(_failed(code, CallOutcome.ANSWERED), attempt, jitter=jitter), GiveUp)


@given(st.sampled_from(POSTPONED), OUTCOMES, st.booleans(), ATTEMPTS)
def test_what_was_refused_unread_is_repeated_however_unsafe_and_however_often(
    code: ErrorCode, outcome: CallOutcome | None, safe: bool, attempt: int
) -> None:
    assert isinstance(_decide(_failed(code, outcome), attempt, safe=safe), Retry)


def test_the_moment_that_the_vendor_names_is_taken() -> None:
    later = NOW + timedelta(hours=3)
    assert _decide(_failed(ErrorCode.VENDOR_QUOTA_EXHAUSTED, CallOutcome.ANSWERED, later)) == Retry(
        later, "VENDOR_QUOTA_EXHAUSTED"
    )


def test_an_unsafe_call_without_an_answer_is_ambiguous() -> None:
    failed = _failed(ErrorCode.VENDOR_TIMEOUT, CallOutcome.UNKNOWN)
    assert _decide(failed, safe=False) == Ambiguous("VENDOR_TIMEOUT")
    assert isinstance(_decide(failed, safe=True), Retry)


def test_an_unsafe_call_whose_answer_is_unreadable_is_ambiguous() -> None:
    failed = _failed(ErrorCode.VENDOR_ANSWER_UNREADABLE, CallOutcome.UNKNOWN)
    assert isinstance(_decide(failed, safe=False), Ambiguous)
    assert isinstance(_decide(failed, safe=True), GiveUp)


def test_a_failure_that_says_nothing_of_its_outcome_counts_as_unknown() -> None:
    assert isinstance(_decide(_failed(ErrorCode.VENDOR_UNAVAILABLE), safe=False), Ambiguous)
