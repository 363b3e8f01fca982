"""What is meant to be written to the books, in our own ids: a writer maps it to its vendor's ids when it seals."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from fieldledger.domain.base import CanonicalModel

CENT: Final = Decimal("0.01")
# Two decimals and at most ten digits before them (quickbooks.md 7.1); the books take no zero lines of ours.
Money = Annotated[Decimal, Field(max_digits=12, decimal_places=2)]
Name = Annotated[str, Field(min_length=1, max_length=500)]


class TimeActivityDraft(CanonicalModel):
    """Hours of one worker on one job and day."""

    kind: Literal["time_activity"] = "time_activity"
    work_date: date
    employee_id: str
    project_id: str
    pay_type: str
    cost_code: str | None
    classification: str | None
    minutes: int = Field(ge=1)


class CustomerDraft(CanonicalModel):
    """A job, or with no ``parent_id`` the owner whose jobs are built. Both ids are ours."""

    kind: Literal["customer"] = "customer"
    customer_id: str
    display_name: Name
    parent_id: str | None = None


class VendorDraft(CanonicalModel):
    """A subcontractor or supplier."""

    kind: Literal["vendor"] = "vendor"
    supplier_id: str
    display_name: Name
    email: str | None = None


class CostLine(CanonicalModel):
    """A cost on a job; its account and class follow from the cost code. Negative for a credit.

    ``is_tax``: tax of the whole document, which has an account of its own. ``tax_code`` is the source's id of the code
    that the amount is told under; of a line that is no tax it says nothing of how much tax there is.
    """

    amount: Money
    description: str = ""
    project_id: str | None = None
    cost_code: str | None = None
    is_tax: bool = False
    tax_code: str | None = None


class BillingLine(CanonicalModel):
    """Work billed to the owner, or tax of the whole document; of the latter, ``tax_code`` is the source's id of it."""

    amount: Money
    description: str = ""
    is_tax: bool = False
    tax_code: str | None = None


class _Document(CanonicalModel):
    """``note`` leads back to the record at its source; a document with another note is no other document."""

    document_number: Annotated[str, Field(min_length=1)]
    document_date: date
    due_date: date | None = None
    retainage: Money = Decimal(0)
    note: Annotated[str | None, Field(max_length=1000)] = None

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.due_date is not None and self.due_date < self.document_date:
            raise ValueError("due before its own date")
        return self


def _not_empty[D: _Document](document: D, lines: Sequence[object]) -> D:
    """A document without work releases retainage, or is none."""
    if not lines and not document.retainage:
        raise ValueError("neither lines nor retainage")
    return document


class BillDraft(_Document):
    """A subcontractor's invoice. ``retainage`` is withheld of the lines' sum; a negative one releases earlier ones."""

    kind: Literal["bill"] = "bill"
    supplier_id: str
    lines: tuple[CostLine, ...]

    @model_validator(mode="after")
    def _about_something(self) -> Self:
        return _not_empty(self, self.lines)

    @property
    def total(self) -> Decimal:
        """What is owed now: the lines less what is withheld."""
        return sum((line.amount for line in self.lines), Decimal(0)) - self.retainage


class InvoiceDraft(_Document):
    """A payment application to the owner; ``retainage`` is what the owner withholds of the lines' sum."""

    kind: Literal["invoice"] = "invoice"
    project_id: str
    lines: tuple[BillingLine, ...]

    @model_validator(mode="after")
    def _about_something(self) -> Self:
        return _not_empty(self, self.lines)

    @property
    def total(self) -> Decimal:
        """What is due now: the lines less what is withheld."""
        return sum((line.amount for line in self.lines), Decimal(0)) - self.retainage


Draft = Annotated[
    TimeActivityDraft | CustomerDraft | VendorDraft | BillDraft | InvoiceDraft, Field(discriminator="kind")
]


def day_of(draft: Draft) -> date | None:
    """The day under which a record stands in the books; a party has none."""
    match draft:
        case TimeActivityDraft():
            return draft.work_date
        case BillDraft() | InvoiceDraft():
            return draft.document_date
        case _:
            return None
