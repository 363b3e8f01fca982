"""Brings a request body into the form the books keep; client libraries send more, and less exactly, than needed."""

from decimal import Decimal, InvalidOperation

from simulators.quickbooks.catalogue.lines import LINE_DETAILS
from simulators.quickbooks.catalogue.spec import EntitySpec
from simulators.quickbooks.fields import Field, Kind
from simulators.quickbooks.values import Body, Json, as_object, as_text

_BOOLEANS = {"true": True, "false": False}


def known_properties(spec: EntitySpec, body: Body) -> Body:
    """Keep what the entity lets a client write; unknown, read-only and empty properties are ignored in silence."""
    return {
        key: normal(spec.fields[key], value)
        for key, value in body.items()
        if key in spec.fields and value is not None and value != ""
    }


def normal(rule: Field, value: Json) -> Json:
    """Read numbers and booleans that were sent as text; what cannot be read is kept for validation to refuse."""
    match rule.kind:
        case Kind.NUMBER if isinstance(value, str):
            return _number(value)
        case Kind.INTEGER if isinstance(value, str):
            return int(value) if value.isdecimal() else value
        case Kind.BOOLEAN if isinstance(value, str):
            return _BOOLEANS.get(value.lower(), value)
        case Kind.REF if isinstance(value, dict) and isinstance(value.get("value"), int | Decimal):
            return {**value, "value": str(value["value"])}
        case Kind.LINES if isinstance(value, list):
            return [_line(line) if isinstance(line, dict) else line for line in value]
        case _:
            return value


def _number(value: str) -> Json:
    try:
        read = Decimal(value)
    except InvalidOperation:
        return value
    return read if read.is_finite() else value


def _line(line: Body) -> Body:
    kept: Body = {key: value for key, value in line.items() if value is not None and value != ""}
    amount = kept.get("Amount")
    if isinstance(amount, str):
        kept["Amount"] = _number(amount)
    kind = as_text(kept.get("DetailType")) or ""
    if kind in LINE_DETAILS and isinstance(kept.get(kind), dict):
        kept[kind] = _detail(LINE_DETAILS[kind], as_object(kept[kind]))
    return kept


def _detail(rules: dict[str, Field], detail: Body) -> Body:
    return {
        key: normal(rules[key], value) if key in rules else value
        for key, value in detail.items()
        if value is not None and value != ""
    }
