"""What a single property may hold, and the fault each broken rule earns (sections 1.5 and 7.1)."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from simulators.quickbooks.faults_catalogue import (
    ErrorEntry,
    bad_length,
    invalid_reference,
    missing,
    plain,
    unsupported_property,
)
from simulators.quickbooks.values import Json, as_number, as_object, as_text


class Kind(StrEnum):
    """The kinds of value the entity table is written in."""

    TEXT = "text"
    NAME = "name"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    REF = "ref"
    OBJECT = "object"
    LINES = "lines"
    LINKS = "links"


@dataclass(frozen=True, slots=True)
class Field:
    """One property: its kind, its longest text, for a reference the entities and kinds of account it may point at."""

    kind: Kind
    longest: int = 4000
    targets: tuple[str, ...] = ()
    account_types: tuple[str, ...] = ()


def text(longest: int = 4000) -> Field:
    return Field(Kind.TEXT, longest)


def name(longest: int = 100) -> Field:
    """A name: no colon, tab or newline in it (section 7.1)."""
    return Field(Kind.NAME, longest)


def ref(*targets: str) -> Field:
    """A reference; without targets its value is kept but not looked up."""
    return Field(Kind.REF, targets=targets)


def account(*account_types: str) -> Field:
    """A reference to an account of one of these types; another earns 6430."""
    return Field(Kind.REF, targets=("Account",), account_types=account_types)


INTEGER = Field(Kind.INTEGER)
NUMBER = Field(Kind.NUMBER)
BOOLEAN = Field(Kind.BOOLEAN)
DATE = Field(Kind.DATE)
OBJECT = Field(Kind.OBJECT)
LINES = Field(Kind.LINES)
LINKS = Field(Kind.LINKS)


def problem_with(prop: str, field: Field, value: Json) -> ErrorEntry | None:
    """Find what is wrong with a value by itself; None means nothing is."""
    match field.kind:
        case Kind.TEXT | Kind.NAME:
            return _text_problem(prop, field, value)
        case Kind.DATE:
            return _date_problem(prop, value)
        case Kind.REF:
            return _ref_problem(prop, value)
        case _:
            return None if _has_type(field.kind, value) else unsupported_property(prop)


def _has_type(kind: Kind, value: Json) -> bool:
    match kind:
        case Kind.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Kind.NUMBER:
            return as_number(value) is not None
        case Kind.BOOLEAN:
            return isinstance(value, bool)
        case Kind.LINES | Kind.LINKS:
            return isinstance(value, list) and all(isinstance(line, dict) for line in value)
        case _:
            return isinstance(value, dict)


def _text_problem(prop: str, field: Field, value: Json) -> ErrorEntry | None:
    if not isinstance(value, str):
        return unsupported_property(prop)
    if len(value) > field.longest:
        return bad_length(prop, field.longest, len(value))
    if field.kind is Kind.NAME and re.search(r"[:\t\n]", value):
        return plain("2040", f"{prop} must not contain a colon, tab or new line", prop)
    return None


def _date_problem(prop: str, value: Json) -> ErrorEntry | None:
    text_value = as_text(value)
    if text_value is None:
        return unsupported_property(prop)
    try:
        date.fromisoformat(text_value)
    except ValueError:
        return plain("2060", f"{prop} must be YYYY-MM-DD", prop)
    if len(text_value) != len("YYYY-MM-DD"):
        return plain("2060", f"{prop} must be YYYY-MM-DD", prop)
    return None


def _ref_problem(prop: str, value: Json) -> ErrorEntry | None:
    if not isinstance(value, dict):
        return unsupported_property(prop)
    if value.get("value") is None:
        return missing(prop)
    target = as_text(as_object(value).get("value"))
    if target is None or not re.fullmatch(r"[0-9A-Za-z]+", target):
        return invalid_reference(prop, str(value.get("value")))
    return None
