"""The cards and invoices of a span of days, read for themselves: what was approved of them, and what was not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Final

from fieldledger.domain.approved_records import ApprovedRecord, record_of_card, record_of_invoice
from fieldledger.domain.books_reconciliation import LedgerKind
from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.company import BooksTargets
from fieldledger.domain.directions import Directions
from fieldledger.domain.invoice import Invoice, InvoiceStatus
from fieldledger.domain.month_close import OpenKind, OpenRecord
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.posting import Posting, SourceType
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.domain.time_rounding import allocate
from fieldledger.domain.time_rules import TimeRules
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.invoice_records import WITHOUT_DATE, InvoiceDays, InvoiceRecords
from fieldledger.repositories.paging import all_items
from fieldledger.repositories.redated_cards import RedatedCards
from fieldledger.repositories.time_cards import TimeCards, cards_between
from fieldledger.result import ErrorCode, Result

_PAGE: Final = 500
_OPEN_CARDS: Final = (TimeCardStatus.UNAPPROVED, TimeCardStatus.READY)
_OPEN_INVOICES: Final = (InvoiceStatus.UNAPPROVED, InvoiceStatus.READY, InvoiceStatus.AWAITING_SECOND)


@dataclass(frozen=True, slots=True)
class ApprovalsFound:
    """Records with an approval, of these days, moved away from them or behind a posting of them; and records of these
    days without one.
    """

    records: tuple[ApprovedRecord, ...]
    open: tuple[OpenRecord, ...]


@dataclass(frozen=True, slots=True)
class _Rules:
    """What of the company's settings decides here; a company without settings has approved nothing."""

    time: TimeRules
    books: BooksTargets
    directions: Directions


class ApprovedOfDays:
    """A record that was re-dated after its approval is found through its postings, a card without them as well."""

    def __init__(
        self,
        companies: Companies,
        cards: TimeCards,
        redated: RedatedCards,
        vendor_invoices: InvoiceRecords[VendorInvoice],
        owner_invoices: InvoiceRecords[OwnerInvoice],
    ) -> None:
        self._companies = companies
        self._cards = cards
        self._redated = redated
        self._vendor_invoices = vendor_invoices
        self._owner_invoices = owner_invoices

    async def of(self, company_id: str, span: BooksSpan, postings: Iterable[Posting]) -> Result[ApprovalsFound]:
        """``postings`` are those of the span."""
        sources: dict[SourceType, set[str]] = {}
        for posting in postings:
            sources.setdefault(posting.source.record_type, set()).add(posting.source.record_id)
        rules = await self._rules(company_id)
        cards = await self._time(company_id, span, sources.get(SourceType.TIME_CARD, set()))
        bills = await _invoices(self._vendor_invoices, company_id, span, sources.get(SourceType.VENDOR_INVOICE, set()))
        invoices = await _invoices(self._owner_invoices, company_id, span, sources.get(SourceType.OWNER_INVOICE, set()))
        failed = next((each for each in (rules, cards, bills, invoices) if each.failed), None)
        if failed is not None:
            return failed.failure()
        return Result.ok(_found(rules.unwrap(), span, cards.unwrap(), [*bills.unwrap(), *invoices.unwrap()]))

    async def _rules(self, company_id: str) -> Result[_Rules]:
        company = await self._companies.get(company_id)
        if company.error_code == ErrorCode.NOT_FOUND:
            return Result.ok(_Rules(TimeRules(), BooksTargets(), Directions()))
        return company.map(lambda found: _Rules(found.time, found.books, found.directions))

    async def _time(self, company_id: str, span: BooksSpan, more: set[str]) -> Result[list[TimeCard]]:
        listed = await cards_between(self._cards, company_id, span.first_day, span.last_day)
        redated = await self._redated.approved_on(company_id, span.first_day, span.last_day)
        if listed.failed or redated.failed:
            return listed if listed.failed else redated.failure()
        left = sorted((more | set(redated.unwrap())) - {card.time_card_id for card in listed.unwrap()})
        others = await self._cards.get_many(company_id, left)
        return others.map(lambda found: [*listed.unwrap(), *found])


async def _invoices[M: Invoice](
    records: InvoiceRecords[M], company_id: str, span: BooksSpan, more: set[str]
) -> Result[list[M]]:
    """Those without a date as well: they may be of any days."""
    dated = InvoiceDays(span.first_day, span.last_day)
    listed = await all_items(partial(records.by_date, company_id, dated, _PAGE))
    without = await all_items(partial(records.by_date, company_id, WITHOUT_DATE, _PAGE))
    if listed.failed or without.failed:
        return listed if listed.failed else without
    known = [*listed.unwrap(), *without.unwrap()]
    others = await records.get_many(company_id, sorted(more - {each.invoice_id for each in known}))
    return others.map(lambda found: [*known, *found])


def _found(rules: _Rules, span: BooksSpan, cards: Sequence[TimeCard], invoices: Sequence[Invoice]) -> ApprovalsFound:
    records = [
        *(record_of_card(card, rules.time, rules.books.time) for card in cards),
        *(record_of_invoice(invoice, (rules.books.bills,)) for invoice in invoices),
    ]
    open_ = [
        *(_open_card(card, rules) for card in cards if span.holds(card.work_date)),
        *(
            _open_invoice(each, rules)
            for each in invoices
            if each.invoice_date is None or span.holds(each.invoice_date)
        ),
    ]
    return ApprovalsFound(
        tuple(each for each in records if each is not None), tuple(each for each in open_ if each is not None)
    )


def _open_card(card: TimeCard, rules: _Rules) -> OpenRecord | None:
    """None for one without any time or per diem that is posted, and for a company that sends none."""
    minutes = sum(each.minutes for each in allocate(rules.time.payable(card.entries)))
    posted = rules.time.posted_per_diems(rules.books.time)
    is_empty = not minutes and not any(entry.pay_type in posted for entry in card.entries)
    if card.status not in _OPEN_CARDS or is_empty or rules.directions.time == "off":
        return None
    return OpenRecord(
        what=OpenKind.UNAPPROVED_TIME,
        kind=LedgerKind.TIME,
        record_id=card.time_card_id,
        number=None,
        day=card.work_date,
        project_id=card.project_id,
        party_id=card.employee_id,
        amount=Decimal(minutes),
        status=card.status.value,
        reason=None,
    )


def _open_invoice(invoice: Invoice, rules: _Rules) -> OpenRecord | None:
    """None for one that bills nothing, and for a company that sends none."""
    is_bill = isinstance(invoice, VendorInvoice)
    is_sent = (rules.directions.bills if is_bill else rules.directions.invoices) == "to_books"
    is_held = invoice.status is InvoiceStatus.HELD
    if not is_sent or not (is_held or (invoice.status in _OPEN_INVOICES and (invoice.lines or invoice.retainage))):
        return None
    held = OpenKind.HELD_BILLS if is_bill else OpenKind.HELD_INVOICES
    waits = OpenKind.UNAPPROVED_BILLS if is_bill else OpenKind.UNAPPROVED_INVOICES
    return OpenRecord(
        what=held if is_held else waits,
        kind=LedgerKind.BILLS if is_bill else LedgerKind.INVOICES,
        record_id=invoice.invoice_id,
        number=invoice.number,
        day=invoice.invoice_date,
        project_id=invoice.project_id,
        party_id=invoice.supplier_id if isinstance(invoice, VendorInvoice) else None,
        amount=invoice.total,
        status=invoice.status.value,
        reason=None if invoice.hold is None else invoice.hold.message,
    )
