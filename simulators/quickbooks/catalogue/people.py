"""Customers, vendors and employees: one space of ids and of unique names (section 7.1)."""

from simulators.quickbooks.catalogue.spec import EntitySpec, Family
from simulators.quickbooks.fields import BOOLEAN, DATE, NUMBER, OBJECT, name, ref, text

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

CUSTOMER = EntitySpec(
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
        "SalesTermRef": ref("Term"),
        "CurrencyRef": ref(),
        "Taxable": BOOLEAN,
        "WebAddr": OBJECT,
    },
    defaults={
        "Active": True,
        "Job": False,
        "BillWithParent": False,
        "IsProject": False,
        "Taxable": True,
        "Balance": 0,
        "BalanceWithJobs": 0,
        "PreferredDeliveryMethod": "Print",
        "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
    },
    name_field="DisplayName",
    name_space="names",
)

VENDOR = EntitySpec(
    title="Vendor",
    family=Family.NAME_LIST,
    id_space="names",
    fields={
        **_PEOPLE,
        "CompanyName": name(),
        "AcctNum": text(100),
        "TaxIdentifier": text(20),
        "Vendor1099": BOOLEAN,
        "BillAddr": OBJECT,
        "CostRate": NUMBER,
        "BillRate": NUMBER,
        "TermRef": ref("Term"),
        "CurrencyRef": ref(),
        "WebAddr": OBJECT,
    },
    defaults={"Active": True, "Vendor1099": False, "Balance": 0},
    name_field="DisplayName",
    name_space="names",
)

EMPLOYEE = EntitySpec(
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
