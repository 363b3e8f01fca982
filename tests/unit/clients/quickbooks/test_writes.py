"""Single writes: what goes out, what is refused before it does, and what is never sent twice."""

import json
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

import httpx
import pytest

from fieldledger.clients.quickbooks.client import READS
from fieldledger.clients.quickbooks.models import (
    Bill,
    BillPayment,
    Class,
    Customer,
    Employee,
    Invoice,
    JournalEntry,
    Payment,
    Purchase,
    TimeActivity,
    Vendor,
)
from fieldledger.clients.quickbooks.writes import Allowance, Sending
from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.unit.clients.fakes import Scripted
from tests.unit.clients.quickbooks.bench import (
    SENDING,
    Bench,
    a_bench,
    a_bill_row,
    a_cost_line,
    a_row,
    answered,
    read_as,
    refused,
)

NEW_BILL = {"VendorRef": {"value": "46"}, "Line": [{"Amount": Decimal("12500.10"), "DetailType": "DescriptionOnly"}]}


def _sent(bench: Bench) -> Mapping[str, object]:
    sent: Mapping[str, object] = json.loads(bench.request.content, parse_float=Decimal)
    return sent


async def test_a_record_is_created_under_its_request_id() -> None:
    bench = await a_bench(answered(Bill=a_bill_row("151")))
    bill = (await bench.client.create(COMPANY, Bill, NEW_BILL, SENDING)).unwrap()
    assert (bill.id, bill.sync_token) == ("151", "3")
    assert (bench.request.method, bench.request.url.path[-5:]) == ("POST", "/bill")
    assert dict(bench.request.url.params) == {"minorversion": "75", "requestid": "deed-1"}
    assert _sent(bench) == NEW_BILL


async def test_writes_are_not_metered() -> None:
    bench = await a_bench(answered(Bill=a_bill_row()))
    await bench.client.create(COMPANY, Bill, NEW_BILL, SENDING)
    assert [READS in costs for costs in bench.costs] == [False]


@pytest.mark.parametrize("allowance", list(Allowance))
async def test_a_permission_goes_out_as_include(allowance: Allowance) -> None:
    bench = await a_bench(answered(JournalEntry=a_row()))
    await bench.client.create(COMPANY, JournalEntry, {}, Sending("deed-1", allow=allowance))
    assert bench.request.url.params["include"] == allowance.value


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.ReadTimeout("slow"), ErrorCode.VENDOR_TIMEOUT),
        (httpx.Response(503), ErrorCode.VENDOR_UNAVAILABLE),
        (refused("10000"), ErrorCode.BOOKS_OUTCOME_UNKNOWN),
        (refused("600"), ErrorCode.BOOKS_OUTCOME_UNKNOWN),
        (httpx.Response(200, text="<html>"), ErrorCode.VENDOR_ANSWER_UNREADABLE),
        (answered(Bill={"SyncToken": "0"}), ErrorCode.VENDOR_ANSWER_UNREADABLE),
    ],
)
async def test_a_write_that_may_have_happened_is_not_repeated(answer: Scripted, code: ErrorCode) -> None:
    bench = await a_bench(answer)
    failed = await bench.client.create(COMPANY, Bill, NEW_BILL, SENDING)
    assert (failed.error_code, outcome_of(failed)) == (code, CallOutcome.UNKNOWN)
    assert len(bench.vendor.requests) == 1


async def test_a_write_that_never_left_is_repeated_as_the_same_deed() -> None:
    bench = await a_bench(httpx.ConnectError("refused"), answered(Bill=a_bill_row()))
    (await bench.client.create(COMPANY, Bill, NEW_BILL, SENDING)).unwrap()
    first, second = bench.vendor.requests
    assert (first.url, first.content) == (second.url, second.content)


async def test_a_write_that_comes_too_late_is_not_begun() -> None:
    bench = await a_bench(answered(Bill=a_bill_row()))
    late = Sending("deed-1", send_before=bench.clock.now() - timedelta(seconds=1))
    failed = await bench.client.create(COMPANY, Bill, NEW_BILL, late)
    assert (outcome_of(failed), bench.vendor.requests) == (CallOutcome.NOT_SENT, [])


@pytest.mark.parametrize("request_id", ["", "x" * 51])
async def test_a_request_id_of_a_wrong_length_is_not_sent(request_id: str) -> None:
    bench = await a_bench(answered(Bill=a_bill_row()))
    failed = await bench.client.create(COMPANY, Bill, NEW_BILL, Sending(request_id))
    assert (failed.error_code, failed.details["field"]) == (ErrorCode.VALIDATION_FAILED, "requestid")
    assert bench.vendor.requests == []


async def test_fifty_characters_are_a_request_id() -> None:
    bench = await a_bench(answered(Bill=a_bill_row()))
    assert (await bench.client.create(COMPANY, Bill, NEW_BILL, Sending("x" * 50))).success


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"DocNumber": "x" * 22}, "DocNumber"), ({"Id": "5"}, "Id"), ({"PrivateNote": "\ud800"}, "PrivateNote")],
)
async def test_what_would_be_refused_is_not_sent(fields: dict[str, str], field: str) -> None:
    bench = await a_bench(answered(Bill=a_bill_row()))
    failed = await bench.client.create(COMPANY, Bill, fields, SENDING)
    assert (failed.error_code, failed.details["field"]) == (ErrorCode.VALIDATION_FAILED, field)
    assert (outcome_of(failed), bench.vendor.requests) == (CallOutcome.NOT_SENT, [])


async def test_a_full_update_sends_everything_that_was_read() -> None:
    row = a_bill_row("151", ExtraOfTheVendor={"kept": [Decimal("1.5")]})
    bench = await a_bench(answered(Bill=a_bill_row("151", SyncToken="4")))
    updated = await bench.client.update(COMPANY, read_as(Bill, row), {"PrivateNote": "checked"}, SENDING)
    assert updated.unwrap().sync_token == "4"
    kept = {name: value for name, value in row.items() if name not in {"MetaData", "domain", "sparse"}}
    assert _sent(bench) == {**kept, "PrivateNote": "checked"}


async def test_masked_numbers_are_never_sent_back() -> None:
    bench = await a_bench(answered(Employee=a_row(), Vendor=a_row()))
    employee = read_as(Employee, a_row(SSN="XXX-XX-XXXX"))
    vendor = read_as(Vendor, a_row(TaxIdentifier="XXXXXXXX2222"))
    await bench.client.update(COMPANY, employee, {}, SENDING)
    await bench.client.update(COMPANY, vendor, {}, SENDING)
    assert b"XXX" not in b"".join(request.content for request in bench.vendor.requests)


async def test_a_long_name_of_the_books_does_not_stop_an_update_of_something_else() -> None:
    bench = await a_bench(answered(Customer=a_row()))
    customer = read_as(Customer, a_row(DisplayName="x" * 300))
    assert (await bench.client.update(COMPANY, customer, {"Notes": "n"}, SENDING)).success
    assert (await bench.client.update(COMPANY, customer, {"DisplayName": "x" * 101}, SENDING)).failed


async def test_numbers_of_the_books_that_json_would_round_are_not_sent_back() -> None:
    bench = await a_bench(answered(Bill=a_bill_row()))
    bill = read_as(Bill, a_bill_row(ExchangeRate=Decimal("1.2345678901234567")))
    failed = await bench.client.update(COMPANY, bill, {}, SENDING)
    assert (failed.error_code, failed.details["field"]) == (ErrorCode.VALIDATION_FAILED, "ExchangeRate")


async def test_a_sparse_update_sends_the_changes_and_what_has_to_be_repeated() -> None:
    bench = await a_bench(answered(Bill=a_bill_row()))
    await bench.client.update_sparsely(COMPANY, read_as(Bill, a_bill_row()), {"PrivateNote": "n"}, SENDING)
    assert _sent(bench) == {
        "Id": "151",
        "SyncToken": "3",
        "sparse": True,
        "VendorRef": {"value": "46", "name": "Sunrise Concrete"},
        "PrivateNote": "n",
    }


@pytest.mark.parametrize(("kind", "field"), [(Bill, "VendorRef"), (Class, "Name"), (Purchase, "PaymentType")])
async def test_a_sparse_update_without_what_has_to_be_repeated_is_not_sent(
    kind: type[Bill | Class | Purchase], field: str
) -> None:
    bench = await a_bench(answered())
    failed = await bench.client.update_sparsely(COMPANY, read_as(kind, a_row()), {}, SENDING)
    assert (failed.error_code, failed.details["field"]) == (ErrorCode.VALIDATION_FAILED, field)


async def test_a_name_is_made_inactive_and_not_deleted() -> None:
    bench = await a_bench(answered(Class=a_row(Active=False)))
    done = await bench.client.deactivate(COMPANY, read_as(Class, a_row(Name="03-300")), SENDING)
    assert not done.unwrap().active
    assert _sent(bench) == {"Id": "1", "SyncToken": "3", "sparse": True, "Active": False, "Name": "03-300"}


async def test_a_transaction_is_deleted() -> None:
    bench = await a_bench(answered(TimeActivity={"Id": "1", "status": "Deleted", "domain": "QBO"}))
    left = await bench.client.delete(COMPANY, read_as(TimeActivity, a_row()), SENDING)
    assert left.unwrap().deleted
    assert bench.request.url.params["operation"] == "delete"
    assert _sent(bench) == {"Id": "1", "SyncToken": "3"}


async def test_an_invoice_is_voided_by_an_operation() -> None:
    bench = await a_bench(answered(Invoice=a_row(PrivateNote="Voided")))
    await bench.client.void(COMPANY, read_as(Invoice, a_row()), SENDING)
    assert (bench.request.url.params["operation"], "include" in bench.request.url.params) == ("void", False)
    assert _sent(bench) == {"Id": "1", "SyncToken": "3"}


@pytest.mark.parametrize("kind", [Payment, BillPayment])
async def test_a_payment_is_voided_by_an_update(kind: type[Payment | BillPayment]) -> None:
    bench = await a_bench(answered(**{kind.entity(): a_row(TotalAmt=0)}))
    await bench.client.void(COMPANY, read_as(kind, a_row()), SENDING)
    assert (bench.request.url.params["operation"], bench.request.url.params["include"]) == ("update", "void")
    assert _sent(bench) == {"Id": "1", "SyncToken": "3", "sparse": True}


@pytest.mark.parametrize("code", ["610", "2500"])
async def test_a_reference_that_is_gone_is_not_called_a_missing_record(code: str) -> None:
    bench = await a_bench(refused(code, detail="made inactive", element="VendorRef"))
    failed = await bench.client.create(COMPANY, Bill, NEW_BILL, SENDING)
    assert failed.error_code == ErrorCode.BOOKS_REFERENCE_INACTIVE
    assert (failed.details["element"], failed.details["reason"]) == ("VendorRef", "made inactive")


async def test_a_duplicate_names_the_record_that_is_there_already() -> None:
    detail = "DocNumber=INV-20418 is assigned to TxnType=Bill with TxnId=396"
    bench = await a_bench(refused("6140", detail=detail))
    failed = await bench.client.create(COMPANY, Bill, NEW_BILL, SENDING)
    assert (failed.error_code, failed.details["duplicate_of"]) == (ErrorCode.BOOKS_DUPLICATE, "396")


async def test_a_stale_record_is_said_to_be_stale() -> None:
    bench = await a_bench(refused("5010"))
    failed = await bench.client.update(COMPANY, read_as(Bill, a_bill_row(Line=[a_cost_line()])), {}, SENDING)
    assert (failed.error_code, outcome_of(failed)) == (ErrorCode.BOOKS_STALE, CallOutcome.ANSWERED)
