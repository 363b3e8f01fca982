"""What the table of entities says about each of them (section 7)."""

from dataclasses import dataclass, field
from enum import StrEnum

from simulators.quickbooks.fields import Field
from simulators.quickbooks.values import Json


class Family(StrEnum):
    """Name-list objects are deactivated, transactions are deleted (section 1.3)."""

    NAME_LIST = "name list"
    TRANSACTION = "transaction"


class Totals(StrEnum):
    """How TotalAmt comes about: the sum of the lines, what the client sends, or always 0 (journal entries)."""

    LINES = "lines"
    SENT = "sent"
    ZERO = "zero"


class Numbering(StrEnum):
    """Who numbers a transaction that comes without DocNumber: nobody, the sales or purchase preference, a request."""

    GIVEN = "given"
    SALES = "sales preference"
    PURCHASES = "purchase preference"
    ON_REQUEST = "include=allowautodocnum"


class VoidBy(StrEnum):
    """How a void is asked for: `operation=void`, or an update with `include=void` (section 1.3)."""

    OPERATION = "operation"
    INCLUDE = "include"


@dataclass(frozen=True, slots=True)
class Document:
    """The rules of a transaction with lines.

    `party` is the property that names whom it is with; `line_details` are the permitted DetailTypes, of which
    `default_detail` stands for lines without one.
    """

    line_details: frozenset[str]
    party: str | None = None
    default_detail: str | None = None
    totals: Totals = Totals.LINES
    numbering: Numbering = Numbering.GIVEN
    has_balance: bool = False
    has_subtotal: bool = False
    has_due_date: bool = False
    unique_number: bool = True
    void_by: VoidBy | None = None
    can_be_sent: bool = False


@dataclass(frozen=True, slots=True)
class EntitySpec:
    """One entity.

    Entities of one `id_space` share a sequence of ids; those of one `name_space` share a set of unique names,
    held in `name_field`. `sparse_requires` must be sent again in a sparse update. `unfilterable` may not stand in
    WHERE. `nested` are objects that hold references themselves.
    """

    title: str
    family: Family
    id_space: str
    fields: dict[str, Field]
    first_id: int = 1
    required: tuple[str, ...] = ()
    defaults: dict[str, Json] = field(default_factory=dict)
    name_field: str | None = None
    name_space: str | None = None
    sparse_requires: tuple[str, ...] = ()
    unfilterable: frozenset[str] = frozenset()
    nested: dict[str, dict[str, Field]] = field(default_factory=dict)
    document: Document | None = None
    read_only: bool = False

    @property
    def path(self) -> str:
        """The entity's name in addresses."""
        return self.title.lower()

    @property
    def numbered(self) -> bool:
        """Whether records carry a DocNumber."""
        return "DocNumber" in self.fields
