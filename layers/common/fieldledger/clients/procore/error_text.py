"""What a refusing body of Procore says: one reader for all shapes of v1 and v2 (procore.md 1).

v1 has no single format. The text may be under ``errors``, ``error`` or ``message``, as text, as a list, or as a map of
fields to messages; validation errors may also be that map alone; some bodies are plain text. v2 has one shape.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from fieldledger.clients.vendor_answer import VendorAnswer

_MOST_MESSAGES: Final = 20
_MOST_CHARACTERS: Final = 300
_MOST_LEVELS: Final = 6
_PLACES: Final = ("errors", "error", "message", "reason")
# Keys beside or inside those, which hold no field's messages.
_DECORATION: Final = frozenset({"code", "status", "exception", "request_id", "reason_code", "source", "details"})

type Fields = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Said:
    """``text`` is for a person; ``fields`` keeps the messages by field, nested fields joined by dots."""

    text: str = ""
    fields: Fields = field(default_factory=dict)
    code: str | None = None


def said(answer: VendorAnswer) -> Said:
    """What ``answer`` says; nothing for an empty body, HTML or a shape that was never seen."""
    parsed = answer.parsed()
    if parsed.failed:
        return Said(_plain(answer.content))
    body = parsed.unwrap()
    found = tuple(_messages(_errors_of(body), "", 0))[:_MOST_MESSAGES]
    fields: dict[str, tuple[str, ...]] = {}
    for name, message in found:
        if name:
            fields[name] = (*fields.get(name, ()), message)
    return Said("; ".join(f"{name}: {text}" if name else text for name, text in found), fields, _code(body))


def field_messages(errors: object) -> Fields:
    """The messages of an error map by field, such as a sync action puts beside a refused item (procore.md 4).

    Messages without a field are under ``base``.
    """
    fields: dict[str, tuple[str, ...]] = {}
    for name, message in tuple(_messages(errors, "", 0))[:_MOST_MESSAGES]:
        fields[name or "base"] = (*fields.get(name or "base", ()), message)
    return fields


def _errors_of(body: object) -> object:
    """The part of ``body`` that holds the messages; a map of fields to lists may be the whole body."""
    if not isinstance(body, Mapping):
        return body
    for place in _PLACES:
        if body.get(place):
            return body[place]
    return {name: value for name, value in body.items() if isinstance(value, list)}


def _messages(value: object, name: str, level: int) -> Iterator[tuple[str, str]]:
    """Pairs of field and message."""
    if level > _MOST_LEVELS:
        return
    if isinstance(value, str):
        if value.strip():
            yield name, value.strip()[:_MOST_CHARACTERS]
    elif isinstance(value, list):
        for item in value:
            yield from _messages(item, name, level + 1)
    elif isinstance(value, Mapping):
        yield from _messages_of_map(value, name, level + 1)


def _messages_of_map(value: Mapping[str, object], name: str, level: int) -> Iterator[tuple[str, str]]:
    """A v2 error, ``{"error": {"error": text}}``, or a field by key."""
    inner = [place for place in _PLACES if value.get(place)]
    if inner:
        yield from _messages(value[inner[0]], name, level)
        yield from _details(value.get("details"), level)
        return
    for key, messages in value.items():
        if key not in _DECORATION:
            yield from _messages(messages, f"{name}.{key}" if name else key, level)


def _details(details: object, level: int) -> Iterator[tuple[str, str]]:
    """The ``details`` of a v2 error: ``source`` names the field."""
    for detail in details if isinstance(details, list) else ():
        if isinstance(detail, Mapping):
            yield from _messages(detail.get("message"), str(detail.get("source") or ""), level)


def _code(body: object) -> str | None:
    error = body.get("error") if isinstance(body, Mapping) else None
    code = error.get("code") if isinstance(error, Mapping) else None
    return code if isinstance(code, str) else None


def _plain(content: bytes) -> str:
    text = content[:_MOST_CHARACTERS].decode(errors="replace").strip()
    return "" if text.startswith("<") else text
