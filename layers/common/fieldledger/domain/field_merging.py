"""Merging a field that several vendors know into one canonical record, by a conflict mode for each field.

A sync never silently picks a winner: what a merge did not take is part of its answer and goes to the audit trail.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ConflictMode(StrEnum):
    """What becomes of a vendor's value where the record holds another one.

    ``IDENTIFIER``: it says which record this is, so it is never changed by a sync; a different one is a conflict that a
    person looks at. ``OVERWRITE``: the vendor is right. ``FILL_IF_NEW``: taken only when the record is made.
    ``FILL_IF_EMPTY``: taken only where nothing stands yet.
    """

    IDENTIFIER = "identifier"
    OVERWRITE = "overwrite"
    FILL_IF_NEW = "fill_if_new"
    FILL_IF_EMPTY = "fill_if_empty"


type Fields = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Merged:
    """``values`` after the merge; ``lost`` are the vendor's values that were not taken, by field: (held, offered)."""

    values: Fields
    changed: Mapping[str, tuple[str | None, str | None]]
    lost: Mapping[str, tuple[str | None, str | None]]
    conflicts: tuple[str, ...]


def merge_fields(held: Fields | None, offered: Fields, modes: Mapping[str, ConflictMode]) -> Merged:
    """``held`` None: a new record takes everything. A field without a mode is filled if it is empty.

    An empty value never erases one: no vendor is asked for everything that another one knows. Pure.
    """
    if held is None:
        return Merged(dict(offered), {key: (None, value) for key, value in offered.items() if value}, {}, ())
    values = dict(held)
    changed: dict[str, tuple[str | None, str | None]] = {}
    lost: dict[str, tuple[str | None, str | None]] = {}
    conflicts: list[str] = []
    for field, value in offered.items():
        before = held.get(field)
        if not value or value == before:
            continue
        mode = modes.get(field, ConflictMode.FILL_IF_EMPTY)
        if _takes(mode, before):
            values[field] = value
            changed[field] = (before, value)
            continue
        lost[field] = (before, value)
        if mode is ConflictMode.IDENTIFIER:
            conflicts.append(field)
    return Merged(values, changed, lost, tuple(conflicts))


def _takes(mode: ConflictMode, before: str | None) -> bool:
    match mode:
        case ConflictMode.OVERWRITE:
            return True
        case ConflictMode.FILL_IF_EMPTY | ConflictMode.IDENTIFIER:
            return not before
        case ConflictMode.FILL_IF_NEW:
            return False
