"""A contractor of a few records, made by hand: what the seeds describe, without the generator."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from simulators.seeds.model import (
    Address,
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
    TimeEntry,
    Worker,
)

FIRST: Final = date(2026, 9, 1)
LAST: Final = date(2026, 9, 30)
_PLACE: Final = Address("1 Main St", "Tulsa", "OK", "74103")
_SLABS: Final = CostLine("03-300", "S", "Slabs", Decimal(60_000))
_WALLS: Final = CostLine("03-300", "S", "Walls", Decimal(40_000))


def _job(number: str, *, active: bool) -> Job:
    return Job(
        number=number,
        name=f"Job {number}",
        customer_number="C1",
        address=_PLACE,
        time_zone="America/Chicago",
        starts_on=date(2026, 3, 1),
        ends_on=None,
        active=active,
        contract_amount=Decimal(1_000_000),
        retainage_percent=Decimal(10),
    )


@dataclass(frozen=True)
class HandMade:
    """Implements ``Contractor``: two jobs, one subcontract with two bills, one of everything else."""

    size: Size = Size.SMALL
    first_day: date = FIRST
    last_day: date = LAST
    customers: tuple[Customer, ...] = (Customer("C1", "City of Tulsa", "ap@tulsa.example", _PLACE),)
    jobs: tuple[Job, ...] = (_job("2201", active=True), _job("2208", active=False))
    workers: tuple[Worker, ...] = (
        Worker("w1", "101", "Rosa", "Delgado", "rosa@crew.example", "Carpenter", Decimal(40), active=True),
        Worker("w2", None, "Sam", "Ortiz", None, "Laborer", Decimal(30), active=False),
    )
    suppliers: tuple[Supplier, ...] = (
        Supplier("V200", "Acme Concrete", "ar@acme.example", _PLACE, "Concrete", is_1099=False, active=True),
    )
    cost_codes: tuple[CostCode, ...] = (CostCode("03-300", "03", "Concrete"), CostCode("03-310", "03", "Forms"))
    cost_types: tuple[CostType, ...] = (CostType("L", "Labor", "labor"), CostType("S", "Subcontract", "commitment"))
    commitments: tuple[Commitment, ...] = (
        Commitment("SC-1", "subcontract", "2201", "V200", "Slabs", "Approved", FIRST, Decimal(10), (_SLABS, _WALLS)),
        Commitment("PO-1", "purchase_order", "2201", "V200", "Rebar", "Draft", FIRST, Decimal(0), (_SLABS,)),
    )
    change_orders: tuple[ChangeOrder, ...] = (
        ChangeOrder("CO-1", "SC-1", "More", "approved", CostLine("03-300", "S", "More slabs", Decimal(5_000))),
    )
    requisitions: tuple[Requisition, ...] = (
        Requisition(
            1,
            "INV-1",
            "SC-1",
            FIRST,
            date(2026, 9, 14),
            date(2026, 9, 14),
            "approved",
            (Decimal(30_000), Decimal(10_000)),
            Decimal(10),
        ),
        Requisition(
            2,
            "INV-2",
            "SC-1",
            date(2026, 9, 15),
            LAST,
            LAST,
            "under_review",
            (Decimal(20_000), Decimal(0)),
            Decimal(10),
        ),
    )
    prime_contracts: tuple[PrimeContract, ...] = (
        PrimeContract("PC-1", "2201", "C1", "Clinic", FIRST, Decimal(5), (_SLABS,)),
    )
    owner_invoices: tuple[OwnerInvoice, ...] = (
        OwnerInvoice(1, "PC-1", FIRST, date(2026, 9, 14), "approved", (Decimal(12_000),)),
    )
    direct_costs: tuple[DirectCost, ...] = (
        DirectCost("DC-1", "invoice", "2201", "V200", date(2026, 9, 10), "Sand", (_SLABS,)),
    )

    def budget(self, job_number: str) -> tuple[CostLine, ...]:
        return (CostLine("03-300", "S", "Concrete", Decimal(90_000)),)

    def time_cards(self, first: date, last: date) -> Iterator[TimeCard]:
        """Eight hours and one more of overtime on every day; the last day is not approved."""
        entries = (TimeEntry(Decimal(8), "RT", "03-300"), TimeEntry(Decimal("1.25"), "OT", "03-310"))
        for day in _days(max(first, self.first_day), last):
            yield TimeCard(f"card-{day}", "w1", "2201", day, entries, approved=day < self.last_day)

    def daily_reports(self, first: date, last: date) -> Iterator[DailyReport]:
        """One a day, with a delay on the last one, which is not completed."""
        for day in _days(max(first, self.first_day), last):
            is_last = day == self.last_day
            delay = "Rain until ten" if is_last else None
            yield DailyReport("2201", day, not is_last, 4, Decimal(37), "Poured slabs", delay)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
