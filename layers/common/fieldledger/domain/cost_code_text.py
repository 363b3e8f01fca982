"""Cost codes as the jobsite writes them, taken apart by the company's own rules (time-and-identity.md D).

Codes are split and never matched by one expression: with an optional phase "01-010.L" would read as phase and code.
"""

from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.mapping_table import ID_LENGTH
from fieldledger.result import ErrorCode, Result


class CodePart(StrEnum):
    """What one part of a code is; QuickBooks knows the code only."""

    PHASE = "phase"
    COST_CODE = "cost_code"
    COST_CLASS = "cost_class"


_USUAL: Final = (
    (CodePart.COST_CODE,),
    (CodePart.COST_CODE, CodePart.COST_CLASS),
    (CodePart.PHASE, CodePart.COST_CODE, CodePart.COST_CLASS),
)


class CodeParts(CanonicalModel):
    """A code taken apart; what is None is not named by it."""

    phase: str | None = None
    cost_code: str
    cost_class: str | None = None

    @property
    def too_long(self) -> tuple[str, ...]:
        """Parts that FOUNDATION cannot hold; they are told, and never cut short."""
        parts = {"phase": self.phase, "cost_code": self.cost_code, "cost_class": self.cost_class}
        return tuple(name for name, text in parts.items() if text is not None and len(text) > ID_LENGTH)


class CostCodeFormat(CanonicalModel):
    """``orders`` has for each number of parts what they are, in their order.

    Codes that contain dots themselves ("03.30.00") need another separator, or None: then all of it is the code.
    ``labor_class`` is the cost class of hours whose code names none.
    """

    separator: Annotated[str, Field(min_length=1, max_length=3)] | None = "."
    orders: tuple[tuple[CodePart, ...], ...] = _USUAL
    labor_class: str | None = None

    @model_validator(mode="after")
    def _orders_are_clear(self) -> Self:
        lengths = [len(order) for order in self.orders]
        if not self.orders or len(set(lengths)) < len(lengths):
            raise ValueError("one order for each number of parts")
        for order in self.orders:
            if CodePart.COST_CODE not in order or len(set(order)) < len(order):
                raise ValueError("an order names the cost code, and no part twice")
        return self

    def parse(self, text: str | None, *, labor: bool = False) -> Result[CodeParts]:
        """``COST_CODE_UNMAPPED`` for a code that cannot be taken apart: a person maps it."""
        written = (text or "").strip()
        texts = [written] if self.separator is None else written.split(self.separator)
        parts = [part.strip() for part in texts]
        order = next((each for each in self.orders if len(each) == len(parts)), None)
        if self.separator is None:
            order = (CodePart.COST_CODE,)
        if order is None or not all(parts):
            text_of = f"cost code {written} has {len(parts)} parts, or an empty one"
            return Result.fail(text_of if written else "there is no cost code", ErrorCode.COST_CODE_UNMAPPED)
        named = {part.value: value for part, value in zip(order, parts, strict=True)}
        if labor and self.labor_class is not None:
            named.setdefault(CodePart.COST_CLASS.value, self.labor_class)
        return Result.ok(CodeParts.model_validate(named))


def spellings(division: str | None, code: str) -> tuple[str, ...]:
    """How a code of Raken may stand elsewhere: as it is, then behind its division; both styles occur (raken.md A7)."""
    own = code.strip()
    before = (division or "").strip()
    return (own,) if not before or own.startswith(f"{before}-") else (own, f"{before}-{own}")
