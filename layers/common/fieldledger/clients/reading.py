"""Reading vendors' JSON into models: what cannot be read becomes a Result that names the place, never an exception.

Nothing of the body is quoted (it may hold personal data): a failure carries the path of the first fault and the hash of
the raw body, under which support can ask the vendor.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from pydantic import BaseModel, ValidationError

from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import Result

type Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class MalformedRow:
    """A row of a list that its model refuses; the rows beside it are good all the same."""

    index: int
    entity_id: str | None
    path: str
    reason: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Rows[M: BaseModel]:
    """The readable rows of a list and, apart, those that are not."""

    good: tuple[M, ...]
    malformed: tuple[MalformedRow, ...] = ()

    @property
    def received(self) -> int:
        """How many rows the vendor sent; a page is short or full by this count."""
        return len(self.good) + len(self.malformed)


def read_record[M: BaseModel](answer: VendorAnswer, kind: type[M], at: Path = ()) -> Result[M]:
    """The object at ``at`` as ``kind``; ``VENDOR_ANSWER_UNREADABLE`` with ``path`` and ``body_sha256`` otherwise."""
    found = _value_at(answer, at)
    if found.failed:
        return found.failure()
    try:
        return Result.ok(kind.model_validate(found.unwrap()))
    except ValidationError as invalid:
        path, reason = _first_fault(invalid)
        return answer.unreadable(f"is no {kind.__name__}: {reason}", _joined((*at, *path)))


def read_rows[M: BaseModel](
    answer: VendorAnswer, kind: type[M], at: Path = (), id_field: str = "id"
) -> Result[Rows[M]]:
    """The list at ``at``, row by row; ``VENDOR_ANSWER_UNREADABLE`` only if there is no list at all."""
    found = _value_at(answer, at)
    if found.failed:
        return found.failure()
    rows = found.unwrap()
    if not isinstance(rows, list):
        return answer.unreadable("holds no list", _joined(at))
    return Result.ok(rows_of(rows, kind, id_field))


def rows_of[M: BaseModel](rows: Sequence[object], kind: type[M], id_field: str = "id") -> Rows[M]:
    """``rows`` validated one by one."""
    good: list[M] = []
    malformed: list[MalformedRow] = []
    for index, row in enumerate(rows):
        try:
            good.append(kind.model_validate(row))
        except ValidationError as invalid:
            malformed.append(malformed_row(index, row, id_field, *_first_fault(invalid)))
    return Rows(tuple(good), tuple(malformed))


def _value_at(answer: VendorAnswer, at: Path) -> Result[object]:
    parsed = answer.parsed()
    if parsed.failed:
        return parsed
    value = parsed.unwrap()
    for depth, step in enumerate(at):
        if not _holds(value, step):
            return answer.unreadable("lacks what was asked for", _joined(at[: depth + 1]))
        value = cast("dict[str | int, object]", value)[step]
    return Result.ok(value)


def _holds(value: object, step: str | int) -> bool:
    if isinstance(step, int):
        return isinstance(value, list) and step < len(value)
    return isinstance(value, Mapping) and step in value


def malformed_row(index: int, row: object, id_field: str, path: Path, reason: str) -> MalformedRow:
    """The row at ``index`` of a list, at fault at ``path`` inside it."""
    named = row.get(id_field) if isinstance(row, Mapping) else None
    entity_id = str(named) if isinstance(named, str | int) else None
    return MalformedRow(index, entity_id, _joined((index, *path)), reason, _hash(repr(row).encode()))


def _first_fault(invalid: ValidationError) -> tuple[Path, str]:
    first = invalid.errors(include_input=False, include_url=False, include_context=False)[0]
    return first["loc"], first["type"]


def _joined(path: Path) -> str:
    return ".".join(str(step) for step in path)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
