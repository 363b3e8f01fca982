"""What jobs, people and codes look like (foundation.md B3)."""

from typing import ClassVar

from fieldledger.clients.foundation.assumptions import Resource
from fieldledger.clients.foundation.models.base import Day, Id, ListedRecord, Money, OptionalId, Text


class Job(ListedRecord):
    """``description`` is the job's name; ``job_number`` is usually blank and may differ from the id."""

    resource: ClassVar = Resource.JOBS
    id_field: ClassVar = "job_id"

    job_id: Id
    job_number: Text = None
    customer_id: OptionalId = None
    project_manager_id: OptionalId = None
    address1: Text = None
    city: Text = None
    state: Text = None
    zip_code: Text = None
    original_contract: Money = None
    original_cost: Money = None
    start_date: Day = None
    completion_date: Day = None


class Phase(ListedRecord):
    """A part of a job."""

    resource: ClassVar = Resource.PHASES
    id_field: ClassVar = "phase_id"

    phase_id: Id
    job_id: OptionalId = None


class CostCode(ListedRecord):
    """A cost code of the company; assigning it to jobs is a second step (foundation.md B5)."""

    resource: ClassVar = Resource.COST_CODES
    id_field: ClassVar = "cost_code_id"

    cost_code_id: Id


class CostClass(ListedRecord):
    """Labor, material and so on; carries a default account."""

    resource: ClassVar = Resource.COST_CLASSES
    id_field: ClassVar = "cost_class_id"

    cost_class_id: Id
    account_id: OptionalId = None


class Vendor(ListedRecord):
    """A supplier or subcontractor."""

    resource: ClassVar = Resource.VENDORS
    id_field: ClassVar = "vendor_id"

    vendor_id: Id
    name: Text = None
    address1: Text = None
    city: Text = None
    state: Text = None
    zip_code: Text = None


class Customer(ListedRecord):
    """An owner who orders jobs."""

    resource: ClassVar = Resource.CUSTOMERS
    id_field: ClassVar = "customer_id"

    customer_id: Id
    name: Text = None
    address1: Text = None
    city: Text = None
    state: Text = None
    zip_code: Text = None


class Employee(ListedRecord):
    """A person on the payroll; pay rates are not part of the model, so they are never relied on."""

    resource: ClassVar = Resource.EMPLOYEES
    id_field: ClassVar = "employee_id"

    employee_id: Id
    first_name: Text = None
    last_name: Text = None
    default_cost_code_id: OptionalId = None
    union_id: OptionalId = None
    class_id: OptionalId = None


class GlAccount(ListedRecord):
    """An account of the general ledger."""

    resource: ClassVar = Resource.GL_ACCOUNTS
    id_field: ClassVar = "account_id"

    account_id: Id


class EarnCode(ListedRecord):
    """Regular, overtime and so on; its description is what other products match by (foundation.md B5)."""

    resource: ClassVar = Resource.EARN_CODES
    id_field: ClassVar = "earn_code_id"

    earn_code_id: Id


class Union(ListedRecord):
    """A union."""

    resource: ClassVar = Resource.UNIONS
    id_field: ClassVar = "union_id"

    union_id: Id


class Equipment(ListedRecord):
    """A machine."""

    resource: ClassVar = Resource.EQUIPMENT
    id_field: ClassVar = "equipment_id"

    equipment_id: Id
