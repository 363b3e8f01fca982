"""Costs of the books, grouped into what becomes one direct cost each. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from fieldledger.domain.actuals import ActualKind
from fieldledger.domain.facts.foundation import JobCostFacts
from fieldledger.domain.facts.quickbooks_documents import PurchaseFacts
from fieldledger.domain.job_cost import CostEntry, CostKind, CostPlace
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.services.job_cost.codes import CodeBook
from fieldledger.services.job_cost.foundation import cost_entry
from fieldledger.services.job_cost.labor import labor_entries
from fieldledger.services.job_cost.quickbooks import ChargedBill
from fieldledger.services.job_cost.quickbooks_spending import ChargedSpending
from fieldledger.services.job_cost.quickbooks_time import DatedWork

_ZERO: Final = Decimal("0.00")
_PAYABLES_KEY: Final = "foundation/payables"
_CALLED: Final[Mapping[SyncResource, tuple[str, str]]] = {
    SyncResource.QUICKBOOKS_PURCHASES: ("purchase", "Expense"),
    SyncResource.QUICKBOOKS_VENDOR_CREDITS: ("vendor_credit", "Vendor credit"),
    SyncResource.QUICKBOOKS_JOURNAL_ENTRIES: ("journal_entry", "Journal entry"),
}

type Places = dict[CostPlace, Decimal]


@dataclass(frozen=True, slots=True)
class Spent:
    """A cost of the books. ``key`` never changes while the books have it.

    ``vendor_id`` is QuickBooks' id of who sent the bill, ``number`` that of the bill.
    """

    key: str
    kind: ActualKind
    description: str
    on: date | None
    places: Places = field(default_factory=dict)
    vendor_id: str | None = None
    number: str | None = None

    @property
    def amount(self) -> Decimal:
        """The sum of its places."""
        return sum(self.places.values(), _ZERO)


def of_bills(bills: Iterable[ChargedBill]) -> Iterator[Spent]:
    """A bill is one cost, with what it charges this job."""
    for each in bills:
        bill = each.bill
        yield Spent(
            f"quickbooks/bill/{each.bill_id}",
            ActualKind.INVOICE if bill.number and bill.vendor_id else ActualKind.EXPENSE,
            f"Bill {bill.number or each.bill_id} in QuickBooks",
            bill.day,
            _summed(each.entries),
            bill.vendor_id,
            bill.number,
        )


def of_spending(spending: Iterable[ChargedSpending]) -> Iterator[Spent]:
    """A purchase, a vendor credit or a journal entry is one cost, with all but the wages that it adds to this job.

    What takes away is of negative amounts.
    """
    for each in spending:
        word, called = _CALLED[each.resource]
        document, entries = each.document, each.of(CostKind.PAYABLES)
        if isinstance(document, PurchaseFacts) and document.refund:
            called = "Refund"
        if entries:
            yield Spent(
                f"quickbooks/{word}/{each.record_id}",
                ActualKind.EXPENSE,
                f"{called} {document.number or each.record_id} in QuickBooks",
                document.day,
                _summed(entries),
                each.vendor_id,
                document.number,
            )


def of_wages(spending: Iterable[ChargedSpending]) -> Iterator[Spent]:
    """The wages of a month in QuickBooks' journal are one cost, as its hours are."""
    months: defaultdict[str, list[ChargedSpending]] = defaultdict(list)
    for each in spending:
        if each.of(CostKind.LABOR):
            months[_month(each.document.day)].append(each)
    for month, booked in sorted(months.items()):
        yield Spent(
            f"quickbooks/wages/{month}",
            ActualKind.PAYROLL,
            f"Wages of {month} in QuickBooks",
            max((each.document.day for each in booked if each.document.day is not None), default=None),
            _summed(entry for each in booked for entry in each.of(CostKind.LABOR)),
        )


def of_hours(work: Iterable[DatedWork]) -> Iterator[Spent]:
    """The hours of a month are one cost: whoever looks at a job is not told what a single worker earns."""
    months: defaultdict[str, list[DatedWork]] = defaultdict(list)
    for each in work:
        months[_month(each.time.day)].append(each)
    for month, worked in sorted(months.items()):
        entries = labor_entries("", (each.worked for each in worked))
        last = max((each.time.day for each in worked if each.time.day is not None), default=None)
        yield Spent(
            f"quickbooks/labor/{month}",
            ActualKind.PAYROLL,
            f"Labor of {month} in QuickBooks",
            last,
            _summed(entries),
        )


def of_history(rows: Iterable[JobCostFacts], kind: CostKind, book: CodeBook) -> Iterator[Spent]:
    """FOUNDATION's sums by module and month; payables to date are apart (``of_payables``)."""
    months: defaultdict[tuple[str, str], list[JobCostFacts]] = defaultdict(list)
    for row in rows:
        if cost_entry(row, book).kind is kind:
            months[((row.source or "").strip().upper(), _month(row.posted_on))].append(row)
    for (module, month), held in sorted(months.items()):
        direct = ActualKind.PAYROLL if kind is CostKind.LABOR else ActualKind.EXPENSE
        called = "Payroll" if kind is CostKind.LABOR else f"Module {module or 'unknown'}"
        yield Spent(
            f"foundation/{kind}/{module}/{month}",
            direct,
            f"{called} of {month} in FOUNDATION",
            max(row.posted_on for row in held),
            _summed(cost_entry(row, book) for row in held),
        )


def of_payables(rows: Sequence[JobCostFacts], known: Places, book: CodeBook) -> Iterator[Spent]:
    """FOUNDATION's payables to date, less what Procore knows of: its sums name neither bill nor vendor."""
    held = [row for row in rows if cost_entry(row, book).kind is CostKind.PAYABLES]
    if held:
        places = less(_summed(cost_entry(row, book) for row in held), known)
        last = max(row.posted_on for row in held)
        yield Spent(_PAYABLES_KEY, ActualKind.EXPENSE, "Payables to date in FOUNDATION", last, places)


def less(places: Places, known: Places) -> Places:
    """``places`` without what is ``known``: of the same type first, then of any type of the same code.

    What is known of and not there yet (a bill that FOUNDATION has not posted) takes away nothing.
    """
    left = dict(places)
    for place, amount in known.items():
        rest = amount
        for each in sorted(_of_code(left, place), key=lambda other: (other != place, other.cost_type or "")):
            taken = min(rest, max(left[each], _ZERO)) if rest > 0 else rest
            left[each], rest = left[each] - taken, rest - taken
            if not rest:
                break
    return left


def _of_code(places: Iterable[CostPlace], place: CostPlace) -> list[CostPlace]:
    return [each for each in places if (each.phase, each.cost_code) == (place.phase, place.cost_code)]


def _summed(entries: Iterable[CostEntry]) -> Places:
    """What is in another currency than the company's is on no place: nothing is converted here."""
    places: Places = {}
    for each in entries:
        if each.currency is not None:
            continue
        places[each.place] = places.get(each.place, _ZERO) + each.amount
    return places


def _month(day: date | None) -> str:
    return "undated" if day is None else f"{day:%Y-%m}"
