"""The query language, end to end."""

import pytest

from tests.unit.simulators.quickbooks.bench import REALM, Bench, Json, code, hours


async def names(bench: Bench, where: str) -> list[str]:
    found = (await bench.query(f"SELECT * FROM Customer {where}")).json()["QueryResponse"]
    return [row["DisplayName"] for row in found.get("Customer", [])]


@pytest.fixture
async def customers(bench: Bench) -> Bench:
    for name in ("Adam's Candy", r"Back\slash", "AT&T #1", "Zed 100%"):
        await bench.seed("Customer", {"DisplayName": name})
        bench.clock.advance(60)
    return bench


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (r"WHERE DisplayName = 'Adam\'s Candy'", ["Adam's Candy"]),
        (r"WHERE DisplayName = 'Back\\slash'", [r"Back\slash"]),
        ("WHERE DisplayName = 'at&t #1'", ["AT&T #1"]),
        ("where displayname like '%an%'", ["Adam's Candy"]),
        ("WHERE DisplayName IN ('Zed 100%', 'AT&T #1')", ["AT&T #1", "Zed 100%"]),
        ("WHERE Id = '2'", ["Rondonuwu Fruit"]),
        ("WHERE Id IN ('2','3')", ["Rondonuwu Fruit", "Adam's Candy"]),
        ("WHERE DisplayName > 'S' ORDERBY DisplayName DESC", ["Zed 100%"]),
        ("ORDER BY DisplayName DESC MAXRESULTS 2", ["Zed 100%", "Rondonuwu Fruit"]),
        ("ORDERBY Id STARTPOSITION 2 MAXRESULTS 2", ["Adam's Candy", r"Back\slash"]),
        ("WHERE MetaData.LastUpdatedTime >= '2026-11-23T12:02:00-08:00'", ["AT&T #1", "Zed 100%"]),
        ("WHERE MetaData.LastUpdatedTime > '2026-11-23T20:02:00Z' AND Job = false", ["Zed 100%"]),
        ("WHERE Balance <= 0 AND DisplayName = 'nobody'", []),
    ],
)
async def test_a_statement_finds_its_rows(customers: Bench, where: str, expected: list[str]) -> None:
    assert await names(customers, where) == expected


async def test_a_page_tells_where_it_starts_and_how_much_it_holds(customers: Bench) -> None:
    answer = (await customers.query("select * from customer startposition 4 maxresults 10")).json()
    shown = answer["QueryResponse"]
    assert (shown["startPosition"], shown["maxResults"], len(shown["Customer"])) == (4, 2, 2)


async def test_no_match_leaves_the_list_out(bench: Bench) -> None:
    assert (await bench.query("SELECT * FROM Vendor")).json()["QueryResponse"] == {}


async def test_count_returns_only_the_total(customers: Bench) -> None:
    answer = await customers.query("SELECT COUNT(*) FROM Customer")
    assert answer.json()["QueryResponse"] == {"totalCount": 5}


async def test_the_default_page_is_one_hundred(bench: Bench) -> None:
    classes: list[Json] = [{"Name": f"C{n}"} for n in range(101)]
    await bench.seed("Class", *classes)
    assert (await bench.query("SELECT * FROM Class")).json()["QueryResponse"]["maxResults"] == 100


async def test_inactive_names_are_hidden_unless_asked_for(bench: Bench) -> None:
    await bench.post("customer", {"Id": "2", "SyncToken": "0", "sparse": True, "Active": False})
    assert await names(bench, "") == []
    assert await names(bench, "WHERE Active IN (true,false)") == ["Rondonuwu Fruit (deleted)"]


async def test_references_compare_by_id_and_dates_by_day(bench: Bench) -> None:
    await bench.post("timeactivity", hours())
    await bench.post("timeactivity", hours(TxnDate="2026-11-21"))
    statement = "SELECT * FROM TimeActivity WHERE EmployeeRef = '1' AND TxnDate = '2026-11-21'"
    found = (await bench.query(statement)).json()["QueryResponse"]["TimeActivity"]
    assert [row["Id"] for row in found] == ["2"]


async def test_a_statement_can_be_posted_as_text(bench: Bench) -> None:
    answer = await bench.http.post(
        f"/v3/company/{REALM}/query",
        content="SELECT COUNT(*) FROM Customer",
        headers={**bench.headers, "content-type": "application/text"},
    )
    assert answer.json()["QueryResponse"] == {"totalCount": 1}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SELECT DisplayName FROM Customer", "4000"),
        ("SELECT * FROM Customer WHERE DisplayName = 'Adam's'", "4000"),
        ("SELECT * FROM Customer WHERE DisplayName = 'a' OR Id = '1'", "4000"),
        ("SELECT * FROM Customer WHERE DisplayName != 'a'", "4000"),
        ("", "4000"),
        ("SELECT * FROM Dragon", "4001"),
        ("SELECT * FROM Customer WHERE Scales = '1'", "4001"),
        ("SELECT * FROM Customer WHERE Id > '1'", "4001"),
        ("SELECT * FROM Customer STARTPOSITION 0", "4001"),
        ("SELECT * FROM Customer MAXRESULTS 1001", "4001"),
        ("SELECT * FROM TimeActivity WHERE Description = 'x'", "4001"),
    ],
)
async def test_a_bad_statement_is_refused(bench: Bench, statement: str, expected: str) -> None:
    answer = await bench.query(statement)
    assert (answer.status_code, code(answer)) == (400, expected)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("TxnDate >= '2026-11-21' AND TxnDate <= '2026-11-22'", ["2", "3"]),
        ("TxnDate > '2026-11-21'", ["3", "4"]),
        ("TxnDate < '2026-11-21'", ["1"]),
        ("TxnDate = CURRENT_DATE", ["4"]),
        ("TxnDate LIKE '2026-11-2%' AND TxnDate > '2026-11-22'", ["4"]),
        ("TxnDate >= '2026-11-21' ORDERBY Id DESC MAXRESULTS 2", ["4", "3"]),
        ("TxnDate >= '2026-11-21' AND Id IN ('1','2','2')", ["2"]),
        ("MetaData.LastUpdatedTime >= '2026-11-23T20:01:00Z' ORDERBY TxnDate DESC", ["4", "3", "2"]),
    ],
)
async def test_days_and_changes_narrow_a_query(bench: Bench, where: str, expected: list[str]) -> None:
    for day in ("2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"):
        await bench.post("timeactivity", hours(TxnDate=day))
        bench.clock.advance(60)
    found = (await bench.query(f"SELECT * FROM TimeActivity WHERE {where}")).json()["QueryResponse"]
    assert [row["Id"] for row in found["TimeActivity"]] == expected


async def test_a_batch_answers_with_a_thousand_objects_at_most(bench: Bench) -> None:
    await bench.seed("Class", *({"Name": f"C{n}"} for n in range(600)))
    query = "SELECT * FROM Class MAXRESULTS 1000"
    answers = await bench.batch({"bId": "0", "Query": query}, {"bId": "1", "Query": query})
    assert [answers[key]["QueryResponse"]["maxResults"] for key in ("0", "1")] == [600, 400]
