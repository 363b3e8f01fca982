"""Answers as XML, for clients that do not ask for JSON (section 1.1)."""

from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from simulators.quickbooks.gateway_bodies import NAMESPACE
from simulators.quickbooks.values import Body, Json, as_object

# What the JSON writes as properties and the XML as attributes.
_ATTRIBUTES = frozenset({"domain", "sparse", "status", "startPosition", "maxResults", "totalCount", "bId", "type"})
_FAULT_ATTRIBUTES = frozenset({"code", "element", "type"})


def to_xml(body: Body) -> bytes:
    """Write a response body in the vendor's namespace; the envelope's time becomes an attribute."""
    time = quoteattr(str(body.get("time")))
    content = "".join(_element(name, value) for name, value in body.items() if name != "time")
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f"{head}<IntuitResponse xmlns={quoteattr(NAMESPACE)} time={time}>{content}</IntuitResponse>".encode()


def _element(name: str, value: Json) -> str:
    if isinstance(value, list):
        return "".join(_element(name, entry) for entry in value)
    if not isinstance(value, dict):
        return f"<{name}>{escape(_text(value))}</{name}>"
    if name.endswith("Ref") and "value" in value:
        label = f" name={quoteattr(_text(value['name']))}" if value.get("name") is not None else ""
        return f"<{name}{label}>{escape(_text(value['value']))}</{name}>"
    chosen = _FAULT_ATTRIBUTES if name in ("Fault", "Error") else _ATTRIBUTES
    attributes = "".join(f" {key}={quoteattr(_text(inner))}" for key, inner in value.items() if key in chosen)
    inside = "".join(_element(key, inner) for key, inner in as_object(value).items() if key not in chosen)
    return f"<{name}{attributes}>{inside}</{name}>"


def _text(value: Json) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)
