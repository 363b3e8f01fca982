"""Windows of a source that is read by time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fieldledger.services.sync.raken.time_cards import LOOK_BACK, PAGE_OVERLAP, TIME_CARD_TRAITS, next_offset
from fieldledger.services.sync.source import Span
from fieldledger.services.sync.windows import next_window, page_done, window_done
from tests.builders import a_checkpoint

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
ALLOWED = timedelta(days=31)
CARDS = TIME_CARD_TRAITS
LONGEST = timedelta(days=30)


def test_a_first_look_goes_back_two_months() -> None:
    window = next_window(a_checkpoint(synced_until=None), CARDS, NOW)
    assert window == Span(NOW - LOOK_BACK, NOW - LOOK_BACK + LONGEST)


def test_the_next_window_begins_an_overlap_earlier() -> None:
    synced_until = NOW - timedelta(hours=1)
    assert next_window(a_checkpoint(synced_until=synced_until), CARDS, NOW) == Span(synced_until - CARDS.overlap, NOW)


def test_a_window_that_was_begun_is_read_to_its_own_end() -> None:
    begun = a_checkpoint(
        synced_until=NOW - timedelta(hours=2), window_until=NOW - timedelta(hours=1), cursor="changed:900"
    )
    assert next_window(begun, CARDS, NOW) == Span(NOW - timedelta(hours=2) - CARDS.overlap, NOW - timedelta(hours=1))


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
    first = next_window(checkpoint, CARDS, now)
    assert timedelta() <= first.until - first.since <= ALLOWED
    for offset in pages:
        checkpoint = page_done(checkpoint, CARDS, first, f"changed:{offset}")
        now += pause
        assert next_window(checkpoint, CARDS, now) == first
        assert checkpoint.cursor == f"changed:{offset}"
    done = window_done(checkpoint, first)
    assert (done.window_until, done.cursor) == (None, None)
    if first.until < now:
        assert next_window(done, CARDS, now).since <= first.until


@given(received=st.integers(1, 1000))
def test_the_next_page_begins_a_little_before_the_end_of_the_last(received: int) -> None:
    moved = next_offset(2000, received)
    assert 2000 < moved <= 2000 + received
    assert 2000 + received - moved <= PAGE_OVERLAP
