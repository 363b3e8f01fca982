"""Payments back from QuickBooks: how far the bills and invoices that were posted from here are paid.

The balance is the document's own; payments say the day. Either may be read first, so that both look at both.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.facts.quickbooks_documents import BillFacts, InvoiceFacts, PaymentFacts
from fieldledger.domain.invoice import Invoice
from fieldledger.domain.invoice_payment import InvoicePayment, payment_status
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.posting import Posting
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.invoice_records import InvoiceRecords
from fieldledger.repositories.mirror import Mirror, MirrorKey
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import Transactions
from fieldledger.services.audit import SYSTEM
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.invoices.overpayment import overpaid

type _Document = BillFacts | InvoiceFacts

_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class _Side:
    """One kind of document, what pays it, and what a payment calls it."""

    documents: SyncResource
    payments: SyncResource
    facts: type[BillFacts] | type[InvoiceFacts]
    called: str


_BILLS: Final = _Side(SyncResource.QUICKBOOKS_BILLS, SyncResource.QUICKBOOKS_BILL_PAYMENTS, BillFacts, "Bill")
_INVOICES: Final = _Side(SyncResource.QUICKBOOKS_INVOICES, SyncResource.QUICKBOOKS_PAYMENTS, InvoiceFacts, "Invoice")


class PaymentsFollowed:
    """Implements ``InvoiceChanges`` for QuickBooks' documents. What did not change is not written.

    More paid than the document comes to is an item of the inbox, which closes when it is so no more.
    """

    def __init__(
        self,
        mirror: Mirror,
        postings: Postings,
        vendor_invoices: InvoiceRecords[VendorInvoice],
        owner_invoices: InvoiceRecords[OwnerInvoice],
        inbox: Inbox,
        transactions: Transactions,
    ) -> None:
        self._inbox = inbox
        self._transactions = transactions
        self._mirror = mirror
        self._postings = postings
        self._vendor_invoices = vendor_invoices
        self._owner_invoices = owner_invoices

    async def after_changes(self, company_id: str, resource: SyncResource, keys: Collection[MirrorKey]) -> Result[int]:
        """May be called again for the same changes; the answer counts invoices written."""
        side = next((each for each in (_BILLS, _INVOICES) if resource in {each.documents, each.payments}), None)
        if side is None or not keys:
            return Result.ok(0)
        found = await self._mirror.get_many(company_id, resource, list(keys))
        if found.failed or resource is side.documents:
            return await found.and_then_async(partial(self._follow, company_id, side))
        paid = sorted({key for record in found.unwrap() for key in _settled(record.read(PaymentFacts), side)})
        documents = await self._mirror.get_many(company_id, side.documents, [(None, key) for key in paid])
        return await documents.and_then_async(partial(self._follow, company_id, side))

    async def _follow(self, company_id: str, side: _Side, documents: Sequence[MirrorRecord]) -> Result[int]:
        """Documents that nobody posted from here are none of ours."""
        facts: dict[str, _Document] = {record.record_id: record.read(side.facts) for record in documents}
        markers = {key: marker for key, each in facts.items() if (marker := _posting_id(each)) is not None}
        postings = await self._postings.get_many(company_id, sorted(set(markers.values())))
        paying = await self._paying(company_id, side, facts)
        if postings.failed or paying.failed:
            return postings.failure() if postings.failed else paying.failure()
        known = {posting.posting_id: posting for posting in postings.unwrap()}
        written = 0
        for record in documents:
            posting = known.get(markers.get(record.record_id, ""))
            if posting is None or posting.vendor_id not in {None, record.record_id}:
                continue  # nobody's, or a copy that somebody made of ours with its marker
            key = record.record_id
            payment = None if record.deleted else _payment(side, key, facts[key], paying.unwrap())
            kept = await self._keep(side, posting, payment, record.record_id)
            if kept.failed:
                return kept.failure()
            written += kept.unwrap()
        return Result.ok(written)

    async def _paying(
        self, company_id: str, side: _Side, facts: Mapping[str, _Document]
    ) -> Result[dict[str, PaymentFacts]]:
        """The payments that the documents name, by their ids, as far as they were read."""
        wanted = sorted({link.transaction_id for each in facts.values() for link in each.links})
        found = await self._mirror.get_many(company_id, side.payments, [(None, key) for key in wanted])
        return found.map(
            lambda records: {record.record_id: record.read(PaymentFacts) for record in records if not record.deleted}
        )

    async def _keep(
        self, side: _Side, posting: Posting, payment: InvoicePayment | None, document_id: str
    ) -> Result[int]:
        if side is _BILLS:
            return await self._write(self._vendor_invoices, posting, payment, document_id)
        return await self._write(self._owner_invoices, posting, payment, document_id)

    async def _write[M: Invoice](
        self, invoices: InvoiceRecords[M], posting: Posting, payment: InvoicePayment | None, document_id: str
    ) -> Result[int]:
        """Somebody who approves it at the same moment is faster: it is read again."""
        for _ in range(_TRIES):
            found = await invoices.find(posting.company_id, posting.source.record_id)
            if found.failed:
                return found.failure()
            held = found.unwrap()
            if held is None or held.payment == payment or _of_another(held, payment, document_id):
                return Result.ok(0)
            saved = await self._save(invoices, held.model_copy(update={"payment": payment}))
            if saved.success:
                kind = held.record_type
                log_mutation(LogEvent.RECORD_SAVED, SYSTEM, held.invoice_id, kind=kind, document_id=document_id)
                return Result.ok(1)
            if saved.error_code != ErrorCode.VERSION_CONFLICT:
                return saved.failure()
        return Result.fail("the invoice kept changing while its payment was noted", ErrorCode.VERSION_CONFLICT)

    async def _save[M: Invoice](self, invoices: InvoiceRecords[M], invoice: M) -> Result[None]:
        """The invoice with what its payment raises or closes in the inbox."""
        subject = f"{invoice.record_type}:{invoice.invoice_id}"
        company_id, payment = invoice.company_id, invoice.payment
        if payment is not None and payment.overpaid:
            said = await self._inbox.writes(company_id, [_too_much(subject, invoice, payment)])
        else:
            over = exception_id(company_id, ErrorCode.PAYMENT_EXCEEDS_INVOICE, subject)
            said = await self._inbox.closing(company_id, [over])
        return await said.and_then_async(lambda puts: self._transactions.transact([invoices.write(invoice), *puts]))


def _too_much(subject: str, invoice: Invoice, payment: InvoicePayment) -> Problem:
    document = "bill" if invoice.is_payable else "invoice"
    called = invoice.document_number or invoice.number or payment.document_id
    paid = payment.paid + payment.overpaid
    text = (
        f"{paid:,.2f} was paid on the {document} {called}, which comes to {payment.total:,.2f}: "
        f"{payment.overpaid:,.2f} too much"
    )
    details = {"document_id": payment.document_id, "total": str(payment.total), "overpaid": str(payment.overpaid)}
    return Problem(ErrorCode.PAYMENT_EXCEEDS_INVOICE, subject, text, details)


def _of_another(held: Invoice, payment: InvoicePayment | None, document_id: str) -> bool:
    """A document that is gone says nothing about the one that took its place."""
    return payment is None and (held.payment is None or held.payment.document_id != document_id)


def _payment(
    side: _Side, document_id: str, facts: _Document, known: Mapping[str, PaymentFacts]
) -> InvoicePayment | None:
    if isinstance(facts, InvoiceFacts) and facts.voided:
        return None
    total = facts.total or Decimal(0)
    told = total if facts.balance is None else facts.balance
    payments = [known[link.transaction_id] for link in facts.links if link.transaction_id in known]
    days: list[date] = [payment.day for payment in payments if payment.day is not None]
    too_much = overpaid(side.called, document_id, total, told, payments)
    balance = max(told, Decimal(0)) if too_much else told
    return InvoicePayment(
        books="quickbooks",
        document_id=document_id,
        status=payment_status(total, balance, too_much),
        total=total,
        paid=total - balance,
        balance=balance,
        paid_on=max(days, default=None),
        overpaid=too_much,
    )


def _settled(payment: PaymentFacts, side: _Side) -> Iterable[str]:
    return (link.transaction_id for each in payment.applied for link in each.to if link.kind == side.called)


def _posting_id(facts: _Document) -> str | None:
    return None if facts.marker is None else facts.marker.removeprefix("[fl:").removesuffix("]")
