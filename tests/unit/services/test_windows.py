"""Windows of Raken's change feeds."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fieldledger.services.sync.windows import (
    FIRST_LOOK_BACK,
    LONGEST,
    OVERLAP,
    PAGE_OVERLAP,
    next_window,
    page_done,
    window_done,
)
from tests.builders import a_checkpoint

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
ALLOWED = timedelta(days=31)


def test_a_first_look_goes_back_two_months() -> None:
    since, until = next_window(a_checkpoint(synced_until=None), NOW)
    assert (since, until) == (NOW - FIRST_LOOK_BACK, NOW - FIRST_LOOK_BACK + LONGEST)


def test_the_next_window_begins_an_overlap_earlier() -> None:
    synced_until = NOW - timedelta(hours=1)
    assert next_window(a_checkpoint(synced_until=synced_until), NOW) == (synced_until - OVERLAP, NOW)


def test_a_window_that_was_begun_is_read_to_its_own_end() -> None:
    begun = a_checkpoint(synced_until=NOW - timedelta(hours=2), window_until=NOW - timedelta(hours=1), offset=900)
    assert next_window(begun, NOW) == (NOW - timedelta(hours=2) - OVERLAP, NOW - timedelta(hours=1))


@given(
    behind=st.none() | st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400)),
    pages=st.lists(st.integers(1, 1000), max_size=4),
    pause=st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=5)),
)
def test_windows_are_allowed_stand_still_while_they_are_read_and_leave_no_gap(
    behind: timedelta | None, pages: list[int], pause: timedelta
) -> None:
    checkpoint = a_checkpoint(synced_until=None if behind is None else NOW - behind)
    now = NOW
    first = since, until = next_window(checkpoint, now)
    assert timedelta() <= until - since <= ALLOWED
    for received in pages:
        checkpoint = page_done(checkpoint, since, until, received)
        now += pause
        assert next_window(checkpoint, now) == first
    done = window_done(checkpoint, until)
    assert (done.window_until, done.offset) == (None, 0)
    if until < now:
        assert next_window(done, now)[0] <= until


@given(received=st.integers(1, 1000))
def test_the_next_page_begins_a_little_before_the_end_of_the_last(received: int) -> None:
    moved = page_done(a_checkpoint(offset=2000), NOW - LONGEST, NOW, received)
    assert 2000 < moved.offset <= 2000 + received
    assert 2000 + received - moved.offset <= PAGE_OVERLAP
