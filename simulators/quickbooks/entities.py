"""The table of entities: what each one holds, needs, counts as unique and starts with (section 7)."""

from dataclasses import dataclass, field
from enum import StrEnum

from simulators.quickbooks.fields import (
    BOOLEAN,
    DATE,
    INTEGER,
    LINES,
    NUMBER,
    OBJECT,
    Field,
    name,
    ref,
    text,
)
from simulators.quickbooks.values import Json


class Family(StrEnum):
    """Name-list objects are deactivated, transactions are deleted (section 1.3)."""

    NAME_LIST = "name list"
    TRANSACTION = "transaction"


@dataclass(frozen=True, slots=True)
class EntitySpec:
    """One entity.

    Entities of one `id_space` share a sequence of ids; those of one `name_space` share a set of unique names,
    held in `name_field`. `sparse_requires` must be sent again in a sparse update. `unfilterable`
    may not stand in WHERE.
    """

    title: str
    family: Family
    id_space: str
    fields: dict[str, Field]
    first_id: int = 1
    required: tuple[str, ...] = ()
    defaults: dict[str, Json] = field(default_factory=dict)
    name_field: str | None = None
    name_space: str | None = None
    sparse_requires: tuple[str, ...] = ()
    unfilterable: frozenset[str] = frozenset()
    numbered: bool = False

    @property
    def path(self) -> str:
        """The entity's name in addresses."""
        return self.title.lower()


_PEOPLE = {
    "DisplayName": name(500),
    "GivenName": name(),
    "MiddleName": name(),
    "FamilyName": name(),
    "Title": name(16),
    "Suffix": name(16),
    "PrintOnCheckName": name(110),
    "Active": BOOLEAN,
    "PrimaryEmailAddr": OBJECT,
    "PrimaryPhone": OBJECT,
    "Mobile": OBJECT,
}

_CUSTOMER = EntitySpec(
    title="Customer",
    family=Family.NAME_LIST,
    id_space="names",
    fields={
        **_PEOPLE,
        "CompanyName": name(),
        "Notes": text(2000),
        "Job": BOOLEAN,
        "ParentRef": ref("Customer"),
        "BillWithParent": BOOLEAN,
        "BillAddr": OBJECT,
        "ShipAddr": OBJECT,
        "CurrencyRef": ref(),
        "Taxable": BOOLEAN,
        "WebAddr": OBJECT,
    },
    defaults={
        "Active": True,
        "Job": False,
        "BillWithParent": False,
        "Taxable": True,
        "Balance": 0,
        "BalanceWithJobs": 0,
        "PreferredDeliveryMethod": "Print",
        "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
    },
    name_field="DisplayName",
    name_space="names",
)

_VENDOR = EntitySpec(
    title="Vendor",
    family=Family.NAME_LIST,
    id_space="names",
    fields={
        **_PEOPLE,
        "CompanyName": name(),
        "AcctNum": text(100),
        "Vendor1099": BOOLEAN,
        "BillAddr": OBJECT,
        "CostRate": NUMBER,
        "BillRate": NUMBER,
        "TermRef": ref(),
        "CurrencyRef": ref(),
        "WebAddr": OBJECT,
    },
    defaults={"Active": True, "Vendor1099": False, "Balance": 0},
    name_field="DisplayName",
    name_space="names",
)

_EMPLOYEE = EntitySpec(
    title="Employee",
    family=Family.NAME_LIST,
    id_space="names",
    fields={
        **_PEOPLE,
        "PrimaryAddr": OBJECT,
        "SSN": text(100),
        "EmployeeNumber": text(100),
        "BillableTime": BOOLEAN,
        "BillRate": NUMBER,
        "CostRate": NUMBER,
        "HiredDate": DATE,
        "ReleasedDate": DATE,
    },
    defaults={"Active": True, "BillableTime": False},
    name_field="DisplayName",
    name_space="names",
)

_ITEM = EntitySpec(
    title="Item",
    family=Family.NAME_LIST,
    id_space="items",
    fields={
        "Name": name(100),
        "Type": text(50),
        "Active": BOOLEAN,
        "Sku": text(100),
        "Description": text(),
        "PurchaseDesc": text(1000),
        "UnitPrice": NUMBER,
        "PurchaseCost": NUMBER,
        "Taxable": BOOLEAN,
        "TrackQtyOnHand": BOOLEAN,
        "QtyOnHand": NUMBER,
        "InvStartDate": DATE,
        "IncomeAccountRef": ref("Account"),
        "ExpenseAccountRef": ref("Account"),
        "AssetAccountRef": ref("Account"),
        "SubItem": BOOLEAN,
        "ParentRef": ref("Item"),
    },
    required=("Name", "Type", "IncomeAccountRef"),
    defaults={"Active": True},
    name_field="Name",
    name_space="items",
)

_ACCOUNT = EntitySpec(
    title="Account",
    family=Family.NAME_LIST,
    id_space="accounts",
    fields={
        "Name": name(100),
        "AcctNum": text(20),
        "AccountType": text(100),
        "AccountSubType": text(100),
        "Active": BOOLEAN,
        "Description": text(),
    },
    required=("Name", "AccountType"),
    defaults={"Active": True, "CurrentBalance": 0},
    name_field="Name",
    name_space="accounts",
)

_CLASS = EntitySpec(
    title="Class",
    family=Family.NAME_LIST,
    id_space="classes",
    first_id=5_000_000_000_000_007_280,
    fields={"Name": name(100), "Active": BOOLEAN, "ParentRef": ref("Class"), "SubClass": BOOLEAN},
    required=("Name",),
    defaults={"Active": True, "SubClass": False},
    name_field="Name",
    name_space="classes",
    sparse_requires=("Name",),
)

_TIME_ACTIVITY = EntitySpec(
    title="TimeActivity",
    family=Family.TRANSACTION,
    id_space="time",
    fields={
        "NameOf": text(20),
        "EmployeeRef": ref("Employee"),
        "VendorRef": ref("Vendor"),
        "TxnDate": DATE,
        "Hours": INTEGER,
        "Minutes": INTEGER,
        "Seconds": INTEGER,
        "StartTime": text(40),
        "EndTime": text(40),
        "BreakHours": INTEGER,
        "BreakMinutes": INTEGER,
        "CustomerRef": ref("Customer"),
        "ItemRef": ref("Item"),
        "ClassRef": ref("Class"),
        "DepartmentRef": ref(),
        "ProjectRef": ref(),
        "PayrollItemRef": ref(),
        "BillableStatus": text(20),
        "HourlyRate": NUMBER,
        "CostRate": NUMBER,
        "Taxable": BOOLEAN,
        "Description": text(4000),
    },
    defaults={"BillableStatus": "NotBillable", "Taxable": False, "HourlyRate": 0},
    unfilterable=frozenset({"Description"}),
)

_DOCUMENT = {
    "DocNumber": text(21),
    "TxnDate": DATE,
    "DueDate": DATE,
    "PrivateNote": text(4000),
    "Line": LINES,
    "CurrencyRef": ref(),
    "DepartmentRef": ref(),
    "SalesTermRef": ref(),
}

_BILL = EntitySpec(
    title="Bill",
    family=Family.TRANSACTION,
    id_space="documents",
    fields={**_DOCUMENT, "VendorRef": ref("Vendor"), "APAccountRef": ref("Account")},
    required=("VendorRef", "Line"),
    sparse_requires=("VendorRef",),
    numbered=True,
)

_INVOICE = EntitySpec(
    title="Invoice",
    family=Family.TRANSACTION,
    id_space="documents",
    fields={
        **_DOCUMENT,
        "CustomerRef": ref("Customer"),
        "ClassRef": ref("Class"),
        "CustomerMemo": OBJECT,
        "BillEmail": OBJECT,
        "EmailStatus": text(40),
    },
    required=("CustomerRef", "Line"),
    defaults={"EmailStatus": "NotSet"},
    numbered=True,
)

SPECS = {
    spec.title: spec
    for spec in (_CUSTOMER, _VENDOR, _EMPLOYEE, _ITEM, _ACCOUNT, _CLASS, _TIME_ACTIVITY, _BILL, _INVOICE)
}
_BY_LOWER = {spec.path: spec for spec in SPECS.values()}

LINE_DETAILS: dict[str, dict[str, Field]] = {
    "AccountBasedExpenseLineDetail": {
        "AccountRef": ref("Account"),
        "CustomerRef": ref("Customer"),
        "ClassRef": ref("Class"),
    },
    "ItemBasedExpenseLineDetail": {
        "ItemRef": ref("Item"),
        "CustomerRef": ref("Customer"),
        "ClassRef": ref("Class"),
    },
    "SalesItemLineDetail": {"ItemRef": ref("Item"), "ClassRef": ref("Class")},
}


def spec_named(title: str) -> EntitySpec | None:
    """Find an entity by its name in any case."""
    return _BY_LOWER.get(title.lower())
