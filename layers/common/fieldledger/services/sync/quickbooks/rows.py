"""QuickBooks' records as rows of the sync."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fieldledger.clients.quickbooks.models import (
    Account,
    Bill,
    BillPayment,
    Class,
    Customer,
    DocumentLine,
    Employee,
    Invoice,
    Item,
    JournalEntry,
    JournalLine,
    LinkedTransaction,
    ListedRecord,
    NameListRow,
    Payment,
    PaymentLine,
    Purchase,
    Record,
    Reference,
    TimeActivity,
    Transaction,
    Vendor,
    VendorCredit,
)
from fieldledger.clients.reading import MalformedRow
from fieldledger.domain.crosswalk import LISTS, CounterpartKind
from fieldledger.domain.facts.quickbooks_documents import (
    AppliedAmount,
    BillFacts,
    DocumentLineFacts,
    DocumentLink,
    InvoiceFacts,
    JournalEntryFacts,
    JournalLineFacts,
    PaymentFacts,
    PurchaseFacts,
    TimeActivityFacts,
    TransactionFacts,
    VendorCreditFacts,
)
from fieldledger.domain.facts.quickbooks_lists import NameFacts
from fieldledger.domain.mirror import Facts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.services.posting.directory import counterpart
from fieldledger.services.posting.kinds import of
from fieldledger.services.sync.source import SourceRow

KINDS: Final[Mapping[SyncResource, type[Record]]] = {
    SyncResource.QUICKBOOKS_CUSTOMERS: Customer,
    SyncResource.QUICKBOOKS_VENDORS: Vendor,
    SyncResource.QUICKBOOKS_EMPLOYEES: Employee,
    SyncResource.QUICKBOOKS_ITEMS: Item,
    SyncResource.QUICKBOOKS_ACCOUNTS: Account,
    SyncResource.QUICKBOOKS_CLASSES: Class,
    SyncResource.QUICKBOOKS_BILLS: Bill,
    SyncResource.QUICKBOOKS_INVOICES: Invoice,
    SyncResource.QUICKBOOKS_PAYMENTS: Payment,
    SyncResource.QUICKBOOKS_BILL_PAYMENTS: BillPayment,
    SyncResource.QUICKBOOKS_PURCHASES: Purchase,
    SyncResource.QUICKBOOKS_VENDOR_CREDITS: VendorCredit,
    SyncResource.QUICKBOOKS_JOURNAL_ENTRIES: JournalEntry,
    SyncResource.QUICKBOOKS_TIME_ACTIVITIES: TimeActivity,
}
"""What is read, names before the documents that refer to them; last what change data capture does not tell."""

_CUSTOMER: Final = "customer"
_CREDIT: Final = "credit"


@dataclass(frozen=True, slots=True)
class DocumentRow(SourceRow):
    """A row with the record as it was read: what we posted is compared with it."""

    record: Record | None = None


def row_of(resource: SyncResource, record: Record) -> SourceRow:
    """A live record, or what QuickBooks leaves of a deleted one: id and status."""
    changed_at = None if record.meta is None else record.meta.last_updated_time
    facts = None if record.deleted else _facts(resource, record)
    held = None if record.deleted else record
    return DocumentRow(resource, record.id, facts, None, changed_at, record.deleted, held)


def gone(resource: SyncResource, record_id: str) -> SourceRow:
    """A record that QuickBooks does not find any more."""
    return DocumentRow(resource, record_id, None, deleted=True)


def told_apart(resource: SyncResource, rows: Iterable[MalformedRow]) -> tuple[MalformedRow, ...]:
    """Ids are unique in their own list only: a malformed row says which one it is of."""
    name = resource.short_name
    return tuple(
        replace(row, path=f"{name}.{row.path}", entity_id=None if row.entity_id is None else f"{name}/{row.entity_id}")
        for row in rows
    )


def _facts(resource: SyncResource, record: Record) -> Facts:
    match record:
        case ListedRecord():
            return _name(LISTS[resource], record)
        case Bill():
            return _with_head(record, _bill(record))
        case Invoice():
            return _with_head(record, _invoice(record))
        case Payment():
            return _with_head(record, _payment(record))
        case BillPayment():
            return _with_head(record, PaymentFacts(vendor_id=_id(record.vendor), applied=_applied(record.lines)))
        case Purchase():
            return _with_head(record, _purchase(record))
        case VendorCredit():
            return _with_head(record, _credit(record))
        case JournalEntry():
            return _with_head(record, JournalEntryFacts(lines=tuple(_journal_line(each) for each in record.lines)))
        case TimeActivity():
            return _time(record)
        case _:
            raise TypeError(f"no facts of a {record.entity()}")


def _name(kind: CounterpartKind, record: ListedRecord) -> NameFacts:
    """As the posting engine reads the same row of a list."""
    row = counterpart("", kind, NameListRow.model_validate(record.fields()))
    return NameFacts.model_validate(row.model_dump())


def _bill(record: Bill) -> BillFacts:
    return BillFacts(
        vendor_id=_id(record.vendor),
        due_on=record.due_date,
        balance=record.balance,
        lines=_lines(record.lines),
    )


def _invoice(record: Invoice) -> InvoiceFacts:
    return InvoiceFacts(
        customer_id=_id(record.customer),
        due_on=record.due_date,
        balance=record.balance,
        voided=of.is_voided(record),
        lines=_lines(record.lines),
    )


def _payment(record: Payment) -> PaymentFacts:
    return PaymentFacts(customer_id=_id(record.customer), unapplied=record.unapplied, applied=_applied(record.lines))


def _purchase(record: Purchase) -> PurchaseFacts:
    payee = record.payee
    return PurchaseFacts(
        payment_type=record.payment_type,
        payee_id=_id(payee),
        payee_kind=None if payee is None else payee.type,
        refund=bool(record.credit),
        lines=_lines(record.lines),
    )


def _credit(record: VendorCredit) -> VendorCreditFacts:
    return VendorCreditFacts(vendor_id=_id(record.vendor), balance=record.balance, lines=_lines(record.lines))


def _time(record: TimeActivity) -> TimeActivityFacts:
    return TimeActivityFacts(
        day=of.day_held(record),
        minutes=record.total_minutes,
        customer_id=_id(record.customer),
        employee_id=_id(record.employee),
        vendor_id=_id(record.vendor),
        item_id=_id(record.item),
        cost_rate=record.cost_rate,
        description=record.description,
        marker=of.key_of(record),
    )


def _with_head[F: TransactionFacts](record: Transaction, facts: F) -> F:
    """With what all documents have."""
    head = TransactionFacts(
        number=record.doc_number,
        day=record.txn_date,
        total=record.total,
        currency=_id(record.currency),
        exchange_rate=record.exchange_rate,
        marker=of.key_of(record),
        links=_links(record.linked),
    )
    return facts.model_copy(update={name: getattr(head, name) for name in TransactionFacts.model_fields})


def _lines(lines: Sequence[DocumentLine]) -> tuple[DocumentLineFacts, ...]:
    return tuple(_line(line) for line in lines)


def _line(line: DocumentLine) -> DocumentLineFacts:
    """Which references there are follows from the line's kind."""
    detail = getattr(line, "detail", None)
    return DocumentLineFacts(
        line_id=line.id,
        amount=line.amount,
        description=line.description,
        account_id=_id(getattr(detail, "account", None)),
        item_id=_id(getattr(detail, "item", None)),
        customer_id=_id(getattr(detail, "customer", None)),
        class_id=_id(getattr(detail, "class_", None)),
    )


def _journal_line(line: DocumentLine) -> JournalLineFacts:
    """A job is the line's entity, if that is a customer; a vendor or an employee is none."""
    said = _line(line).model_dump()
    if not isinstance(line, JournalLine):
        return JournalLineFacts(**said)
    whom = line.detail.entity
    job = _id(whom.entity) if whom is not None and (whom.type or "").casefold() == _CUSTOMER else None
    return JournalLineFacts(**{**said, "customer_id": job}, credit=line.detail.posting_type.casefold() == _CREDIT)


def _applied(lines: Sequence[PaymentLine]) -> tuple[AppliedAmount, ...]:
    return tuple(AppliedAmount(amount=line.amount, to=_links(line.linked)) for line in lines)


def _links(linked: Sequence[LinkedTransaction]) -> tuple[DocumentLink, ...]:
    return tuple(DocumentLink(transaction_id=link.txn_id, kind=link.txn_type) for link in linked)


def _id(reference: Reference | None) -> str | None:
    return None if reference is None else reference.value
