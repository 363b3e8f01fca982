"""What approving an invoice does to the books: a pure decision from the invoice and the postings it has had."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fieldledger.domain.company import Company
from fieldledger.domain.drafts import BillDraft, InvoiceDraft
from fieldledger.domain.invoice import Invoice
from fieldledger.domain.posting import Operation, Posting, PostingSource, PostingState, Target
from fieldledger.repositories.documents import Put
from fieldledger.result import ErrorCode, Result
from fieldledger.services.invoices.source_notes import source_note
from fieldledger.services.posting.requesting import Intended
from fieldledger.services.posting.targets import targets_of

PART = "document"


@dataclass(frozen=True, slots=True)
class BooksPlan:
    """``superseded`` were not sent and never will be; ``kept`` stays in the books as it is; ``intended`` is new.

    ``taking`` are the writes by which the document takes its number.
    """

    target: Target
    superseded: tuple[Posting, ...] = ()
    kept: Posting | None = None
    intended: Intended | None = None
    taking: tuple[Put, ...] = ()

    def behind(self, vendors: Mapping[str, str]) -> "BooksPlan":
        """The same after the posting of the bill's vendor, which ``vendors`` names by our id of the subcontractor."""
        new = self.intended
        draft = None if new is None else new.draft
        if new is None or not isinstance(draft, BillDraft) or draft.supplier_id not in vendors:
            return self
        return replace(self, intended=replace(new, after=(vendors[draft.supplier_id],)))


def planned(
    company: Company,
    invoice: Invoice,
    approval_id: str,
    held: Sequence[Posting],
    former: Mapping[str, Posting],
) -> Result[BooksPlan]:
    """``held`` are the postings of the last approval, ``former`` those that they were to replace.

    ``POSTING_IN_FLIGHT`` while one of them is on its way.
    """
    if any(posting.state is PostingState.SEALED for posting in held):
        text = "an earlier version of it is on its way to the books: look again in some minutes"
        return Result.fail(text, ErrorCode.POSTING_IN_FLIGHT)
    superseded = tuple(p for p in held if p.state in {PostingState.PENDING, PostingState.PARKED})
    present = in_books(held, former)
    anew = invoice.approval_id is not None or invoice.withdrawals > 0
    again = None if not anew else f"{approval_id}:{'' if present is None else present.posting_id}"
    if invoice.deleted_at is not None:
        return Result.ok(_removal(invoice, superseded, present, again))
    draft = invoice.draft().model_copy(update={"note": source_note(company, invoice)})
    if present is None:
        [target] = targets_of(company, draft)
        return Result.ok(BooksPlan(target, superseded, None, Intended(_source(invoice), draft, again=again)))
    if present.payload == _noted_as(present, draft):
        return Result.ok(BooksPlan(present.target, superseded, present))
    change = Intended(_source(invoice), draft, Operation.UPDATE, present.posting_id, again=again)
    return Result.ok(BooksPlan(present.target, superseded, None, change))


def _noted_as(present: Posting, draft: BillDraft | InvoiceDraft) -> BillDraft | InvoiceDraft:
    """A link that is another by now is no change of the books."""
    noted = present.payload
    return draft.model_copy(update={"note": noted.note}) if isinstance(noted, BillDraft | InvoiceDraft) else draft


def _removal(
    invoice: Invoice, superseded: tuple[Posting, ...], present: Posting | None, again: str | None
) -> BooksPlan:
    if present is None:
        return BooksPlan("quickbooks", superseded)
    gone = Intended(_source(invoice), present.payload, Operation.REMOVE, present.posting_id, again=again)
    return BooksPlan(present.target, superseded, None, gone)


def number_in_books(present: Posting | None) -> str | None:
    """What the document is called there; a change of it keeps that."""
    payload = None if present is None else present.payload
    return payload.document_number if isinstance(payload, BillDraft | InvoiceDraft) else None


def in_books(held: Sequence[Posting], former: Mapping[str, Posting]) -> Posting | None:
    """What was posted last; a change of it that was not sent, or that a person gave up, left it as it was."""
    present: Posting | None = None
    for posting in held:
        if posting.state is PostingState.POSTED:
            present = None if posting.operation is Operation.REMOVE else posting
        elif posting.replaces is not None and posting.replaces in former:
            present = former[posting.replaces]
    return present


def _source(invoice: Invoice) -> PostingSource:
    return PostingSource(
        system=invoice.source,
        record_type=invoice.record_type,
        record_id=invoice.invoice_id,
        part=PART,
        content_hash=invoice.content_hash,
    )
