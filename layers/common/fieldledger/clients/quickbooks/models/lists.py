"""Name lists: people and companies, items, accounts, classes, departments, terms (quickbooks.md 7.1, 7.2)."""

from pydantic import Field

from fieldledger.clients.quickbooks.models.base import (
    Address,
    EmailAddress,
    ListedRecord,
    PhoneNumber,
    QuickbooksModel,
    Reference,
)
from fieldledger.clients.quickbooks.models.values import Amount, Day, Whole


class NameListRow(QuickbooksModel):
    """A row of any name list: people carry ``DisplayName``, the others ``Name`` and their path with colons."""

    id: str = Field(alias="Id")
    sync_token: str = Field(default="0", alias="SyncToken")
    active: bool = Field(default=True, alias="Active")
    display_name: str | None = Field(default=None, alias="DisplayName")
    name: str | None = Field(default=None, alias="Name")
    fully_qualified_name: str | None = Field(default=None, alias="FullyQualifiedName")
    employee_number: str | None = Field(default=None, alias="EmployeeNumber")
    account_number: str | None = Field(default=None, alias="AcctNum")
    email: EmailAddress | None = Field(default=None, alias="PrimaryEmailAddr")
    cost_rate: Amount | None = Field(default=None, alias="CostRate")
    account_type: str | None = Field(default=None, alias="AccountType")
    account_sub_type: str | None = Field(default=None, alias="AccountSubType")
    type: str | None = Field(default=None, alias="Type")
    expense_account: Reference | None = Field(default=None, alias="ExpenseAccountRef")


class Party(ListedRecord):
    """A customer, vendor or employee: display names are unique over the three together, inactive ones included."""

    display_name: str | None = None
    given_name: str | None = None
    middle_name: str | None = None
    family_name: str | None = None
    company_name: str | None = None
    print_on_check_name: str | None = None
    email: EmailAddress | None = Field(default=None, alias="PrimaryEmailAddr")
    phone: PhoneNumber | None = Field(default=None, alias="PrimaryPhone")
    mobile: PhoneNumber | None = None


class Customer(Party):
    """A customer, or a job of one (``job`` and ``parent``). ``is_project`` is read-only: the API makes jobs only."""

    fully_qualified_name: str | None = None
    job: bool = False
    parent: Reference | None = Field(default=None, alias="ParentRef")
    bill_with_parent: bool | None = None
    is_project: bool | None = None
    level: Whole | None = None
    balance: Amount | None = None
    balance_with_jobs: Amount | None = None
    notes: str | None = None
    taxable: bool | None = None
    currency: Reference | None = Field(default=None, alias="CurrencyRef")
    billing_address: Address | None = Field(default=None, alias="BillAddr")


class Vendor(Party):
    """A supplier or subcontractor. Its tax number comes masked and must not be sent back."""

    account_number: str | None = Field(default=None, alias="AcctNum")
    gets_1099: bool | None = Field(default=None, alias="Vendor1099")
    balance: Amount | None = None
    cost_rate: Amount | None = None
    bill_rate: Amount | None = None
    term: Reference | None = Field(default=None, alias="TermRef")
    currency: Reference | None = Field(default=None, alias="CurrencyRef")
    billing_address: Address | None = Field(default=None, alias="BillAddr")


class Employee(Party):
    """An employee; ``employee_number`` is the payroll key. The SSN comes masked and must not be sent back."""

    employee_number: str | None = None
    billable_time: bool | None = None
    cost_rate: Amount | None = None
    bill_rate: Amount | None = None
    hired_date: Day | None = None
    released_date: Day | None = None


class Item(ListedRecord):
    """A product or service; ``type`` is Service, NonInventory, Inventory, Category or Group."""

    name: str | None = None
    fully_qualified_name: str | None = None
    type: str | None = None
    sku: str | None = None
    description: str | None = None
    unit_price: Amount | None = None
    purchase_cost: Amount | None = None
    parent: Reference | None = Field(default=None, alias="ParentRef")
    income_account: Reference | None = Field(default=None, alias="IncomeAccountRef")
    expense_account: Reference | None = Field(default=None, alias="ExpenseAccountRef")


class Account(ListedRecord):
    """An account of the chart; ``fully_qualified_name`` is its path with colons."""

    name: str | None = None
    fully_qualified_name: str | None = None
    number: str | None = Field(default=None, alias="AcctNum")
    classification: str | None = None
    account_type: str | None = None
    account_sub_type: str | None = None
    sub_account: bool | None = None
    parent: Reference | None = Field(default=None, alias="ParentRef")
    current_balance: Amount | None = None
    currency: Reference | None = Field(default=None, alias="CurrencyRef")


class Class(ListedRecord):
    """A class, which a line may carry as a cost code does."""

    name: str | None = None
    fully_qualified_name: str | None = None
    parent: Reference | None = Field(default=None, alias="ParentRef")
    sub_class: bool | None = None


class Department(ListedRecord):
    """A location, as the product's user interface calls it."""

    name: str | None = None
    fully_qualified_name: str | None = None
    parent: Reference | None = Field(default=None, alias="ParentRef")
    sub_department: bool | None = None


class Term(ListedRecord):
    """Terms of payment: due in ``due_days`` days, or on a day of the month."""

    name: str | None = None
    type: str | None = None
    due_days: Whole | None = None
    discount_days: Whole | None = None
    discount_percent: Amount | None = None
    day_of_month_due: Whole | None = None
