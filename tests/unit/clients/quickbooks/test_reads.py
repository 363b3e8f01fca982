"""Typed reads: exact requests, pages, counts, and what each call costs of the month's reads."""

from datetime import UTC, date, datetime

import httpx
import pytest

from fieldledger.clients.quickbooks.client import READS
from fieldledger.clients.quickbooks.models import Bill, Customer, TimeActivity, Vendor
from fieldledger.clients.quickbooks.query import changed_since, equal
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.unit.clients.quickbooks.bench import a_bench, a_bill_row, a_row, answered, queried

REALM = "9341453000000001"


async def test_a_record_is_read_by_its_id() -> None:
    bench = await a_bench(answered(Bill=a_bill_row("151")))
    bill = (await bench.client.read(COMPANY, Bill, "151")).unwrap()
    assert bill.doc_number == "INV-20418"
    assert str(bench.request.url) == f"https://books.test/v3/company/{REALM}/bill/151?minorversion=75"


async def test_an_id_cannot_lead_to_another_address() -> None:
    bench = await a_bench(answered(Bill=a_bill_row()))
    await bench.client.read(COMPANY, Bill, "../query?x=\ud800")
    assert bench.request.url.raw_path.split(b"/")[-1] == b"..%2Fquery%3Fx%3D%3F?minorversion=75"


async def test_a_page_is_asked_for_with_its_conditions() -> None:
    bench = await a_bench(queried("Bill", a_bill_row("1"), a_bill_row("2")))
    where = [equal("VendorRef", "46"), changed_since(datetime(2026, 2, 1, tzinfo=UTC))]
    page = (await bench.client.page(COMPANY, Bill, where, start=2001, size=500)).unwrap()
    assert ([bill.id for bill in page.rows.good], page.next_start) == (["1", "2"], None)
    assert bench.request.content.decode() == (
        "SELECT * FROM Bill WHERE VendorRef = '46' AND MetaData.LastUpdatedTime >= '2026-02-01T00:00:00Z'"
        " ORDERBY Id STARTPOSITION 2001 MAXRESULTS 500"
    )
    assert bench.request.headers["content-type"] == "application/text"


async def test_a_full_page_is_followed_by_another() -> None:
    bench = await a_bench(queried("Bill", a_bill_row("1"), a_bill_row("2")))
    assert (await bench.client.page(COMPANY, Bill, start=5, size=2)).unwrap().next_start == 7


async def test_a_row_that_cannot_be_read_counts_for_the_page_and_hides_no_other() -> None:
    bench = await a_bench(queried("Bill", a_bill_row("1"), a_bill_row("2", TxnDate="soon")))
    page = (await bench.client.page(COMPANY, Bill, size=2)).unwrap()
    assert ([bill.id for bill in page.rows.good], page.next_start) == (["1"], 3)
    assert [(row.entity_id, row.path) for row in page.rows.malformed] == [("2", "1.TxnDate")]


async def test_all_pages_are_read_until_a_short_one() -> None:
    full = [a_row(str(number)) for number in range(1000)]
    bench = await a_bench(queried("Bill", *full), queried("Bill", a_row("1000"), {"SyncToken": "1"}))
    rows = (await bench.client.query(COMPANY, Bill)).unwrap()
    assert (len(rows.good), len(rows.malformed), len(bench.vendor.requests)) == (1001, 1, 2)
    assert b"STARTPOSITION 1001 " in bench.vendor.requests[1].content


async def test_a_failed_page_fails_the_whole_query() -> None:
    full = [a_row(str(number)) for number in range(1000)]
    bench = await a_bench(queried("Bill", *full), httpx.Response(400))
    assert (await bench.client.query(COMPANY, Bill)).error_code == ErrorCode.VENDOR_REJECTED


@pytest.mark.parametrize("kind", [Customer, Vendor])
async def test_name_lists_come_with_their_inactive_rows(kind: type[Customer | Vendor]) -> None:
    bench = await a_bench(queried(kind.entity()))
    (await bench.client.query(COMPANY, kind, [equal("DisplayName", "Adam's")])).unwrap()
    assert b"WHERE DisplayName = 'Adam\\'s' AND Active IN (true, false) " in bench.request.content


async def test_a_condition_on_activity_of_ones_own_stays_alone() -> None:
    bench = await a_bench(queried("Customer"))
    (await bench.client.query(COMPANY, Customer, [equal("Active", True)])).unwrap()
    assert b"WHERE Active = true ORDERBY" in bench.request.content


async def test_rows_are_counted_without_being_read() -> None:
    bench = await a_bench(answered(QueryResponse={"totalCount": 29}))
    assert (await bench.client.count(COMPANY, Customer)).unwrap() == 29
    assert bench.request.content == b"SELECT COUNT(*) FROM Customer WHERE Active IN (true, false)"


@pytest.mark.parametrize("response", [{}, {"totalCount": "29"}, {"totalCount": True}, None])
async def test_an_answer_without_a_count_is_unreadable(response: object) -> None:
    bench = await a_bench(answered(QueryResponse=response))
    assert (await bench.client.count(COMPANY, Bill)).error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE


async def test_an_answer_without_a_query_response_is_not_an_empty_list() -> None:
    bench = await a_bench(answered())
    assert (await bench.client.query(COMPANY, Bill)).error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE


async def test_the_preferences_are_read() -> None:
    bench = await a_bench(answered(Preferences={"AccountingInfoPrefs": {"BookCloseDate": "2026-01-31"}}))
    preferences = (await bench.client.preferences(COMPANY)).unwrap()
    assert preferences.book_close_date == date(2026, 1, 31)
    assert bench.request.url.path == f"/v3/company/{REALM}/preferences"


async def test_the_company_is_asked_for_by_its_realm() -> None:
    bench = await a_bench(answered(CompanyInfo={"Id": "1", "CompanyName": "Bluestem Builders"}))
    assert (await bench.client.company_info(COMPANY)).unwrap().company_name == "Bluestem Builders"
    assert bench.request.url.path == f"/v3/company/{REALM}/companyinfo/{REALM}"


async def test_every_read_counts_for_the_month() -> None:
    bench = await a_bench(answered(Bill=a_bill_row(), QueryResponse={"totalCount": 1}, Preferences={}, CompanyInfo={}))
    client = bench.client
    (await client.read(COMPANY, Bill, "1")).unwrap()
    (await client.page(COMPANY, Bill)).unwrap()
    (await client.count(COMPANY, Bill)).unwrap()
    (await client.preferences(COMPANY)).unwrap()
    (await client.company_info(COMPANY)).unwrap()
    (await client.name_list(COMPANY, "Customer")).unwrap()
    (await client.every(COMPANY, TimeActivity, [])).unwrap()
    assert bench.costs == [{"second": 1, "minute": 1, READS: 1}] * 7


async def test_settling_never_misses_a_row() -> None:
    bench = await a_bench(queried("TimeActivity", a_row("1"), a_row("2", Hours="many")))
    failed = await bench.client.every(COMPANY, TimeActivity, [])
    assert (failed.error_code, failed.details["path"]) == (ErrorCode.VENDOR_ANSWER_UNREADABLE, "1.Hours")
