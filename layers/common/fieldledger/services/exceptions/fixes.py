"""The ways out of an exception, and which of them fit which item."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.company import CostCodeMapping
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.exception_item import ExceptionItem
from fieldledger.domain.invoice import HOLDS
from fieldledger.domain.posting import SourceType
from fieldledger.result import ErrorCode

_INVOICES: Final = frozenset({SourceType.VENDOR_INVOICE.value, SourceType.OWNER_INVOICE.value})
_LINE: Final = r"^[^\x00-\x1f\x7f]+$"
LINKED: Final = {
    "employee": CounterpartKind.EMPLOYEE,
    "project": CounterpartKind.CUSTOMER,
    "supplier": CounterpartKind.VENDOR,
}
"""What the subjects of the inbox are linked to in the books."""


type BooksId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=_LINE)]
type Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500, pattern=_LINE)]


class LinkFix(CanonicalModel):
    """The item's worker, job or subcontractor is this row of the books.

    An item about a posting does not say which of its references is wrong: ``subject`` does then (``employee:<id>``).
    """

    kind: Literal["link"] = "link"
    vendor_id: BooksId
    subject: str | None = Field(default=None, max_length=200)

    @model_validator(mode="after")
    def _can_be_linked(self) -> Self:
        prefix, _, source_id = (self.subject or "employee:?").partition(":")
        if prefix not in LINKED or not source_id:
            raise ValueError("not a worker, job or subcontractor")
        return self


class PayTypeFix(CanonicalModel):
    """The item's pay type is posted as this service item."""

    kind: Literal["pay_type"] = "pay_type"
    service_item: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=_LINE)]


class CostCodeFix(CanonicalModel):
    """Costs of the item's cost code go there."""

    kind: Literal["cost_code"] = "cost_code"
    mapping: CostCodeMapping


class RetryFix(CanonicalModel):
    """The cause is gone (a period reopened, a row active again, a number corrected): try again as it is."""

    kind: Literal["retry"] = "retry"


class CancelFix(CanonicalModel):
    """Give up what waits: it never goes to the books from here."""

    kind: Literal["cancel"] = "cancel"
    reason: Why


class AcknowledgeFix(CanonicalModel):
    """What the books hold is right as it is, or has been dealt with there."""

    kind: Literal["acknowledge"] = "acknowledge"
    reason: Why


class InBooksFix(CanonicalModel):
    """A person has found, made or corrected the record in FOUNDATION: ``vendor_id`` is its id there."""

    kind: Literal["in_books"] = "in_books"
    vendor_id: BooksId
    reason: Why


Fix = Annotated[
    LinkFix | PayTypeFix | CostCodeFix | InBooksFix | RetryFix | CancelFix | AcknowledgeFix,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True)
class Option:
    """One way out: the kind of fix, what it does in plain words, and what a person has to fill in."""

    kind: str
    does: str
    asks_for: tuple[str, ...] = ()


_OPTIONS: Final = {
    option.kind: option
    for option in (
        Option("link", "says which row of QuickBooks it is, and sends everything that waited for that", ("vendor_id",)),
        Option("pay_type", "names the service item for this pay type, and sends its hours", ("service_item",)),
        Option("cost_code", "names the account or the item for this cost code, and sends its costs", ("mapping",)),
        Option("in_books", "says which record of FOUNDATION it is, and counts it as posted", ("vendor_id", "reason")),
        Option("retry", "sends what waited once more, after its cause was removed elsewhere"),
        Option("cancel", "gives up what waits: it never goes to QuickBooks from here", ("reason",)),
        Option("acknowledge", "takes note of what the books hold and changes nothing", ("reason",)),
    )
}


def fitting(item: ExceptionItem) -> tuple[str, ...]:
    """The kinds of fix that fit an item, by what it is about."""
    prefix, _, _ = item.subject.partition(":")
    if prefix in LINKED:
        return ("link", "retry", "cancel")
    if prefix in {"pay_type", "cost_code"}:
        return (prefix, "retry", "cancel")
    if prefix in {"connection", "work_week"}:
        return ("acknowledge",)
    if prefix == "posting" and item.details.get("books") == "foundation":
        return ("in_books", "retry", "cancel", "acknowledge")
    if item.code in HOLDS and prefix in _INVOICES:
        return ("acknowledge",)  # what mends it closes it: a correction in Procore, or a link
    if prefix.startswith("foundation."):
        return ("retry", "cancel")
    relinked = ("link",) if prefix == "posting" and item.code == ErrorCode.BOOKS_REFERENCE_INACTIVE else ()
    return (*relinked, "retry", "cancel", "acknowledge")


def options(item: ExceptionItem) -> tuple[Option, ...]:
    """The same with words."""
    return tuple(_OPTIONS[kind] for kind in fitting(item))


def about(item: ExceptionItem, fix: Fix) -> str:
    """The subject that a fix changes something for."""
    named = fix.subject if isinstance(fix, LinkFix) else None
    return named if named is not None and item.subject.startswith("posting:") else item.subject
