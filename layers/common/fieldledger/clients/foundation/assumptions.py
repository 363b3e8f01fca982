"""Everything about FOUNDATION's REST API that is assumed rather than documented (foundation.md B3), in one place.

A finding at the live sandbox changes a value here, or in the dialect that wiring passes, and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import Final


class Resource(StrEnum):
    """The lists of a company; the values are the assumed names in paths. Only ``costcodes`` is confirmed."""

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


class RecordStatus(StrEnum):
    """The status of jobs, people and codes; anything but ``A`` counts as inactive (foundation.md B3, B4)."""

    ACTIVE = "A"


class TimeCardStatus(StrEnum):
    """A card lands pending; a person imports it; payroll posts it, and the pending row remains (foundation.md B5)."""

    PENDING = "PENDING"
    IMPORTED = "IMPORTED"
    POSTED = "POSTED"


class JobCostSource(StrEnum):
    """The module that a job cost row comes from; unlisted ones (equipment, ledger, inventory) are expenses (B5)."""

    ACCOUNTS_PAYABLE = "AP"
    PAYROLL = "PR"


class KeyPlace(StrEnum):
    """Where the subscription key travels; a query ends up in access logs, so the header is the better one."""

    HEADER = "header"
    QUERY = "query"


class CompanyPlace(StrEnum):
    """How a call says which company it is about; ``TOKEN`` leaves it to a claim of the access token."""

    QUERY = "query"
    HEADER = "header"
    PATH = "path"
    TOKEN = "token"


class Meaning(StrEnum):
    """What a refused write is about, as far as its words tell."""

    DUPLICATE = "duplicate"
    PERIOD_CLOSED = "period_closed"
    INACTIVE = "inactive"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an import file: its heading and the field of our line that fills it."""

    heading: str
    field: str


_COMPANY: Final = "companyId"
_NAMES: Final[Mapping[Resource, str]] = MappingProxyType({resource: resource.value for resource in Resource})
_NO_RENAMING: Final[Mapping[Resource, Mapping[str, str]]] = MappingProxyType({})
_NO_LINE_RENAMING: Final[Mapping[str, str]] = MappingProxyType({})
_FILTERS: Final[Mapping[Resource, Mapping[str, str]]] = MappingProxyType(
    {
        Resource.TIME_CARDS: {"employeeId": "employeeId", "date": "date", "jobId": "jobId"},
        Resource.AP_INVOICES: {"vendorId": "vendorId", "invoiceNumber": "invoiceNumber"},
        Resource.JOB_COST_HISTORY: {"jobId": "jobId"},
    }
)
_WRITABLE: Final = frozenset(
    {
        Resource.TIME_CARDS,
        Resource.AP_INVOICES,
        Resource.VENDORS,
        Resource.CUSTOMERS,
        Resource.EMPLOYEES,
        Resource.JOBS,
    }
)
_READ_BACK: Final = frozenset({Resource.TIME_CARDS, Resource.AP_INVOICES})
_DATE_FIELDS: Final = frozenset({"date", "invoiceDate", "dueDate", "datePosted", "startDate", "completionDate"})
_WORDS: Final[Mapping[Meaning, tuple[str, ...]]] = MappingProxyType(
    {
        Meaning.DUPLICATE: ("already exists", "duplicate", "already been used"),
        Meaning.PERIOD_CLOSED: ("period is closed", "closed period", "period is locked", "locked period"),
        Meaning.INACTIVE: ("is inactive", "not active"),
    }
)
_TIME_CARD_KEY: Final = (
    "employee_id",
    "day",
    "job_id",
    "phase_id",
    "cost_code_id",
    "cost_class_id",
    "earn_code_id",
)
_TIME_CARD_COLUMNS: Final = (
    Column("Employee No", "employee_id"),
    Column("Date", "day"),
    Column("Job No", "job_id"),
    Column("Phase No", "phase_id"),
    Column("Cost Code No", "cost_code_id"),
    Column("Cost Class No", "cost_class_id"),
    Column("Earn Code", "earn_code_id"),
    Column("Hours", "hours"),
    Column("Union", "union_id"),
    Column("Class", "class_id"),
    Column("Shift", "shift"),
    Column("Equipment No", "equipment_id"),
    Column("Note", "note"),
    Column("Amount", "amount"),
)
_AP_COLUMNS: Final = (
    Column("Vendor No", "vendor_id"),
    Column("Invoice No", "invoice_number"),
    Column("Invoice Date", "invoice_date"),
    Column("Due Date", "due_date"),
    Column("Description", "description"),
    Column("Job No", "job_id"),
    Column("Phase No", "phase_id"),
    Column("Cost Code No", "cost_code_id"),
    Column("Cost Class No", "cost_class_id"),
    Column("GL Account", "account_id"),
    Column("Amount", "amount"),
    Column("Retainage %", "retainage_percent"),
)


@dataclass(frozen=True, slots=True)
class FoundationDialect:
    """How FOUNDATION is spoken to; the defaults are the assumptions of foundation.md B3, B6 and B7.

    ``company_path`` goes before the resource where the company is part of the path.

    ``renamed`` maps a vendor's field to the field that the models assume, for each resource; ``renamed_lines`` does it
    for the lines of invoices. A resource outside ``writable`` is never written over REST: its import file is the way.

    A resource of ``read_back`` keeps the id that its writing was answered with, also once a person imported and posted
    it: records are compared by it. Where that is not so, the resource is taken out, and the month's close says so.

    ``short_page_ends`` False reads on to an empty page where no total is named: for a vendor that cuts pages short.
    ``modified_since`` None means that lists cannot be filtered by change: they are read whole and compared.
    ``look_up_filters`` (assumed field to the vendor's query name) narrow a list and are never relied on.

    ``time_card_key`` and ``ap_invoice_key`` are fields of ``TimeCard`` and ``ApInvoice``; a field of
    ``filled_in`` that we left empty may come back with a value. ``time_card_reference`` is the vendor's field that
    carries our own id, and ``time_card_class`` the one that carries the worker's class, if there are any.
    ``time_card_amounts``: a card may be an amount without hours.

    ``throttled_for`` has the seconds as its one group; ``quota_back_in`` has days, hours, minutes and seconds.
    """

    # B3 key header / query
    key_place: KeyPlace = KeyPlace.HEADER
    key_header: str = "Ocp-Apim-Subscription-Key"
    key_query: str = "subscription-key"
    # B3 company selection
    company_place: CompanyPlace = CompanyPlace.QUERY
    company_header: str = _COMPANY
    company_query: str = _COMPANY
    company_path: str = "/companies/{account}"
    # B3 resource names and shapes
    resource_names: Mapping[Resource, str] = field(default_factory=lambda: _NAMES)
    renamed: Mapping[Resource, Mapping[str, str]] = field(default_factory=lambda: _NO_RENAMING)
    renamed_lines: Mapping[str, str] = field(default_factory=lambda: _NO_LINE_RENAMING)
    lines_key: str = "lines"
    writable: frozenset[Resource] = _WRITABLE
    read_back: frozenset[Resource] = _READ_BACK
    update_method: str = "PATCH"
    date_format: str = "%Y-%m-%d"
    date_fields: frozenset[str] = _DATE_FIELDS
    trace_header: str = "x-request-id"
    # B3 paging and change filter
    page_query: str = "page"
    page_size_query: str = "pageSize"
    page_size: int = 100
    first_page: int = 1
    items_key: str = "items"
    total_key: str = "totalCount"
    short_page_ends: bool = True
    modified_since: str | None = None
    moment_format: str = "%Y-%m-%dT%H:%M:%SZ"
    look_up_filters: Mapping[Resource, Mapping[str, str]] = field(default_factory=lambda: _FILTERS)
    # B3 refusals
    sentence_keys: tuple[str, ...] = ("message", "title", "detail")
    field_errors_key: str = "errors"
    trace_key: str = "traceId"
    key_refusal_words: tuple[str, ...] = ("subscription key",)
    key_challenge_words: tuple[str, ...] = ("subscription",)
    quota_words: tuple[str, ...] = ("quota",)
    throttled_for: str = r"try again in ([0-9]{1,7}) second"
    quota_back_in: str = r"replenished in (?:([0-9]{1,3})\.)?([0-9]{1,2}):([0-9]{2}):([0-9]{2})"
    duplicate_statuses: frozenset[int] = frozenset({HTTPStatus.CONFLICT})
    refusal_words: Mapping[Meaning, tuple[str, ...]] = field(default_factory=lambda: _WORDS)
    # B6 natural keys
    time_card_key: tuple[str, ...] = _TIME_CARD_KEY
    ap_invoice_key: tuple[str, ...] = ("vendor_id", "invoice_number")
    filled_in: frozenset[str] = frozenset({"cost_code_id"})
    time_card_reference: str | None = None
    time_card_class: str | None = None
    time_card_amounts: bool = True
    # the id length is confirmed (B2); import files are B7
    id_length: int = 10
    file_date_format: str = "%m/%d/%Y"
    time_card_columns: tuple[Column, ...] = _TIME_CARD_COLUMNS
    ap_invoice_columns: tuple[Column, ...] = _AP_COLUMNS

    def path(self, resource: Resource) -> str:
        """The list's path below the base URL; ``{account}`` in it is for the client to fill in."""
        company = self.company_path if self.company_place is CompanyPlace.PATH else ""
        return f"{company}/{self.resource_names.get(resource, resource.value)}"

    def company_params(self) -> dict[str, str]:
        """The query that selects the company."""
        return {self.company_query: "{account}"} if self.company_place is CompanyPlace.QUERY else {}

    def company_headers(self) -> dict[str, str]:
        """The headers that select the company."""
        return {self.company_header: "{account}"} if self.company_place is CompanyPlace.HEADER else {}

    def key_params(self, key: str) -> dict[str, str]:
        """The query that carries the subscription key."""
        return {self.key_query: key} if self.key_place is KeyPlace.QUERY else {}

    def key_headers(self, key: str) -> dict[str, str]:
        """The header that carries the subscription key."""
        return {self.key_header: key} if self.key_place is KeyPlace.HEADER else {}

    def paging(self, page: int, size: int) -> dict[str, str]:
        """The query for one page."""
        return {self.page_query: str(page), self.page_size_query: str(size)}

    def filters(self, resource: Resource, wanted: Mapping[str, str]) -> dict[str, str]:
        """The query that narrows a list to ``wanted``, by assumed field; what the vendor has no name for is left."""
        names = self.look_up_filters.get(resource, {})
        return {names[name]: value for name, value in wanted.items() if name in names}

    def since(self, moment: datetime | None) -> dict[str, str]:
        """The query for what changed since ``moment``; nothing where the vendor offers none."""
        if self.modified_since is None or moment is None:
            return {}
        return {self.modified_since: moment.astimezone(UTC).strftime(self.moment_format)}

    def day(self, day: date) -> str:
        """``day`` as JSON bodies and queries have it."""
        return day.strftime(self.date_format)

    def file_day(self, day: date) -> str:
        """``day`` as import files have it."""
        return day.strftime(self.file_date_format)


ASSUMED: Final = FoundationDialect()
"""The dialect as it is assumed."""
