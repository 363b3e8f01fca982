"""Customers, jobs, workers, suppliers and codes."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from simulators.seeds.model import Address, CostCode, CostType, Customer, Job, Supplier, Worker
from simulators.seeds.names import (
    BUILDINGS,
    CLASSIFICATIONS,
    CODES,
    FIRMS,
    FIRST,
    LAST,
    OWNERS,
    PLACES,
    STREETS,
    TRADES,
)

COST_TYPES: Final = (
    CostType("L", "Labor", "labor"),
    CostType("M", "Material", "materials"),
    CostType("S", "Subcontract", "commitment"),
    CostType("E", "Equipment", "equipment"),
    CostType("O", "Other", "other"),
)
_RETAINAGE: Final = (Decimal(5), Decimal(10))


def address_of(rng: Random) -> Address:
    """Some place in the United States."""
    city, state, zip_code, _ = rng.choice(PLACES)
    return Address(f"{rng.randrange(1, 9999)} {rng.choice(STREETS)}", city, state, zip_code)


def customers_of(rng: Random, count: int) -> tuple[Customer, ...]:
    """Owners; names repeat with a number when they run out."""
    return tuple(
        Customer(f"C{100 + n}", _numbered(OWNERS, n), f"ap{n}@owner.example", address_of(rng)) for n in range(count)
    )


def jobs_of(rng: Random, count: int, customers: tuple[Customer, ...], first_day: date) -> tuple[Job, ...]:
    """One job in eight is over; numbers are unique and never part of a name."""
    return tuple(_job(rng, 2201 + n * 7, n, rng.choice(customers), first_day) for n in range(count))


def _job(rng: Random, number: int, n: int, customer: Customer, first_day: date) -> Job:
    city, state, zip_code, zone = rng.choice(PLACES)
    over = n % 8 == 7  # noqa: PLR2004 - one in eight
    starts_on = first_day - timedelta(days=rng.randrange(10, 300))
    return Job(
        number=str(number),
        name=f"{customer.name.split()[0]} {_numbered(BUILDINGS, n)}",
        customer_number=customer.number,
        address=Address(f"{rng.randrange(1, 9999)} {rng.choice(STREETS)}", city, state, zip_code),
        time_zone=zone,
        starts_on=starts_on,
        ends_on=first_day - timedelta(days=3) if over else None,
        active=not over,
        contract_amount=Decimal(rng.randrange(250, 9000) * 1000),
        retainage_percent=rng.choice(_RETAINAGE),
    )


def workers_of(rng: Random, count: int, without_number: int) -> tuple[Worker, ...]:
    """The last ``without_number`` have no payroll number; one in twenty-five has left."""
    return tuple(_worker(rng, n, n < count - without_number) for n in range(count))


def _worker(rng: Random, n: int, numbered: bool) -> Worker:  # noqa: FBT001 - a fact about the worker
    first, last = FIRST[n % len(FIRST)], LAST[(n // len(FIRST) + n) % len(LAST)]
    return Worker(
        key=f"w{n + 1:04}",
        number=str(101 + n) if numbered else None,
        first_name=first if n < len(FIRST) * len(LAST) else f"{first} {n // (len(FIRST) * len(LAST)) + 1}",
        last_name=last,
        email=f"{first}.{last}.{n}@crew.example".lower() if n % 3 else None,
        classification=rng.choice(CLASSIFICATIONS),
        hourly_cost=Decimal(rng.randrange(2200, 5800)) / 100,
        active=n % 25 != 24,  # noqa: PLR2004 - one in twenty-five
    )


def suppliers_of(rng: Random, count: int) -> tuple[Supplier, ...]:
    """Subcontractors of every trade, and suppliers; one in fifteen is inactive."""
    return tuple(_supplier(rng, n) for n in range(count))


def _supplier(rng: Random, n: int) -> Supplier:
    trade = TRADES[n % len(TRADES)][0]
    firm = _numbered(FIRMS, n // len(TRADES))
    return Supplier(
        number=f"V{200 + n}",
        name=f"{firm} {trade}",
        email=f"billing{n}@supplier.example",
        address=address_of(rng),
        trade=trade,
        is_1099=n % 4 == 0,
        active=n % 15 != 14,  # noqa: PLR2004 - one in fifteen
    )


def cost_codes_of(count: int) -> tuple[CostCode, ...]:
    """The first codes of the company's list."""
    return tuple(CostCode(code, code.split("-")[0], description) for code, description in CODES[:count])


def _numbered(names: tuple[str, ...], n: int) -> str:
    turn = n // len(names)
    return names[n % len(names)] + (f" {turn + 1}" if turn else "")
