"""Procore's two limits: calls an hour and calls in ten seconds, both at once (procore.md 2)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Final

from fieldledger.clients import retry_after as header
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
_FIRST_UNNAMED_WAIT: Final = timedelta(seconds=10)


def procore_windows(per_hour: int, per_ten_seconds: int) -> tuple[Window, ...]:
    """The limits of one app in one company; a quarter of the hour may go at once, so that a first sync runs through."""
    return (Window(HOUR, per_hour, 3600, Fraction(1, 4)), Window(SPIKE, per_ten_seconds, 10))


def reading(headers: Mapping[str, str], now: datetime) -> VendorReading | None:
    """What ``X-Rate-Limit-*`` say: the headers speak of whichever limit is nearer and do not name it.

    A large limit is the hourly one; of the others, one that resets within a minute is the spike limit.
    """
    limit = header.whole_number(headers.get("x-rate-limit-limit"))
    remaining = header.whole_number(headers.get("x-rate-limit-remaining"))
    resets_at = _reset(headers)
    if not limit or remaining is None or resets_at is None:
        return None
    spike = limit < _HOURLY_FROM and resets_at <= now + _SPIKE_RESETS_WITHIN
    return VendorReading(SPIKE if spike else HOUR, limit, remaining, resets_at)


def named_wait(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """From when the vendor will serve again: ``Retry-After`` (seconds or a date), else the reset, else None."""
    named = retry_after(headers, now) or _reset(headers)
    return None if named is None else header.bounded(named, now, _LONGEST_WAIT)


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """``Retry-After`` as a moment."""
    return header.retry_after(headers, now, _LONGEST_WAIT)


class UnnamedWaits:
    """Waits after refusals that name no time: ten seconds, doubled each time in a row, at most an hour."""

    def __init__(self) -> None:
        self._in_a_row = 0

    def next(self, now: datetime, jitter: float) -> datetime:
        """The moment of the next try; ``jitter`` in [0, 1) adds up to half of the wait."""
        wait = min(_FIRST_UNNAMED_WAIT * 2 ** min(self._in_a_row, 10), _LONGEST_WAIT)
        self._in_a_row += 1
        return header.bounded(now + wait * (1 + jitter / 2), now, _LONGEST_WAIT)

    def served(self) -> None:
        """The vendor serves again."""
        self._in_a_row = 0


def _reset(headers: Mapping[str, str]) -> datetime | None:
    """``X-Rate-Limit-Reset`` is in unix seconds."""
    seconds = header.whole_number(headers.get("x-rate-limit-reset"))
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
