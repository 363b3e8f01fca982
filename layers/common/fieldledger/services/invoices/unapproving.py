"""Taking back the approval of invoices whose documents were not sent yet, first approvals of two included.

An invoice, its postings and the audit entry change in one transaction on condition of their versions. The writer seals
on the same conditions, so of the two one loses: what is sealed stays approved, what is cancelled is never sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.clock import Clock
from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.invoice import NO_FIRST, Invoice, InvoiceStatus
from fieldledger.domain.invoice_approval import InvoiceUnapprovalOutcome, SkippedInvoice
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.at_once import at_once
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.documents import Write
from fieldledger.repositories.invoice_records import InvoiceRecords
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import audit_entry
from fieldledger.services.inbox import Inbox
from fieldledger.services.invoices.obstacles import lost, missing
from fieldledger.services.posting.abandoned import AbandonedItems
from fieldledger.services.posting.transitions import cancelled
from fieldledger.services.posting.withdrawing import too_late
from fieldledger.services.writing import Transactions

"""Transactions under way at the same time; each is one small request."""
_APPROVED: Final = frozenset({InvoiceStatus.APPROVED, InvoiceStatus.CHANGED})
_DECIDED: Final = _APPROVED | {InvoiceStatus.AWAITING_SECOND}


class UnapproveInvoices(CanonicalModel):
    """Take back certain invoices. ``reason`` is kept in the audit trail."""

    company_id: str
    user_id: str
    unapproval_id: str
    invoice_ids: tuple[str, ...]
    reason: str
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class UnapprovalParts:
    """What taking approvals back works with."""

    postings: Postings
    audit: AuditTrail
    transactions: Transactions
    inbox: Inbox
    abandoned: AbandonedItems
    clock: Clock


@dataclass(frozen=True, slots=True)
class _Withdrawal[M: Invoice]:
    """One invoice whose approval can be taken back, and the postings that are cancelled with it."""

    invoice: M
    postings: tuple[Posting, ...]


class InvoiceUnapprovals[M: Invoice]:
    """Works on the invoices of one side."""

    def __init__(self, invoices: InvoiceRecords[M], parts: UnapprovalParts) -> None:
        self._invoices: InvoiceRecords[M] = invoices
        self._parts = parts

    async def unapprove(self, request: UnapproveInvoices) -> Result[InvoiceUnapprovalOutcome]:
        """Repeating a request goes on with it. What cannot be taken back is in ``skipped`` with a code each.

        Codes: ``STORE_UNAVAILABLE``.
        """
        found = await self._invoices.get_many(request.company_id, request.invoice_ids)
        if found.failed:
            return found.failure()
        known = {invoice.invoice_id: invoice for invoice in found.unwrap()}
        wanted = list(dict.fromkeys(request.invoice_ids))
        done = [key for key in wanted if key in known and _is_done(known[key], request)]
        skipped = [missing(key) for key in wanted if key not in known]
        open_ = [known[key] for key in wanted if key in known and key not in done]
        sorted_out = await self._sorted_out(request.company_id, open_)
        if sorted_out.failed:
            return sorted_out.failure()
        going, refused = sorted_out.unwrap()
        if request.dry_run:
            return Result.ok(_outcome(request, done, going, [*skipped, *refused]))
        return await self._carry_out(request, done, going, [*skipped, *refused])

    async def _sorted_out(
        self, company_id: str, invoices: Sequence[M]
    ) -> Result[tuple[list[_Withdrawal[M]], list[SkippedInvoice]]]:
        """Those that can be taken back, and why the others cannot."""
        wanted = [key for each in invoices for key in each.posting_ids]
        found = await self._parts.postings.get_many(company_id, wanted)
        if found.failed:
            return found.failure()
        known = {posting.posting_id: posting for posting in found.unwrap()}
        going: list[_Withdrawal[M]] = []
        refused: list[SkippedInvoice] = []
        for invoice in invoices:
            postings = tuple(known[key] for key in invoice.posting_ids if key in known)
            why = _obstacle(invoice, postings)
            if why is None:
                going.append(_Withdrawal(invoice, postings))
            else:
                refused.append(why)
        return Result.ok((going, refused))

    async def _carry_out(
        self,
        request: UnapproveInvoices,
        done: Sequence[str],
        going: Sequence[_Withdrawal[M]],
        skipped: Sequence[SkippedInvoice],
    ) -> Result[InvoiceUnapprovalOutcome]:
        written = list(zip(going, await at_once(partial(self._take_back, request), going), strict=True))
        taken = [each for each, result in written if result.success]
        beaten = [lost(each.invoice) for each, result in written if result.error_code == ErrorCode.VERSION_CONFLICT]
        broken = next((r for _, r in written if r.failed and r.error_code != ErrorCode.VERSION_CONFLICT), None)
        parked = [p for each in taken for p in each.postings if p.state is PostingState.PARKED]
        closed = await self._parts.abandoned.close(request.company_id, parked, request.user_id, request.reason)
        if broken is not None or closed.failed:
            return closed.failure() if broken is None else broken.failure()
        return Result.ok(_outcome(request, done, taken, [*skipped, *beaten]))

    async def _take_back(self, request: UnapproveInvoices, each: _Withdrawal[M]) -> Result[None]:
        invoice = each.invoice
        subject = f"{invoice.record_type}:{invoice.invoice_id}"
        key = exception_id(invoice.company_id, ErrorCode.CHANGED_AFTER_APPROVAL, subject)
        note = f"unapproved: {request.reason}"
        closing = await self._parts.inbox.closing(invoice.company_id, [key], request.user_id, note)
        if closing.failed:
            return closing.failure()
        written = await self._parts.transactions.transact([*self._writes(request, each), *closing.unwrap()])
        if written.success:
            log_mutation(
                LogEvent.INVOICE_UNAPPROVED,
                request.user_id,
                invoice.invoice_id,
                kind=invoice.record_type,
                approval_id=invoice.approval_id or invoice.first_approval_id,
                postings=len(each.postings),
            )
        return written

    def _writes(self, request: UnapproveInvoices, each: _Withdrawal[M]) -> list[Write]:
        """A posting that is cancelled already is written as well: nobody may have revived it meanwhile."""
        before, now = each.invoice, self._parts.clock.now()
        after = _taken_back(before, request.unapproval_id)
        entry = audit_entry(
            before.company_id,
            request.user_id,
            LogEvent.INVOICE_UNAPPROVED,
            before.invoice_id,
            now,
            before={
                "status": before.status.value,
                "approval_id": before.approval_id or "",
                "first_approved_by": before.first_approved_by or "",
                "total": str(before.total),
            },
            after={"status": after.status.value, "unapproval_id": request.unapproval_id, "reason": request.reason},
        )
        note = f"approval taken back: {request.reason}"
        return [
            self._invoices.write(after),
            *(self._parts.postings.write(cancelled(posting, now, note)) for posting in each.postings),
            self._parts.audit.write(entry),
        ]


def _taken_back[M: Invoice](invoice: M, unapproval_id: str) -> M:
    """What its source says of it by now decides where the invoice stands."""
    status = InvoiceStatus.UNAPPROVED
    if invoice.deleted_at is not None:
        status = InvoiceStatus.DELETED
    elif invoice.source_approved:
        status = InvoiceStatus.READY if invoice.hold is None else InvoiceStatus.HELD
    return invoice.model_copy(
        update={
            **NO_FIRST,
            "status": status,
            "approval_id": None,
            "approved_by": None,
            "approved_at": None,
            "approved_hash": None,
            "approved": None,
            "posting_ids": (),
            "withdrawals": invoice.withdrawals + 1,
            "unapproval_id": unapproval_id,
        }
    )


def _is_done(invoice: Invoice, request: UnapproveInvoices) -> bool:
    return invoice.unapproval_id == request.unapproval_id and invoice.status not in _DECIDED


def _obstacle(invoice: Invoice, postings: Sequence[Posting]) -> SkippedInvoice | None:
    if invoice.status not in _DECIDED:
        text = "it is not approved: there is nothing to take back"
        return SkippedInvoice(invoice_id=invoice.invoice_id, code=ErrorCode.NOT_APPROVED.value, message=text)
    if invoice.status is InvoiceStatus.AWAITING_SECOND and not postings:
        return None  # the first of two approvals of something new: nothing was asked for yet
    why = too_late("invoice", invoice.posting_ids, postings)
    if why is None:
        return None
    return SkippedInvoice(invoice_id=invoice.invoice_id, code=why.code.value, message=why.message)


def _outcome[M: Invoice](
    request: UnapproveInvoices,
    done: Sequence[str],
    taken: Sequence[_Withdrawal[M]],
    skipped: Sequence[SkippedInvoice],
) -> InvoiceUnapprovalOutcome:
    return InvoiceUnapprovalOutcome(
        unapproval_id=request.unapproval_id,
        dry_run=request.dry_run,
        unapproved=(*done, *(each.invoice.invoice_id for each in taken)),
        postings=sum(len(each.postings) for each in taken),
        skipped=tuple(skipped),
    )
