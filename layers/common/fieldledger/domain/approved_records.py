"""Approvals against postings, record by record: what was approved has to be in the books, or on its way there.

The amounts of an approval come from the record that was approved. So a posting that was never made, was lost, or says
something else than the approval is found; one that a person gave up is no gap.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from fieldledger.domain.approved import Approved, ApprovedAmount
from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.books_reconciliation import (
    CellKey,
    Figures,
    Known,
    LedgerKind,
    ReconciledCell,
    ReconciledLine,
    cells_of,
    in_order,
    parts_of,
)
from fieldledger.domain.drafts import BillDraft, Draft, day_of
from fieldledger.domain.invoice import Invoice, InvoiceStatus
from fieldledger.domain.posting import Operation, Posting, PostingState, SourceType, Target
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.domain.time_rounding import allocate
from fieldledger.domain.time_rules import TimeRules

_ZERO: Final = Decimal(0)
_KINDS: Final = {SourceType.VENDOR_INVOICE: LedgerKind.BILLS, SourceType.OWNER_INVOICE: LedgerKind.INVOICES}


@dataclass(frozen=True, slots=True)
class ApprovedRecord:
    """A card or an invoice that somebody approved, and the postings that it names."""

    record_id: str
    kind: LedgerKind
    number: str | None
    approved: Approved
    approval_id: str | None
    posting_ids: tuple[str, ...] = ()

    def amounts(self) -> Iterator[tuple[CellKey, Decimal]]:
        """Its amounts, by where they count."""
        for books in self.approved.books:
            for each in self.approved.amounts:
                kind = LedgerKind.PER_DIEMS if each.per_diem else self.kind
                key = CellKey(project_id=each.project_id, kind=kind, pay_type=each.pay_type, books=books)
                if not each.per_diem or books == "foundation":
                    yield key, each.amount


class ApprovalGap(CanonicalModel):
    """Of one record, in minutes or money: what was approved and what its postings say.

    ``day`` is None where no approval is known.
    """

    record_id: str
    number: str | None
    day: date | None
    key: CellKey
    approval_id: str | None
    approved: Decimal
    in_postings: Decimal
    posting_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """Cells with ``approved`` as the approvals say it, and where the postings say something else."""

    cells: tuple[ReconciledCell, ...]
    gaps: tuple[ApprovalGap, ...]


def approved_of(drafts: Sequence[Draft], books: Sequence[Target], project_id: str | None = None) -> Approved | None:
    """What becomes of a record that is approved; None for one that is taken out of the books.

    ``project_id`` is the record's own, for a document without lines.
    """
    day = next((found for draft in drafts if (found := day_of(draft)) is not None), None)
    sums: dict[tuple[str | None, str | None, bool], Decimal] = {}
    for part in (part for draft in drafts for part in parts_of(draft, project_id)):
        place = (part.project_id, part.pay_type, part.kind is LedgerKind.PER_DIEMS)
        sums[place] = sums.get(place, _ZERO) + part.amount
    if day is None:
        return None
    amounts = tuple(
        ApprovedAmount(project_id=job, pay_type=pay, amount=sum_, per_diem=per_diem)
        for (job, pay, per_diem), sum_ in sums.items()
    )
    return Approved(day=day, books=tuple(books), amounts=amounts)


def record_of_card(card: TimeCard, rules: TimeRules, books: Sequence[Target]) -> ApprovedRecord | None:
    """None for a card that is not approved. One that was approved before approvals kept their hours has those of its
    entries, if they are still the approved ones.
    """
    approved = card.approved
    if approved is None and card.status is TimeCardStatus.APPROVED and card.approved_hash == card.content_hash:
        minutes: Counter[str] = Counter()
        for each in allocate(rules.payable(card.entries)):
            minutes[each.pay_type] += each.minutes
        amounts = [
            ApprovedAmount(project_id=card.project_id, pay_type=name, amount=Decimal(sum_))
            for name, sum_ in minutes.items()
        ]
        approved = Approved(day=card.work_date, books=tuple(books), amounts=tuple(amounts))
    if approved is None:
        return None
    kind = LedgerKind.TIME
    return ApprovedRecord(card.time_card_id, kind, None, approved, card.approval_id, card.posting_ids)


def record_of_invoice(invoice: Invoice, books: Sequence[Target]) -> ApprovedRecord | None:
    """None for an invoice that is not approved."""
    approved = invoice.approved
    if approved is None and invoice.status is InvoiceStatus.APPROVED and invoice.approved_hash == invoice.content_hash:
        draft = invoice.draft()
        own = books if isinstance(draft, BillDraft) else ("quickbooks",)
        approved = approved_of([draft], own, invoice.project_id)
    if approved is None:
        return None
    kind = _KINDS[invoice.record_type]
    return ApprovedRecord(invoice.invoice_id, kind, invoice.number, approved, invoice.approval_id, invoice.posting_ids)


@dataclass(slots=True)
class _Balance:
    """Of one record and cell."""

    approved: Decimal = _ZERO
    in_postings: Decimal = _ZERO
    posting_ids: list[str] = field(default_factory=list)
    given_up: Decimal = _ZERO


def counted(
    lines: Sequence[ReconciledLine], records: Iterable[ApprovedRecord], postings: Iterable[Posting], known: Known
) -> Counted:
    """``lines`` are all of the span, not of one job only."""
    mine = {record.record_id: record for record in records if known.span.holds(record.approved.day)}
    balances = _balances(lines, mine.values())
    _give_up(balances, mine, postings, known)
    gaps = [
        _gap(record_id, key, each, mine.get(record_id))
        for (record_id, key), each in balances.items()
        if each.approved - each.in_postings != each.given_up
    ]
    gaps.sort(key=lambda gap: (gap.day or date.min, gap.record_id, gap.key.project_id or "", gap.key.pay_type or ""))
    return Counted(_cells(lines, balances, gaps), tuple(gaps))


def _balances(
    lines: Iterable[ReconciledLine], records: Iterable[ApprovedRecord]
) -> dict[tuple[str, CellKey], _Balance]:
    balances: dict[tuple[str, CellKey], _Balance] = {}
    for record in records:
        for key, amount in record.amounts():
            balances.setdefault((record.record_id, key), _Balance()).approved += amount
    for line in lines:
        amount = line.figures.posted + line.figures.waiting
        if amount or line.figures.approved:
            balance = balances.setdefault((line.record_id, line.key), _Balance())
            balance.in_postings += amount
            balance.posting_ids.append(line.posting_id)
    return balances


def _give_up(
    balances: dict[tuple[str, CellKey], _Balance],
    records: Mapping[str, ApprovedRecord],
    postings: Iterable[Posting],
    known: Known,
) -> None:
    """What a person cancelled of a record that is still approved: the books stay as they were before it."""
    for posting in {each.posting_id: each for each in postings}.values():
        record = records.get(posting.source.record_id)
        if posting.state is not PostingState.CANCELLED or record is None:
            continue
        if posting.posting_id not in record.posting_ids:
            continue
        before = known.replaced.get(posting.replaces or "")
        new = [] if posting.operation is Operation.REMOVE else [posting]
        for sign, each in [*((1, each) for each in new), *((-1, each) for each in [before] if each is not None)]:
            for part in known.parts(each) if known.in_span(each) else ():
                key = CellKey(project_id=part.project_id, kind=part.kind, pay_type=part.pay_type, books=posting.target)
                balances.setdefault((record.record_id, key), _Balance()).given_up += sign * part.amount


def _gap(record_id: str, key: CellKey, balance: _Balance, record: ApprovedRecord | None) -> ApprovalGap:
    return ApprovalGap(
        record_id=record_id,
        number=None if record is None else record.number,
        day=None if record is None else record.approved.day,
        key=key,
        approval_id=None if record is None else record.approval_id,
        approved=balance.approved - balance.given_up,
        in_postings=balance.in_postings,
        posting_ids=tuple(dict.fromkeys(balance.posting_ids)),
    )


def _cells(
    lines: Sequence[ReconciledLine],
    balances: Mapping[tuple[str, CellKey], _Balance],
    gaps: Iterable[ApprovalGap],
) -> tuple[ReconciledCell, ...]:
    approved: dict[CellKey, Decimal] = {}
    missing: dict[CellKey, Decimal] = {}
    for (_, key), balance in balances.items():
        approved[key] = approved.get(key, _ZERO) + balance.approved - balance.given_up
    for gap in gaps:
        missing[gap.key] = missing.get(gap.key, _ZERO) + gap.approved - gap.in_postings
    cells = {cell.key: cell for cell in cells_of(lines)}
    for key in approved:
        cells.setdefault(key, ReconciledCell(key=key, figures=Figures(), lines=0, open_lines=0))
    return in_order(
        cell.model_copy(
            update={
                "figures": cell.figures.model_copy(
                    update={"approved": approved.get(key, _ZERO), "unposted": missing.get(key, _ZERO)}
                )
            }
        )
        for key, cell in cells.items()
    )
