"""What the client makes of a gateway that throttles, forgets, loses answers or speaks another format."""

import pytest

from fieldledger.clients.quickbooks.models import Bill
from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.integration.clients.quickbooks.office import ACCESS_LIVES, Office

BILLS = "/bill$"


@pytest.mark.parametrize("form", ["xml", "json"])
async def test_a_throttled_write_was_not_done_and_says_when_to_come_back(office: Office, form: str) -> None:
    await office.books.settings(throttle_format=form)
    await office.books.fault("throttle", path=BILLS)
    failed = await office.client.create(COMPANY, Bill, office.a_bill(), office.deed())
    assert (failed.error_code, failed.details["limit"]) == (ErrorCode.VENDOR_THROTTLED, "throttle")
    assert failed.retry_at is not None
    office.clock.advance(61)
    assert (await office.client.count(COMPANY, Bill)).unwrap() == 0


async def test_a_refused_token_is_renewed_and_the_write_done_once(office: Office) -> None:
    await office.books.fault("unauthorized", path=BILLS)
    made = await office.client.create(COMPANY, Bill, office.a_bill(), office.deed())
    assert made.success
    assert (office.wire.count(BILLS), (await office.client.count(COMPANY, Bill)).unwrap()) == (2, 1)


async def test_an_expired_token_is_renewed_before_it_is_used(office: Office) -> None:
    office.clock.advance(ACCESS_LIVES.total_seconds())
    assert (await office.client.count(COMPANY, Bill)).success


async def test_a_lost_answer_leaves_the_outcome_open_and_the_same_deed_settles_it(office: Office) -> None:
    await office.books.fault("commit_then_drop", path=BILLS)
    deed = office.deed()
    failed = await office.client.create(COMPANY, Bill, office.a_bill(), deed)
    assert (outcome_of(failed), office.wire.count(BILLS)) == (CallOutcome.UNKNOWN, 1)
    settled = (await office.client.create(COMPANY, Bill, office.a_bill(), deed)).unwrap()
    assert [bill["Id"] for bill in await office.books.all("Bill")] == [settled.id]


async def test_a_read_survives_a_lost_answer(office: Office) -> None:
    await office.books.fault("commit_then_drop", path="/query$")
    assert (await office.client.count(COMPANY, Bill)).unwrap() == 0
    assert office.wire.count("/query$") == 2


async def test_a_gateway_that_answers_html_is_unavailable_and_nothing_of_it_is_shown(office: Office) -> None:
    await office.books.fault("status", path=BILLS, status=503, body="<html>secret</html>")
    failed = await office.client.create(COMPANY, Bill, office.a_bill(), office.deed())
    assert (failed.error_code, outcome_of(failed)) == (ErrorCode.VENDOR_UNAVAILABLE, CallOutcome.UNKNOWN)
    assert "secret" not in f"{failed.error}{dict(failed.details)}"


async def test_what_breaks_a_limit_never_leaves(office: Office) -> None:
    failed = await office.client.create(COMPANY, Bill, office.a_bill(DocNumber="x" * 22), office.deed())
    assert (failed.error_code, failed.details["field"]) == (ErrorCode.VALIDATION_FAILED, "DocNumber")
    assert office.wire.count(BILLS) == 0


async def test_a_faulty_record_is_told_by_field(office: Office) -> None:
    failed = await office.client.create(COMPANY, Bill, {"VendorRef": {"value": office.ids["Vendor"]}}, office.deed())
    assert failed.error_code == ErrorCode.BOOKS_REFUSED
    assert (failed.details["faults"], failed.details["element"]) == ("2020", "Line")
