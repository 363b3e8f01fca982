"""Texts anywhere in a body whose shape is the domain's: their length and characters are checked before the rest."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

_LONGEST: Final = 200
_PLAIN: Final = re.compile(r"[^\x00-\x1f\x7f]*")

type _Place = tuple[str | int, ...]


def plain_texts(value: object) -> object:
    """Refuses texts, and names of codes, that are too long or hold control characters, wherever they stand."""
    faults = [
        InitErrorDetails(type=PydanticCustomError("plain_text", problem), loc=place, input="")
        for place, problem in _faults(value, ())
    ]
    if faults:
        raise ValidationError.from_exception_data("settings", faults)
    return value


def _faults(value: object, place: _Place) -> Iterator[tuple[_Place, str]]:
    match value:
        case str() if len(value) > _LONGEST:
            yield place, f"String should have at most {_LONGEST} characters"
        case str() if not _PLAIN.fullmatch(value):
            yield place, "String should have no control characters"
        case Mapping():
            for name, part in value.items():
                yield from ((place, f"a name in it: {problem}") for _, problem in _faults(name, place))
                yield from _faults(part, (*place, str(name)[:_LONGEST]))
        case Sequence() if not isinstance(value, str):
            for number, part in enumerate(value):
                yield from _faults(part, (*place, number))
        case _:
            return
