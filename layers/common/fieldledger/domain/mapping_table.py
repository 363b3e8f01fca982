"""Mapping tables: what codes of the jobsite are in one of the books. They say how, the crosswalk says which.

Many codes may map to one item or account, so a row is no link. Tables are kept per company, books and kind; each change
makes a version, and who made it is kept for good.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.posting import Target

MOST_ROWS: Final = 2000
"""A table has to fit an item of DynamoDB (400 KB)."""


class MappingKind(StrEnum):
    """What is mapped; once released a name is never changed, since keys hold it."""

    COST_CODE = "cost_code"
    PAY_TYPE = "pay_type"
    CLASSIFICATION = "classification"
    TAX = "tax"


type Row = Mapping[str, str]
"""Fields of one code in the books."""
type Change = tuple[Row | None, Row | None]
"""Before and after; None where there was, or is, no row."""


class Shape(CanonicalModel):
    """Fields that a row may have, and those that it must; ``longest`` is what the books can hold.

    ``one_of``: a row has exactly one of these.
    """

    fields: frozenset[str]
    needed: frozenset[str]
    one_of: frozenset[str] = frozenset()
    longest: int


def _shape(needed: str, optional: str = "", longest: int = 100, one_of: str = "") -> Shape:
    must, either = frozenset(needed.split()), frozenset(one_of.split())
    return Shape(fields=must | either | frozenset(optional.split()), needed=must, one_of=either, longest=longest)


ID_LENGTH: Final = 10
"""FOUNDATION's ids; a longer one cannot exist there, and is never cut short (time-and-identity.md D)."""
SHAPES: Final[Mapping[tuple[Target, MappingKind], Shape]] = {
    ("quickbooks", MappingKind.COST_CODE): _shape("", "class_name", one_of="account item"),
    ("quickbooks", MappingKind.PAY_TYPE): _shape("service_item"),
    ("quickbooks", MappingKind.TAX): _shape("", "account item tax_code"),
    ("foundation", MappingKind.COST_CODE): _shape("cost_code", "phase cost_class", ID_LENGTH),
    ("foundation", MappingKind.PAY_TYPE): _shape("earn_code", "", ID_LENGTH),
    ("foundation", MappingKind.CLASSIFICATION): _shape("class_id", "", ID_LENGTH),
    ("foundation", MappingKind.TAX): _shape("account", "", ID_LENGTH),
}
"""The tables that there are: each of them, and each of its fields, is read by postings."""
TOLD_TO_QUICKBOOKS: Final = ("TAX", "NON")
"""The only two that lines of a US company know (quickbooks.md 8)."""
_PRINTABLE: Final = re.compile(r"[!-~]([ -~]*[!-~])?")
Code = Annotated[str, Field(min_length=1, max_length=100)]


class MappingTable(CanonicalModel):
    """``version`` is that of the whole table: what a posting or an item of the inbox says that it used."""

    company_id: str
    target: Target
    kind: MappingKind
    rows: dict[Code, dict[str, str]] = Field(default_factory=dict, max_length=MOST_ROWS)
    changed_by: str | None = None
    changed_at: Utc | None = None
    version: int = 0

    @model_validator(mode="after")
    def _rows_fit(self) -> Self:
        for code, row in self.rows.items():
            faults = row_faults(self.target, self.kind, row)
            if faults:
                raise ValueError(f"row {code}: {'; '.join(faults)}")
        return self

    @property
    def name(self) -> str:
        """What postings and items of the inbox call this version of it."""
        return f"{self.target}/{self.kind}@{self.version}"

    def with_rows(self, changes: Mapping[str, Row | None]) -> "MappingTable":
        """Rows put or, where None, taken away; raises ``ValidationError`` for a row that the books cannot hold."""
        rows = {code: row for code, row in self.rows.items() if code not in changes}
        rows |= {code: dict(row) for code, row in changes.items() if row is not None}
        return MappingTable.model_validate({**self.model_dump(), "rows": rows})


class MappingVersion(CanonicalModel):
    """One change of a table: ``version`` came about by ``changes`` of the version before."""

    company_id: str
    target: Target
    kind: MappingKind
    number: int
    changed_by: str
    changed_at: Utc
    reason: str
    changes: dict[str, tuple[dict[str, str] | None, dict[str, str] | None]]


def row_faults(target: Target, kind: MappingKind, row: Row) -> list[str]:
    """What the books could not hold; a value that is too long is said and never cut. None of a table that is not there:
    whoever looks for it is told.
    """
    shape = SHAPES.get((target, kind))
    if shape is None:
        return []
    faults = [f"{name} is missing" for name in sorted(shape.needed - row.keys())]
    faults += [f"{name} is unknown" for name in sorted(row.keys() - shape.fields)]
    faults += _choice_faults(shape, row)
    if target == "quickbooks" and row.get("tax_code", "TAX") not in TOLD_TO_QUICKBOOKS:
        faults.append(f"tax_code is not one of {', '.join(TOLD_TO_QUICKBOOKS)}")
    for name, value in row.items():
        if not value.strip():
            faults.append(f"{name} is empty")
        elif len(value) > shape.longest:
            faults.append(f"{name} is longer than {shape.longest} characters")
        elif target == "foundation" and not _PRINTABLE.fullmatch(value):
            faults.append(f"{name} has characters that FOUNDATION cannot hold")
    return faults


def _choice_faults(shape: Shape, row: Row) -> list[str]:
    if shape.one_of:
        said = len(row.keys() & shape.one_of)
        names = " and ".join(sorted(shape.one_of))
        return [] if said == 1 else [f"one of {names} is needed" if said == 0 else f"{names} exclude each other"]
    return [] if row or shape.needed else [f"one of {', '.join(sorted(shape.fields))} is needed"]


def differences(before: MappingTable, after: MappingTable) -> dict[str, Change]:
    """Rows that differ, by code."""
    codes = before.rows.keys() | after.rows.keys()
    pairs = {code: (before.rows.get(code), after.rows.get(code)) for code in sorted(codes)}
    return {code: pair for code, pair in pairs.items() if pair[0] != pair[1]}
