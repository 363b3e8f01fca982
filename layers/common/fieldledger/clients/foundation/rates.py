"""FOUNDATION's limit per minute and the waits it names (foundation.md B2, B3).

The limit is shared by everything that uses one subscription key.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from fractions import Fraction
from typing import Final

from fieldledger.clients.foundation.assumptions import FoundationDialect
from fieldledger.domain.rate_windows import Window

MINUTE: Final = "minute"
COSTS: Final = {MINUTE: 1}

# The gateway's own counting is not published: hardly anything goes at once, and the minute is paced evenly.
_BURST_SHARE: Final = Fraction(1, 100)
_SHORTEST_WAIT: Final = timedelta(seconds=1)
# A quota may last until the end of a month; a garbled header must not close an account for longer.
_LONGEST_WAIT: Final = timedelta(days=31)
_LONGEST_UNNAMED_WAIT_SECONDS: Final = 60.0
_MOST_DIGITS: Final = 7


def foundation_windows(per_minute: int) -> tuple[Window, ...]:
    """The limit of one subscription: 500 a minute in the standard tier, 2000 in the professional one."""
    return (Window(MINUTE, per_minute, 60, _BURST_SHARE),)


def named_wait(headers: Mapping[str, str], words: str, now: datetime, dialect: FoundationDialect) -> datetime | None:
    """From when the vendor will serve again: ``Retry-After`` (seconds or a date), else what its message says."""
    named = _of_header(headers.get("retry-after", "").strip(), now) or _of_words(words, now, dialect)
    return None if named is None else min(max(named, now + _SHORTEST_WAIT), now + _LONGEST_WAIT)


class UnnamedWaits:
    """Waits after a 429 that names no time: full jitter over 1 s, 2 s, 4 s ... 60 s (foundation.md B6)."""

    def __init__(self) -> None:
        self._in_a_row = 0

    def next(self, now: datetime, jitter: float) -> datetime:
        """The moment of the next try; ``jitter`` is in [0, 1)."""
        ceiling = min(float(1 << min(self._in_a_row, 6)), _LONGEST_UNNAMED_WAIT_SECONDS)
        self._in_a_row += 1
        return now + timedelta(seconds=ceiling * jitter)

    def served(self) -> None:
        """The vendor serves again."""
        self._in_a_row = 0


def _of_header(text: str, now: datetime) -> datetime | None:
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        return now + timedelta(seconds=int(text))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _of_words(words: str, now: datetime, dialect: FoundationDialect) -> datetime | None:
    seconds = re.search(dialect.throttled_for, words, re.IGNORECASE)
    if seconds is not None:
        return now + timedelta(seconds=int(seconds[1]))
    span = re.search(dialect.quota_back_in, words, re.IGNORECASE)
    if span is None:
        return None
    days, hours, minutes, rest = (int(part or 0) for part in span.groups())
    return now + timedelta(days=days, hours=hours, minutes=minutes, seconds=rest)
