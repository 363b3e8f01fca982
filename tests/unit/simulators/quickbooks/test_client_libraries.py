"""What client libraries send beyond the documentation, python-quickbooks above all."""

import pytest

from tests.unit.simulators.quickbooks import documents as make
from tests.unit.simulators.quickbooks.bench import REALM, Bench, code, hours
from tests.unit.simulators.quickbooks.documents import expense, made, shown


async def test_empty_texts_and_a_token_of_zero_in_a_create_mean_nothing(books: Bench) -> None:
    sent = {"DisplayName": "Steel Co", "GivenName": "", "AcctNum": "", "SyncToken": 0, "sparse": False, "Id": None}
    vendor = await made(books, "Vendor", sent)
    assert ("GivenName" in vendor, vendor["SyncToken"]) == (False, "0")


async def test_an_empty_text_in_a_sparse_update_empties_the_property(books: Bench) -> None:
    await made(books, "Customer", {"Id": "2", "SyncToken": "0", "sparse": True, "Notes": "old"})
    await made(books, "Customer", {"Id": "2", "SyncToken": "1", "sparse": True, "Notes": ""})
    assert "Notes" not in await shown(books, "Customer", "2")


async def test_ids_and_tokens_may_be_numbers(books: Bench) -> None:
    await made(books, "TimeActivity", hours(EmployeeRef={"value": 1}))
    assert (await made(books, "TimeActivity", hours(Id=1, SyncToken=0)))["SyncToken"] == "1"


async def test_amounts_may_be_texts(books: Bench) -> None:
    assert (await made(books, "Bill", make.bill(Line=[expense("100.50")])))["TotalAmt"] == 100.5
    assert code(await books.post("bill", make.bill(Line=[expense("many")]))) == "2020"
    assert code(await books.post("timeactivity", hours(HourlyRate="much"))) == "2010"


async def test_a_record_can_be_sent_back_as_it_came(books: Bench) -> None:
    await made(books, "Bill", make.bill())
    await made(books, "BillPayment", make.bill_payment(make.applied(40, "Bill", "1"), total=40))
    before = await shown(books, "Bill")
    after = await made(books, "Bill", before)
    changing = {"SyncToken", "MetaData"}
    assert {k: v for k, v in after.items() if k not in changing} == {
        k: v for k, v in before.items() if k not in changing
    }


@pytest.mark.parametrize("statement", ["SELECT *, Sku FROM Item MAXRESULTS 100", "SELECT * , Sku, Name FROM Item"])
async def test_columns_beside_the_star_are_tolerated(books: Bench, statement: str) -> None:
    assert (await books.query(statement)).json()["QueryResponse"]["maxResults"] == 1


async def test_company_info_and_preferences_can_be_queried(books: Bench) -> None:
    info = (await books.query("SELECT * FROM CompanyInfo")).json()["QueryResponse"]["CompanyInfo"]
    prefs = (await books.query("SELECT * FROM Preferences")).json()["QueryResponse"]["Preferences"]
    assert (info[0]["CompanyName"], prefs[0]["Id"]) == ("Ridge Builders", "1")


async def test_a_send_may_come_with_another_content_type_and_no_body(books: Bench) -> None:
    await made(books, "Invoice", make.invoice())
    answer = await books.http.post(
        f"/v3/company/{REALM}/invoice/1/send?sendTo=a%40b.example",
        params={"minorversion": "75", "sendTo": "a@b.example"},
        headers={**books.headers, "content-type": "application/octet-stream"},
    )
    assert answer.json()["Invoice"]["EmailStatus"] == "EmailSent"
