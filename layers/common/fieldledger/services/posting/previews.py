"""What a person is shown of a posting before it goes to the books."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fieldledger.services.inbox import Problem

type Way = Literal["batch", "rest", "file"]
"""An item of a batch to QuickBooks; a record over FOUNDATION's REST API; rows of its import file."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A row of the books that the record names.

    ``subject`` is what it is for us, unknown of what was sent; ``name`` is None if the row is not known here.
    """

    kind: str
    subject: str | None
    vendor_id: str
    name: str | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of the vendor's record."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Change:
    """``does`` is ``create``, ``update``, ``delete``, ``void`` or ``deactivate``; ``fields`` are those that differ."""

    does: str
    entity: str
    vendor_id: str | None
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafted:
    """What would be sent; without a payload ``problems`` say why there is none."""

    payload: Mapping[str, object] | None = None
    references: tuple[Reference, ...] = ()
    change: Change | None = None
    problems: tuple[Problem, ...] = ()
    way: Way = "batch"
