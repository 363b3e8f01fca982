"""What an event is about: which of our resources, and how its change is brought (procore.md 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from fieldledger.domain.connection import VendorName
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.vendor_event import VendorEvent


class Reach(Enum):
    """What has to be read again after an event.

    ``RECORD``: the record that it names. ``PARENT``: the record whose line item it names. ``RUN``: an incremental run,
    since the event does not say which list holds what has changed.
    """

    RECORD = auto()
    PARENT = auto()
    RUN = auto()


@dataclass(frozen=True, slots=True)
class Subject:
    """``of_company`` records live in no project, whatever project an event names.

    ``kind`` is a part of the record's id where a resource holds several kinds that Procore counts each by itself.
    """

    resource: SyncResource
    reach: Reach = Reach.RECORD
    of_company: bool = False
    kind: str | None = None

    def record_id(self, vendor_id: str) -> str:
        """The id under which we keep the vendor's record."""
        return vendor_id if self.kind is None else f"{self.kind}:{vendor_id}"


_COMMITMENT: Final = Subject(SyncResource.PROCORE_COMMITMENTS)
_COMMITMENT_LINE: Final = Subject(SyncResource.PROCORE_COMMITMENTS, Reach.PARENT)
# A budget's rows are those of a view and have ids of their own.
_BUDGET: Final = Subject(SyncResource.PROCORE_BUDGETS, Reach.RUN)


def _daily_log(kind: str) -> Subject:
    return Subject(SyncResource.PROCORE_DAILY_LOGS, kind=kind)


PROCORE_SUBJECTS: Final[Mapping[str, Subject]] = {
    "Projects": Subject(SyncResource.PROCORE_PROJECTS, of_company=True),
    "Company Vendors": Subject(SyncResource.PROCORE_VENDORS, of_company=True),
    "Company Users": Subject(SyncResource.PROCORE_USERS, of_company=True),
    "Cost Codes": Subject(SyncResource.PROCORE_COST_CODES),
    "Budget Line Items": _BUDGET,
    "Budget Changes": _BUDGET,
    "Budget Modifications": _BUDGET,
    "Work Order Contracts": _COMMITMENT,
    "Work Order Contract Line Items": _COMMITMENT_LINE,
    "Purchase Order Contracts": _COMMITMENT,
    "Purchase Order Contract Line Items": _COMMITMENT_LINE,
    "Change Order Packages": Subject(SyncResource.PROCORE_CHANGE_ORDERS, kind="package"),
    "Potential Change Orders": Subject(SyncResource.PROCORE_CHANGE_ORDERS, kind="potential"),
    "Potential Change Order Line Items": Subject(SyncResource.PROCORE_CHANGE_ORDERS, Reach.PARENT),
    "Prime Contracts": Subject(SyncResource.PROCORE_PRIME_CONTRACTS),
    "Prime Contract Line Items": Subject(SyncResource.PROCORE_PRIME_CONTRACTS, Reach.PARENT),
    "Payment Applications": Subject(SyncResource.PROCORE_PAYMENT_APPLICATIONS),
    # Payments are listed by contract, and an event names only the project.
    "Contract Payments": Subject(SyncResource.PROCORE_CONTRACT_PAYMENTS, Reach.RUN),
    "Direct Costs": Subject(SyncResource.PROCORE_DIRECT_COSTS),
    "Direct Cost Line Items": Subject(SyncResource.PROCORE_DIRECT_COSTS, Reach.PARENT),
    # Timecards are read for the whole company at once.
    "Timecard Entries": Subject(SyncResource.PROCORE_TIMECARD_ENTRIES, of_company=True),
    # The day of a daily log is not told.
    "Daily Logs": Subject(SyncResource.PROCORE_DAILY_LOGS, Reach.RUN),
    "Manpower Logs": _daily_log("manpower_logs"),
    "Notes Logs": _daily_log("notes_logs"),
    "Work Logs": _daily_log("work_logs"),
    "Equipment Logs": _daily_log("equipment_logs"),
    "Quantity Logs": _daily_log("quantity_logs"),
}
"""Procore's resource names that we subscribe to. There is none for requisitions: those are polled."""

_BY_ENTITY: Final = {name.lower(): subject for name, subject in PROCORE_SUBJECTS.items()}


def subject_of(event: VendorEvent) -> Subject | None:
    """What ``event`` is about; None for what we bring nothing of."""
    return procore_subject(event.entity) if event.vendor is VendorName.PROCORE else _relayed(event)


def procore_subject(entity: str) -> Subject | None:
    """By Procore's resource name, in whatever case."""
    return _BY_ENTITY.get(entity.lower())


def _relayed(event: VendorEvent) -> Subject | None:
    """A relay names our own resources."""
    name = f"{event.vendor}/{event.entity}"
    return Subject(SyncResource(name)) if name in SyncResource else None
