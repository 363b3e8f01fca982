"""Typed records of FOUNDATION, one for each of the fourteen lists."""

from typing import Final

from fieldledger.clients.foundation.assumptions import Resource
from fieldledger.clients.foundation.models.base import FoundationModel, ListedRecord, Record
from fieldledger.clients.foundation.models.master_data import (
    CostClass,
    CostCode,
    Customer,
    EarnCode,
    Employee,
    Equipment,
    GlAccount,
    Job,
    Phase,
    Union,
    Vendor,
)
from fieldledger.clients.foundation.models.transactions import (
    ApInvoice,
    ApInvoiceLine,
    JobCostEntry,
    TimeCard,
)

__all__ = [
    "KINDS",
    "ApInvoice",
    "ApInvoiceLine",
    "CostClass",
    "CostCode",
    "Customer",
    "EarnCode",
    "Employee",
    "Equipment",
    "FoundationModel",
    "GlAccount",
    "Job",
    "JobCostEntry",
    "ListedRecord",
    "Phase",
    "Record",
    "TimeCard",
    "Union",
    "Vendor",
]

_ALL: Final[tuple[type[Record], ...]] = (
    Job,
    Phase,
    CostCode,
    CostClass,
    Vendor,
    Customer,
    Employee,
    GlAccount,
    EarnCode,
    Union,
    Equipment,
    TimeCard,
    ApInvoice,
    JobCostEntry,
)
KINDS: Final[dict[Resource, type[Record]]] = {kind.resource: kind for kind in _ALL}
"""The model of each list."""
