"""What is written leaves checked, readable and once."""

from datetime import date
from decimal import Decimal

import httpx
import pytest

from fieldledger.clients.foundation.assumptions import FoundationDialect, Resource
from fieldledger.clients.foundation.models.writes import (
    ApInvoiceChange,
    CustomerWrite,
    EmployeeWrite,
    JobWrite,
    VendorWrite,
)
from fieldledger.clients.foundation.text import TextChange
from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.unit.clients.foundation.bench import (
    Bench,
    a_card,
    a_card_row,
    a_gateway_refusal,
    a_problem,
    an_invoice,
    an_invoice_row,
)


async def test_a_time_card_is_sent_with_the_vendors_names() -> None:
    bench = Bench(httpx.Response(201, json=a_card_row()))
    card = (await (await bench.connected()).post_time_card(COMPANY, a_card(reference="ours-1"))).unwrap().record
    assert bench.request.method == "POST"
    assert bench.sent == {
        "employeeId": "ABECHR",
        "date": "2026-02-27",
        "jobId": "17355",
        "phaseId": "01",
        "costCodeId": "26-050",
        "costClassId": "L",
        "earnCodeId": "OT",
        "hours": 2,
    }
    assert (card.timecard_id, card.status) == ("9001", "PENDING")


async def test_our_reference_leaves_under_the_name_that_the_dialect_has_for_it() -> None:
    bench = Bench(httpx.Response(201, json=a_card_row()), dialect=FoundationDialect(time_card_reference="note"))
    await (await bench.connected()).post_time_card(COMPANY, a_card(reference="ours\u20131"))
    assert bench.sent["note"] == "ours-1"


async def test_a_change_sends_only_what_was_set() -> None:
    bench = Bench(httpx.Response(200, json=an_invoice_row()))
    change = ApInvoiceChange(description="Leiterplatten für “B”")
    await (await bench.connected()).patch_ap_invoice(COMPANY, "55021", change)
    assert (bench.request.method, bench.request.url.path) == ("PATCH", "/foundation/v1/apinvoices/55021")
    assert bench.sent == {"description": 'Leiterplatten fur "B"'}


@pytest.mark.parametrize("id_", ["12345678901", "", " 12", "12\t3", "Zürich"])
async def test_an_id_that_would_be_refused_is_not_sent(id_: str) -> None:
    bench = Bench(httpx.Response(201, json=a_card_row()))
    failed = await (await bench.connected()).post_time_card(COMPANY, a_card(job_id=id_))
    assert failed.error_code == ErrorCode.VALIDATION_FAILED
    assert failed.details["field"] == "jobId"
    assert bench.vendor.requests == []


async def test_ids_in_lines_are_checked_too() -> None:
    bench = Bench(httpx.Response(201, json=an_invoice_row()))
    invoice = an_invoice()
    bad = invoice.model_copy(update={"lines": (invoice.lines[0].model_copy(update={"cost_code_id": "26-050-0001"}),)})
    failed = await (await bench.connected()).post_ap_invoice(COMPANY, bad)
    assert failed.details["field"] == "lines.0.costCodeId"


async def test_what_may_not_be_written_over_rest_is_not_sent() -> None:
    dialect = FoundationDialect(writable=frozenset({Resource.AP_INVOICES}))
    bench = Bench(httpx.Response(201, json=a_card_row()), dialect=dialect)
    failed = await (await bench.connected()).post_time_card(COMPANY, a_card())
    assert failed.error_code == ErrorCode.VENDOR_SETUP_INCOMPLETE
    assert outcome_of(failed) is CallOutcome.NOT_SENT
    assert bench.vendor.requests == []


async def test_a_duplicate_is_told_by_status_or_by_words() -> None:
    for refused in (a_problem(409), a_problem(400, invoiceNumber=["The invoice already exists for this vendor."])):
        failed = await (await Bench(refused).connected()).post_ap_invoice(COMPANY, an_invoice())
        assert failed.error_code == ErrorCode.BOOKS_DUPLICATE


async def test_a_written_record_that_cannot_be_read_back_has_to_be_settled() -> None:
    failed = await (await Bench(httpx.Response(201, content=b"{")).connected()).post_job(COMPANY, JobWrite(job_id="1"))
    assert failed.error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE
    assert outcome_of(failed) is CallOutcome.UNKNOWN


async def test_whoever_writes_is_told_which_texts_changed() -> None:
    bench = Bench(httpx.Response(200, json=an_invoice_row()))
    change = ApInvoiceChange(description="plain", invoice_number="INV\u2013889")
    written = (await (await bench.connected()).patch_ap_invoice(COMPANY, "55021", change)).unwrap()
    assert written.changes == (TextChange("invoiceNumber", "INV\u2013889", "INV-889"),)


async def test_text_of_which_nothing_would_be_left_is_not_sent() -> None:
    bench = Bench(httpx.Response(201, json={"jobId": "1"}))
    failed = await (await bench.connected()).post_job(COMPANY, JobWrite(description="\u5efa\u8bbe"))
    assert (failed.error_code, failed.details["field"]) == (ErrorCode.VALIDATION_FAILED, "description")
    assert bench.vendor.requests == []


async def test_a_change_answered_without_a_body_is_read_back() -> None:
    bench = Bench(httpx.Response(204), httpx.Response(200, json=an_invoice_row(description="new")))
    change = ApInvoiceChange(description="new")
    written = (await (await bench.connected()).patch_ap_invoice(COMPANY, "55021", change)).unwrap()
    assert written.record.description == "new"
    assert [request.method for request in bench.vendor.requests] == ["PATCH", "GET"]


async def test_a_change_that_cannot_be_read_back_was_sent_all_the_same() -> None:
    bench = Bench(httpx.Response(204), a_gateway_refusal(429, "Try again in 17 seconds."))
    failed = await (await bench.connected()).patch_job(COMPANY, "17355", JobWrite(status="I"))
    assert outcome_of(failed) is CallOutcome.UNKNOWN


async def test_the_outbox_knows_the_payload_before_it_leaves() -> None:
    client = Bench(httpx.Response(201)).client
    first, same, other = a_card(), a_card(), a_card(hours=Decimal("2.50"))
    hashes = [client.prepared(card).unwrap().sha256 for card in (first, same, other)]
    assert hashes[0] == hashes[1] != hashes[2]


async def test_master_records_are_created_and_changed() -> None:
    answers = [{f"{name}Id": "A1", "status": "I"} for name in ("vendor", "customer", "employee", "job")]
    bench = Bench(*[httpx.Response(200, json=answer) for answer in answers for _ in range(2)])
    client = await bench.connected()
    written = [
        await client.post_vendor(COMPANY, VendorWrite(name="A")),
        await client.patch_vendor(COMPANY, "A1", VendorWrite(status="I")),
        await client.post_customer(COMPANY, CustomerWrite(name="A")),
        await client.patch_customer(COMPANY, "A1", CustomerWrite(status="I")),
        await client.post_employee(COMPANY, EmployeeWrite(last_name="A")),
        await client.patch_employee(COMPANY, "A1", EmployeeWrite(status="I")),
        await client.post_job(COMPANY, JobWrite(description="A")),
        await client.patch_job(COMPANY, "A1", JobWrite(status="I")),
    ]
    assert all(result.success for result in written)
    sent = [(request.method, request.url.path.rpartition("v1/")[2]) for request in bench.vendor.requests]
    assert sent == [
        ("POST", "vendors"),
        ("PATCH", "vendors/A1"),
        ("POST", "customers"),
        ("PATCH", "customers/A1"),
        ("POST", "employees"),
        ("PATCH", "employees/A1"),
        ("POST", "jobs"),
        ("PATCH", "jobs/A1"),
    ]
    assert {request.content for request in bench.vendor.requests[1::2]} == {b'{"status":"I"}'}


async def test_fields_that_are_named_otherwise_are_read_and_written_all_the_same() -> None:
    dialect = FoundationDialect(renamed={Resource.JOBS: {"jobNo": "jobId"}})
    bench = Bench(httpx.Response(201, json={"jobNo": "17355"}), dialect=dialect)
    job = (await (await bench.connected()).post_job(COMPANY, JobWrite(job_id="17355"))).unwrap().record
    assert bench.sent == {"jobNo": "17355"}
    assert job.job_id == "17355"


async def test_lines_that_are_named_otherwise_are_read_and_written_all_the_same() -> None:
    dialect = FoundationDialect(lines_key="details", renamed_lines={"jobNo": "jobId"}, date_format="%m/%d/%Y")
    answer = an_invoice_row(invoiceDate="02/10/2026") | {"details": [{"jobNo": "17355", "amount": 1}]}
    answer.pop("lines")
    bench = Bench(httpx.Response(201, json=answer), dialect=dialect)
    invoice = (await (await bench.connected()).post_ap_invoice(COMPANY, an_invoice())).unwrap().record
    assert bench.sent["invoiceDate"] == "02/10/2026"
    assert bench.sent["details"] == [{"jobNo": "17355", "costCodeId": "26-050", "costClassId": "M", "amount": 1200.1}]
    assert invoice.lines[0].job_id == "17355"
    assert invoice.invoice_date == date(2026, 2, 10)
