"""The fourteen lists of a company: keys, products, who may write them, what they point at (foundation.md B3)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

type Row = dict[str, object]


class Resource(StrEnum):
    """The lists; the value is the name in the path."""

    JOBS = "jobs"
    PHASES = "phases"
    COST_CODES = "costcodes"
    COST_CLASSES = "costclasses"
    VENDORS = "vendors"
    CUSTOMERS = "customers"
    EMPLOYEES = "employees"
    GL_ACCOUNTS = "glaccounts"
    EARN_CODES = "earncodes"
    UNIONS = "unions"
    EQUIPMENT = "equipment"
    TIME_CARDS = "timecards"
    AP_INVOICES = "apinvoices"
    JOB_COST_HISTORY = "jobcosthistory"


class Product(StrEnum):
    """What a subscription may include; the real division is not published (foundation.md B2)."""

    JOB_COST = "job-cost"
    ACCOUNTS_PAYABLE = "accounts-payable"
    PAYROLL = "payroll"
    GENERAL_LEDGER = "general-ledger"


@dataclass(frozen=True, slots=True)
class Definition:
    """``id_field`` is empty for rows without a key of their own."""

    id_field: str
    product: Product
    writable: bool = False
    required: tuple[str, ...] = ()


DEFINITIONS: Final[dict[Resource, Definition]] = {
    Resource.JOBS: Definition("jobId", Product.JOB_COST, writable=True, required=("description",)),
    Resource.PHASES: Definition("phaseId", Product.JOB_COST),
    Resource.COST_CODES: Definition("costCodeId", Product.JOB_COST),
    Resource.COST_CLASSES: Definition("costClassId", Product.JOB_COST),
    Resource.VENDORS: Definition("vendorId", Product.ACCOUNTS_PAYABLE, writable=True, required=("name",)),
    Resource.CUSTOMERS: Definition("customerId", Product.JOB_COST, writable=True, required=("name",)),
    Resource.EMPLOYEES: Definition("employeeId", Product.PAYROLL, writable=True, required=("firstName", "lastName")),
    Resource.GL_ACCOUNTS: Definition("accountId", Product.GENERAL_LEDGER),
    Resource.EARN_CODES: Definition("earnCodeId", Product.PAYROLL),
    Resource.UNIONS: Definition("unionId", Product.PAYROLL),
    Resource.EQUIPMENT: Definition("equipmentId", Product.JOB_COST),
    Resource.TIME_CARDS: Definition(
        "timecardId", Product.PAYROLL, writable=True, required=("employeeId", "date", "hours")
    ),
    Resource.AP_INVOICES: Definition(
        "voucherId",
        Product.ACCOUNTS_PAYABLE,
        writable=True,
        required=("vendorId", "invoiceNumber", "invoiceDate", "invoiceAmount"),
    ),
    Resource.JOB_COST_HISTORY: Definition("", Product.JOB_COST),
}

REFERENCES: Final[dict[str, Resource]] = {
    "jobId": Resource.JOBS,
    "phaseId": Resource.PHASES,
    "costCodeId": Resource.COST_CODES,
    "defaultCostCodeId": Resource.COST_CODES,
    "costClassId": Resource.COST_CLASSES,
    "vendorId": Resource.VENDORS,
    "customerId": Resource.CUSTOMERS,
    "employeeId": Resource.EMPLOYEES,
    "accountId": Resource.GL_ACCOUNTS,
    "earnCodeId": Resource.EARN_CODES,
    "unionId": Resource.UNIONS,
    "equipmentId": Resource.EQUIPMENT,
}
"""Fields that name a record of another list."""

DAYS: Final = frozenset({"date", "invoiceDate", "dueDate", "startDate", "completionDate"})
NUMBERS: Final = frozenset(
    {
        "hours",
        "amount",
        "invoiceAmount",
        "retainagePercent",
        "retainageAmount",
        "originalContract",
        "originalCost",
    }
)
TIME_KEY: Final = ("employeeId", "date", "jobId", "phaseId", "costCodeId", "costClassId", "earnCodeId")
"""The natural key of a time card (foundation.md B6)."""
AP_KEY: Final = ("vendorId", "invoiceNumber")
"""The natural key of an invoice (foundation.md B6)."""
