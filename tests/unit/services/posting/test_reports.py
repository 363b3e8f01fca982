"""Rounds of the writer add up, and the first thing that is due decides when it is woken."""

from datetime import timedelta

from fieldledger.services.posting.reports import Sent, WriterReport, earliest
from tests.fakes.clock import MONDAY_MORNING

SOON = MONDAY_MORNING + timedelta(seconds=30)
LATER = MONDAY_MORNING + timedelta(seconds=150)


def test_the_first_moment_counts_and_unknown_ones_do_not() -> None:
    assert earliest(None, LATER, SOON, None) == SOON
    assert earliest(None, None) is None


def test_reports_add_up_and_the_later_one_says_when_to_come_back() -> None:
    first = WriterReport(posted=3, settled=1, again_at=SOON, sent=Sent(1, 30, 1, 9.0), next_due=LATER)
    second = WriterReport(posted=2, settled=2, sent=Sent(1, 10, 0, 4.0), next_due=SOON)
    both = first.plus(second)
    assert (both.posted, both.settled, both.again_at, both.next_due) == (5, 3, None, SOON)
    assert both.sent == Sent(2, 40, 1, 9.0)
