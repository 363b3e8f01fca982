"""The contractor's records as the seeds describe them: numbers are the keys that people use in every system.

Each simulator turns them into its own shapes and ids; nothing here knows a vendor.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class Size(StrEnum):
    """How much there is; the generator says the exact counts."""

    SMALL = "small"  # 3 jobs, 12 workers, 4 weeks
    CONTRACTOR = "contractor"  # 25 jobs, 150 workers, 13 weeks
    LARGE = "large"  # 200 jobs, 2,000 workers, 52 weeks
    # A quarter of a year of three more, for what a customer costs in a month.
    QUARTER_SMALL = "quarter_small"  # 10 jobs, 50 workers, 13 weeks
    QUARTER_MEDIUM = "quarter_medium"  # 60 jobs, 300 workers, 13 weeks
    QUARTER_LARGE = "quarter_large"  # 200 jobs, 2,000 workers, 13 weeks


@dataclass(frozen=True, slots=True)
class Address:
    """A place in the United States."""

    street: str
    city: str
    state: str
    zip_code: str


@dataclass(frozen=True, slots=True)
class Customer:
    """An owner who orders jobs."""

    number: str
    name: str
    email: str
    address: Address


@dataclass(frozen=True, slots=True)
class Job:
    """A project; ``number`` is its job number in the books, at most 10 printable ASCII characters."""

    number: str
    name: str
    customer_number: str
    address: Address
    time_zone: str
    starts_on: date
    ends_on: date | None
    active: bool
    contract_amount: Decimal
    retainage_percent: Decimal


@dataclass(frozen=True, slots=True)
class Worker:
    """A person on the payroll; a ``number`` of None is a worker without a payroll number."""

    key: str
    number: str | None
    first_name: str
    last_name: str
    email: str | None
    classification: str
    hourly_cost: Decimal
    active: bool


@dataclass(frozen=True, slots=True)
class Supplier:
    """A subcontractor or material supplier ("vendor" in the books)."""

    number: str
    name: str
    email: str
    address: Address
    trade: str
    is_1099: bool
    active: bool


@dataclass(frozen=True, slots=True)
class CostCode:
    """``code`` with its division (``26-050``)."""

    code: str
    division: str
    description: str


@dataclass(frozen=True, slots=True)
class CostType:
    """Labor, material, subcontract, equipment, other: ``code`` of one letter, base type in Procore's words."""

    code: str
    name: str
    base_type: str


@dataclass(frozen=True, slots=True)
class CostLine:
    """An amount on a job's cost code and cost type."""

    cost_code: str
    cost_type: str
    description: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Commitment:
    """A subcontract or a purchase order."""

    number: str
    kind: str  # "subcontract" | "purchase_order"
    job_number: str
    supplier_number: str
    title: str
    status: str  # "Draft" | "Approved" | "Complete"
    signed_on: date
    retainage_percent: Decimal
    lines: tuple[CostLine, ...]


@dataclass(frozen=True, slots=True)
class ChangeOrder:
    """An approved or pending change of a commitment."""

    number: str
    commitment_number: str
    title: str
    status: str  # "approved" | "pending"
    line: CostLine


@dataclass(frozen=True, slots=True)
class Requisition:
    """A subcontractor's invoice against a commitment; ``completed`` is this period's work per commitment line."""

    number: int
    invoice_number: str
    commitment_number: str
    period_start: date
    period_end: date
    billed_on: date
    status: str  # "draft" | "under_review" | "approved"
    completed: tuple[Decimal, ...]
    retainage_percent: Decimal


@dataclass(frozen=True, slots=True)
class PrimeContract:
    """The contract with the owner of a job."""

    number: str
    job_number: str
    customer_number: str
    title: str
    signed_on: date
    retainage_percent: Decimal
    lines: tuple[CostLine, ...]


@dataclass(frozen=True, slots=True)
class OwnerInvoice:
    """A payment application to the owner; ``completed`` is this period's work per prime contract line."""

    number: int
    prime_contract_number: str
    period_start: date
    period_end: date
    status: str
    completed: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class DirectCost:
    """A cost of a job outside any commitment: a supplier's invoice, an expense or payroll."""

    number: str
    kind: str  # "invoice" | "expense" | "payroll"
    job_number: str
    supplier_number: str | None
    incurred_on: date
    description: str
    lines: tuple[CostLine, ...]


@dataclass(frozen=True, slots=True)
class TimeEntry:
    """Hours of one pay type (RT, OT, DT) on one cost code."""

    hours: Decimal
    pay_type: str
    cost_code: str


@dataclass(frozen=True, slots=True)
class TimeCard:
    """One worker's time on one job and day; ``worker_key`` is ``Worker.key``."""

    key: str
    worker_key: str
    job_number: str
    day: date
    entries: tuple[TimeEntry, ...]
    approved: bool


@dataclass(frozen=True, slots=True)
class DailyReport:
    """What a superintendent wrote about one job and day."""

    job_number: str
    day: date
    completed: bool
    workers: int
    hours: Decimal
    note: str
    delay: str | None


class Contractor(Protocol):
    """Everything of one contractor; time cards and reports are made as they are read (a large year: half a million)."""

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

    def budget(self, job_number: str) -> tuple[CostLine, ...]:
        """A job's original budget."""
        ...

    def time_cards(self, first: date, last: date) -> Iterator[TimeCard]:
        """Cards of a span of days, both included, by day; the same call gives the same cards."""
        ...

    def daily_reports(self, first: date, last: date) -> Iterator[DailyReport]:
        """Reports of a span of days, both included."""
        ...
