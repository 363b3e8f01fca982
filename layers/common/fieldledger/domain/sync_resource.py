"""What is brought from the vendors: one catalogue, whose names appear in keys, logs and the API."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from fieldledger.domain.connection import VendorName


class SyncResource(StrEnum):
    """``<vendor>/<resource>``; once released a name is never changed, since keys hold it.

    ``QUICKBOOKS_BOOKS`` stands for all of QuickBooks' lists and documents, which change data capture answers in one
    call; its records are kept under the names below it.
    """

    PROCORE_PROJECTS = "procore/projects"
    PROCORE_USERS = "procore/users"
    PROCORE_VENDORS = "procore/vendors"
    PROCORE_COST_CODES = "procore/cost_codes"
    PROCORE_BUDGETS = "procore/budgets"
    PROCORE_COMMITMENTS = "procore/commitments"
    PROCORE_CHANGE_ORDERS = "procore/change_orders"
    PROCORE_REQUISITIONS = "procore/requisitions"
    PROCORE_DIRECT_COSTS = "procore/direct_costs"
    PROCORE_PRIME_CONTRACTS = "procore/prime_contracts"
    PROCORE_PAYMENT_APPLICATIONS = "procore/payment_applications"
    PROCORE_CONTRACT_PAYMENTS = "procore/contract_payments"
    PROCORE_TIMECARD_ENTRIES = "procore/timecard_entries"
    PROCORE_DAILY_LOGS = "procore/daily_logs"

    RAKEN_PROJECTS = "raken/projects"
    RAKEN_MEMBERS = "raken/members"
    RAKEN_TIME_CARDS = "raken/time_cards"
    RAKEN_DAILY_REPORTS = "raken/daily_reports"
    RAKEN_WORK_LOGS = "raken/work_logs"
    RAKEN_COST_CODES = "raken/cost_codes"
    RAKEN_CLASSIFICATIONS = "raken/classifications"

    FOUNDATION_JOBS = "foundation/jobs"
    FOUNDATION_VENDORS = "foundation/vendors"
    FOUNDATION_EMPLOYEES = "foundation/employees"
    FOUNDATION_COST_CODES = "foundation/cost_codes"
    FOUNDATION_JOB_COST_HISTORY = "foundation/job_cost_history"

    QUICKBOOKS_BOOKS = "quickbooks/books"
    QUICKBOOKS_CUSTOMERS = "quickbooks/customers"
    QUICKBOOKS_VENDORS = "quickbooks/vendors"
    QUICKBOOKS_EMPLOYEES = "quickbooks/employees"
    QUICKBOOKS_ITEMS = "quickbooks/items"
    QUICKBOOKS_ACCOUNTS = "quickbooks/accounts"
    QUICKBOOKS_CLASSES = "quickbooks/classes"
    QUICKBOOKS_BILLS = "quickbooks/bills"
    QUICKBOOKS_INVOICES = "quickbooks/invoices"
    QUICKBOOKS_PAYMENTS = "quickbooks/payments"
    QUICKBOOKS_BILL_PAYMENTS = "quickbooks/bill_payments"
    QUICKBOOKS_PURCHASES = "quickbooks/purchases"
    QUICKBOOKS_VENDOR_CREDITS = "quickbooks/vendor_credits"
    QUICKBOOKS_JOURNAL_ENTRIES = "quickbooks/journal_entries"
    QUICKBOOKS_TIME_ACTIVITIES = "quickbooks/time_activities"

    @property
    def vendor(self) -> VendorName:
        """Whose records these are."""
        return VendorName(self.value.partition("/")[0])

    @property
    def short_name(self) -> str:
        """The name without the vendor."""
        return self.value.partition("/")[2]

    @property
    def read_with(self) -> "SyncResource":
        """The resource whose source brings these records; most are read by themselves."""
        return SyncResource.QUICKBOOKS_BOOKS if self.vendor is VendorName.QUICKBOOKS else self

    @property
    def scope(self) -> "SyncResource | None":
        """The resource that one of these records is read under: without it a single record cannot be asked for."""
        return _SCOPES.get(self)


_SCOPES: Final[Mapping[SyncResource, SyncResource]] = {
    **dict.fromkeys(
        (
            SyncResource.PROCORE_COST_CODES,
            SyncResource.PROCORE_BUDGETS,
            SyncResource.PROCORE_COMMITMENTS,
            SyncResource.PROCORE_CHANGE_ORDERS,
            SyncResource.PROCORE_REQUISITIONS,
            SyncResource.PROCORE_DIRECT_COSTS,
            SyncResource.PROCORE_PRIME_CONTRACTS,
            SyncResource.PROCORE_PAYMENT_APPLICATIONS,
            SyncResource.PROCORE_DAILY_LOGS,
        ),
        SyncResource.PROCORE_PROJECTS,
    ),
    SyncResource.PROCORE_CONTRACT_PAYMENTS: SyncResource.PROCORE_COMMITMENTS,
    SyncResource.FOUNDATION_JOB_COST_HISTORY: SyncResource.FOUNDATION_JOBS,
}


def brought_by(source: SyncResource) -> tuple[SyncResource, ...]:
    """The resources whose records come with ``source``: itself, or the lists and documents of the books."""
    found = tuple(resource for resource in SyncResource if resource.read_with is source)
    return tuple(resource for resource in found if resource is not source) or found


def resources_of(vendor: VendorName) -> tuple[SyncResource, ...]:
    """What of a vendor is read by itself, in the order of the catalogue: what others refer to comes first."""
    every = (resource for resource in SyncResource if resource.vendor is vendor)
    return tuple(resource for resource in every if resource.read_with is resource)
