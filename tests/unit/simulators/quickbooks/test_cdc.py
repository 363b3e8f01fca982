"""Change data capture: order, cap, look-back, what it does not cover, batches."""

import pytest

from tests.unit.simulators.quickbooks import documents as make
from tests.unit.simulators.quickbooks.bench import Bench, Json, code, hours
from tests.unit.simulators.quickbooks.documents import made

SINCE = "2026-11-23T20:00:00Z"


async def groups(bench: Bench, entities: str, since: str = SINCE) -> list[Json]:
    answer = await bench.get("cdc", entities=entities, changedSince=since)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["CDCResponse"][0]["QueryResponse"]
    return found


def ids(group: Json, entity: str) -> list[str]:
    return [row["Id"] for row in group[entity]]


async def test_changes_come_by_entity_with_the_deleted_last(books: Bench) -> None:
    for number in range(3):
        await made(books, "Bill", make.bill(DocNumber=str(number)))
        books.clock.advance(1)
    await books.post("bill", {"Id": "1", "SyncToken": "0"}, operation="delete")
    customers, bills = await groups(books, "Customer,bill")
    assert (ids(customers, "Customer"), ids(bills, "Bill")) == (["2"], ["2", "3", "1"])
    assert (bills["startPosition"], bills["maxResults"], bills["totalCount"]) == (1, 3, 3)
    assert bills["Bill"][2] == {
        "domain": "QBO",
        "status": "Deleted",
        "Id": "1",
        "MetaData": {"LastUpdatedTime": "2026-11-23T12:00:03-08:00"},
    }


async def test_without_changes_there_is_one_empty_group(books: Bench) -> None:
    books.clock.advance(60)
    assert await groups(books, "Customer,Bill", "2026-11-23T12:00:30-08:00") == [{}]


async def test_only_what_changed_since_is_told_and_in_the_order_of_change(books: Bench) -> None:
    await books.seed("Customer", {"DisplayName": "Second"})
    books.clock.advance(60)
    for record_id in ("4", "2"):
        books.clock.advance(1)
        await made(books, "Customer", {"Id": record_id, "SyncToken": "0", "sparse": True, "Notes": "x"})
    [customers] = await groups(books, "Customer", "2026-11-23T20:00:30Z")
    assert ids(customers, "Customer") == ["4", "2"]


async def test_a_deactivated_name_and_a_void_are_updates(books: Bench) -> None:
    await made(books, "Invoice", make.invoice())
    books.clock.advance(60)
    await made(books, "Customer", {"Id": "2", "SyncToken": "0", "sparse": True, "Active": False})
    await made(books, "Invoice", {"Id": "1", "SyncToken": "0"}, operation="void")
    customers, invoices = await groups(books, "Customer,Invoice", "2026-11-23T20:00:30Z")
    assert (customers["Customer"][0]["Active"], invoices["Invoice"][0]["TotalAmt"]) == (False, 0)


async def test_a_thousand_objects_are_the_end_of_it(books: Bench) -> None:
    await books.seed("Class", *({"Name": f"C{n}"} for n in range(998)))
    for number in range(3):
        books.clock.advance(1)
        await books.seed("Department", {"Name": f"D{number}"})
    classes, departments = await groups(books, "Class,Department,Customer")
    assert (classes["maxResults"], ids(departments, "Department")) == (998, ["1", "2"])


async def test_the_newest_come_first_where_set(books: Bench) -> None:
    await books.admin("settings", {"cdc": {"newest_first": True}})
    for number in range(2):
        books.clock.advance(1)
        await books.seed("Department", {"Name": f"D{number}"})
    assert ids((await groups(books, "Department"))[0], "Department") == ["2", "1"]


@pytest.mark.parametrize(
    ("entities", "since", "expected"),
    [
        ("Customer", "2026-10-24T19:59:59Z", "6000"),
        ("Customer", "soon", "4001"),
        ("Customer", "", "2020"),
        ("", SINCE, "2020"),
        ("TimeActivity", SINCE, "500"),
        ("TaxCode", SINCE, "500"),
        ("Dragon", SINCE, "500"),
    ],
)
async def test_a_bad_question_is_refused(books: Bench, entities: str, since: str, expected: str) -> None:
    assert code(await books.get("cdc", entities=entities, changedSince=since)) == expected


async def test_exactly_thirty_days_back_is_allowed(books: Bench) -> None:
    assert len(await groups(books, "Customer", "2026-10-24T20:00:00Z")) == 1


async def test_time_activities_are_covered_where_set(books: Bench) -> None:
    await made(books, "TimeActivity", hours())
    await books.admin("settings", {"cdc": {"time_activities": True}})
    assert ids((await groups(books, "TimeActivity"))[0], "TimeActivity") == ["1"]


async def test_an_offset_whose_plus_sign_was_not_encoded_is_understood(books: Bench) -> None:
    assert len(await groups(books, "Customer", "2026-11-23T21:00:00 01:00")) == 1


async def test_a_batch_can_ask_for_changes(books: Bench) -> None:
    question = {"Entities": "Customer", "ChangedSince": SINCE}
    answers = await books.batch({"bId": "0", "CDCQuery": question}, {"bId": "1", "CDCQuery": {}})
    assert ids(answers["0"]["CDCResponse"][0]["QueryResponse"][0], "Customer") == ["2"]
    assert answers["1"]["Fault"]["Error"][0]["code"] == "2020"
