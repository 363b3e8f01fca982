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

MONDAY: Final = date(2026, 9, 14)
TUESDAY: Final = date(2026, 9, 15)
_PLACE: Final = Address("1 Main St", "Tulsa", "OK", "74103")


def a_job(number: str, *, active: bool = True) -> Job:
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


def a_worker(key: str, *, number: str | None, active: bool = True) -> Worker:
    return Worker(
        key=key,
        number=number,
        first_name=key.title(),
        last_name="Delgado",
        email=f"{key}@example.com" if number else None,
        classification="Electrician",
        hourly_cost=Decimal(40),
        active=active,
    )


@dataclass(frozen=True)
class HandMade:
    """Implements ``Contractor``: two jobs, ``people`` workers on the first one, the last without a payroll number."""

    size: Size = Size.SMALL
    first_day: date = MONDAY
    last_day: date = TUESDAY
    people: int = 2
    customers: tuple[Customer, ...] = ()
    jobs: tuple[Job, ...] = (a_job("2214"), a_job("2230", active=False))
    suppliers: tuple[Supplier, ...] = ()
    cost_codes: tuple[CostCode, ...] = (CostCode("26-050", "26", "Wiring"),)
    cost_types: tuple[CostType, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    change_orders: tuple[ChangeOrder, ...] = ()
    requisitions: tuple[Requisition, ...] = ()
    prime_contracts: tuple[PrimeContract, ...] = ()
    owner_invoices: tuple[OwnerInvoice, ...] = ()
    direct_costs: tuple[DirectCost, ...] = ()

    @property
    def workers(self) -> tuple[Worker, ...]:
        keys = [f"w{n}" for n in range(self.people)]
        return tuple(a_worker(key, number=None if key == keys[-1] else str(100 + n)) for n, key in enumerate(keys))

    def budget(self, job_number: str) -> tuple[CostLine, ...]:
        return ()

    def time_cards(self, first: date, last: date) -> Iterator[TimeCard]:
        """Eight hours and two more of overtime, for everybody and every day; the last day is not approved."""
        entries = (TimeEntry(Decimal(8), "RT", "26-050"), TimeEntry(Decimal("1.25"), "OT", "26-050"))
        for day in _days(first, last):
            for n in range(self.people):
                yield TimeCard(f"card-{day}-{n}", f"w{n}", "2214", day, entries, approved=day < self.last_day)

    def daily_reports(self, first: date, last: date) -> Iterator[DailyReport]:
        """One of the first job and day, with a delay on the first day; the last one is not completed."""
        for day in _days(first, last):
            delay = "Rain until ten" if day == self.first_day else None
            hours = Decimal("9.25") * self.people
            yield DailyReport("2214", day, day < self.last_day, self.people, hours, "Pulled wire", delay)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
