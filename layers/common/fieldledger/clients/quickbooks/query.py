"""Building QuickBooks query statements (quickbooks.md 4.1).

The language knows no OR; ``Id`` takes ``=`` and ``IN`` only. References are compared by their id.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

QUERY_PAGE: Final = 1000
"""The most rows of one answer; the vendor's own default is 100."""

LAST_UPDATED: Final = "MetaData.LastUpdatedTime"
"""The property by which changes are found."""

_PROPERTY: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)?")

type QueryValue = str | bool | int | Decimal | date | datetime


class Operator(StrEnum):
    """Every comparison that there is."""

    EQUAL = "="
    BELOW = "<"
    ABOVE = ">"
    AT_MOST = "<="
    AT_LEAST = ">="
    ONE_OF = "IN"
    LIKE = "LIKE"


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison; ``ONE_OF`` takes several values, every other operator one.

    Raises ``ValueError`` for what no statement can say: a bug of the caller.
    """

    prop: str
    operator: Operator
    values: tuple[QueryValue, ...]

    def __post_init__(self) -> None:
        if not _PROPERTY.fullmatch(self.prop):
            raise ValueError(f"{self.prop!r} is no property")
        if not self.values or (self.operator is not Operator.ONE_OF and len(self.values) > 1):
            raise ValueError(f"{self.operator} does not take {len(self.values)} values")
        if self.prop == "Id" and self.operator not in {Operator.EQUAL, Operator.ONE_OF}:
            raise ValueError("Id can be compared with = and IN only")

    @property
    def text(self) -> str:
        """The comparison as the vendor reads it."""
        words = ", ".join(rendered(value) for value in self.values)
        return f"{self.prop} {self.operator} {f'({words})' if self.operator is Operator.ONE_OF else words}"


def equal(prop: str, value: QueryValue) -> Condition:
    """``prop = value``."""
    return Condition(prop, Operator.EQUAL, (value,))


def one_of(prop: str, values: Sequence[QueryValue]) -> Condition:
    """``prop IN (values)``."""
    return Condition(prop, Operator.ONE_OF, tuple(values))


def below(prop: str, value: QueryValue) -> Condition:
    """``prop < value``."""
    return Condition(prop, Operator.BELOW, (value,))


def above(prop: str, value: QueryValue) -> Condition:
    """``prop > value``."""
    return Condition(prop, Operator.ABOVE, (value,))


def at_most(prop: str, value: QueryValue) -> Condition:
    """``prop <= value``."""
    return Condition(prop, Operator.AT_MOST, (value,))


def at_least(prop: str, value: QueryValue) -> Condition:
    """``prop >= value``."""
    return Condition(prop, Operator.AT_LEAST, (value,))


def like(prop: str, pattern: str) -> Condition:
    """``prop LIKE pattern``: ``%`` stands for anything, and there is no way to ask for a percent sign itself."""
    return Condition(prop, Operator.LIKE, (pattern,))


def changed_since(moment: datetime) -> Condition:
    """Created or changed at ``moment`` or later; QuickBooks keeps whole seconds."""
    return at_least(LAST_UPDATED, moment)


ALSO_INACTIVE: Final = one_of("Active", (True, False))
"""A plain query leaves inactive rows of name lists out, although their names are still taken."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A query of one entity; ``start`` counts rows from 1. Pages are no snapshot, so an order is always stated.

    Raises ``ValueError`` for what no statement can say: a bug of the caller.
    """

    entity: str
    where: tuple[Condition, ...] = ()
    order_by: str = "Id"
    start: int = 1
    size: int = QUERY_PAGE

    def __post_init__(self) -> None:
        if not _PROPERTY.fullmatch(self.entity) or not _PROPERTY.fullmatch(self.order_by):
            raise ValueError(f"no entity {self.entity!r} with a property {self.order_by!r}")
        if self.start < 1 or not 1 <= self.size <= QUERY_PAGE:
            raise ValueError(f"no page of {self.size} rows at {self.start}")

    @property
    def text(self) -> str:
        """The statement for the page."""
        page = f"ORDERBY {self.order_by} STARTPOSITION {self.start} MAXRESULTS {self.size}"
        return f"SELECT * FROM {self.entity}{self._conditions()} {page}"

    @property
    def count(self) -> str:
        """The statement for the number of rows on all pages."""
        return f"SELECT COUNT(*) FROM {self.entity}{self._conditions()}"

    def _conditions(self) -> str:
        return f" WHERE {' AND '.join(condition.text for condition in self.where)}" if self.where else ""


def rendered(value: QueryValue) -> str:
    """``value`` as a literal; a moment has to be aware (``ValueError``) and loses its fraction of a second."""
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            if value.tzinfo is None:
                raise ValueError("a moment without a zone")
            return literal(value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        case date():
            return literal(value.isoformat())
        case Decimal():
            return literal(f"{value:f}")
        case _:
            return literal(str(value))


def literal(text: str) -> str:
    """A quoted literal: the backslash is escaped first, or it would break out of the quotes."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def name_list(entity: str, start: int, size: int) -> str:
    """A page of a name list with its inactive rows, which a plain query leaves out."""
    return Statement(entity, (ALSO_INACTIVE,), start=start, size=size).text
