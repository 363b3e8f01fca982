"""How Procore writes values: times, amounts, percentages, ids (procore.md 3 and 6)."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final, cast

from pydantic import JsonValue

type Json = dict[str, JsonValue]

_CENT: Final = Decimal("0.01")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_ENCODE: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
ZERO: Final = Decimal(0)


def encode(value: JsonValue) -> bytes:
    """Write JSON as it goes over the wire."""
    return _ENCODE(value).encode()


def decode(raw: bytes) -> JsonValue:
    """Read JSON; numbers with a fraction become text, so that no digit of an amount is lost."""
    return cast("JsonValue", json.loads(raw, parse_float=str))


def moment_text(moment: datetime) -> str:
    """Whole seconds in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def event_time(moment: datetime) -> str:
    """The time in a webhook: UTC with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_moment(text: str) -> datetime | None:
    """Read a day, a UTC time or a time with offset; a time without a zone counts as UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def parse_day(text: str) -> date | None:
    """Read ``YYYY-MM-DD`` and nothing else."""
    if _DAY.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def decimal_of(value: JsonValue) -> Decimal | None:
    """Read a number or a text of a number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def int_of(value: JsonValue) -> int | None:
    """Read an id: a number, or its digits as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


def money(amount: Decimal) -> str:
    """An amount in v1's reads: ``55000.00``."""
    return f"{amount.quantize(_CENT, ROUND_HALF_UP):f}"


def percent(part: Decimal, whole: Decimal) -> str:
    """``96.36%``; nothing of nothing is none of it."""
    return f"{money(part * 100 / whole if whole else ZERO)}%"


def object_of(value: JsonValue) -> Json:
    """``value`` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def objects_in(value: JsonValue) -> list[Json]:
    """The objects in a list; whatever is no list has none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def with_text_ids(value: JsonValue, name: str = "") -> JsonValue:
    """The same value as v2 writes it: every id is a text."""
    if isinstance(value, Mapping):
        return {key: with_text_ids(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_text_ids(inner, name) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool) and (name == "id" or name.endswith(("_id", "_ids"))):
        return str(value)
    return value
