"""Procore's two limits: calls an hour and calls in ten seconds, both at once (procore.md 2)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from fractions import Fraction
from typing import Final

from fieldledger.domain.rate_budget import VendorReading
from fieldledger.domain.rate_windows import Window

HOUR: Final = "hour"
SPIKE: Final = "spike"
COSTS: Final = {HOUR: 1, SPIKE: 1}

# Spike limits of 25 and 100 were seen, hourly ones of 600 and more.
_HOURLY_FROM: Final = 500
# The spike window is ten seconds by the documents; one observer took it for a minute.
_SPIKE_RESETS_WITHIN: Final = timedelta(seconds=60)
# A garbled header must not close an account for longer than the longest window.
_LONGEST_WAIT: Final = timedelta(seconds=3660)
_SHORTEST_WAIT: Final = timedelta(seconds=1)
_FIRST_UNNAMED_WAIT: Final = timedelta(seconds=10)
_MOST_DIGITS: Final = 11


def procore_windows(per_hour: int, per_ten_seconds: int) -> tuple[Window, ...]:
    """The limits of one app in one company; a quarter of the hour may go at once, so that a first sync runs through."""
    return (Window(HOUR, per_hour, 3600, Fraction(1, 4)), Window(SPIKE, per_ten_seconds, 10))


def reading(headers: Mapping[str, str], now: datetime) -> VendorReading | None:
    """What ``X-Rate-Limit-*`` say: the headers speak of whichever limit is nearer and do not name it.

    A large limit is the hourly one; of the others, one that resets within a minute is the spike limit.
    """
    limit = _whole(headers.get("x-rate-limit-limit"))
    remaining = _whole(headers.get("x-rate-limit-remaining"))
    resets_at = _reset(headers)
    if not limit or remaining is None or resets_at is None:
        return None
    spike = limit < _HOURLY_FROM and resets_at <= now + _SPIKE_RESETS_WITHIN
    return VendorReading(SPIKE if spike else HOUR, limit, remaining, resets_at)


def named_wait(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """From when the vendor will serve again: ``Retry-After`` (seconds or a date), else the reset, else None."""
    named = retry_after(headers, now) or _reset(headers)
    return None if named is None else _bounded(named, now)


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """``Retry-After`` as a moment."""
    text = headers.get("retry-after", "").strip()
    seconds = _whole(text)
    if seconds is not None:
        return _bounded(now + min(timedelta(seconds=seconds), _LONGEST_WAIT), now)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return _bounded(moment if moment.tzinfo else moment.replace(tzinfo=UTC), now)


class UnnamedWaits:
    """Waits after refusals that name no time: ten seconds, doubled each time in a row, at most an hour."""

    def __init__(self) -> None:
        self._in_a_row = 0

    def next(self, now: datetime, jitter: float) -> datetime:
        """The moment of the next try; ``jitter`` in [0, 1) adds up to half of the wait."""
        wait = min(_FIRST_UNNAMED_WAIT * 2 ** min(self._in_a_row, 10), _LONGEST_WAIT)
        self._in_a_row += 1
        return _bounded(now + wait * (1 + jitter / 2), now)

    def served(self) -> None:
        """The vendor serves again."""
        self._in_a_row = 0


def _reset(headers: Mapping[str, str]) -> datetime | None:
    """``X-Rate-Limit-Reset`` is in unix seconds."""
    seconds = _whole(headers.get("x-rate-limit-reset"))
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _bounded(moment: datetime, now: datetime) -> datetime:
    return min(max(moment, now + _SHORTEST_WAIT), now + _LONGEST_WAIT)


def _whole(text: str | None) -> int | None:
    stripped = (text or "").strip()
    return int(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) <= _MOST_DIGITS else None
