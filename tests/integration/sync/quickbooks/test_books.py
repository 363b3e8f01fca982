"""The books as one source: one call for a day without much news, and nothing missed on a day with too much."""

import json
from datetime import datetime
from decimal import Decimal

import httpx
import pytest

from fieldledger.clients.quickbooks import changes
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.facts.quickbooks_documents import BillFacts, DocumentLineFacts, PaymentFacts, TimeActivityFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.job_records import DocumentJobTime
from fieldledger.result import ErrorCode
from fieldledger.services.sync.quickbooks import books
from fieldledger.services.sync.quickbooks.rows import KINDS
from simulators.quickbooks import cdc
from tests.builders import COMPANY
from tests.integration.flow.simulated_quickbooks import HOST, REALM
from tests.integration.sync.quickbooks.conftest import Desk

BILLS, CUSTOMERS, VENDORS = (
    SyncResource.QUICKBOOKS_BILLS,
    SyncResource.QUICKBOOKS_CUSTOMERS,
    SyncResource.QUICKBOOKS_VENDORS,
)
TIME = SyncResource.QUICKBOOKS_TIME_ACTIVITIES
CAP = 10


@pytest.fixture
def small_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Change data capture ends at ten objects, on both sides."""
    monkeypatch.setattr(cdc, "MOST_OBJECTS", CAP)
    monkeypatch.setattr(changes, "MOST_CHANGES", CAP)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of eight rows, overlapping by two."""
    monkeypatch.setattr(books, "_PAGE", 8)
    monkeypatch.setattr(books, "_PAGE_OVERLAP", 2)


def _seconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


async def _reads(desk: Desk) -> int:
    return int((await desk.bookkeeper.books.stats()).get("metered_reads", 0))


async def _bills(desk: Desk, *numbers: str) -> list[str]:
    made = await desk.bookkeeper.books.seed("Bill", [desk.a_bill(DocNumber=number) for number in numbers])
    return [row["Id"] for row in made]


async def test_everything_is_read_entity_by_entity_and_a_second_time_writes_nothing(desk: Desk) -> None:
    await _bills(desk, "B-1", "B-2")
    first = await desk.office.walk(desk.source)
    before = desk.store.documents(TableName.RECORDS)
    second = await desk.office.walk(desk.source)
    assert first.counts.calls == len(KINDS)
    assert (first.ids(VENDORS), len(first.ids(BILLS))) == ([desk.bookkeeper.ids["Vendor"]], 2)
    assert (second.counts.changed, second.counts.unchanged) == (0, first.counts.created)
    assert desk.store.documents(TableName.RECORDS) == before
    assert first.balanced
    assert second.balanced


async def test_an_hour_s_changes_are_one_metered_call_and_one_for_time(desk: Desk) -> None:
    await desk.office.walk(desk.source)
    desk.bookkeeper.clock.advance(hours=2)
    [bill] = await _bills(desk, "B-1")
    desk.bookkeeper.clock.advance(minutes=1)
    before = await _reads(desk)
    walked = await desk.office.walk(desk.source, desk.last(hours=1))
    assert (walked.ids(BILLS), walked.counts.calls, await _reads(desk) - before) == ([bill], 2, 2)
    assert [_seconds(told) for told in walked.vendor_now] == [_seconds(desk.bookkeeper.clock.now())]


async def test_a_quiet_hour_deletes_nothing(desk: Desk) -> None:
    await _bills(desk, "B-1")
    await desk.office.walk(desk.source)
    desk.bookkeeper.clock.advance(hours=5)
    assert (await desk.office.walk(desk.source, desk.last(hours=1))).counts.seen == 0
    assert [record.deleted for record in (await desk.office.held(BILLS)).values()] == [False]


async def test_the_names_go_to_the_posting_engine_s_own_lists(desk: Desk) -> None:
    await desk.bookkeeper.books.seed("Class", [{"Name": "03-300"}])
    await desk.office.walk(desk.source)
    crosswalk = DocumentCrosswalk(desk.store)
    names = {
        kind: [row.display_name for row in (await crosswalk.counterparts(COMPANY, kind)).unwrap()]
        for kind in CounterpartKind
    }
    assert names[CounterpartKind.CUSTOMER] == ["Riverside Clinic 2214"]
    assert names[CounterpartKind.CLASS] == ["03-300"]
    assert "Job costs" in names[CounterpartKind.ACCOUNT]
    [employee] = (await crosswalk.counterparts(COMPANY, CounterpartKind.EMPLOYEE)).unwrap()
    assert (employee.number, employee.display_name) == ("107", "Rosa Delgado")
    assert await desk.office.held(CUSTOMERS) == {}


async def test_a_name_that_is_switched_off_or_merged_away_is_kept_as_inactive(desk: Desk) -> None:
    [double] = await desk.bookkeeper.books.seed("Vendor", [{"DisplayName": "Sunrise Concrete Inc"}])
    [closed] = await desk.bookkeeper.books.seed("Vendor", [{"DisplayName": "Closed Down"}])
    await desk.office.walk(desk.source)
    desk.bookkeeper.clock.advance(hours=2)
    vendor = desk.bookkeeper.ids["Vendor"]
    await desk.bookkeeper.books.admin(f"realms/{REALM}/entities/Vendor/{double['Id']}/merge/{vendor}", {})
    await desk.bookkeeper.books.edit("Vendor", {"Id": closed["Id"], "Active": False})
    walked = await desk.office.walk(desk.source, desk.last(hours=1))
    rows = (await DocumentCrosswalk(desk.store).counterparts(COMPANY, CounterpartKind.VENDOR)).unwrap()
    assert {row.vendor_id: row.active for row in rows} == {vendor: True, double["Id"]: False, closed["Id"]: False}
    assert walked.counts.deleted == 1


async def test_a_bill_is_kept_with_what_it_says(desk: Desk) -> None:
    note = {"DocNumber": "INV-20418", "PrivateNote": "March [fl:abc]"}
    [made] = await desk.bookkeeper.books.seed("Bill", [desk.a_bill(**note)])
    await desk.office.walk(desk.source)
    bill = (await desk.office.facts(BILLS, BillFacts))[made["Id"]]
    ids = desk.bookkeeper.ids
    assert (bill.number, bill.vendor_id, bill.marker) == ("INV-20418", ids["Vendor"], "[fl:abc]")
    assert (bill.total, bill.balance) == (Decimal("12500.1"), Decimal("12500.1"))
    [own] = [each for each in bill.lines if each.account_id is not None]
    assert own == DocumentLineFacts(
        line_id=own.line_id,
        amount=Decimal("12500.1"),
        description="03-300 Cast-in-place",
        account_id=ids["Account"],
        customer_id=ids["Customer"],
    )


async def test_a_payment_says_what_it_settles_and_changes_the_bill_s_balance(desk: Desk) -> None:
    [bill] = await _bills(desk, "B-1")
    await desk.office.walk(desk.source)
    desk.bookkeeper.clock.advance(hours=2)
    payment = {
        "VendorRef": {"value": desk.bookkeeper.ids["Vendor"]},
        "PayType": "Check",
        "CheckPayment": {"BankAccountRef": {"value": await _bank(desk)}},
        "TotalAmt": 12500.10,
        "Line": [{"Amount": 12500.10, "LinkedTxn": [{"TxnId": bill, "TxnType": "Bill"}]}],
    }
    [made] = await desk.bookkeeper.books.seed("BillPayment", [payment])
    await desk.office.walk(desk.source, desk.last(hours=1))
    paid = (await desk.office.facts(SyncResource.QUICKBOOKS_BILL_PAYMENTS, PaymentFacts))[made["Id"]]
    assert [(each.amount, [link.transaction_id for link in each.to]) for each in paid.applied] == [
        (Decimal("12500.1"), [bill])
    ]
    assert (await desk.office.facts(BILLS, BillFacts))[bill].balance == 0


async def _bank(desk: Desk) -> str:
    [account] = await desk.bookkeeper.books.seed("Account", [{"Name": "Checking 2", "AccountType": "Bank"}])
    return str(account["Id"])


async def test_a_deleted_bill_becomes_a_tombstone(desk: Desk) -> None:
    [bill] = await _bills(desk, "B-1")
    await desk.office.walk(desk.source)
    desk.bookkeeper.clock.advance(hours=2)
    await desk.bookkeeper.books.delete("Bill", bill)
    walked = await desk.office.walk(desk.source, desk.last(hours=1))
    assert (walked.counts.deleted, (await desk.office.held(BILLS))[bill].deleted) == (1, True)


@pytest.mark.usefixtures("small_answers", "small_pages")
async def test_a_full_answer_is_split_until_nothing_is_missing(desk: Desk) -> None:
    await desk.office.walk(desk.source)
    desk.bookkeeper.clock.advance(hours=2)
    bills = await _bills(desk, *(f"B-{n}" for n in range(25)))
    vendors = await desk.bookkeeper.books.seed("Vendor", [{"DisplayName": f"Vendor {n}"} for n in range(4)])
    desk.bookkeeper.clock.advance(minutes=1)
    window = desk.last(hours=1)
    walked = await desk.office.walk(desk.source, window)
    assert set(walked.ids(BILLS)) == set(bills)
    assert walked.ids(VENDORS) == [row["Id"] for row in vendors]
    assert set(await desk.office.facts(BILLS, BillFacts)) == set(bills)
    assert [_seconds(told) for told in walked.vendor_now] == [_seconds(window.until)]
    assert walked.cursors[:2] == ["change:0:1", "change:1:1"]
    assert walked.balanced


@pytest.mark.usefixtures("small_answers", "small_pages")
async def test_deletions_are_found_although_they_were_cut_off(desk: Desk) -> None:
    old = await _bills(desk, "B-old-1", "B-old-2")
    await desk.office.walk(desk.source)
    desk.bookkeeper.clock.advance(hours=2)
    await _bills(desk, *(f"B-{n}" for n in range(25)))
    desk.bookkeeper.clock.advance(minutes=20)
    for bill in old:
        await desk.bookkeeper.books.delete("Bill", bill)
    desk.bookkeeper.clock.advance(minutes=1)
    await desk.office.walk(desk.source, desk.last(hours=1))
    held = await desk.office.held(BILLS)
    assert [held[bill].deleted for bill in old] == [True, True]
    assert len([record for record in held.values() if not record.deleted]) == 25


@pytest.mark.usefixtures("small_pages")
async def test_changes_of_more_than_thirty_days_are_queried_and_recent_deletions_captured(desk: Desk) -> None:
    [kept, gone] = await _bills(desk, "B-1", "B-2")
    await desk.office.walk(desk.source)
    desk.bookkeeper.clock.advance(days=1)
    [early] = await _bills(desk, "B-3")
    desk.bookkeeper.clock.advance(days=50)
    await desk.bookkeeper.books.delete("Bill", gone)
    walked = await desk.office.walk(desk.source, desk.last(days=51))
    held = await desk.office.held(BILLS)
    assert {key: record.deleted for key, record in held.items()} == {kept: False, gone: True, early: False}
    assert walked.counts.calls == 2 * len(KINDS) - 1  # deletions of time are not captured


async def _work(desk: Desk, minutes: int) -> str:
    time = {
        "NameOf": "Employee",
        "EmployeeRef": {"value": desk.bookkeeper.ids["Employee"]},
        "CustomerRef": {"value": desk.bookkeeper.ids["Customer"]},
        "TxnDate": "2026-03-02",
        "Hours": 0,
        "Minutes": minutes,
        "CostRate": 41.25,
        "HourlyRate": 75,
    }
    [made] = await desk.bookkeeper.books.seed("TimeActivity", [time])
    return str(made["Id"])


async def test_time_is_kept_with_its_job_and_its_cost(desk: Desk) -> None:
    early = await _work(desk, 30)
    await desk.office.walk(desk.source)
    desk.bookkeeper.clock.advance(hours=2)
    late = await _work(desk, 45)
    walked = await desk.office.walk(desk.source, desk.last(hours=1))
    held = await desk.office.held(TIME)
    facts = {key: record.read(TimeActivityFacts) for key, record in held.items()}
    jobs = await DocumentJobTime(desk.store).of(COMPANY, desk.bookkeeper.ids["Customer"])

    assert walked.ids(TIME) == [late]
    assert {key: (each.minutes, each.cost_rate) for key, each in facts.items()} == {
        early: (30, Decimal("41.25")),
        late: (45, Decimal("41.25")),
    }
    assert sorted(jobs.unwrap()) == sorted([early, late])


class Damaging(httpx.AsyncBaseTransport):
    """The books, with an amount that is none in one of the bills."""

    def __init__(self, books: httpx.AsyncBaseTransport, bill: str) -> None:
        self._books = books
        self._bill = bill

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """As the books answer, but for the amount."""
        answer = await self._books.handle_async_request(request)
        body = json.loads(await answer.aread())
        for response in body.get("CDCResponse", []):
            for bill in (bill for group in response["QueryResponse"] for bill in group.get("Bill", [])):
                bill["TotalAmt"] = "a lot" if bill["Id"] == self._bill else bill["TotalAmt"]
        return httpx.Response(answer.status_code, json=body)


async def test_a_malformed_row_names_its_list_and_the_others_are_kept(desk: Desk) -> None:
    await desk.office.walk(desk.source)
    desk.bookkeeper.clock.advance(hours=2)
    [good, bad] = await _bills(desk, "B-1", "B-2")
    desk.bookkeeper.wire.hosts = {HOST: Damaging(desk.bookkeeper.books.transport, bad)}
    walked = await desk.office.walk(desk.source, desk.last(hours=1))
    assert [row.entity_id for row in walked.malformed] == [f"bills/{bad}"]
    assert (walked.ids(BILLS), walked.balanced) == ([good], True)


async def test_a_single_record_is_read_and_gone_if_the_books_say_so(desk: Desk) -> None:
    [bill] = await _bills(desk, "B-1")
    rows = [(await desk.source.one(COMPANY, BILLS, each, None)).unwrap().rows[0] for each in (bill, "999999")]
    assert [(row.record_id, row.deleted) for row in rows] == [(bill, False), ("999999", True)]
    whole = await desk.source.one(COMPANY, SyncResource.QUICKBOOKS_BOOKS, bill, None)
    assert whole.error_code == ErrorCode.VALIDATION_FAILED


async def test_an_older_version_of_a_name_never_replaces_a_newer_one(desk: Desk) -> None:
    vendor = desk.bookkeeper.ids["Vendor"]
    old = (await desk.source.one(COMPANY, VENDORS, vendor, None)).unwrap().rows
    await desk.bookkeeper.books.edit("Vendor", {"Id": vendor, "DisplayName": "Sunrise Concrete LLC"})
    new = (await desk.source.one(COMPANY, VENDORS, vendor, None)).unwrap().rows
    counts = [await desk.office.keep(rows) for rows in (new, old)]
    [row] = (await DocumentCrosswalk(desk.store).counterparts(COMPANY, CounterpartKind.VENDOR)).unwrap()
    assert row.display_name == "Sunrise Concrete LLC"
    assert [(each.created, each.unchanged) for each in counts] == [(1, 0), (0, 1)]
