"""What the bookkeeper does in QuickBooks itself: accounts, vendors, checks, deposits."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from local.demo.api import Json, as_object
from local.demo.contractor import Contractor, Record
from local.demo.jobs import ACCOUNT_OF_THE_FORGOTTEN, ACCOUNTS, ACME
from local.demo.markers import marker_of
from local.demo.seeding import Vendors

RETAINAGE_PAYABLE: Final = "Retainage Payable"
RETAINAGE_RECEIVABLE: Final = "Retainage Receivable"
BILLING: Final = "Progress Billing"
CHECKING: Final = "Operating Account"
ACME_IN_THE_BOOKS: Final = f"{ACME}, Inc."
"""Nearly the name that Procore knows: close enough that nobody but a person may say that it is the same company."""


class Bookkeeper:
    """Works in one QuickBooks company."""

    def __init__(self, vendors: Vendors) -> None:
        self._vendors = vendors
        self._bank = ""

    def open_accounts(self) -> None:
        """What bills and invoices are posted to, and the one vendor that is known already."""
        costs = [*ACCOUNTS.values(), ACCOUNT_OF_THE_FORGOTTEN]
        self._vendors.create("Account", [{"Name": name, "AccountType": "Cost of Goods Sold"} for name in costs])
        self._vendors.create("Account", [{"Name": RETAINAGE_PAYABLE, "AccountType": "Other Current Liability"}])
        asset = {"Name": RETAINAGE_RECEIVABLE, "AccountType": "Other Current Asset"}
        income = {"Name": "Construction Income", "AccountType": "Income"}
        held, earned, bank = self._vendors.create("Account", [asset, income, {"Name": CHECKING, "AccountType": "Bank"}])
        self._bank = str(bank["Id"])
        self._vendors.create("Item", [_item(BILLING, earned), _item(RETAINAGE_RECEIVABLE, held)])
        self._vendors.create("Vendor", [{"DisplayName": ACME_IN_THE_BOOKS}])

    def hire(self, contractor: Contractor) -> str:
        """The worker whom nobody had entered becomes an employee, still without a number; the answer is the id."""
        member = next(each for each in contractor.members if each["uuid"] == contractor.worker_without_number)
        name = {"GivenName": member["firstName"], "FamilyName": member["lastName"]}
        shown = f"{member['firstName']} {member['lastName']}"
        [made] = self._vendors.create("Employee", [{**name, "DisplayName": shown}])
        return str(made["Id"])

    def pay_bill(self, bill: Json, amount: Decimal, day: date) -> None:
        """A check to the subcontractor."""
        check = {"CheckPayment": {"BankAccountRef": {"value": self._bank}}, "PayType": "Check"}
        self._settle("BillPayment", "Bill", bill, amount, day, {"VendorRef": bill["VendorRef"], **check})

    def receive(self, invoice: Json, amount: Decimal, day: date) -> None:
        """What the owner paid."""
        self._settle("Payment", "Invoice", invoice, amount, day, {"CustomerRef": invoice["CustomerRef"]})

    def vendor_id(self, name: str) -> str:
        """The id of a vendor."""
        return next(id_ for id_, known in self._vendors.names("Vendor").items() if known == name)

    def document(self, entity: str, posting_ids: Iterable[str]) -> Json:
        """The bill or invoice that bears the marker of one of these postings."""
        wanted = set(posting_ids)
        return next(row for row in self._vendors.living(entity) if marker_of(row, "PrivateNote") in wanted)

    def _settle(self, entity: str, kind: str, document: Json, amount: Decimal, day: date, party: Record) -> None:
        line = {"Amount": float(amount), "LinkedTxn": [{"TxnId": document["Id"], "TxnType": kind}]}
        said = {**party, "TotalAmt": float(amount), "TxnDate": day.isoformat(), "Line": [line]}
        self._vendors.create(entity, [_plain(said)])


def _item(name: str, account: Record) -> Record:
    return {"Name": name, "Type": "Service", "IncomeAccountRef": {"value": account["Id"]}}


def _plain(said: Record) -> Record:
    """Without the names of references: ids are enough."""
    return {
        name: {"value": as_object(value)["value"]} if name in {"VendorRef", "CustomerRef"} else value
        for name, value in said.items()
    }
