"""The ways out of an exception, and which of them fit which code."""

from typing import Annotated, Final, Literal

from pydantic import Field

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.company import CostCodeMapping
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.exception_item import ExceptionItem


class LinkFix(CanonicalModel):
    """The item's worker, job or subcontractor is this row of the books."""

    kind: Literal["link"] = "link"
    vendor_id: str = Field(min_length=1)


class PayTypeFix(CanonicalModel):
    """The item's pay type is posted as this service item."""

    kind: Literal["pay_type"] = "pay_type"
    service_item: str = Field(min_length=1, max_length=100)


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
    reason: str = Field(min_length=3, max_length=500)


class AcknowledgeFix(CanonicalModel):
    """What the books hold is right as it is, or has been dealt with there."""

    kind: Literal["acknowledge"] = "acknowledge"
    reason: str = Field(min_length=3, max_length=500)


Fix = Annotated[LinkFix | PayTypeFix | CostCodeFix | RetryFix | CancelFix | AcknowledgeFix, Field(discriminator="kind")]

LINKED: Final = {
    "employee": CounterpartKind.EMPLOYEE,
    "project": CounterpartKind.CUSTOMER,
    "supplier": CounterpartKind.VENDOR,
}
"""What the subjects of the inbox are linked to in the books."""


def fitting(item: ExceptionItem) -> tuple[str, ...]:
    """The kinds of fix that fit an item, by what it is about."""
    prefix, _, _ = item.subject.partition(":")
    if prefix in LINKED:
        return ("link", "retry", "cancel")
    if prefix in {"pay_type", "cost_code"}:
        return (prefix, "retry", "cancel")
    if prefix == "posting":
        return ("retry", "cancel", "acknowledge")
    return ("retry", "cancel", "acknowledge") if prefix != "connection" else ("acknowledge",)
