"""JSON as QuickBooks speaks it: Decimal inside, numbers on the wire, times in the company's offset."""

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal

type Json = bool | int | str | Decimal | list[Json] | dict[str, Json] | None
type Body = dict[str, Json]


def loads(text: str | bytes) -> Json:
    """Parse JSON with every fraction as Decimal; raises ValueError for bad JSON and for bad UTF-8."""
    parsed: Json = json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    return parsed


def _refuse(constant: str) -> Json:
    message = f"{constant} is not JSON"
    raise ValueError(message)


def _number(value: object) -> int | float:
    """Write a Decimal as a JSON number: exact, for the vendor's money has at most 15 digits (section 7.1)."""
    if not isinstance(value, Decimal):
        message = f"not JSON: {value!r}"
        raise TypeError(message)
    return int(value) if value == value.to_integral_value() else float(value)


def dumps(value: Json) -> bytes:
    """Write compact JSON."""
    return json.dumps(value, default=_number, separators=(",", ":")).encode()


def offset(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))


def record_time(moment: datetime, minutes: int) -> str:
    """Write a time as MetaData holds it: whole seconds, the company's offset (section 1.2)."""
    return moment.astimezone(offset(minutes)).isoformat(timespec="seconds")


def envelope_time(moment: datetime, minutes: int) -> str:
    """Write a time as the envelope's `time` holds it: milliseconds, the company's offset (section 1.2)."""
    return moment.astimezone(offset(minutes)).isoformat(timespec="milliseconds")


def as_object(value: Json) -> Body:
    """Read a value as an object; anything else reads as an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Json) -> list[Json]:
    """Read a value as a list; anything else reads as an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: Json) -> str | None:
    """Read a value as text, or None if it is something else."""
    return value if isinstance(value, str) else None


def as_number(value: Json) -> Decimal | None:
    """Read a JSON number as Decimal, or None if it is something else (a boolean is no number)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    return value if isinstance(value, Decimal) else None


def reference(body: Body, name: str) -> str | None:
    """Read the id that a *Ref property points at."""
    return as_text(as_object(body.get(name)).get("value"))


def as_id(value: Json) -> str | None:
    """Read an id or SyncToken, which client libraries also send as a number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return as_text(value)
