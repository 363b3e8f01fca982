"""The time activity, the one transaction without lines."""

from simulators.quickbooks.catalogue.spec import EntitySpec, Family
from simulators.quickbooks.fields import BOOLEAN, DATE, INTEGER, NUMBER, ref, text

TIME_ACTIVITY = EntitySpec(
    title="TimeActivity",
    family=Family.TRANSACTION,
    id_space="time",
    fields={
        "NameOf": text(20),
        "EmployeeRef": ref("Employee"),
        "VendorRef": ref("Vendor"),
        "OtherNameRef": ref("Customer"),
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
        "DepartmentRef": ref("Department"),
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
