"""Makes the contractor: the same size, seed and last day give the same records on every machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from simulators.seeds import contracts, master_data
from simulators.seeds.field import Field
from simulators.seeds.model import (
    ChangeOrder,
    Commitment,
    CostCode,
    CostLine,
    CostType,
    Customer,
    DailyReport,
    DirectCost,
    Job,
    OwnerInvoice,
    PrimeContract,
    Requisition,
    Size,
    Supplier,
    TimeCard,
    Worker,
)
from simulators.seeds.sizes import EXTENTS, Extent

# A Saturday, the end of a pay week; whoever needs another day says so.
LAST_DAY: Final = date(2026, 3, 7)


@dataclass(frozen=True, slots=True)
class SeededContractor:
    """Implements ``Contractor``."""

    size: Size
    first_day: date
    last_day: date
    customers: tuple[Customer, ...]
    jobs: tuple[Job, ...]
    workers: tuple[Worker, ...]
    suppliers: tuple[Supplier, ...]
    cost_codes: tuple[CostCode, ...]
    cost_types: tuple[CostType, ...]
    commitments: tuple[Commitment, ...]
    change_orders: tuple[ChangeOrder, ...]
    requisitions: tuple[Requisition, ...]
    prime_contracts: tuple[PrimeContract, ...]
    owner_invoices: tuple[OwnerInvoice, ...]
    direct_costs: tuple[DirectCost, ...]
    budgets: dict[str, tuple[CostLine, ...]]
    field: Field

    def budget(self, job_number: str) -> tuple[CostLine, ...]:
        """A job's original budget."""
        return self.budgets[job_number]

    def time_cards(self, first: date, last: date) -> Iterator[TimeCard]:
        """Cards of a span of days, both included, by day."""
        for day in _days(max(first, self.first_day), min(last, self.last_day)):
            yield from self.field.time_cards(day)

    def daily_reports(self, first: date, last: date) -> Iterator[DailyReport]:
        """Reports of a span of days, both included."""
        for day in _days(max(first, self.first_day), min(last, self.last_day)):
            yield from self.field.daily_reports(day)


def contractor(size: Size, seed: int = 1, last_day: date | None = None) -> SeededContractor:
    """A contractor whose records end on ``last_day`` (default: Saturday, 7 March 2026)."""
    extent, last = EXTENTS[size], last_day or LAST_DAY
    first = last - timedelta(days=extent.weeks * 7 - 1)
    rng = Random(f"{size.value}:{seed}:{last}")
    customers = master_data.customers_of(rng, extent.customers)
    jobs = master_data.jobs_of(rng, extent.jobs, customers, first)
    codes = master_data.cost_codes_of(extent.cost_codes)
    workers = master_data.workers_of(rng, extent.workers, extent.without_number)
    suppliers = master_data.suppliers_of(rng, extent.suppliers)
    primes = tuple(contracts.prime_contract_of(rng, job, codes) for job in jobs)
    active = [supplier for supplier in suppliers if supplier.active]
    commitments = tuple(c for job in jobs for c in contracts.commitments_of(rng, job, active, codes))
    months = _months(first, last, extent)
    return SeededContractor(
        size=size,
        first_day=first,
        last_day=last,
        customers=customers,
        jobs=jobs,
        workers=workers,
        suppliers=suppliers,
        cost_codes=codes,
        cost_types=master_data.COST_TYPES,
        commitments=commitments,
        change_orders=tuple(order for c in commitments for order in contracts.change_orders_of(rng, c)),
        requisitions=tuple(r for c in commitments for r in contracts.requisitions_of(rng, c, months)),
        prime_contracts=primes,
        owner_invoices=tuple(i for p in primes for i in contracts.owner_invoices_of(rng, p, months)),
        direct_costs=tuple(d for j in jobs for d in contracts.direct_costs_of(rng, j, active, codes, first, last)),
        budgets={job.number: contracts.budget_of(rng, job, codes) for job in jobs},
        field=Field(seed, jobs, workers, codes),
    )


def _months(first: date, last: date, extent: Extent) -> list[tuple[date, date]]:
    """Billing periods of four weeks."""
    starts = [first + timedelta(weeks=4 * n) for n in range(max(1, extent.weeks // 4))]
    return [(start, min(last, start + timedelta(days=27))) for start in starts]


def _days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)
