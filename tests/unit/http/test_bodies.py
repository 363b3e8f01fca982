"""What every body refuses: fields that we do not know, and values of another JSON type than the description names."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

import pytest
from pydantic import Field, ValidationError

from fieldledger.http.bodies.base import Body

type Counted = Annotated[int, Field(ge=0)]


class Colour(StrEnum):
    RED = "red"


class Sent(Body):
    number: Counted | None = None
    share: float = 0.0
    day: date | None = None
    agreed: bool = False
    name: Annotated[str, Field(max_length=10)] | None = None
    amount: Decimal = Decimal(0)
    colour: Colour | Literal["none"] = Colour.RED
    ids: tuple[int, ...] = ()


@pytest.mark.parametrize(
    "body",
    [
        {"number": 3, "share": 1, "day": "2026-03-02", "agreed": True, "name": "2214", "amount": "1.25"},
        {"number": None, "share": 0.5, "day": None, "agreed": False, "name": None, "amount": 1.25},
        {"colour": "red", "ids": [1, 2]},
        {"colour": "none"},
    ],
)
def test_values_of_the_described_types_are_taken(body: dict[str, object]) -> None:
    assert Sent.model_validate(body)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", True),
        ("number", "3"),
        ("share", "0.5"),
        ("share", False),
        ("day", 0),
        ("day", 1772456400.5),
        ("day", True),
        ("agreed", 1),
        ("agreed", "true"),
        ("name", 7),
        ("name", True),
        ("amount", True),
        ("colour", 1),
        ("ids", "12"),
        ("unknown", 1),
    ],
)
def test_values_of_another_type_are_refused_and_the_field_is_named(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        Sent.model_validate({field: value})

    assert [fault["loc"][0] for fault in refused.value.errors()][:1] == [field]
