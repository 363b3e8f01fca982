"""Actual costs of the books as direct costs in Procore (decision 0028): what shall be there, and what we wrote.

Everything here is pure. ``origin_id`` is ours and the natural key on Procore's side (procore.md 4).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.hashing import derive_id

_ORIGIN: Final = "fieldledger-actual-"
_ZERO: Final = Decimal("0.00")


class ActualKind(StrEnum):
    """Types of direct costs that are written."""

    INVOICE = "invoice"
    EXPENSE = "expense"
    PAYROLL = "payroll"


class ActualLine(CanonicalModel):
    """What was spent on one cost code and cost type of Procore's project, by their ids there."""

    origin_id: str
    cost_code_id: str
    cost_type_id: str
    amount: Decimal


class Actual(CanonicalModel):
    """One direct cost. An ``invoice`` has a vendor, by Procore's id, and a number; lines are in the order of codes."""

    origin_id: str
    kind: ActualKind
    incurred_on: date | None
    description: str
    invoice_number: str | None = None
    vendor_id: str | None = None
    lines: tuple[ActualLine, ...] = ()

    @property
    def amount(self) -> Decimal:
        """The sum of the lines."""
        return sum((line.amount for line in self.lines), _ZERO)

    def over(self, before: "Actual | None") -> "Actual":
        """This one, with a zero for each line that was there before and is not any more.

        Procore's sync changes and creates, and takes nothing away (procore.md 4).
        """
        mine = {line.origin_id for line in self.lines}
        gone = [line for line in (before.lines if before is not None else ()) if line.origin_id not in mine]
        emptied = (line.model_copy(update={"amount": _ZERO}) for line in gone)
        return self.model_copy(update={"lines": in_order((*self.lines, *emptied))})

    def emptied(self) -> "Actual":
        """The same without any cost: the books have it no more."""
        return self.model_copy(update={"lines": ()}).over(self)


class PushedActual(CanonicalModel):
    """What we made, or are about to make, of one cost of the books in a project of Procore.

    ``key`` names the cost in the books. ``wanted`` is written down before it is sent, ``confirmed`` says that Procore
    answered for the whole of it. ``refused``: Procore said no to a part of it last time. ``removed``: somebody deleted
    it there, so it stays out until a person asks for it; ``generation`` counts these returns.
    """

    company_id: str
    project_id: str
    key: str
    wanted: Actual
    generation: int = 1
    direct_cost_id: str | None = None
    confirmed: bool = False
    refused: bool = False
    removed: bool = False
    written_at: Utc | None = None
    version: int = 0


class PushedJob(CanonicalModel):
    """When the costs of a job, by our id, were last brought to Procore to their end."""

    company_id: str
    project_id: str
    pushed_at: Utc
    version: int = 0


def origin_of(company_id: str, project_id: str, key: str, generation: int = 1) -> str:
    """The same cost has the same origin id, whoever writes it and however often."""
    again = () if generation == 1 else (str(generation),)
    return f"{_ORIGIN}{derive_id(company_id, project_id, key, *again)}"


def line_origin(origin_id: str, cost_code_id: str, cost_type_id: str) -> str:
    """A cost has one line for each code and type: what moves to another code is another line."""
    return f"{_ORIGIN}{derive_id(origin_id, cost_code_id, cost_type_id)}"


def is_ours(origin_id: str | None) -> bool:
    """Whether a direct cost is an echo: it mirrors the books, so nobody approves it and no sum counts it."""
    return origin_id is not None and origin_id.startswith(_ORIGIN)


def in_order(lines: Iterable[ActualLine]) -> tuple[ActualLine, ...]:
    """By code and type."""
    return tuple(sorted(lines, key=lambda line: (line.cost_code_id, line.cost_type_id)))
