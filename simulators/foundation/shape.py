"""Whether a body has the shape of a record: ids, text, days, numbers (foundation.md B2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from simulators.foundation.resources import DAYS, NUMBERS

LINES: Final = "lines"
_LONGEST_ID: Final = 10
_FIRST: Final = " "
_LAST: Final = "~"


@dataclass(slots=True)
class Problems:
    """Messages by field."""

    by_field: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, message: str) -> None:
        self.by_field.setdefault(name, []).append(message)


def leaves(body: Mapping[str, object], path: str = "") -> Iterator[tuple[str, str, object]]:
    """Path, name and value of every field, lines included."""
    for name, value in body.items():
        if name == LINES and isinstance(value, list):
            for index, each in enumerate(value):
                if isinstance(each, dict):
                    yield from leaves(each, f"{path}{name}[{index}].")
                else:
                    yield f"{path}{name}[{index}]", name, [each]
        else:
            yield f"{path}{name}", name, value


def check_shape(body: Mapping[str, object], problems: Problems) -> None:
    for path, name, value in leaves(body):
        message = _objection(name, value)
        if message is not None:
            problems.add(path, message)


def as_day(value: object) -> date | None:
    """A day, or nothing where it is none."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def _objection(name: str, value: object) -> str | None:
    if value is None and name != LINES:
        return None
    if isinstance(value, list | dict) or name == LINES:
        return "The value has the wrong form."
    if isinstance(value, str) and not all(_FIRST <= character <= _LAST for character in value):
        return "The value contains characters that are not printable ASCII."
    if name.endswith("Id"):
        return _id_objection(value)
    if name in DAYS and as_day(value) is None:
        return "The value is not a date."
    if name in NUMBERS and (isinstance(value, bool) or not isinstance(value, int | Decimal)):
        return "The value is not a number."
    return None


def _id_objection(value: object) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return "The value must be a text of 1 to 10 characters."
    return "The value is longer than 10 characters." if len(value) > _LONGEST_ID else None
