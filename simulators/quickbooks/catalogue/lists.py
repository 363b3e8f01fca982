"""Items, accounts, classes, departments, terms and tax codes."""

from simulators.quickbooks.catalogue.spec import EntitySpec, Family
from simulators.quickbooks.fields import BOOLEAN, DATE, INTEGER, NUMBER, name, ref, text

ITEM = EntitySpec(
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

ACCOUNT = EntitySpec(
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
        "SubAccount": BOOLEAN,
        "ParentRef": ref("Account"),
    },
    required=("Name", "AccountType"),
    defaults={"Active": True, "SubAccount": False, "CurrentBalance": 0},
    name_field="Name",
    name_space="accounts",
)

CLASS = EntitySpec(
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

DEPARTMENT = EntitySpec(
    title="Department",
    family=Family.NAME_LIST,
    id_space="departments",
    fields={"Name": name(100), "Active": BOOLEAN, "ParentRef": ref("Department"), "SubDepartment": BOOLEAN},
    required=("Name",),
    defaults={"Active": True, "SubDepartment": False},
    name_field="Name",
    name_space="departments",
    sparse_requires=("Name",),
)

TERM = EntitySpec(
    title="Term",
    family=Family.NAME_LIST,
    id_space="terms",
    fields={
        "Name": name(31),
        "Active": BOOLEAN,
        "DueDays": INTEGER,
        "DiscountDays": INTEGER,
        "DiscountPercent": NUMBER,
        "DayOfMonthDue": INTEGER,
        "DueNextMonthDays": INTEGER,
    },
    required=("Name",),
    defaults={"Active": True, "Type": "STANDARD"},
    name_field="Name",
    name_space="terms",
)

TAX_CODE = EntitySpec(
    title="TaxCode",
    family=Family.NAME_LIST,
    id_space="tax codes",
    fields={"Name": name(100), "Description": text(), "Active": BOOLEAN, "Taxable": BOOLEAN, "TaxGroup": BOOLEAN},
    required=("Name",),
    defaults={"Active": True, "Hidden": False, "TaxGroup": False},
    name_field="Name",
    name_space="tax codes",
    read_only=True,
)
