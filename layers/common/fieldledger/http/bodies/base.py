"""What all bodies have in common."""

from collections.abc import Iterator
from datetime import date
from types import UnionType
from typing import Annotated, Final, Literal, TypeAliasType, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

_NUMBERS: Final = frozenset({int, float})


class Body(BaseModel):
    """Unknown fields are refused, and so is a value of another JSON type than the description names.

    Pydantic alone would read ``true`` and ``"1"`` as 1, and 0 as the first of January 1970.
    """

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _of_its_own_type(cls, value: object, info: ValidationInfo) -> object:
        wanted = _types(cls.model_fields[str(info.field_name)].annotation)
        if isinstance(value, bool) and bool not in wanted:
            raise ValueError("must not be true or false")
        if isinstance(value, str) and wanted <= {*_NUMBERS, bool}:
            raise ValueError("must not be text")
        if isinstance(value, int | float) and not isinstance(value, bool) and not _takes_numbers(wanted):
            raise ValueError("must not be a number")
        return value


def _takes_numbers(wanted: frozenset[type]) -> bool:
    """Whether any of the types is more than a truth value or a day."""
    return not all(kind is bool or issubclass(kind, date) for kind in wanted)


def _types(annotation: object) -> frozenset[type]:
    """The types that an annotation allows, null aside."""
    return frozenset(_leaves(annotation)) - {type(None)}


def _leaves(annotation: object) -> Iterator[type]:
    origin = get_origin(annotation)
    if isinstance(annotation, TypeAliasType):
        yield from _leaves(annotation.__value__)
    elif origin is Annotated:
        yield from _leaves(get_args(annotation)[0])
    elif origin is Literal:
        yield from map(type, get_args(annotation))
    elif origin in {Union, UnionType}:
        for part in get_args(annotation):
            yield from _leaves(part)
    else:
        yield origin or (annotation if isinstance(annotation, type) else object)
