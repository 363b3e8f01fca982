"""What changed in a list that cannot be filtered by change: read whole, compared by hash (foundation.md B3)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fieldledger.clients.foundation.models import Record
from fieldledger.clients.reading import Rows
from fieldledger.domain.hashing import content_hash

# Unknown fields may hold anything: nothing deeper is looked into, and no number is written out longer.
_DEEPEST: Final = 20
_MOST_DIGITS: Final = 60


@dataclass(frozen=True, slots=True)
class Compared[M: Record]:
    """``hashes`` (by identity) are to be kept for the next time; ``gone`` are those that the list has no more.

    While a row cannot be read nothing counts as gone: what is missing keeps its old hash.
    """

    changed: tuple[M, ...]
    gone: frozenset[str]
    hashes: Mapping[str, str]


def record_hash(record: Record) -> str:
    """Hash of all fields, unknown ones too; padding and trailing zeros do not count."""
    fields = record.model_dump(by_alias=True)
    return content_hash({name: _plain(value, 0) for name, value in fields.items()})


def compare[M: Record](known: Mapping[str, str], rows: Rows[M]) -> Compared[M]:
    """The whole list ``rows`` against the ``hashes`` of the last time."""
    found = list(_identified(rows))
    changed = tuple(record for identity, hashed, record in found if known.get(identity) != hashed)
    hashes = {identity: hashed for identity, hashed, _ in found}
    if rows.malformed:
        return Compared(changed, frozenset(), {**known, **hashes})
    return Compared(changed, frozenset(known.keys() - hashes.keys()), hashes)


def _identified[M: Record](rows: Rows[M]) -> Iterator[tuple[str, str, M]]:
    """Identity, hash and record; rows that nothing tells apart are counted."""
    times: Counter[str] = Counter()
    for record in rows.good:
        hashed = record_hash(record)
        identity = record.identity or hashed
        times[identity] += 1
        yield identity if times[identity] == 1 else f"{identity}#{times[identity]}", hashed, record


def _plain(value: object, depth: int) -> object:
    if depth > _DEEPEST:
        return "..."
    match value:
        case bool():
            return value
        case int():
            return _number(Decimal(value))
        case Decimal():
            return _number(value)
        case str():
            return value.strip()
        case Mapping():
            return {str(name): _plain(each, depth + 1) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each, depth + 1) for each in value]
        case _:
            return value


def _number(value: Decimal) -> str:
    """2, 2.0 and 2.00 are one number."""
    if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS:
        return str(value)
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
