"""Which direct costs a job should have in Procore, and which costs of the books cannot be there, and why."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import Final

from fieldledger.domain.actuals import Actual, ActualKind, ActualLine, in_order, line_origin, origin_of
from fieldledger.domain.company import Company
from fieldledger.domain.connection import VendorName
from fieldledger.domain.facts.foundation import JobCostFacts
from fieldledger.domain.facts.quickbooks_documents import PurchaseFacts
from fieldledger.domain.identity import Identity
from fieldledger.domain.job_cost import CostHolder, CostKind, CostPlace, JobCostParts, chosen_holder
from fieldledger.repositories.mirror import Mirror
from fieldledger.result import Result
from fieldledger.services.actuals.codes import CodeIds, ProjectCodes, Unplaced
from fieldledger.services.actuals.known import KnownCosts, KnownToProcore, procore_vendor
from fieldledger.services.actuals.spent import (
    Spent,
    of_bills,
    of_history,
    of_hours,
    of_payables,
    of_spending,
    of_wages,
)
from fieldledger.services.job_cost.foundation import cost_entry, foundation_history
from fieldledger.services.job_cost.jobs import Job
from fieldledger.services.job_cost.labor import labor_entries
from fieldledger.services.job_cost.quickbooks import ChargedBill, QuickbooksBills
from fieldledger.services.job_cost.quickbooks_spending import ChargedSpending, QuickbooksSpending
from fieldledger.services.job_cost.quickbooks_time import DatedWork, QuickbooksTime

_PAYROLL_BY_HAND: Final = "labor: people enter payroll in Procore as direct costs themselves"
_EXPENSES_BY_HAND: Final = "expenses of QuickBooks: people enter expenses in Procore as direct costs themselves"
_BILLS_BY_HAND: Final = (
    "payables of FOUNDATION: Procore has approved invoices of the job that do not go to FOUNDATION from here, and "
    "FOUNDATION's sums do not tell them from other bills"
)


@dataclass(frozen=True, slots=True)
class Unplacable:
    """An amount on a place that Procore's project does not have."""

    place: CostPlace
    amount: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class WantedCost:
    """A cost with its lines by Procore's codes; ``vendor_id`` is Procore's."""

    spent: Spent
    lines: Mapping[CodeIds, Decimal]
    vendor_id: str | None = None

    def actual(self, company_id: str, project: str, generation: int) -> Actual:
        """As it is written; a bill of somebody whom Procore does not know is an expense."""
        origin = origin_of(company_id, project, self.spent.key, generation)
        is_invoice = self.spent.kind is ActualKind.INVOICE and self.vendor_id is not None
        lines = (
            ActualLine(
                origin_id=line_origin(origin, ids.code_id, ids.type_id),
                cost_code_id=ids.code_id,
                cost_type_id=ids.type_id,
                amount=amount,
            )
            for ids, amount in self.lines.items()
        )
        return Actual(
            origin_id=origin,
            kind=ActualKind.EXPENSE if self.spent.kind is ActualKind.INVOICE and not is_invoice else self.spent.kind,
            incurred_on=self.spent.on,
            description=self.spent.description,
            invoice_number=self.spent.number if is_invoice else None,
            vendor_id=self.vendor_id if is_invoice else None,
            lines=in_order(lines),
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """``committed`` are bills of vendors with a contract on the job; ``mixed`` says what cannot be told apart."""

    costs: Sequence[WantedCost] = ()
    unplacable: Sequence[Unplacable] = ()
    committed: Sequence[Spent] = ()
    mixed: Sequence[str] = ()
    known: KnownToProcore = field(default_factory=KnownToProcore)


@dataclass(frozen=True, slots=True)
class _Books:
    """What both sets of books have of a job."""

    history: Sequence[JobCostFacts]
    bills: Sequence[ChargedBill]
    spending: Sequence[ChargedSpending]
    work: Sequence[DatedWork]

    def holder(self, job: Job, kind: CostKind) -> CostHolder | None:
        """The books that job cost counts one kind from."""
        hours = labor_entries("", (each.worked for each in self.work))
        costs = {
            CostHolder.FOUNDATION: [cost_entry(row, job.book) for row in self.history],
            CostHolder.QUICKBOOKS: [
                *(entry for each in self.bills for entry in each.entries),
                *(entry for each in self.spending for entry in each.of(CostKind.PAYABLES)),
                *hours,
            ],
            CostHolder.JOURNAL: [entry for each in self.spending for entry in each.of(CostKind.LABOR)],
        }
        return chosen_holder(JobCostParts(job.company.books.bills, job.hours, costs=costs), kind)


class WantedActuals:
    """Reads what is stored of the books; the same books are asked as for job cost, so both say the same."""

    def __init__(
        self,
        mirror: Mirror,
        bills: QuickbooksBills,
        spending: QuickbooksSpending,
        time: QuickbooksTime,
        known: KnownCosts,
    ) -> None:
        self._mirror = mirror
        self._bills = bills
        self._spending = spending
        self._time = time
        self._known = known

    async def of_job(self, job: Job, project: str) -> Result[Wanted]:
        """Of a job that is Procore's ``project``."""
        company_id, customer = job.company.company_id, job.name_at(VendorName.QUICKBOOKS)
        history, bills, spending, work, known = await asyncio.gather(
            foundation_history(self._mirror, company_id, job.name_at(VendorName.FOUNDATION)),
            self._bills.charging(job.company, customer, job.book),
            self._spending.charging(job.company, customer, job.book),
            self._time.work(company_id, customer, job.book),
            self._known.of_project(job, project),
        )
        for read in (history, bills, spending, work, known):
            if read.failed:
                return read.failure()
        books = _Books(history.unwrap(), bills.unwrap(), spending.unwrap(), work.unwrap())
        payables = await self._payables(job, books, known.unwrap())
        if payables.failed:
            return payables.failure()
        paid = payables.unwrap()
        labor, mixed = _labor(job, books, known.unwrap())
        other = of_history(books.history, CostKind.OTHER, job.book)
        costs, unplacable = _placed([*paid.spent, *labor, *other], ProjectCodes(job.book), paid.vendors)
        return Result.ok(Wanted(costs, unplacable, paid.committed, (*paid.mixed, *mixed), known.unwrap()))

    async def _payables(self, job: Job, books: _Books, known: KnownToProcore) -> Result["_Payables"]:
        holder = books.holder(job, CostKind.PAYABLES)
        if holder is CostHolder.QUICKBOOKS:
            return await self._of_quickbooks(job.company, books, known)
        if holder is not CostHolder.FOUNDATION:
            return Result.ok(_Payables())
        goes_there = job.company.directions.bills == "to_books" and job.company.books.bills == "foundation"
        if not goes_there and any(each.source_approved for each in known.invoices):
            return Result.ok(_Payables(mixed=(_BILLS_BY_HAND,)))
        return Result.ok(_Payables(tuple(of_payables(books.history, known.posted_to_foundation, job.book))))

    async def _of_quickbooks(self, company: Company, books: _Books, known: KnownToProcore) -> Result["_Payables"]:
        """Bills that are neither ours nor anybody's invoice in Procore, and what else is spent or given back."""
        ours = await self._known.from_here(company.company_id, books.bills)
        named = (each.bill.vendor_id for each in books.bills), (each.vendor_id for each in books.spending)
        vendors = await self._known.vendors(company.company_id, (each for each in chain(*named) if each))
        if ours.failed or vendors.failed:
            return ours.failure() if ours.failed else vendors.failure()
        suppliers = vendors.unwrap()
        there = _InProcore.of(known, suppliers)
        bills = [
            each
            for each in books.bills
            if each.bill_id not in ours.unwrap() and not there.has(each.bill.vendor_id, each.bill.number)
        ]
        spending, mixed = _spending(books.spending, there, known, sent=company.directions.bills == "to_books")
        ids = {key: found for key, each in suppliers.items() if (found := procore_vendor(each)) is not None}
        free: list[Spent] = []
        committed: list[Spent] = []
        for each in (*of_bills(bills), *of_spending(spending)):
            (committed if ids.get(each.vendor_id or "") in known.committed else free).append(each)
        return Result.ok(_Payables(free, committed, mixed, ids))


@dataclass(frozen=True, slots=True)
class _InProcore:
    """Invoices that Procore has by itself, by supplier and number; ``suppliers`` are ours, by QuickBooks' ids."""

    suppliers: Mapping[str, Identity]
    invoices: Set[tuple[str | None, str]]

    @staticmethod
    def of(known: KnownToProcore, suppliers: Mapping[str, Identity]) -> "_InProcore":
        return _InProcore(
            suppliers, {(each.supplier_id, _number(each.number)) for each in known.invoices if each.number}
        )

    def has(self, vendor_id: str | None, number: str | None) -> bool:
        supplier = self.suppliers.get(vendor_id or "")
        return supplier is not None and (supplier.canonical_id, _number(number)) in self.invoices


def _spending(
    found: Sequence[ChargedSpending], there: _InProcore, known: KnownToProcore, *, sent: bool
) -> tuple[Sequence[ChargedSpending], Sequence[str]]:
    """What Procore does not know. ``sent``: expenses that people enter in Procore go to the books as bills from here,
    so that a purchase is another one.
    """
    mine = [each for each in found if not (_is_bought(each) and there.has(each.vendor_id, each.document.number))]
    bought = [each for each in mine if _is_purchase(each)]
    if sent or not bought or not known.keeps_expenses:
        return mine, ()
    return [each for each in mine if not _is_purchase(each)], (_EXPENSES_BY_HAND,)


def _is_bought(spending: ChargedSpending) -> bool:
    """A refund may have the number of what it refunds, which stays."""
    return isinstance(spending.document, PurchaseFacts) and not spending.document.refund


def _is_purchase(spending: ChargedSpending) -> bool:
    return isinstance(spending.document, PurchaseFacts)


@dataclass(frozen=True, slots=True)
class _Payables:
    spent: Sequence[Spent] = ()
    committed: Sequence[Spent] = ()
    mixed: Sequence[str] = ()
    vendors: Mapping[str, str] = field(default_factory=dict)


def _labor(job: Job, books: _Books, known: KnownToProcore) -> tuple[Sequence[Spent], Sequence[str]]:
    match books.holder(job, CostKind.LABOR):
        case CostHolder.FOUNDATION:
            spent = list(of_history(books.history, CostKind.LABOR, job.book))
        case CostHolder.QUICKBOOKS:
            spent = list(of_hours(books.work))
        case CostHolder.JOURNAL:
            spent = list(of_wages(books.spending))
        case _:
            spent = []
    return ((), (_PAYROLL_BY_HAND,)) if spent and known.keeps_payroll else (spent, ())


def _placed(
    spent: Iterable[Spent], codes: ProjectCodes, vendors: Mapping[str, str]
) -> tuple[list[WantedCost], list[Unplacable]]:
    """A cost goes there with those of its places that Procore has; the others are told."""
    costs: list[WantedCost] = []
    unplacable: list[Unplacable] = []
    for each in spent:
        lines: dict[CodeIds, Decimal] = {}
        for place, amount in each.places.items():
            ids = codes.ids_of(place, labor=each.kind is ActualKind.PAYROLL) if amount else None
            if isinstance(ids, Unplaced):
                unplacable.append(Unplacable(place, amount, ids.reason))
            elif ids is not None:
                lines[ids] = lines.get(ids, Decimal(0)) + amount
        if lines:
            costs.append(WantedCost(each, lines, vendors.get(each.vendor_id or "")))
    return costs, unplacable


def _number(text: str | None) -> str:
    return (text or "").strip().casefold()
