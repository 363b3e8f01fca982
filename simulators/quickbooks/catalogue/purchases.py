"""What is bought: bills, their payments, credits, orders, and purchases paid at once."""

from simulators.quickbooks.catalogue.lines import EXPENSES, PLAIN
from simulators.quickbooks.catalogue.spec import Document, EntitySpec, Family, Numbering, Totals, VoidBy
from simulators.quickbooks.fields import BOOLEAN, DATE, LINES, LINKS, NUMBER, OBJECT, account, ref, text

_PAYABLE = account("Accounts Payable")
_HEAD = {
    "DocNumber": text(21),
    "TxnDate": DATE,
    "PrivateNote": text(4000),
    "Line": LINES,
    "CurrencyRef": ref(),
    "ExchangeRate": NUMBER,
    "DepartmentRef": ref("Department"),
}

BILL = EntitySpec(
    title="Bill",
    family=Family.TRANSACTION,
    id_space="documents",
    fields={
        **_HEAD,
        "VendorRef": ref("Vendor"),
        "APAccountRef": _PAYABLE,
        "DueDate": DATE,
        "SalesTermRef": ref("Term"),
        "LinkedTxn": LINKS,
    },
    required=("VendorRef", "Line"),
    sparse_requires=("VendorRef",),
    document=Document(EXPENSES, party="VendorRef", has_balance=True, has_due_date=True),
)

BILL_PAYMENT = EntitySpec(
    title="BillPayment",
    family=Family.TRANSACTION,
    id_space="documents",
    fields={
        **_HEAD,
        "VendorRef": ref("Vendor"),
        "PayType": text(20),
        "TotalAmt": NUMBER,
        "APAccountRef": _PAYABLE,
        "CheckPayment": OBJECT,
        "CreditCardPayment": OBJECT,
    },
    required=("VendorRef", "PayType", "TotalAmt", "Line"),
    sparse_requires=("VendorRef",),
    nested={
        "CheckPayment": {"BankAccountRef": account("Bank")},
        "CreditCardPayment": {"CCAccountRef": account("Credit Card")},
    },
    document=Document(PLAIN, party="VendorRef", totals=Totals.SENT, unique_number=False, void_by=VoidBy.INCLUDE),
)

VENDOR_CREDIT = EntitySpec(
    title="VendorCredit",
    family=Family.TRANSACTION,
    id_space="documents",
    fields={**_HEAD, "VendorRef": ref("Vendor"), "APAccountRef": _PAYABLE},
    required=("VendorRef", "Line"),
    sparse_requires=("VendorRef",),
    document=Document(EXPENSES, party="VendorRef", has_balance=True),
)

PURCHASE = EntitySpec(
    title="Purchase",
    family=Family.TRANSACTION,
    id_space="documents",
    fields={
        **_HEAD,
        "PaymentType": text(20),
        "AccountRef": account("Bank", "Credit Card", "Other Current Asset"),
        "EntityRef": ref("Customer", "Vendor", "Employee"),
        "Credit": BOOLEAN,
        "PaymentMethodRef": ref(),
        "LinkedTxn": LINKS,
    },
    required=("PaymentType", "AccountRef", "Line"),
    defaults={"Credit": False},
    sparse_requires=("PaymentType",),
    document=Document(EXPENSES, unique_number=False),
)

PURCHASE_ORDER = EntitySpec(
    title="PurchaseOrder",
    family=Family.TRANSACTION,
    id_space="documents",
    fields={
        **_HEAD,
        "VendorRef": ref("Vendor"),
        "APAccountRef": _PAYABLE,
        "ClassRef": ref("Class"),
        "SalesTermRef": ref("Term"),
        "DueDate": DATE,
        "ShipTo": ref("Customer"),
        "ShipAddr": OBJECT,
        "VendorAddr": OBJECT,
        "POEmail": OBJECT,
        "POStatus": text(20),
        "EmailStatus": text(40),
        "Memo": text(4000),
    },
    required=("VendorRef", "APAccountRef", "Line"),
    defaults={"POStatus": "Open", "EmailStatus": "NotSet"},
    sparse_requires=("VendorRef",),
    document=Document(EXPENSES, party="VendorRef", numbering=Numbering.PURCHASES, can_be_sent=True),
)
