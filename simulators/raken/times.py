"""Raken's two ways to write time, and the windows that queries give (raken.md A3)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from simulators.raken.errors import bad_request

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


def timestamp_text(moment: datetime) -> str:
    """Whole seconds in UTC: fractions are cut off, never rounded up into the future."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_date(name: str, text: str) -> date:
    if _DATE.fullmatch(text) is None:
        raise bad_request(f"{name} must be yyyy-MM-dd")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise bad_request(f"{name} is not a date") from None


def parse_timestamp(name: str, text: str) -> datetime:
    """Milliseconds and offsets are refused: only ``yyyy-MM-ddThh:mm:ssZ`` is read."""
    if _TIMESTAMP.fullmatch(text) is None:
        raise bad_request(f"{name} must be yyyy-MM-ddThh:mm:ssZ")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise bad_request(f"{name} is not a date-time") from None


@dataclass(frozen=True, slots=True)
class Window:
    """Both ends belong to the window; they are kept as text because the two formats sort as text."""

    first: str
    last: str

    def holds(self, value: object) -> bool:
        return isinstance(value, str) and self.first <= value <= self.last


def date_window(query: Mapping[str, str], first_name: str, last_name: str, largest_days: int) -> Window:
    """Both days count: the first to the 31st of a month is 31 days."""
    first = parse_date(first_name, _required(query, first_name, last_name))
    last = parse_date(last_name, _required(query, last_name, first_name))
    _check_length(first_name, last_name, last - first + timedelta(days=1), timedelta(days=1), largest_days)
    return Window(first.isoformat(), last.isoformat())


def timestamp_window(query: Mapping[str, str], first_name: str, last_name: str, largest_days: int) -> Window:
    first = parse_timestamp(first_name, _required(query, first_name, last_name))
    last = parse_timestamp(last_name, _required(query, last_name, first_name))
    _check_length(first_name, last_name, last - first, timedelta(0), largest_days)
    return Window(timestamp_text(first), timestamp_text(last))


def _required(query: Mapping[str, str], name: str, partner: str) -> str:
    text = query.get(name)
    if text is None:
        raise bad_request(f"{name} is required together with {partner}")
    return text


def _check_length(first: str, last: str, length: timedelta, shortest: timedelta, largest_days: int) -> None:
    if length < shortest:
        raise bad_request(f"{last} is before {first}")
    if length > timedelta(days=largest_days):
        raise bad_request(f"{first} to {last} may span at most {largest_days} days")
