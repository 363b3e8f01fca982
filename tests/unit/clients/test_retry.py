"""When a call is repeated inside one invocation."""

from hypothesis import given
from hypothesis import strategies as st

from fieldledger.clients.retry import MAX_ATTEMPTS, MAX_WAIT_SECONDS, retry_after
from fieldledger.clients.vendor_answer import CallOutcome
from fieldledger.result import ErrorCode, Result

CODES = st.sampled_from(list(ErrorCode))
OUTCOMES = st.sampled_from([None, *CallOutcome])
JITTER = st.floats(min_value=0, max_value=1, exclude_max=True)


def _failed(code: ErrorCode, outcome: CallOutcome | None) -> Result[object]:
    return Result.fail("x", code, {} if outcome is None else {"outcome": outcome.value})


@given(code=CODES, outcome=OUTCOMES, attempt=st.integers(1, 10), jitter=JITTER)
def test_an_unsafe_call_is_repeated_only_if_it_surely_never_left(
    code: ErrorCode, outcome: CallOutcome | None, attempt: int, jitter: float
) -> None:
    again = retry_after(_failed(code, outcome), attempt, safe=False, jitter=jitter)
    assert again is None or outcome is CallOutcome.NOT_SENT


@given(code=CODES, outcome=OUTCOMES, attempt=st.integers(1, 10), jitter=JITTER, safe=st.booleans())
def test_repeats_are_few_and_waits_are_short(
    code: ErrorCode, outcome: CallOutcome | None, attempt: int, jitter: float, safe: bool
) -> None:
    again = retry_after(_failed(code, outcome), attempt, safe=safe, jitter=jitter)
    if attempt >= MAX_ATTEMPTS:
        assert again is None
    assert again is None or 0 <= again.wait_seconds <= MAX_WAIT_SECONDS


@given(code=CODES, jitter=JITTER)
def test_only_passing_trouble_is_worth_a_repeat(code: ErrorCode, jitter: float) -> None:
    again = retry_after(_failed(code, CallOutcome.NOT_SENT), 1, safe=True, jitter=jitter)
    assert (again is not None) == (code in {ErrorCode.VENDOR_UNAVAILABLE, ErrorCode.VENDOR_TIMEOUT})


def test_the_second_wait_may_be_twice_the_first() -> None:
    waits = [
        retry_after(_failed(ErrorCode.VENDOR_TIMEOUT, CallOutcome.UNKNOWN), attempt, safe=True, jitter=0.5)
        for attempt in (1, 2)
    ]
    assert [again and again.wait_seconds for again in waits] == [0.125, 0.25]
