"""From a write to the body that is sent: ids checked and never mended, text in printable ASCII (foundation.md B2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from fieldledger.clients.foundation.assumptions import FoundationDialect
from fieldledger.clients.foundation.models.writes import FoundationWrite, TimeCardWrite
from fieldledger.clients.foundation.shapes import as_sent
from fieldledger.clients.foundation.text import TextChange, check_id, sendable_text
from fieldledger.clients.vendor_answer import CallOutcome
from fieldledger.domain.hashing import content_hash
from fieldledger.result import ErrorCode, Result

_ID: Final = "Id"


@dataclass(frozen=True, slots=True)
class Prepared:
    """``changes`` tells which texts leave otherwise than they were given; ``sha256`` goes into the outbox (B6)."""

    body: Mapping[str, object]
    changes: tuple[TextChange, ...]
    sha256: str


@dataclass(slots=True)
class _Preparation:
    dialect: FoundationDialect
    changes: list[TextChange] = field(default_factory=list)
    refused: Result[str] | None = None

    def fields(self, values: Mapping[str, object], within: str = "") -> dict[str, object]:
        return {name: self._value(name, value, f"{within}{name}") for name, value in values.items()}

    def _value(self, name: str, value: object, place: str) -> object:
        match value:
            case str():
                return self._id(place, value) if name.endswith(_ID) else self._text(place, value)
            case date():
                return self.dialect.day(value)
            case list() | tuple():
                return [self.fields(line, f"{place}.{number}.") for number, line in _lines(value)]
            case _:
                return value

    def _id(self, place: str, value: str) -> str:
        return self._kept(check_id(place, value, self.dialect.id_length), value)

    def _text(self, place: str, value: str) -> str:
        sendable = self._kept(sendable_text(place, value), value)
        if sendable != value:
            self.changes.append(TextChange(place, value, sendable))
        return sendable

    def _kept(self, checked: Result[str], value: str) -> str:
        if checked.failed and self.refused is None:
            self.refused = checked
        return checked.unwrap_or(value)


def prepare(write: FoundationWrite, dialect: FoundationDialect) -> Result[Prepared]:
    """The body; ``VALIDATION_FAILED`` with ``field`` for what FOUNDATION would refuse, the first of it."""
    if isinstance(write, TimeCardWrite) and write.amount is not None and not dialect.time_card_amounts:
        return _no_place("amount")
    preparation = _Preparation(dialect)
    fields = preparation.fields(write.fields(dialect))
    if preparation.refused is not None:
        return preparation.refused.failure()
    body = as_sent(fields, write.resource, dialect)
    return Result.ok(Prepared(body, tuple(preparation.changes), content_hash(body)))


def prepare_writable(write: FoundationWrite, dialect: FoundationDialect) -> Result[Prepared]:
    """The same, and ``VENDOR_SETUP_INCOMPLETE`` for records that REST does not take."""
    return prepare(write, dialect) if write.resource in dialect.writable else _not_writable(write)


def _no_place(field: str) -> Result[Prepared]:
    details = {"field": field, "outcome": CallOutcome.NOT_SENT.value}
    return Result.fail(f"{field} has no place in such a record", ErrorCode.VALIDATION_FAILED, details)


def _not_writable(write: FoundationWrite) -> Result[Prepared]:
    details = {"resource": write.resource.value, "outcome": CallOutcome.NOT_SENT.value}
    return Result.fail(
        "such records cannot be written over FOUNDATION's REST API; use the import file",
        ErrorCode.VENDOR_SETUP_INCOMPLETE,
        details,
    )


def _lines(values: list[object] | tuple[object, ...]) -> Iterator[tuple[int, Mapping[str, object]]]:
    return ((number, line) for number, line in enumerate(values) if isinstance(line, Mapping))
