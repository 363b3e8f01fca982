"""Lines of documents, told apart by ``DetailType`` (quickbooks.md 7.2). A kind not known here is kept as it came."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import Discriminator, Field, Tag

from fieldledger.clients.quickbooks.models.base import LinkedTransaction, PascalModel, Reference
from fieldledger.clients.quickbooks.models.values import Amount, Whole


class _CostDetail(PascalModel):
    customer: Reference | None = Field(default=None, alias="CustomerRef")
    class_: Reference | None = Field(default=None, alias="ClassRef")
    tax_code: Reference | None = Field(default=None, alias="TaxCodeRef")
    billable_status: str | None = None


class AccountExpenseDetail(_CostDetail):
    """A cost that goes straight to an account."""

    account: Reference = Field(alias="AccountRef")


class ItemExpenseDetail(_CostDetail):
    """A bought item; without an item QuickBooks takes the line for text and ignores its amount."""

    item: Reference | None = Field(default=None, alias="ItemRef")
    quantity: Amount | None = Field(default=None, alias="Qty")
    unit_price: Amount | None = None


class SalesItemDetail(PascalModel):
    """A sold item."""

    item: Reference | None = Field(default=None, alias="ItemRef")
    class_: Reference | None = Field(default=None, alias="ClassRef")
    tax_code: Reference | None = Field(default=None, alias="TaxCodeRef")
    quantity: Amount | None = Field(default=None, alias="Qty")
    unit_price: Amount | None = None


class DiscountDetail(PascalModel):
    """A discount over the document."""

    account: Reference | None = Field(default=None, alias="DiscountAccountRef")
    percent_based: bool | None = None
    discount_percent: Amount | None = None


class JournalEntity(PascalModel):
    """The customer, vendor or employee of a journal line: required for lines of receivables and payables."""

    type: str | None = None
    entity: Reference | None = Field(default=None, alias="EntityRef")


class JournalDetail(PascalModel):
    """One side of a journal entry; ``posting_type`` is Debit or Credit."""

    posting_type: str = Field(alias="PostingType")
    account: Reference = Field(alias="AccountRef")
    class_: Reference | None = Field(default=None, alias="ClassRef")
    department: Reference | None = Field(default=None, alias="DepartmentRef")
    entity: JournalEntity | None = None


class DocumentLine(PascalModel):
    """What every line has; ``amount`` is in the document's currency."""

    id: str | None = None
    line_num: Whole | None = None
    description: str | None = None
    amount: Amount | None = None
    detail_type: str | None = None
    project: Reference | None = Field(default=None, alias="ProjectRef")
    linked: tuple[LinkedTransaction, ...] = Field(default=(), alias="LinkedTxn")


class AccountExpenseLine(DocumentLine):
    """``AccountBasedExpenseLineDetail``."""

    detail: AccountExpenseDetail = Field(alias="AccountBasedExpenseLineDetail")


class ItemExpenseLine(DocumentLine):
    """``ItemBasedExpenseLineDetail``."""

    detail: ItemExpenseDetail = Field(alias="ItemBasedExpenseLineDetail")


class SalesItemLine(DocumentLine):
    """``SalesItemLineDetail``."""

    detail: SalesItemDetail = Field(alias="SalesItemLineDetail")


class JournalLine(DocumentLine):
    """``JournalEntryLineDetail``."""

    detail: JournalDetail = Field(alias="JournalEntryLineDetail")


class DiscountLine(DocumentLine):
    """``DiscountLineDetail``."""

    detail: DiscountDetail | None = Field(default=None, alias="DiscountLineDetail")


class SubTotalLine(DocumentLine):
    """``SubTotalLineDetail``: QuickBooks adds it to invoices and estimates by itself."""


class DescriptionLine(DocumentLine):
    """``DescriptionOnly``: text without an amount."""


class OtherLine(DocumentLine):
    """A kind of line that is not modelled (groups, taxes, what comes next); its detail is among the extra fields."""


class PaymentLine(PascalModel):
    """A line of a payment: how much of it settles which documents. It has no ``DetailType``."""

    amount: Amount | None = None
    linked: tuple[LinkedTransaction, ...] = Field(default=(), alias="LinkedTxn")


_OTHER: Final = "other"
_KINDS: Final = {
    "accountbasedexpenselinedetail": "account",
    "itembasedexpenselinedetail": "item",
    "salesitemlinedetail": "sale",
    "journalentrylinedetail": "journal",
    "discountlinedetail": "discount",
    "subtotallinedetail": "subtotal",
    "descriptiononly": "text",
}


def _kind(line: object) -> str:
    """Published answers spell the kind ``SalesItemLineDetail`` and, once, ``SALES_ITEM_LINE_DETAIL``."""
    named = line.get("DetailType") if isinstance(line, Mapping) else getattr(line, "detail_type", None)
    return _KINDS.get(str(named).replace("_", "").lower(), _OTHER)


type Line = Annotated[
    Annotated[AccountExpenseLine, Tag("account")]
    | Annotated[ItemExpenseLine, Tag("item")]
    | Annotated[SalesItemLine, Tag("sale")]
    | Annotated[JournalLine, Tag("journal")]
    | Annotated[DiscountLine, Tag("discount")]
    | Annotated[SubTotalLine, Tag("subtotal")]
    | Annotated[DescriptionLine, Tag("text")]
    | Annotated[OtherLine, Tag(_OTHER)],
    Discriminator(_kind),
]
