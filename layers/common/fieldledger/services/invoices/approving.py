"""Approving invoices for the books, above the company's limit by two different people.

An invoice, its postings and the audit entries change in one transaction on condition of the invoice's version: of two
people who approve at the same moment one is told to look again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Final

from fieldledger.domain.approved import Approved
from fieldledger.domain.approved_records import approved_of
from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.document_numbers import NUMBER_HOLDS
from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.invoice import NO_FIRST, Invoice, InvoiceStatus
from fieldledger.domain.invoice_approval import InvoiceApprovalOutcome, SeenInvoice, SkippedInvoice
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.at_once import at_once
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.companies import Companies, settings_lost, settings_unchanged
from fieldledger.repositories.document_numbers import GivenNumbers
from fieldledger.repositories.documents import Put
from fieldledger.repositories.invoice_records import InvoiceRecords
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import audit_entry
from fieldledger.services.inbox import Inbox
from fieldledger.services.invoices.new_vendors import NewVendors
from fieldledger.services.invoices.numbering import DocumentNumbering, Numbered
from fieldledger.services.invoices.obstacles import in_flight, lost, missing, obstacle, unnumbered
from fieldledger.services.invoices.planning import BooksPlan, in_books, number_in_books, planned
from fieldledger.services.posting.abandoned import AbandonedItems
from fieldledger.services.posting.requesting import PostingOrder, PostingRequests
from fieldledger.services.posting.transitions import cancelled
from fieldledger.services.writing import Transactions

_MORE_TRIES: Final = 3
_ENDED: Final = frozenset({InvoiceStatus.APPROVED, InvoiceStatus.DELETED})
_LOST: Final = frozenset({ErrorCode.VERSION_CONFLICT, ErrorCode.CHANGED_AFTER_APPROVAL})


class ApproveInvoices(CanonicalModel):
    """Approve certain invoices, each as the person saw it."""

    company_id: str
    user_id: str
    approval_id: str
    invoices: tuple[SeenInvoice, ...]
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalParts:
    """What approving works with."""

    companies: Companies
    postings: Postings
    audit: AuditTrail
    transactions: Transactions
    requests: PostingRequests
    vendors: NewVendors
    numbers: GivenNumbers
    inbox: Inbox
    abandoned: AbandonedItems
    clock: Clock


@dataclass(slots=True)
class _Done:
    """What came of it so far."""

    approved: list[str] = field(default_factory=list)
    awaiting: list[str] = field(default_factory=list)
    skipped: list[SkippedInvoice] = field(default_factory=list)
    requested: list[Posting] = field(default_factory=list)
    superseded: list[Posting] = field(default_factory=list)
    postings: int = 0
    total: Decimal = Decimal(0)


class InvoiceApprovals[M: Invoice]:
    """Works on the invoices of one side."""

    def __init__(self, invoices: InvoiceRecords[M], parts: ApprovalParts) -> None:
        self._invoices: InvoiceRecords[M] = invoices
        self._parts = parts

    async def approve(self, request: ApproveInvoices) -> Result[InvoiceApprovalOutcome]:
        """Repeating a request goes on with it. Invoices that cannot be approved are in ``skipped`` with a code each.

        Where the company's settings change meanwhile, what is left is looked at anew.

        Codes: ``COMPANY_NOT_CONFIGURED``, ``STORE_UNAVAILABLE``, ``VERSION_CONFLICT`` if the settings keep changing.
        """
        outcome = await self._approve(request)
        for _ in range(_MORE_TRIES):
            if outcome.error_code != ErrorCode.VERSION_CONFLICT:
                break
            outcome = await self._approve(request)
        return outcome

    async def _approve(self, request: ApproveInvoices) -> Result[InvoiceApprovalOutcome]:
        """``VERSION_CONFLICT``: the settings changed; what was approved before that stands."""
        company = await self._parts.companies.get(request.company_id)
        if company.error_code == ErrorCode.NOT_FOUND:
            return Result.fail("the company is not set up yet", ErrorCode.COMPANY_NOT_CONFIGURED)
        found = await self._invoices.get_many(request.company_id, [seen.invoice_id for seen in request.invoices])
        if company.failed or found.failed:
            return company.failure() if company.failed else found.failure()
        known = {invoice.invoice_id: invoice for invoice in found.unwrap()}
        done = _Done()
        going = _sorted_out(request, company.unwrap(), known, done)
        plans = await self._plans(request, company.unwrap(), going, done)
        if plans.failed:
            return plans.failure()
        if request.dry_run:
            for invoice, plan in plans.unwrap():
                _count(done, invoice, plan)
            return Result.ok(_outcome(request, done))
        vendors = await self._parts.vendors.ask(
            company.unwrap(), request.user_id, request.approval_id, [plan for _, plan in plans.unwrap() if plan]
        )
        if vendors.failed:
            return vendors.failure()
        ordered = [(invoice, plan and plan.behind(vendors.unwrap())) for invoice, plan in plans.unwrap()]
        return await self._carry_out(request, company.unwrap(), ordered, done)

    async def _plans(
        self, request: ApproveInvoices, company: Company, going: Sequence[M], done: _Done
    ) -> Result[list[tuple[M, BooksPlan | None]]]:
        """What each does to the books; None for a first of two approvals."""
        held = await self._postings(request.company_id, [key for each in going for key in each.posting_ids])
        if held.failed:
            return held.failure()
        replaced = [p.replaces for p in held.unwrap().values() if p.replaces is not None]
        former = await self._postings(request.company_id, replaced)
        if former.failed:
            return former.failure()
        plans: list[tuple[M, BooksPlan | None]] = []
        for invoice in going:
            mine = [held.unwrap()[key] for key in invoice.posting_ids if key in held.unwrap()]
            numbered = await self._numbered(company, invoice, number_in_books(in_books(mine, former.unwrap())))
            if numbered.failed:
                return numbered.failure()
            ready = numbered.unwrap().invoice
            if ready.hold is not None:
                done.skipped.append(unnumbered(invoice, ready.hold))
                continue
            if _is_first(company, invoice):
                plans.append((ready, None))
                continue
            plan = planned(company, ready, request.approval_id, mine, former.unwrap())
            if plan.failed:
                done.skipped.append(in_flight(invoice, plan.error or ""))
            else:
                plans.append((ready, replace(plan.unwrap(), taking=numbered.unwrap().taking)))
        return Result.ok(plans)

    async def _numbered(self, company: Company, invoice: M, in_the_books: str | None) -> Result[Numbered[M]]:
        """By the rules as they are now; a document that is in the books keeps the number that it has there."""
        if in_the_books is not None or invoice.deleted_at is not None:
            return Result.ok(Numbered(invoice.model_copy(update={"document_number": in_the_books, "hold": None})))
        return await DocumentNumbering(self._invoices, self._parts.numbers).number(company, invoice)

    async def _postings(self, company_id: str, posting_ids: Sequence[str]) -> Result[Mapping[str, Posting]]:
        found = await self._parts.postings.get_many(company_id, posting_ids)
        return found.map(lambda postings: {posting.posting_id: posting for posting in postings})

    async def _carry_out(
        self, request: ApproveInvoices, company: Company, plans: Sequence[tuple[M, BooksPlan | None]], done: _Done
    ) -> Result[InvoiceApprovalOutcome]:
        written = await at_once(partial(self._one, request, company), plans)
        broken: Result[list[Posting]] | None = None
        for (invoice, plan), result in zip(plans, written, strict=True):
            if result.success:
                _count(done, invoice, plan)
                done.requested.extend(result.unwrap())
            elif result.error_code in _LOST and not settings_lost(request.company_id, result):
                done.skipped.append(lost(invoice))
            else:
                broken = result
        await self._parts.requests.wake(request.company_id, request.approval_id, done.requested)
        parked = [posting for posting in done.superseded if posting.state is PostingState.PARKED]
        closed = await self._parts.abandoned.close(request.company_id, parked, request.user_id, "approved anew")
        if broken is not None or closed.failed:
            return closed.failure() if broken is None else broken.failure()
        return Result.ok(_outcome(request, done))

    async def _one(
        self, request: ApproveInvoices, company: Company, planned: tuple[M, BooksPlan | None]
    ) -> Result[list[Posting]]:
        invoice, plan = planned
        if plan is None:
            return await self._first(request, company, invoice)
        return await self._final(request, company, invoice, plan)

    async def _first(self, request: ApproveInvoices, company: Company, invoice: M) -> Result[list[Posting]]:
        now = self._parts.clock.now()
        changes = {
            "status": InvoiceStatus.AWAITING_SECOND,
            "first_approval_id": request.approval_id,
            "first_approved_by": request.user_id,
            "first_approved_at": now,
        }
        after = invoice.model_copy(update=changes)
        closing = await self._closing(request, invoice, NUMBER_HOLDS)
        if closing.failed:
            return closing.failure()
        entry = self._entry(request, invoice, after, LogEvent.INVOICE_APPROVED_FIRST)
        written = await self._parts.transactions.transact(
            [settings_unchanged(company), self._invoices.write(after), entry, *closing.unwrap()]
        )
        if written.success:
            log_mutation(LogEvent.INVOICE_APPROVED_FIRST, request.user_id, invoice.invoice_id)
        return written.map(lambda _: [])

    async def _final(
        self, request: ApproveInvoices, company: Company, invoice: M, plan: BooksPlan
    ) -> Result[list[Posting]]:
        """The invoice with all that its approval means, or nothing of it."""
        closing = await self._closing(request, invoice, (ErrorCode.CHANGED_AFTER_APPROVAL, *NUMBER_HOLDS))
        if closing.failed:
            return closing.failure()
        order = PostingOrder(
            company_id=request.company_id,
            approval_id=request.approval_id,
            user_id=request.user_id,
            intended=() if plan.intended is None else (plan.intended,),
            target=plan.target,
            company=company,
        )
        along = (*self._along(request, invoice, plan, order), *closing.unwrap())
        written = await self._parts.requests.write(_with(order, along))
        if written.success:
            log_mutation(
                LogEvent.INVOICE_APPROVED,
                request.user_id,
                invoice.invoice_id,
                kind=invoice.record_type,
                approval_id=request.approval_id,
                amount=str(invoice.total),
            )
        return written

    async def _closing(self, request: ApproveInvoices, invoice: M, codes: Sequence[ErrorCode]) -> Result[list[Put]]:
        """What the approval makes an end of in the inbox."""
        subject = f"{invoice.record_type}:{invoice.invoice_id}"
        keys = [exception_id(request.company_id, code, subject) for code in codes]
        return await self._parts.inbox.closing(request.company_id, keys, request.user_id, "approved as it is now")

    def _along(self, request: ApproveInvoices, invoice: M, plan: BooksPlan, order: PostingOrder) -> list[Put]:
        now = self._parts.clock.now()
        after = _approved(invoice, request, plan, order).model_copy(update={"approved_at": now})
        note = f"superseded by approval {request.approval_id}"
        return [
            self._invoices.write(after),
            *plan.taking,
            self._entry(request, invoice, after, LogEvent.INVOICE_APPROVED),
            *(self._parts.postings.write(cancelled(posting, now, note)) for posting in plan.superseded),
        ]

    def _entry(self, request: ApproveInvoices, before: M, after: M, action: LogEvent) -> Put:
        content = {"status": after.status.value, "approval_id": request.approval_id, "total": str(after.total)}
        entry = audit_entry(
            request.company_id,
            request.user_id,
            action,
            after.invoice_id,
            self._parts.clock.now(),
            before={"status": before.status.value, "first_approved_by": before.first_approved_by or ""},
            after=content | {"content_hash": after.content_hash},
        )
        return self._parts.audit.write(entry)


def _sorted_out[M: Invoice](request: ApproveInvoices, company: Company, known: Mapping[str, M], done: _Done) -> list[M]:
    """Those to be approved; what this request did before, and what cannot be approved, goes to ``done``."""
    going: list[M] = []
    for seen in {each.invoice_id: each for each in request.invoices}.values():
        invoice = known.get(seen.invoice_id)
        if invoice is None:
            done.skipped.append(missing(seen.invoice_id))
        elif invoice.approval_id == request.approval_id and invoice.status in _ENDED:
            done.approved.append(invoice.invoice_id)
            done.total += invoice.total
            done.postings += len(invoice.posting_ids)
        elif invoice.first_approval_id == request.approval_id and invoice.status is InvoiceStatus.AWAITING_SECOND:
            done.awaiting.append(invoice.invoice_id)
        elif (why := obstacle(invoice, seen, request.user_id, company)) is not None:
            done.skipped.append(why)
        else:
            going.append(invoice)
    return going


def _is_first(company: Company, invoice: Invoice) -> bool:
    """The limit counts as it is when somebody approves: one that was raised or taken away meanwhile asks for no other
    person, one that was lowered asks for one even now.
    """
    waits = invoice.status is InvoiceStatus.AWAITING_SECOND
    return not waits and company.approvals.needs_two(invoice.at_stake)


def _approved[M: Invoice](invoice: M, request: ApproveInvoices, plan: BooksPlan, order: PostingOrder) -> M:
    alone = {} if invoice.status is InvoiceStatus.AWAITING_SECOND else NO_FIRST
    live = [plan.kept.posting_id] if plan.kept is not None else []
    live += [order.posting_id(plan.intended)] if plan.intended is not None else []
    return invoice.model_copy(
        update={
            "status": InvoiceStatus.APPROVED if invoice.deleted_at is None else InvoiceStatus.DELETED,
            "approval_id": request.approval_id,
            "approved_by": request.user_id,
            "approved_hash": invoice.content_hash,
            "approved": _amounts(invoice, plan),
            "posting_ids": tuple(live),
            **alone,
        }
    )


def _amounts(invoice: Invoice, plan: BooksPlan) -> Approved | None:
    drafts = [] if invoice.deleted_at is not None else [invoice.draft()]
    return approved_of(drafts, (plan.target,), invoice.project_id)


def _with(order: PostingOrder, along: Sequence[Put]) -> PostingOrder:
    return replace(order, along=tuple(along))


def _count(done: _Done, invoice: Invoice, plan: BooksPlan | None) -> None:
    if plan is None:
        done.awaiting.append(invoice.invoice_id)
        return
    done.approved.append(invoice.invoice_id)
    done.superseded.extend(plan.superseded)
    done.postings += 0 if plan.intended is None else 1
    done.total += invoice.total if invoice.deleted_at is None else Decimal(0)


def _outcome(request: ApproveInvoices, done: _Done) -> InvoiceApprovalOutcome:
    return InvoiceApprovalOutcome(
        approval_id=request.approval_id,
        dry_run=request.dry_run,
        approved=tuple(done.approved),
        awaiting_second=tuple(done.awaiting),
        postings=done.postings,
        total=done.total,
        skipped=tuple(done.skipped),
    )
