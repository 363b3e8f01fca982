"""QuickBooks' documents: what is bought, sold, paid and journalised, and time (quickbooks.md 7.2). Ids are theirs."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, override

from fieldledger.domain.facts.amounts import Exact
from fieldledger.domain.mirror import Facts
from fieldledger.domain.sync_resource import SyncResource

_VENDOR: Final = "vendor"


class DocumentLink(Facts):
    """Another transaction that a document belongs to."""

    transaction_id: str
    kind: str | None = None


class DocumentLineFacts(Facts):
    """A line; what QuickBooks adds by itself (subtotals, text) has neither account nor item."""

    line_id: str | None = None
    amount: Exact | None = None
    description: str | None = None
    account_id: str | None = None
    item_id: str | None = None
    customer_id: str | None = None
    class_id: str | None = None


class TransactionFacts(Facts):
    """What all documents have. ``marker`` is ours, where the document was posted from here."""

    number: str | None = None
    day: date | None = None
    total: Exact | None = None
    currency: str | None = None
    exchange_rate: Exact | None = None
    marker: str | None = None
    links: tuple[DocumentLink, ...] = ()

    @property
    def census_amount(self) -> Decimal:
        """The total, in the document's own currency."""
        return self.total or Decimal(0)


class BillFacts(TransactionFacts):
    """What a vendor charges; ``number`` is the vendor's own."""

    vendor_id: str | None = None
    due_on: date | None = None
    balance: Exact | None = None
    lines: tuple[DocumentLineFacts, ...] = ()


class PurchaseFacts(TransactionFacts):
    """Money spent at once: a check, a cash expense, a card charge; a ``refund`` came back, with amounts above zero.

    ``payee_kind`` is Vendor, Customer or Employee.
    """

    payment_type: str | None = None
    payee_id: str | None = None
    payee_kind: str | None = None
    refund: bool = False
    lines: tuple[DocumentLineFacts, ...] = ()

    @property
    def vendor_id(self) -> str | None:
        """The payee, if that is a vendor."""
        return self.payee_id if (self.payee_kind or "").casefold() == _VENDOR else None


class VendorCreditFacts(TransactionFacts):
    """What a vendor owes back, with amounts above zero; ``balance`` is what no payment has used yet."""

    vendor_id: str | None = None
    balance: Exact | None = None
    lines: tuple[DocumentLineFacts, ...] = ()


class JournalLineFacts(DocumentLineFacts):
    """One side of a journal entry: a debit unless it is a ``credit``. ``customer_id``: what it is booked on."""

    credit: bool = False


class JournalEntryFacts(TransactionFacts):
    """Balanced debits and credits; QuickBooks states a total of zero for it."""

    lines: tuple[JournalLineFacts, ...] = ()

    @property
    @override
    def census_amount(self) -> Decimal:
        """The sum of the debits, in the entry's own currency."""
        return sum((line.amount or Decimal(0) for line in self.lines if not line.credit), Decimal(0))


type SpendingFacts = PurchaseFacts | VendorCreditFacts | JournalEntryFacts
"""What charges or relieves jobs line by line beside bills, and is never posted from here."""

SPENDING: Final[Mapping[SyncResource, type[SpendingFacts]]] = {
    SyncResource.QUICKBOOKS_PURCHASES: PurchaseFacts,
    SyncResource.QUICKBOOKS_VENDOR_CREDITS: VendorCreditFacts,
    SyncResource.QUICKBOOKS_JOURNAL_ENTRIES: JournalEntryFacts,
}
"""Where it is kept."""


class InvoiceFacts(TransactionFacts):
    """What a customer, or a job of one, is charged. A voided invoice stays with amounts of zero."""

    customer_id: str | None = None
    due_on: date | None = None
    balance: Exact | None = None
    voided: bool = False
    lines: tuple[DocumentLineFacts, ...] = ()


class TimeActivityFacts(Facts):
    """Time on a job, ours or anybody's. ``cost_rate`` is what an hour of it costs, if the record says so itself.

    ``employee_id`` or ``vendor_id`` is who worked. The rate at which the time is billed is no cost and not kept.
    """

    day: date | None = None
    minutes: int = 0
    customer_id: str | None = None
    employee_id: str | None = None
    vendor_id: str | None = None
    item_id: str | None = None
    cost_rate: Exact | None = None
    description: str | None = None
    marker: str | None = None

    @property
    def census_amount(self) -> Decimal:
        """Minutes: time has no amount of its own."""
        return Decimal(self.minutes)


class AppliedAmount(Facts):
    """How much of a payment settles which documents."""

    amount: Exact | None = None
    to: tuple[DocumentLink, ...] = ()


class PaymentFacts(TransactionFacts):
    """A payment of a customer, or to a vendor."""

    customer_id: str | None = None
    vendor_id: str | None = None
    unapplied: Exact | None = None
    applied: tuple[AppliedAmount, ...] = ()
