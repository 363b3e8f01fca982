"""A contractor's own settings: time zone, pay periods, and how its pay types appear in the books."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, JsonValue, field_validator, model_validator

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.cost_code_text import CostCodeFormat
from fieldledger.domain.directions import Directions, directions_for_flows
from fieldledger.domain.document_numbers import DocumentNumbers
from fieldledger.domain.identity_rules import IdentityRules
from fieldledger.domain.posting import Target
from fieldledger.domain.source_link import PROJECT_HOME, SourceLink
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.time_rules import TimeRules


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, OSError) as unknown:  # a folder of zones cannot be read, nor too long a name
        raise ValueError("not an IANA time zone") from unknown


CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
"""An ISO 4217 code."""
_Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


class PayPeriod(CanonicalModel):
    """First and last day, both included; jobsite dates."""

    first_day: date
    last_day: date


class PayPeriodRule(CanonicalModel):
    """Pay periods of a fixed length, counted from any day on which one began."""

    anchor: _Day
    days: Literal[7, 14] = 7

    def period_of(self, day: date) -> PayPeriod:
        """The period that ``day`` falls into, before the anchor too."""
        first = day - timedelta(days=(day - self.anchor).days % self.days)
        return PayPeriod(first_day=first, last_day=first + timedelta(days=self.days - 1))

    def week_of(self, day: date) -> PayPeriod:
        """The work week that ``day`` falls into: weeks begin on the weekday of the anchor, in long periods too."""
        return PayPeriodRule(anchor=self.anchor).period_of(day)


class PayTypeMapping(CanonicalModel):
    """How hours of one pay type are posted: TimeActivity has no overtime field, so overtime is an item of its own."""

    service_item: str = Field(min_length=1, max_length=100)


class CostCodeMapping(CanonicalModel):
    """Where costs of one cost code go: an account (its number, or its name with its path) or an item (its name with its
    path), which is bought on an account of its own; and, if wanted, a class.
    """

    account: str | None = Field(default=None, min_length=1, max_length=100)
    item: str | None = Field(default=None, min_length=1, max_length=100)
    class_name: str | None = Field(default=None, max_length=100)

    @model_validator(mode="after")
    def _goes_to_one(self) -> Self:
        if (self.account is None) == (self.item is None):
            raise ValueError("one of account and item is needed, and not both")
        return self


TaxTarget = Annotated[str, Field(min_length=1, max_length=100)]


class DocumentMapping(CanonicalModel):
    """How bills and invoices appear in the books; a document that needs what is not set waits for a person.

    ``default_cost`` takes costs whose code is not in ``cost_codes``. Neither a bill nor an invoice has a field for
    retainage: it is a negative line on ``retainage_payable_account`` (a liability) or of ``retainage_item`` (an item
    whose account is an asset). ``create_vendors``: a bill of a subcontractor that is linked to no vendor asks for the
    vendor first; one that QuickBooks may have already stays a person's decision. ``numbers``: what they are called.
    ``source_link``: where the note of a document in QuickBooks leads; None: it leads nowhere.
    ``tax_account`` and ``tax_item`` take the tax that a bill or an invoice tells, as a line of its own; where Procore
    tells it by tax codes, ``tax_accounts`` and ``tax_items`` go first, by the id of the code. ``tax_codes`` says what
    QuickBooks is told of a line, by the same id: lines of a US company know no other two.
    """

    cost_codes: dict[str, CostCodeMapping] = Field(default_factory=dict)
    default_cost: CostCodeMapping | None = None
    retainage_payable_account: str | None = None
    billing_item: str | None = None
    retainage_item: str | None = None
    create_vendors: bool = False
    numbers: DocumentNumbers = Field(default_factory=DocumentNumbers)
    source_link: SourceLink | None = PROJECT_HOME
    tax_account: str | None = Field(default=None, max_length=100)
    tax_item: str | None = Field(default=None, max_length=100)
    tax_accounts: dict[str, TaxTarget] = Field(default_factory=dict)
    tax_items: dict[str, TaxTarget] = Field(default_factory=dict)
    tax_codes: dict[str, Literal["TAX", "NON"]] = Field(default_factory=dict)

    def account_of_tax(self, code: str | None) -> str | None:
        """What the tax of a bill goes to; None if nobody has said."""
        return self.tax_accounts.get(code or "", self.tax_account)

    def item_of_tax(self, code: str | None) -> str | None:
        """What the tax of an invoice is billed by; None if nobody has said."""
        return self.tax_items.get(code or "", self.tax_item)


class BooksTargets(CanonicalModel):
    """Which books what is approved goes to.

    Time may go to both: hours in FOUNDATION become payroll, the same hours in QuickBooks job cost and billing. A bill
    goes to one of them, for a bill in two sets of books is paid twice. Customers, vendors and invoices are QuickBooks'.
    """

    time: Annotated[tuple[Target, ...], Field(min_length=1)] = ("quickbooks",)
    bills: Target = "quickbooks"

    @field_validator("time")
    @classmethod
    def _once_each(cls, targets: tuple[Target, ...]) -> tuple[Target, ...]:
        if len(set(targets)) < len(targets):
            raise ValueError("the same books are named twice")
        return targets


class ApprovalRules(CanonicalModel):
    """``four_eyes_above``: an invoice of more than that needs two different people; None: one is enough for any."""

    four_eyes_above: Annotated[Decimal | None, Field(ge=0, max_digits=12, decimal_places=2)] = None

    def needs_two(self, amount: Decimal) -> bool:
        """Whether a second person has to agree to ``amount``, by the rule as it is now."""
        return self.four_eyes_above is not None and amount > self.four_eyes_above


class CompanySettings(CanonicalModel):
    """What people set. ``locked_through``: time up to that jobsite date is closed to new approvals.

    ``currency`` is that of the books: a document in another one is held, for nothing is converted here.
    ``cut_off_days``: a pay period closes by itself that many days after its last one; None: only by hand.
    ``sync_minutes`` replaces the usual cadence of a resource.
    ``procore_budget_view``: the name of the budget view that is read (docs/vendors/procore.md 15).
    """

    name: Annotated[str, Field(min_length=1, max_length=200)]
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "America/Chicago"
    currency: CurrencyCode = "USD"
    pay_periods: PayPeriodRule
    pay_types: dict[str, PayTypeMapping] = Field(default_factory=dict)
    documents: DocumentMapping = Field(default_factory=DocumentMapping)
    books: BooksTargets = Field(default_factory=BooksTargets)
    approvals: ApprovalRules = Field(default_factory=ApprovalRules)
    identity: IdentityRules = Field(default_factory=IdentityRules)
    cost_code_format: CostCodeFormat = Field(default_factory=CostCodeFormat)
    time: TimeRules = Field(default_factory=TimeRules)
    directions: Directions = Field(default_factory=Directions)
    locked_through: _Day | None = None
    cut_off_days: Annotated[int, Field(ge=0, le=60)] | None = None
    sync_minutes: dict[SyncResource, Annotated[int, Field(ge=5, le=7 * 24 * 60)]] = Field(default_factory=dict)
    procore_budget_view: str | None = Field(default=None, max_length=200)

    @model_validator(mode="before")
    @classmethod
    def _flows_are_directions(cls, settings: JsonValue) -> JsonValue:
        return directions_for_flows(settings)

    def closed_through(self, now: datetime) -> date | None:
        """The last jobsite date whose time is closed, by hand or because its pay period is over for long enough."""
        by_time: date | None = None
        if self.cut_off_days is not None:
            today = now.astimezone(ZoneInfo(self.time_zone)).date()
            by_time = self.pay_periods.period_of(today - timedelta(days=self.cut_off_days)).first_day - timedelta(
                days=1
            )
        return max((day for day in (self.locked_through, by_time) if day is not None), default=None)


class Company(CompanySettings):
    """One tenant with its settings.

    ``mapping_version`` names the settings and mapping tables that these were made of; it is not stored.
    """

    company_id: str
    mapping_version: str | None = Field(default=None, exclude=True)
    version: int = 0

    @property
    def settings(self) -> CompanySettings:
        """What people set, alone."""
        return CompanySettings(**{name: getattr(self, name) for name in CompanySettings.model_fields})
