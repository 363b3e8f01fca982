"""Documents of buying, selling and the journal (quickbooks.md 7.2). Totals and balances are computed by QuickBooks."""

from pydantic import Field

from fieldledger.clients.quickbooks.models.base import (
    EmailAddress,
    Memo,
    PascalModel,
    Reference,
    Transaction,
    TypedReference,
)
from fieldledger.clients.quickbooks.models.lines import Line, PaymentLine
from fieldledger.clients.quickbooks.models.values import Amount, Day


class CheckPayment(PascalModel):
    """How a bill was paid by check."""

    bank_account: Reference | None = Field(default=None, alias="BankAccountRef")
    print_status: str | None = None


class CreditCardPayment(PascalModel):
    """How a bill was paid by credit card."""

    card_account: Reference | None = Field(default=None, alias="CCAccountRef")


class Bill(Transaction):
    """What a vendor charges; ``doc_number`` is the vendor's own invoice number."""

    vendor: Reference | None = Field(default=None, alias="VendorRef")
    payables_account: Reference | None = Field(default=None, alias="APAccountRef")
    term: Reference | None = Field(default=None, alias="SalesTermRef")
    due_date: Day | None = None
    balance: Amount | None = None
    lines: tuple[Line, ...] = Field(default=(), alias="Line")


class VendorCredit(Transaction):
    """What a vendor owes back."""

    vendor: Reference | None = Field(default=None, alias="VendorRef")
    payables_account: Reference | None = Field(default=None, alias="APAccountRef")
    balance: Amount | None = None
    lines: tuple[Line, ...] = Field(default=(), alias="Line")


class PurchaseOrder(Transaction):
    """An order to a vendor; ``po_status`` is Open or Closed."""

    vendor: Reference | None = Field(default=None, alias="VendorRef")
    payables_account: Reference | None = Field(default=None, alias="APAccountRef")
    due_date: Day | None = None
    po_status: str | None = Field(default=None, alias="POStatus")
    memo: str | None = None
    lines: tuple[Line, ...] = Field(default=(), alias="Line")


class Purchase(Transaction):
    """Money spent at once by cash, check or card (``payment_type``); ``credit`` marks a refund."""

    payment_type: str | None = None
    account: Reference | None = Field(default=None, alias="AccountRef")
    payee: TypedReference | None = Field(default=None, alias="EntityRef")
    credit: bool | None = None
    lines: tuple[Line, ...] = Field(default=(), alias="Line")


class BillPayment(Transaction):
    """A payment to a vendor for bills; ``pay_type`` is Check or CreditCard."""

    vendor: Reference | None = Field(default=None, alias="VendorRef")
    pay_type: str | None = None
    check: CheckPayment | None = Field(default=None, alias="CheckPayment")
    credit_card: CreditCardPayment | None = Field(default=None, alias="CreditCardPayment")
    lines: tuple[PaymentLine, ...] = Field(default=(), alias="Line")


class Invoice(Transaction):
    """What a customer is charged. QuickBooks adds a subtotal line, and a number unless the company sets its own."""

    customer: Reference | None = Field(default=None, alias="CustomerRef")
    project: Reference | None = Field(default=None, alias="ProjectRef")
    class_: Reference | None = Field(default=None, alias="ClassRef")
    term: Reference | None = Field(default=None, alias="SalesTermRef")
    due_date: Day | None = None
    balance: Amount | None = None
    customer_memo: Memo | None = None
    bill_email: EmailAddress | None = None
    email_status: str | None = None
    lines: tuple[Line, ...] = Field(default=(), alias="Line")


class Estimate(Transaction):
    """An offer; ``txn_status`` is Pending, Accepted, Closed, Rejected or Converted."""

    customer: Reference | None = Field(default=None, alias="CustomerRef")
    project: Reference | None = Field(default=None, alias="ProjectRef")
    txn_status: str | None = None
    expiration_date: Day | None = None
    lines: tuple[Line, ...] = Field(default=(), alias="Line")


class Payment(Transaction):
    """A payment of a customer."""

    customer: Reference | None = Field(default=None, alias="CustomerRef")
    deposit_account: Reference | None = Field(default=None, alias="DepositToAccountRef")
    payment_method: Reference | None = Field(default=None, alias="PaymentMethodRef")
    unapplied: Amount | None = Field(default=None, alias="UnappliedAmt")
    lines: tuple[PaymentLine, ...] = Field(default=(), alias="Line")


class JournalEntry(Transaction):
    """Balanced debits and credits; QuickBooks states no total for it."""

    adjustment: bool | None = None
    lines: tuple[Line, ...] = Field(default=(), alias="Line")
