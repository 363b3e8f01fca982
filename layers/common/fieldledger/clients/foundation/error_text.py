"""The words of a refusal: of the gateway (``message``) or of the application (RFC 7807) (foundation.md B3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from fieldledger.clients.foundation.assumptions import FoundationDialect
from fieldledger.clients.vendor_answer import VendorAnswer

_MOST_TEXT: Final = 500
_MOST_FIELDS: Final = 50


@dataclass(frozen=True, slots=True)
class Said:
    """``text`` is for a person; ``fields`` has the messages by field; ``trace`` is what support can search for."""

    text: str = ""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trace: str | None = None

    @property
    def everything(self) -> str:
        """All words in lower case, for searching."""
        messages = (message for each in self.fields.values() for message in each)
        return " ".join((self.text, *messages)).lower()


def said(answer: VendorAnswer, dialect: FoundationDialect) -> Said:
    """What the body says; nothing if it is neither of the known shapes."""
    body = answer.json().unwrap_or({})
    text = ": ".join(dict.fromkeys(_sentences(body, dialect)))[:_MOST_TEXT]
    trace = body.get(dialect.trace_key)
    return Said(text, dict(_fields(body.get(dialect.field_errors_key))), trace if isinstance(trace, str) else None)


def _sentences(body: Mapping[str, object], dialect: FoundationDialect) -> Iterator[str]:
    for name in dialect.sentence_keys:
        value = body.get(name)
        if isinstance(value, str) and value.strip():
            yield value.strip()


def _fields(errors: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not isinstance(errors, Mapping):
        return
    for name, messages in list(errors.items())[:_MOST_FIELDS]:
        listed = messages if isinstance(messages, list) else [messages]
        yield str(name)[:_MOST_TEXT], tuple(str(each)[:_MOST_TEXT] for each in listed[:_MOST_FIELDS])
