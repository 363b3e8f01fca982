"""The company behind a realm and the preferences that decide what its books take (quickbooks.md 7.1)."""

from datetime import date

from pydantic import Field

from fieldledger.clients.quickbooks.models.base import Address, EmailAddress, PascalModel, Reference
from fieldledger.clients.quickbooks.models.values import Day


class NameValue(PascalModel):
    """A setting that QuickBooks keeps in a list of names and values; booleans are the texts true and false."""

    name: str | None = None
    value: str | None = None

    @property
    def on(self) -> bool:
        """Whether the value says true."""
        return (self.value or "").lower() == "true"


class CompanyInfo(PascalModel):
    """The company. Its ``id`` is always ``1``: the realm's id is in the address only."""

    id: str | None = None
    company_name: str | None = None
    legal_name: str | None = None
    country: str | None = None
    company_start_date: Day | None = None
    fiscal_year_start_month: str | None = None
    default_time_zone: str | None = None
    email: EmailAddress | None = None
    address: Address | None = Field(default=None, alias="CompanyAddr")
    name_values: tuple[NameValue, ...] = Field(default=(), alias="NameValue")

    @property
    def edition(self) -> str | None:
        """What the company subscribes to (``QuickBooks Online Plus``); classes and projects depend on it."""
        return next((pair.value for pair in self.name_values if pair.name == "OfferingSku"), None)


class AccountingPreferences(PascalModel):
    """Classes, departments, closed books."""

    class_tracking_per_txn: bool = False
    class_tracking_per_txn_line: bool = False
    track_departments: bool = False
    use_account_numbers: bool = False
    book_close_date: Day | None = None


class PurchasePreferences(PascalModel):
    """Billable costs, numbers of purchase orders."""

    billable_expense_tracking: bool = False
    tracking_by_customer: bool = False
    use_custom_txn_numbers: bool = False


class SalesPreferences(PascalModel):
    """Numbers of invoices and estimates."""

    custom_txn_numbers: bool = False


class CurrencyPreferences(PascalModel):
    """Currencies."""

    multi_currency_enabled: bool = False
    home_currency: Reference | None = None


class OtherPreferences(PascalModel):
    """Everything that QuickBooks keeps as names and values."""

    name_values: tuple[NameValue, ...] = Field(default=(), alias="NameValue")


class Preferences(PascalModel):
    """What the books of a realm take. A preference that QuickBooks leaves out counts as off."""

    accounting: AccountingPreferences = Field(default=AccountingPreferences(), alias="AccountingInfoPrefs")
    purchases: PurchasePreferences = Field(default=PurchasePreferences(), alias="VendorAndPurchasesPrefs")
    sales: SalesPreferences = Field(default=SalesPreferences(), alias="SalesFormsPrefs")
    currencies: CurrencyPreferences = Field(default=CurrencyPreferences(), alias="CurrencyPrefs")
    other: OtherPreferences = Field(default=OtherPreferences(), alias="OtherPrefs")

    @property
    def book_close_date(self) -> date | None:
        """Nothing dated on or before this day can be written (6200, 6210); None while the books are open."""
        return self.accounting.book_close_date

    @property
    def classes_per_line(self) -> bool:
        """Whether a line may carry a class."""
        return self.accounting.class_tracking_per_txn_line

    @property
    def classes_per_transaction(self) -> bool:
        """Whether a whole transaction, a time activity among them, may carry a class."""
        return self.accounting.class_tracking_per_txn

    @property
    def departments(self) -> bool:
        """Whether transactions may carry a department."""
        return self.accounting.track_departments

    @property
    def billable_expenses(self) -> bool:
        """Whether a cost line may name a customer to be billed."""
        return self.purchases.billable_expense_tracking and self.purchases.tracking_by_customer

    @property
    def several_currencies(self) -> bool:
        """Whether every document has to name its currency."""
        return self.currencies.multi_currency_enabled

    @property
    def home_currency(self) -> str | None:
        """The ISO code of the currency that the books are kept in, if they tell."""
        home = self.currencies.home_currency
        return None if home is None else home.value.strip().upper() or None

    @property
    def projects(self) -> bool:
        """Whether projects are switched on."""
        return self._other("ProjectsEnabled")

    @property
    def unique_journal_numbers(self) -> bool:
        """Whether two journal entries with the same number are refused (6140)."""
        return self._other("WarnDuplicateJournalNumber")

    def closed(self, day: date) -> bool:
        """Whether the books are closed for ``day``."""
        return self.book_close_date is not None and day <= self.book_close_date

    def _other(self, name: str) -> bool:
        return any(pair.on for pair in self.other.name_values if pair.name == name)
