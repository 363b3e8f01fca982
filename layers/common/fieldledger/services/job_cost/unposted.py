"""What was approved at its source for a job and has no posting yet: nobody has approved it for the books so far."""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.connection import VendorName
from fieldledger.domain.drafts import PerDiemDraft
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.invoice import InvoiceStatus
from fieldledger.domain.job_cost import APPROVED, CostEntry, CostKind
from fieldledger.domain.posting import PostingState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.identities import Identities
from fieldledger.repositories.invoice_records import InvoiceRecords
from fieldledger.repositories.mirror import Mirror
from fieldledger.repositories.postings import Postings
from fieldledger.repositories.time_cards import TimeCards, cards_between
from fieldledger.result import Result
from fieldledger.services.invoices.source_notes import PREFIXES
from fieldledger.services.job_cost.codes import CodeBook
from fieldledger.services.job_cost.labor import LaborRates, Worked, labor_entries
from fieldledger.services.job_cost.mirrored import cents, ids_of
from fieldledger.services.job_cost.quickbooks import Billed
from fieldledger.services.per_diem_days import PerDiemDays, has_per_diem
from fieldledger.services.time_card_drafts import drafts_of

_BILLED: Final = (SyncResource.PROCORE_REQUISITIONS, SyncResource.PROCORE_DIRECT_COSTS)
_WAITING: Final = frozenset({InvoiceStatus.READY, InvoiceStatus.HELD, InvoiceStatus.AWAITING_SECOND})
_PERIODS_BACK: Final = 2
"""Time of earlier pay periods is not looked for: whoever has not approved it by then does not pay it as it is."""


@dataclass(frozen=True, slots=True)
class UnpostedBills:
    """``direct_costs`` are Procore's ids of those that are on their way to the books, with a posting or without."""

    entries: tuple[CostEntry, ...] = ()
    direct_costs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SourceRecords:
    """Where what people approved at the source is kept."""

    cards: TimeCards
    invoices: InvoiceRecords[VendorInvoice]
    postings: Postings
    mirror: Mirror
    identities: Identities


class UnpostedCosts:
    """To be asked after the postings: what gets one meanwhile is missed once rather than counted twice."""

    def __init__(self, records: SourceRecords, rates: LaborRates, per_diems: PerDiemDays, clock: Clock) -> None:
        self._records = records
        self._per_diems = per_diems
        self._rates = rates
        self._clock = clock

    async def bills(
        self, company: Company, procore_project: str | None, billed: Collection[Billed], book: CodeBook
    ) -> Result[UnpostedBills]:
        """Requisitions and direct costs; not those whose bill somebody entered by hand (``billed``), and none while
        bills are not sent to the books.
        """
        listed = await self._listed(company.company_id, procore_project)
        if listed.failed:
            return listed.failure()
        invoices = listed.unwrap()
        waiting = [each for each in invoices if company.directions.bills == "to_books" and each.status in _WAITING]
        going, vendors = await asyncio.gather(
            self._going(company, invoices), self._vendors(company.company_id, waiting)
        )
        if going.failed or vendors.failed:
            return going.failure() if going.failed else vendors.failure()
        known = vendors.unwrap()
        fresh = [each for each in waiting if (known.get(each.supplier_id or ""), _number(each)) not in billed]
        entries = tuple(entry for invoice in fresh for entry in _entries(invoice, book))
        prefix = PREFIXES[SyncResource.PROCORE_DIRECT_COSTS]
        ids = {each.invoice_id for each in (*waiting, *going.unwrap()) if each.invoice_id.startswith(prefix)}
        return Result.ok(UnpostedBills(entries, frozenset(each.removeprefix(prefix) for each in ids)))

    async def time(
        self, company: Company, project_ids: Collection[str], book: CodeBook, *, priced: bool
    ) -> Result[tuple[CostEntry, ...]]:
        """Hours and per diems of cards that wait for the accountant, of the current pay period and two before it, as
        far as those are open; hours are ``priced`` by QuickBooks' rates. None while time is not sent to the books.
        """
        if company.directions.time == "off":
            return Result.ok(())
        ready = await self._ready(company, project_ids)
        if ready.failed:
            return ready.failure()
        cards = [card for card in ready.unwrap() if card.project_id in project_ids]
        workers = {card.employee_id for card in cards} if priced else set()
        rates, per_diems = await asyncio.gather(
            self._rates.of_workers(company.company_id, sorted(workers)),
            self._per_diems.expected(company, ready.unwrap()),
        )
        if rates.failed or per_diems.failed:
            return rates.failure() if rates.failed else per_diems.failure()
        known = rates.unwrap()
        worked = (
            Worked(book.written(draft.cost_code, labor=True), draft.minutes, known.get(draft.employee_id))
            for card in cards
            for draft in drafts_of(card, company.time)
        )
        paid = (draft for draft in per_diems.unwrap() if draft.project_id in project_ids)
        return Result.ok((*labor_entries(APPROVED, worked), *(_per_diem(draft, book) for draft in paid)))

    async def _listed(self, company_id: str, project: str | None) -> Result[list[VendorInvoice]]:
        ids: list[str] = []
        lists = await asyncio.gather(
            *(ids_of(self._records.mirror, company_id, resource, project) for resource in _BILLED)
        )
        for resource, found in zip(_BILLED, lists, strict=True):
            if found.failed:
                return found.failure()
            ids.extend(f"{PREFIXES[resource]}{each}" for each in found.unwrap())
        return await self._records.invoices.get_many(company_id, ids)

    async def _going(self, company: Company, invoices: Iterable[VendorInvoice]) -> Result[list[VendorInvoice]]:
        """Those with a posting that nobody gave up."""
        mine = [each for each in invoices if each.posting_ids]
        keys = [key for each in mine for key in each.posting_ids]
        found = await self._records.postings.get_many(company.company_id, keys)
        if found.failed:
            return found.failure()
        alive = {each.posting_id for each in found.unwrap() if each.state is not PostingState.CANCELLED}
        return Result.ok([each for each in mine if alive.intersection(each.posting_ids)])

    async def _vendors(self, company_id: str, invoices: Iterable[VendorInvoice]) -> Result[Mapping[str, str]]:
        """QuickBooks' ids of the suppliers, by ours."""
        wanted = list(dict.fromkeys(each.supplier_id for each in invoices if each.supplier_id is not None))
        found = await self._records.identities.of(company_id, IdentityKind.SUPPLIER, wanted)
        links = found.map(lambda known: {key: each.link(VendorName.QUICKBOOKS) for key, each in known.items()})
        return links.map(lambda known: {key: link.vendor_id for key, link in known.items() if link is not None})

    async def _ready(self, company: Company, project_ids: Collection[str]) -> Result[list[TimeCard]]:
        """In the order of approvals, and with those of other jobs that may bring a worker's per diem instead.

        Read again by id: the index may be a moment behind.
        """
        first, last = self._open_days(company)
        listed = await cards_between(self._records.cards, company.company_id, first, last)
        if listed.failed:
            return listed
        wanted = [
            card
            for card in listed.unwrap()
            if _is_ready(card) and (card.project_id in project_ids or has_per_diem(company, card))
        ]
        again = await self._records.cards.get_many(company.company_id, [card.time_card_id for card in wanted])
        return again.map(lambda cards: sorted((card for card in cards if _is_ready(card)), key=_order))

    def _open_days(self, company: Company) -> tuple[date, date]:
        now = self._clock.now()
        today = now.astimezone(ZoneInfo(company.time_zone)).date()
        first = company.pay_periods.period_of(today - timedelta(days=_PERIODS_BACK * company.pay_periods.days))
        closed = company.closed_through(now)
        return max(first.first_day, first.first_day if closed is None else closed + timedelta(days=1)), today


def _is_ready(card: TimeCard) -> bool:
    return card.status is TimeCardStatus.READY


def _order(card: TimeCard) -> tuple[date, str]:
    return card.work_date, card.time_card_id


def _per_diem(draft: PerDiemDraft, book: CodeBook) -> CostEntry:
    """Labor without hours, as payroll posts it."""
    return CostEntry(APPROVED, book.written(draft.cost_code, labor=True), cents(draft.amount), CostKind.LABOR)


def _number(invoice: VendorInvoice) -> str:
    return (invoice.number or "").casefold()


def _entries(invoice: VendorInvoice, book: CodeBook) -> Iterator[CostEntry]:
    for line in invoice.lines:
        place = book.written(line.cost_code)
        yield CostEntry(APPROVED, place, cents(line.amount), CostKind.PAYABLES, currency=invoice.currency)
