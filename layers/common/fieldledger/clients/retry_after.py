"""``Retry-After``, which vendors send as seconds or as a date (RFC 9110)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

_SHORTEST: Final = timedelta(seconds=1)
_MOST_DIGITS: Final = 11


def retry_after(headers: Mapping[str, str], now: datetime, longest: timedelta) -> datetime | None:
    """From when the vendor serves again, a second from now at the earliest; None where it does not say.

    ``headers`` has lower-case names. A garbled header must not close an account for longer than ``longest``.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        seconds = whole_number(text)
        return bounded(now + (longest if seconds is None else min(timedelta(seconds=seconds), longest)), now, longest)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return bounded(moment if moment.tzinfo else moment.replace(tzinfo=UTC), now, longest)


def bounded(moment: datetime, now: datetime, longest: timedelta) -> datetime:
    """``moment``, but neither at once nor later than ``longest`` from now."""
    return min(max(moment, now + _SHORTEST), now + longest)


def whole_number(text: str | None) -> int | None:
    """A header's number; None for what is none or has too many digits to mean something."""
    stripped = (text or "").strip()
    return int(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) <= _MOST_DIGITS else None
