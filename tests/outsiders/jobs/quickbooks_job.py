"""An ordinary day with python-quickbooks and intuit-oauth as they come from PyPI; prints what happened as JSON."""

import json
import os
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import requests
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from quickbooks import QuickBooks
from quickbooks.batch import batch_create, batch_delete, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import QuickbooksException
from quickbooks.objects import Bill, Customer, Employee, Invoice, Ref, TimeActivity, Vendor
from quickbooks.objects.detailline import (
    AccountBasedExpenseLine,
    AccountBasedExpenseLineDetail,
    SalesItemLine,
    SalesItemLineDetail,
)
from quickbooks.objects.item import Item

URL = os.environ["SIMULATOR_URL"]
REALM = os.environ["REALM"]
BACK = "http://localhost/back"


def connected() -> AuthClient:
    """Authorize, exchange the code, refresh once."""
    auth = AuthClient(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"], BACK, os.environ["DISCOVERY_URL"])
    page = requests.get(auth.get_authorization_url([Scopes.ACCOUNTING]), allow_redirects=False, timeout=10)
    brought = parse_qs(urlsplit(page.headers["location"]).query)
    auth.get_bearer_token(brought["code"][0], realm_id=REALM)
    auth.refresh()
    return auth


class Books(QuickBooks):
    """Only the address differs."""

    api_url_v3 = f"{URL}/v3"


def paged(books: QuickBooks) -> list[str]:
    """All customers, ten at a time."""
    names: list[str] = []
    while page := Customer.all(start_position=len(names) + 1, max_results=10, qb=books):
        names += [customer.DisplayName for customer in page]
    return names


def a_bill(books: QuickBooks, vendor: Vendor) -> Bill:
    """One line on an expense account."""
    line = AccountBasedExpenseLine()
    line.Amount = 125.5
    line.AccountBasedExpenseLineDetail = AccountBasedExpenseLineDetail()
    line.AccountBasedExpenseLineDetail.AccountRef = Ref()
    line.AccountBasedExpenseLineDetail.AccountRef.value = os.environ["EXPENSE_ACCOUNT"]
    bill = Bill()
    bill.DocNumber = "INV-889"
    bill.VendorRef = vendor.to_ref()
    bill.Line.append(line)
    return bill.save(qb=books)


def an_invoice(books: QuickBooks, customer: Customer) -> Invoice:
    """One line of the first item."""
    line = SalesItemLine()
    line.Amount = 100
    line.SalesItemLineDetail = SalesItemLineDetail()
    line.SalesItemLineDetail.Qty, line.SalesItemLineDetail.UnitPrice = 4, 25
    line.SalesItemLineDetail.ItemRef = Item.all(max_results=1, qb=books)[0].to_ref()
    invoice = Invoice()
    invoice.CustomerRef = customer.to_ref()
    invoice.Line.append(line)
    return invoice.save(qb=books)


def time_of(employee: Employee, customer: Customer, hours: int) -> TimeActivity:
    """Some hours on a job."""
    activity = TimeActivity()
    activity.NameOf = "Employee"
    activity.EmployeeRef = employee.to_ref()
    activity.CustomerRef = customer.to_ref()
    activity.TxnDate = "2026-03-02"
    activity.Hours = hours
    activity.Minutes = 0
    return activity


def main() -> None:
    """The day."""
    auth = connected()
    books = Books(auth_client=auth, refresh_token=auth.refresh_token, company_id=REALM, minorversion=75)
    began = (datetime.now(UTC) - timedelta(minutes=5)).isoformat(timespec="seconds")
    said: dict[str, object] = {"customers": paged(books), "customer_count": Customer.count(qb=books)}

    customer = Customer()
    customer.DisplayName = "Harbor Logistics Adam's & Sons"
    customer.save(qb=books)
    customer.Notes = "created by an outsider"
    said["updated_token"] = customer.save(qb=books).SyncToken
    said["found"] = [found.Id for found in Customer.filter(DisplayName=customer.DisplayName, qb=books)] == [customer.Id]

    vendor = Vendor()
    vendor.DisplayName = "Outsider Supply"
    vendor.save(qb=books)
    bill = a_bill(books, vendor)
    said["bill_total"] = bill.TotalAmt
    said["deleted"] = bill.delete(qb=books)["Bill"]["status"]
    invoice = an_invoice(books, customer)
    invoice.void(qb=books)
    said["voided_total"] = Invoice.get(invoice.Id, qb=books).TotalAmt

    employee = Employee.all(max_results=1, qb=books)[0]
    created = batch_create([time_of(employee, customer, hours) for hours in range(1, 9)], qb=books)
    said["batch_created"] = sorted(activity.Hours for activity in created.successes)
    for activity in created.successes:
        activity.Minutes = 30
    updated = batch_update(created.successes, qb=books)
    said["batch_updated"] = {activity.Minutes for activity in updated.successes} == {30}
    said["batch_deleted"] = len(batch_delete(updated.successes[:3], qb=books).successes)

    changed = change_data_capture([Customer, Vendor], began, qb=books)
    said["changed_vendors"] = [found.DisplayName for found in changed.Vendor]
    try:
        Customer.get("999999", qb=books)
    except QuickbooksException as refused:
        said["unknown"] = refused.error_code
    auth.revoke(token=auth.refresh_token)
    print(json.dumps(said))


if __name__ == "__main__":
    main()
