"""One change of a company's settings, its own or those for FOUNDATION, field by field."""

from collections.abc import Iterator, Mapping, Set

from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from fieldledger.domain.base import CanonicalModel, Utc

type Change = tuple[JsonValue, JsonValue]
"""Before and after; None where there was, or is, nothing."""


class SettingsVersion(CanonicalModel):
    """``number`` is the version of the settings that came about; ``changes`` are by path (``books.bills``)."""

    company_id: str
    number: int
    changed_by: str
    changed_at: Utc
    reason: str
    changes: dict[str, Change]


def settings_changes(before: CanonicalModel | None, after: CanonicalModel) -> dict[str, Change]:
    """What differs; lists are compared whole."""
    old = {} if before is None else dict(_leaves(before.model_dump()))
    new = dict(_leaves(after.model_dump()))
    paths = sorted(old.keys() | new.keys())
    return {path: (old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path)}


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, JsonValue]]:
    match value:
        case Mapping():
            for name, part in value.items():
                yield from _leaves(part, f"{path}.{name}" if path else str(name))
        case Set():
            yield path, to_jsonable_python(sorted(map(str, value)))
        case _:
            yield path, to_jsonable_python(value)
