"""Queries of the simulated books: pages, conditions, names that want to break out of their quotes."""

from datetime import date, timedelta

import pytest

from fieldledger.clients.quickbooks.answers import queried_rows
from fieldledger.clients.quickbooks.batches import query_item
from fieldledger.clients.quickbooks.items import create_item, delete_item, update_item
from fieldledger.clients.quickbooks.models import Bill, Customer, TimeActivity, Vendor
from fieldledger.clients.quickbooks.query import (
    Condition,
    Statement,
    above,
    at_least,
    at_most,
    changed_since,
    equal,
    like,
    one_of,
)
from tests.builders import COMPANY
from tests.integration.clients.quickbooks.office import Office

NAMES = ["Adam's Candy Shop", "back\\slash", "both \\' of them", "AT&T + #1 100%", "O'Neil' OR Active = true"]


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_is_found_however_it_is_written(office: Office, name: str) -> None:
    await office.books.seed("Vendor", [{"DisplayName": each} for each in NAMES])
    found = (await office.client.query(COMPANY, Vendor, [equal("DisplayName", name)])).unwrap()
    assert [vendor.display_name for vendor in found.good] == [name]


async def test_pages_give_every_row_once_and_say_when_they_end(office: Office) -> None:
    await office.books.seed("Customer", [{"DisplayName": f"Job {number:03}"} for number in range(24)])
    seen: list[str] = []
    start: int | None = 1
    while start is not None:
        page = (await office.client.page(COMPANY, Customer, start=start, size=10)).unwrap()
        seen.extend(row.id for row in page.rows.good)
        start = page.next_start
    assert (len(seen), len(set(seen))) == (25, 25)
    assert (await office.client.count(COMPANY, Customer)).unwrap() == 25


async def test_lists_of_thousands_are_read_to_their_end(office: Office) -> None:
    await office.books.seed("Customer", [{"DisplayName": f"Job {number:04}"} for number in range(1000)])
    assert len((await office.client.query(COMPANY, Customer)).unwrap().good) == 1001


@pytest.mark.parametrize(
    ("conditions", "days"),
    [
        ([at_least("TxnDate", date(2026, 2, 3))], [3, 4, 5]),
        ([at_least("TxnDate", date(2026, 2, 2)), at_most("TxnDate", date(2026, 2, 3))], [2, 3]),
        ([above("TotalAmt", 4)], [5]),
        ([one_of("DocNumber", ["B-1", "B-5"])], [1, 5]),
        ([like("DocNumber", "B-%")], [1, 2, 3, 4, 5]),
        ([equal("VendorRef", "4711")], []),
    ],
)
async def test_conditions_choose_among_bills(office: Office, conditions: list[Condition], days: list[int]) -> None:
    for day in range(1, 6):
        fields = office.a_bill(str(day), DocNumber=f"B-{day}", TxnDate=f"2026-02-0{day}")
        (await office.client.create(COMPANY, Bill, fields, office.deed())).unwrap()
    found = (await office.client.query(COMPANY, Bill, conditions)).unwrap()
    assert [bill.txn_date and bill.txn_date.day for bill in found.good] == days


async def test_changes_are_found_by_their_time(office: Office) -> None:
    (await office.client.create(COMPANY, TimeActivity, office.some_time(), office.deed())).unwrap()
    office.clock.advance(minutes=10)
    later = office.clock.now()
    new = (await office.client.create(COMPANY, TimeActivity, office.some_time(), office.deed())).unwrap()
    found = (await office.client.query(COMPANY, TimeActivity, [changed_since(later)])).unwrap()
    assert [row.id for row in found.good] == [new.id]


async def test_a_batch_of_writes_and_queries_is_answered_item_by_item(office: Office) -> None:
    first, second = [
        (await office.client.create(COMPANY, TimeActivity, office.some_time(), office.deed())).unwrap() for _ in "ab"
    ]
    items = [
        create_item("0", TimeActivity, office.some_time(4)).unwrap(),
        update_item("1", first, {"Hours": 3}).unwrap(),
        delete_item("2", second),
        query_item("3", Statement("Vendor", (equal("DisplayName", "Sunrise Concrete"),))),
        create_item("4", TimeActivity, office.some_time(4, EmployeeRef={"value": "4711"})).unwrap(),
    ]
    soon = office.clock.now() + timedelta(seconds=20)
    answers = (await office.client.mixed_batch(COMPANY, "request-1", items, soon)).unwrap()
    made, changed, gone = (TimeActivity.model_validate(answers[bid].record) for bid in "012")
    assert (made.hours, changed.hours, gone.deleted) == (4, 3, True)
    [vendor] = queried_rows(answers["3"].queried, Vendor).unwrap().good
    assert vendor.id == office.ids["Vendor"]
    assert [fault.code for fault in answers["4"].faults] == ["610"]
