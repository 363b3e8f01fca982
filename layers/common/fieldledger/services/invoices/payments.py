"""Payments back from QuickBooks: how far the bills and invoices that were posted from here are paid.

The balance is the document's own; payments say the day. Either may be read first, so that both look at both.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Final

from fieldledger.domain.facts.quickbooks_documents import AppliedAmount, BillFacts, InvoiceFacts, PaymentFacts
from fieldledger.domain.invoice import Invoice
from fieldledger.domain.invoice_payment import InvoicePayment, PaymentMade, by_day, payment_status
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.posting import Posting
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.mirror import Mirror, MirrorKey
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.invoices.overpayment import overpaid
from fieldledger.services.payments.noting import Noted, PaymentNotes

type _Document = BillFacts | InvoiceFacts


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
    """Implements ``InvoiceChanges`` for QuickBooks' documents. What did not change is not written."""

    def __init__(
        self,
        mirror: Mirror,
        postings: Postings,
        bills: PaymentNotes[VendorInvoice],
        invoices: PaymentNotes[OwnerInvoice],
    ) -> None:
        self._mirror = mirror
        self._postings = postings
        self._bills = bills
        self._invoices = invoices

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
        payments = await self._payments(company_id, side, facts)
        if postings.failed or payments.failed:
            return postings.failure() if postings.failed else payments.failure()
        known = {posting.posting_id: posting for posting in postings.unwrap()}
        written = 0
        for record in documents:
            posting = known.get(markers.get(record.record_id, ""))
            if posting is None or posting.vendor_id not in {None, record.record_id}:
                continue  # nobody's, or a copy that somebody made of ours with its marker
            told = facts[record.record_id]
            payment = None if record.deleted else _payment(record.record_id, told, payments.unwrap(), side)
            kept = await self._keep(side, posting, payment, record.record_id)
            if kept.failed:
                return kept.failure()
            written += kept.unwrap()
        return Result.ok(written)

    async def _payments(
        self, company_id: str, side: _Side, facts: Mapping[str, _Document]
    ) -> Result[dict[str, PaymentFacts]]:
        """The payments that the documents name, by their id."""
        wanted = sorted({link.transaction_id for each in facts.values() for link in each.links})
        found = await self._mirror.get_many(company_id, side.payments, [(None, key) for key in wanted])
        return found.map(
            lambda records: {record.record_id: record.read(PaymentFacts) for record in records if not record.deleted}
        )

    async def _keep(
        self, side: _Side, posting: Posting, payment: InvoicePayment | None, document_id: str
    ) -> Result[int]:
        if side is _BILLS:
            return await _noted(self._bills, posting, payment, document_id)
        return await _noted(self._invoices, posting, payment, document_id)


async def _noted[M: Invoice](
    notes: PaymentNotes[M], posting: Posting, payment: InvoicePayment | None, document_id: str
) -> Result[int]:
    def decide(held: M) -> Noted:
        return Noted(held.payment if _of_another(held, payment, document_id) else payment)

    written = await notes.note(SYSTEM, posting.company_id, posting.source.record_id, decide)
    return written.map(int)


def _of_another(held: Invoice, payment: InvoicePayment | None, document_id: str) -> bool:
    """A document that is gone says nothing about the one that took its place."""
    return payment is None and (held.payment is None or held.payment.document_id != document_id)


def _payment(
    document_id: str, facts: _Document, payments: Mapping[str, PaymentFacts], side: _Side
) -> InvoicePayment | None:
    if isinstance(facts, InvoiceFacts) and facts.voided:
        return None
    total = facts.total or Decimal(0)
    told = total if facts.balance is None else facts.balance
    paying = {
        link.transaction_id: payments[link.transaction_id] for link in facts.links if link.transaction_id in payments
    }
    too_much = overpaid(side.called, document_id, total, told, list(paying.values()))
    balance = max(told, Decimal(0)) if too_much else told
    return InvoicePayment(
        books="quickbooks",
        document_id=document_id,
        status=payment_status(total, balance, too_much),
        total=total,
        paid=total - balance,
        balance=balance,
        paid_on=max((each.day for each in paying.values() if each.day is not None), default=None),
        overpaid=too_much,
        made=tuple(sorted(_made(document_id, paying, side), key=by_day)),
    )


def _made(document_id: str, payments: Mapping[str, PaymentFacts], side: _Side) -> Iterable[PaymentMade]:
    """One for each payment that settles something of the document; a voided one settles nothing any more."""
    for key, facts in payments.items():
        shares = (each for each in facts.applied if _is_of(each, document_id, side))
        amount = sum((share.amount or Decimal(0) for share in shares), Decimal(0))
        if amount:
            yield PaymentMade(reference=key, check_number=facts.number, paid_on=facts.day, amount=amount)


def _is_of(share: AppliedAmount, document_id: str, side: _Side) -> bool:
    return any(link.kind == side.called and link.transaction_id == document_id for link in share.to)


def _settled(payment: PaymentFacts, side: _Side) -> Iterable[str]:
    return (link.transaction_id for each in payment.applied for link in each.to if link.kind == side.called)


def _posting_id(facts: _Document) -> str | None:
    return None if facts.marker is None else facts.marker.removeprefix("[fl:").removesuffix("]")
