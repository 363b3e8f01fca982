"""Rate budgets: no vendor ever sees more calls than its limit allows, in any span of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.domain import rate_budget
from fieldledger.domain.rate_budget import BudgetState, Granted, Refused, Request, close, lateness
from fieldledger.domain.rate_windows import Limit, Priority, Window, from_micros, to_micros
from tests.builders import a_budget

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
SECOND = Window("second", limit=10, seconds=1)
MINUTE = Window("minute", limit=40, seconds=60)
DAY = Window("day", limit=10_000, seconds=86_400)


@dataclass(frozen=True)
class Attempt:
    """A call some time after the one before it, with its cost per window."""

    after: timedelta
    costs: dict[str, int]


def reserve(state: BudgetState, limits: Sequence[Limit], costs: dict[str, int], now: datetime) -> Granted | Refused:
    """One call of somebody who waits."""
    return rate_budget.reserve(state, limits, Request(costs, Priority.INTERACTIVE), now)


def _windows(names: tuple[str, ...] = ("first", "second", "third")) -> st.SearchStrategy[list[Window]]:
    def window(name: str) -> st.SearchStrategy[Window]:
        return st.builds(
            Window,
            st.just(name),
            limit=st.integers(1, 60),
            seconds=st.integers(1, 90),
            burst_share=st.sampled_from([Fraction(1, 8), Fraction(1, 3), Fraction(9, 10)]),
        )

    return st.integers(1, len(names)).flatmap(lambda count: st.tuples(*map(window, names[:count])).map(list))


@st.composite
def _attempts(draw: st.DrawFn, windows: list[Window]) -> list[Attempt]:
    waits = st.one_of(st.just(0), st.integers(0, 2_000_000), st.integers(0, 120_000_000))
    costs = st.fixed_dictionaries({window.name: st.integers(0, min(window.burst, 5)) for window in windows})
    one = st.builds(Attempt, waits.map(lambda wait: timedelta(microseconds=wait)), costs)
    return draw(st.lists(one, max_size=120))


@st.composite
def _scenarios(draw: st.DrawFn) -> tuple[list[Window], list[Attempt]]:
    windows = draw(_windows())
    return windows, draw(_attempts(windows))


def _granted_calls(windows: list[Window], attempts: list[Attempt]) -> list[tuple[datetime, dict[str, int]]]:
    state, now, granted = a_budget(), NOW, []
    for attempt in attempts:
        now += attempt.after
        match reserve(state, windows, attempt.costs, now):
            case Granted(after):
                state = after
                granted.append((now, attempt.costs))
            case Refused():
                pass
    return granted


def _most_calls_in_any_span(calls: list[tuple[datetime, dict[str, int]]], window: Window) -> int:
    """The fullest span holds a call at its very beginning; spans are half-open, so calls a span apart do not meet."""
    span = timedelta(seconds=window.seconds)
    return max(
        (
            sum(costs[window.name] for moment, costs in calls[first:] if moment < start + span)
            for first, (start, _) in enumerate(calls)
        ),
        default=0,
    )


def _state(decision: Granted | Refused) -> BudgetState:
    assert isinstance(decision, Granted)
    return decision.state


def _exhausted(window: Window) -> BudgetState:
    return _state(reserve(a_budget(), [window], {window.name: window.burst}, NOW))


@given(_scenarios())
def test_no_window_ever_grants_more_than_its_limit_in_any_span(scenario: tuple[list[Window], list[Attempt]]) -> None:
    windows, attempts = scenario
    calls = _granted_calls(windows, attempts)
    assert all(_most_calls_in_any_span(calls, window) <= window.limit for window in windows)


@given(_windows(("only",)), st.sampled_from(Priority), st.integers(1, 16), st.data())
def test_blocks_that_many_containers_hold_never_exceed_a_window_even_if_every_call_leaves_late(
    windows: list[Window], priority: Priority, size: int, data: st.DataObject
) -> None:
    (window,) = windows
    costs = {window.name: 1}
    late = lateness(windows, costs)
    request = Request(costs, priority, size, timedelta(seconds=2), timedelta(seconds=1.5))
    state, now, calls = a_budget(), NOW, []
    for _ in range(30):
        match rate_budget.reserve(state, windows, request, now):
            case Granted(after, slots):
                state = after
                calls += [(slot + late * data.draw(st.sampled_from([0, 0.5, 1])), costs) for slot in slots]
            case Refused(retry_at):
                now = retry_at
    assert calls
    assert _most_calls_in_any_span(sorted(calls, key=lambda call: call[0]), window) <= window.limit


@given(_windows(("only",)), st.integers(1, 5))
def test_asking_again_and_again_at_the_named_time_never_exceeds_the_limit(windows: list[Window], cost: int) -> None:
    (window,) = windows
    costs = {window.name: min(cost, window.burst)}
    state, now = a_budget(), NOW
    calls: list[tuple[datetime, dict[str, int]]] = []
    while len(calls) < 3 * window.limit:
        match reserve(state, windows, costs, now):
            case Granted(after):
                state = after
                calls.append((now, costs))
            case Refused(retry_at):
                assert retry_at > now
                now = retry_at
    assert _most_calls_in_any_span(calls, window) <= window.limit


@given(_scenarios())
def test_a_refused_call_succeeds_at_the_time_it_was_told(scenario: tuple[list[Window], list[Attempt]]) -> None:
    windows, attempts = scenario
    state, now = a_budget(), NOW
    for attempt in attempts:
        now += attempt.after
        decision = reserve(state, windows, attempt.costs, now)
        if isinstance(decision, Refused):
            assert isinstance(reserve(state, windows, attempt.costs, decision.retry_at), Granted)
        else:
            state = decision.state


@given(_scenarios())
def test_the_time_to_retry_is_the_earliest_that_would_do(scenario: tuple[list[Window], list[Attempt]]) -> None:
    windows, attempts = scenario
    state, now = a_budget(), NOW
    for attempt in attempts:
        now += attempt.after
        decision = reserve(state, windows, attempt.costs, now)
        if isinstance(decision, Refused):
            just_before = decision.retry_at - timedelta(microseconds=1)
            assert isinstance(reserve(state, windows, attempt.costs, just_before), Refused)
        else:
            state = decision.state


def test_the_first_burst_goes_at_once_and_the_next_call_waits() -> None:
    state = _exhausted(MINUTE)
    refused = reserve(state, [MINUTE], {"minute": 1}, NOW)
    assert refused == Refused(NOW + timedelta(microseconds=MINUTE.spacing), "minute")


def test_a_steady_caller_gets_through_at_the_rate_of_the_window_less_its_burst() -> None:
    state, now = a_budget(), NOW
    for _ in range(200):
        state = _state(reserve(state, [MINUTE], {"minute": 1}, now))
        now += timedelta(microseconds=MINUTE.spacing)
    assert (now - NOW) / 200 == timedelta(microseconds=MINUTE.spacing)
    assert MINUTE.spacing >= (60_000_000 + MINUTE.grace) / (MINUTE.limit - MINUTE.burst + 1)


def test_one_full_window_refuses_the_call_and_takes_nothing_from_the_others() -> None:
    state = _exhausted(SECOND)
    refused = reserve(state, [SECOND, DAY], {"second": 1, "day": 1}, NOW)
    assert isinstance(refused, Refused)
    assert refused.reason == "second"
    assert "day" not in state.arrivals


def test_the_window_that_opens_last_decides_when_to_retry() -> None:
    both = {"second": 1, "minute": 5}
    state = _state(reserve(a_budget(), [SECOND, MINUTE], both, NOW))
    refused = reserve(state, [SECOND, MINUTE], both, NOW)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.retry_at) == ("minute", NOW + 5 * timedelta(microseconds=MINUTE.spacing))


def test_a_window_that_the_call_does_not_count_against_is_not_asked() -> None:
    assert isinstance(reserve(_exhausted(MINUTE), [SECOND, MINUTE], {"second": 1}, NOW), Granted)


def test_a_call_larger_than_the_burst_is_a_bug() -> None:
    with pytest.raises(ValueError, match="can never fit"):
        reserve(a_budget(), [MINUTE], {"minute": MINUTE.burst + 1}, NOW)


def test_a_clock_that_runs_backwards_wins_no_calls() -> None:
    earlier = NOW - timedelta(minutes=10)
    assert isinstance(reserve(_exhausted(MINUTE), [MINUTE], {"minute": 1}, earlier), Refused)


def test_an_account_that_the_vendor_closed_is_closed_for_everybody_until_then() -> None:
    until = NOW + timedelta(minutes=5)
    closed = close(a_budget(), until)
    assert reserve(closed, [MINUTE], {"minute": 1}, until - timedelta(microseconds=1)) == Refused(
        until, "closed by the vendor"
    )
    assert isinstance(reserve(closed, [MINUTE], {"minute": 1}, until), Granted)


def test_an_earlier_closing_never_shortens_a_later_one() -> None:
    late, early = NOW + timedelta(hours=1), NOW + timedelta(minutes=1)
    assert close(close(a_budget(), late), early).closed_until == late
    assert close(close(a_budget(), early), late).closed_until == late


def test_a_decision_leaves_the_state_it_was_given_untouched() -> None:
    state = a_budget()
    reserve(state, [MINUTE], {"minute": 1}, NOW)
    assert state == a_budget()


@pytest.mark.parametrize("limit", [1, 2, 7, 8, 10, 40, 500, 10_000])
def test_a_burst_is_at_least_one_call_and_with_its_refill_never_above_the_limit(limit: int) -> None:
    window = Window("any", limit=limit, seconds=60)
    refilled_within = (window.seconds * 1_000_000 - 1) // window.spacing
    assert window.burst >= 1
    assert window.burst + refilled_within <= limit


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - made aware by hypothesis
def test_microseconds_are_counted_exactly(moment: datetime) -> None:
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=to_micros(moment)) == moment
    assert from_micros(to_micros(moment)) == moment
