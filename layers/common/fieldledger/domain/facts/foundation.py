"""FOUNDATION's jobs, vendors, employees, cost codes and job cost (foundation.md B3, B4).

A record's key is FOUNDATION's own id (the job's ``job_no``), unique within the one company that is connected.
"""

from datetime import date
from decimal import Decimal

from fieldledger.domain.facts.amounts import Exact
from fieldledger.domain.mirror import Facts


class JobFacts(Facts):
    """``job_no`` is the key. ``job_number`` is another field, usually blank: never take one for the other."""

    job_no: str
    job_number: str | None = None
    name: str | None = None
    status: str | None = None
    active: bool = True
    customer_no: str | None = None
    project_manager_no: str | None = None
    city: str | None = None
    state: str | None = None
    zip_code: str | None = None
    original_contract: Exact | None = None
    original_cost: Exact | None = None
    start_date: date | None = None
    completion_date: date | None = None


class VendorFacts(Facts):
    """A supplier or subcontractor."""

    name: str | None = None
    active: bool = True
    city: str | None = None
    state: str | None = None
    zip_code: str | None = None


class EmployeeFacts(Facts):
    """A person on the payroll, without anything about pay."""

    first_name: str | None = None
    last_name: str | None = None
    active: bool = True
    default_cost_code: str | None = None
    union: str | None = None
    classification: str | None = None


class CostCodeFacts(Facts):
    """A cost code of the company."""

    description: str | None = None
    active: bool = True


class JobCostFacts(Facts):
    """What one job cost on one day under one code, class and module.

    FOUNDATION's rows have no key, and two may be alike in everything, so they are summed; ``rows`` says how many.
    """

    job_no: str
    phase: str | None = None
    cost_code: str | None = None
    cost_class: str | None = None
    posted_on: date
    source: str | None = None
    cost: Exact
    hours: Exact
    rows: int

    @property
    def census_amount(self) -> Decimal:
        """What the rows cost."""
        return self.cost
