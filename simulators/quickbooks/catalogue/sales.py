"""What is sold: estimates, invoices, the payments received, and the deposits they go into."""

from simulators.quickbooks.catalogue.lines import DEPOSITS, PLAIN, SALES
from simulators.quickbooks.catalogue.spec import Document, EntitySpec, Family, Numbering, Totals, VoidBy
from simulators.quickbooks.fields import BOOLEAN, DATE, LINES, LINKS, NUMBER, OBJECT, account, ref, text

_HEAD = {
    "DocNumber": text(21),
    "TxnDate": DATE,
    "PrivateNote": text(4000),
    "Line": LINES,
    "CurrencyRef": ref(),
    "ExchangeRate": NUMBER,
    "DepartmentRef": ref("Department"),
}
_SALE = {
    **_HEAD,
    "CustomerRef": ref("Customer"),
    "ClassRef": ref("Class"),
    "ProjectRef": ref(),
    "CustomerMemo": OBJECT,
    "BillEmail": OBJECT,
    "BillAddr": OBJECT,
    "ShipAddr": OBJECT,
    "EmailStatus": text(40),
    "PrintStatus": text(40),
    "SalesTermRef": ref("Term"),
    "DueDate": DATE,
    "LinkedTxn": LINKS,
}

INVOICE = EntitySpec(
    title="Invoice",
    family=Family.TRANSACTION,
    id_space="documents",
    fields={**_SALE, "ApplyTaxAfterDiscount": BOOLEAN},
    required=("CustomerRef", "Line"),
    defaults={"EmailStatus": "NotSet", "PrintStatus": "NotSet", "Deposit": 0, "ApplyTaxAfterDiscount": False},
    document=Document(
        SALES,
        party="CustomerRef",
        numbering=Numbering.SALES,
        has_balance=True,
        has_subtotal=True,
        has_due_date=True,
        void_by=VoidBy.OPERATION,
        can_be_sent=True,
    ),
)

ESTIMATE = EntitySpec(
    title="Estimate",
    family=Family.TRANSACTION,
    id_space="documents",
    fields={**_SALE, "TxnStatus": text(20), "ExpirationDate": DATE, "AcceptedBy": text(), "AcceptedDate": DATE},
    required=("CustomerRef", "Line"),
    defaults={"EmailStatus": "NotSet", "PrintStatus": "NotSet", "TxnStatus": "Pending"},
    document=Document(SALES, party="CustomerRef", numbering=Numbering.SALES, has_subtotal=True, can_be_sent=True),
)

PAYMENT = EntitySpec(
    title="Payment",
    family=Family.TRANSACTION,
    id_space="documents",
    fields={
        "TxnDate": DATE,
        "PrivateNote": text(4000),
        "Line": LINES,
        "CustomerRef": ref("Customer"),
        "TotalAmt": NUMBER,
        "DepositToAccountRef": account("Bank", "Other Current Asset"),
        "ARAccountRef": account("Accounts Receivable"),
        "PaymentMethodRef": ref(),
        "PaymentRefNum": text(21),
        "ProjectRef": ref(),
        "CurrencyRef": ref(),
        "ExchangeRate": NUMBER,
    },
    required=("CustomerRef", "TotalAmt"),
    defaults={"ProcessPayment": False},
    document=Document(
        PLAIN, party="CustomerRef", totals=Totals.SENT, unique_number=False, void_by=VoidBy.INCLUDE, can_be_sent=True
    ),
)

DEPOSIT = EntitySpec(
    title="Deposit",
    family=Family.TRANSACTION,
    id_space="documents",
    fields={**_HEAD, "DepositToAccountRef": account("Bank", "Other Current Asset"), "CashBack": OBJECT},
    required=("DepositToAccountRef", "Line"),
    sparse_requires=("DepositToAccountRef",),
    document=Document(DEPOSITS, default_detail="DepositLineDetail", unique_number=False),
)
