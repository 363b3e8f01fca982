"""The kinds of line (DetailType) and the properties inside each of them (section 7.2)."""

from simulators.quickbooks.fields import DATE, NUMBER, OBJECT, Field, ref, text

_SHARED = {"CustomerRef": ref("Customer"), "ClassRef": ref("Class"), "TaxCodeRef": ref(), "BillableStatus": text(20)}

LINE_DETAILS: dict[str, dict[str, Field]] = {
    "AccountBasedExpenseLineDetail": {**_SHARED, "AccountRef": ref("Account"), "ProjectRef": ref()},
    "ItemBasedExpenseLineDetail": {
        **_SHARED,
        "ItemRef": ref("Item"),
        "Qty": NUMBER,
        "UnitPrice": NUMBER,
        "ProjectRef": ref(),
    },
    "SalesItemLineDetail": {
        "ItemRef": ref("Item"),
        "ClassRef": ref("Class"),
        "TaxCodeRef": ref(),
        "Qty": NUMBER,
        "UnitPrice": NUMBER,
        "ServiceDate": DATE,
    },
    "JournalEntryLineDetail": {
        "PostingType": text(20),
        "AccountRef": ref("Account"),
        "ClassRef": ref("Class"),
        "DepartmentRef": ref("Department"),
        "Entity": OBJECT,
        "BillableStatus": text(20),
        "TaxCodeRef": ref(),
    },
    "DepositLineDetail": {
        "AccountRef": ref("Account"),
        "ClassRef": ref("Class"),
        "Entity": OBJECT,
        "PaymentMethodRef": ref(),
        "CheckNum": text(21),
    },
    "DescriptionOnly": {},
    "SubTotalLineDetail": {},
}

EXPENSES = frozenset({"AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail", "DescriptionOnly"})
SALES = frozenset({"SalesItemLineDetail", "DescriptionOnly", "SubTotalLineDetail"})
JOURNAL = frozenset({"JournalEntryLineDetail", "DescriptionOnly"})
DEPOSITS = frozenset({"DepositLineDetail"})
# Lines of payments carry only an amount and what it is applied to.
PLAIN: frozenset[str] = frozenset()
WITHOUT_AMOUNT = frozenset({"DescriptionOnly", "SubTotalLineDetail"})
