"""QuickBooks: about ten metered reads of a sandbox company (quickbooks.md 11)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from fieldledger.clients.http_library import AsyncClient
from fieldledger.clients.quickbooks.client import QuickbooksClient, quickbooks_windows
from fieldledger.clients.quickbooks.models import Bill, Customer, Employee, TimeActivity
from fieldledger.clients.quickbooks.query import at_least, at_most
from fieldledger.clients.reading import Rows
from fieldledger.domain.clock import SystemClock
from fieldledger.result import Result
from local.verify.access import COMPANY, GivenToken, Straight, access
from local.verify.verdicts import Checked, judged, readable

NEEDS: Final = ("QUICKBOOKS_ACCESS_TOKEN", "QUICKBOOKS_REALM_ID")
URL: Final = ("QUICKBOOKS_API_URL", "https://sandbox-quickbooks.api.intuit.com")


async def check(http: AsyncClient, values: Mapping[str, str], url: str) -> list[Checked]:
    """Company, names, time and changes."""
    line = Straight()
    token = GivenToken(values["QUICKBOOKS_ACCESS_TOKEN"], values["QUICKBOOKS_REALM_ID"])
    books = QuickbooksClient(access(http, token, quickbooks_windows(10, 500, 40), line), url)
    info = await books.company_info(COMPANY)
    customers = await books.query(COMPANY, Customer)
    employees = await books.query(COMPANY, Employee)
    since = SystemClock().now() - timedelta(days=1)
    return [
        judged("the company can be read", "1.2", info, lambda company: company.company_name is not None),
        judged("answers carry intuit_tid", "1.1", info, lambda _: line.sent("intuit_tid")),
        judged("preferences read as our model", "7.1", await books.preferences(COMPANY), lambda _: True),
        judged("customers read as our model", "7.1", customers, readable),
        judged("pages by Id give every customer once", "4.1", customers, _once),
        await _counted(books, customers),
        judged("employees carry an EmployeeNumber", "7.1", employees, _numbered),
        judged("bills read as our model", "7.2", await books.query(COMPANY, Bill), readable),
        await _by_date(books),
        judged("changes of a day can be read", "4.2", await books.changes(COMPANY, [Customer], since), lambda _: True),
    ]


async def _counted(books: QuickbooksClient, customers: Result[Rows[Customer]]) -> Checked:
    counted = await books.count(COMPANY, Customer)
    received = customers.map(lambda rows: rows.received).unwrap_or(None)
    return judged(
        "count and pages agree", "4.1", counted, lambda count: None if received is None else count == received
    )


async def _by_date(books: QuickbooksClient) -> Checked:
    """Settling rests on it."""
    last = SystemClock().now().date()
    first = last - timedelta(days=365)
    found = await books.query(COMPANY, TimeActivity, [at_least("TxnDate", first), at_most("TxnDate", last)])

    def within(rows: Rows[TimeActivity]) -> bool | None:
        dates = [row.txn_date or "" for row in rows.good]
        return all(first.isoformat() <= day <= last.isoformat() for day in dates) if dates else None

    return judged("time activities can be queried by TxnDate", "4.1", found, within)


def _once(rows: Rows[Customer]) -> bool | None:
    return len({row.id for row in rows.good}) == len(rows.good) if rows.good else None


def _numbered(rows: Rows[Employee]) -> bool | None:
    return any(row.employee_number for row in rows.good) if rows.good else None
