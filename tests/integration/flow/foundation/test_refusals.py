"""What FOUNDATION refuses waits for a person with the vendor's words; what only has to wait, waits."""

from datetime import timedelta
from typing import Any

import pytest

from fieldledger.clients.foundation.assumptions import ASSUMED, Resource
from fieldledger.domain.connection import ConnectionState, VendorName
from fieldledger.domain.foundation_mappings import LinkedKind
from fieldledger.domain.posting import PostingState
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.result import ErrorCode, Result
from fieldledger.services.exceptions.desk import Resolution
from fieldledger.services.exceptions.fixes import CancelFix, Fix, InBooksFix, RetryFix
from fieldledger.wiring.exceptions import desk_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.builders.documents import a_cost_line, a_vendor_invoice
from tests.integration.flow.doubles import StepsDeadline
from tests.integration.flow.foundation.world import FoundationWorld
from tests.integration.flow.simulated_foundation import a_card_row
from tests.integration.flow.simulated_raken import a_card, a_job, a_member

CARD = a_card("c-1", hours=[(8, "RT")])
OTHER = a_card("c-2", worker="ben", hours=[(4, "RT")])
POSTS = "POST foundation.test.*(timecards|apinvoices)"


async def _resolve(world: FoundationWorld, code: str, fix: Fix) -> Result[Resolution]:
    item = (await world.inbox())[code]
    desk = desk_over(world.flow.store, world.flow.queue, world.flow.clock, world.queue)
    return await desk.resolve(COMPANY, ACCOUNTANT, item.exception_id, fix)


@pytest.mark.parametrize(
    ("resource", "row", "says"),
    [
        ("employees", {"employeeId": "107", "firstName": "R", "lastName": "D", "status": "I"}, "is inactive"),
        ("jobs", {"jobId": "2214", "description": "Clinic", "status": "C"}, "is inactive"),
    ],
)
async def test_an_inactive_counterpart_parks_only_what_points_at_it(
    world: FoundationWorld, resource: str, row: dict[str, Any], says: str
) -> None:
    await world.books.seed(resource, row)
    await world.approve(CARD, a_card("c-2", worker="ben", project="plant", hours=[(4, "RT")]))
    assert (await world.write()).unwrap().posted == 1
    item = (await world.inbox())["BOOKS_REFERENCE_INACTIVE"]
    assert says in (item.answer or "")
    assert (item.turn, item.details["books"]) == ("customer", "foundation")


async def test_an_inactive_vendor_parks_the_bill(world: FoundationWorld) -> None:
    await world.flow.sync()
    await world.books.edit("vendors", "GRAYBAR", status="I")
    await world.approve_bill(a_vendor_invoice())
    (await world.write()).unwrap()
    assert list(await world.inbox()) == ["BOOKS_REFERENCE_INACTIVE"]


async def test_a_code_that_is_not_assigned_to_the_job_parks_with_the_vendors_words(world: FoundationWorld) -> None:
    await world.books.admin("PUT", "/companies/1/job-codes/2214", ["26-050"])
    await world.approve(CARD)
    (await world.write()).unwrap()
    item = (await world.inbox())["VENDOR_REJECTED"]
    assert "not assigned to job" in (item.answer or "")
    assert "costCodeId" in item.details["fields"]


@pytest.mark.parametrize("status", [400, 422])
async def test_a_locked_pay_period_parks_and_goes_on_when_it_is_open_again(world: FoundationWorld, status: int) -> None:
    await world.books.settings(validation_status=status)
    await world.books.admin("POST", "/companies/1/periods", {"payroll_locked_through": "2026-02-28"})
    await world.approve(CARD)
    (await world.write()).unwrap()
    assert "BOOKS_PERIOD_CLOSED" in await world.inbox()
    await world.books.admin("POST", "/companies/1/periods", {})
    assert (await _resolve(world, "BOOKS_PERIOD_CLOSED", RetryFix())).unwrap().released == 1
    (await world.write()).unwrap()
    await world.assert_books_equal_approvals()
    assert await world.flow.inbox() == {}


async def test_a_closed_fiscal_period_parks_the_bill(world: FoundationWorld) -> None:
    await world.flow.sync()
    await world.books.admin("POST", "/companies/1/periods", {"closed_through": "2026-02-28"})
    await world.approve_bill(a_vendor_invoice())
    (await world.write()).unwrap()
    assert "BOOKS_PERIOD_CLOSED" in await world.inbox()


async def test_a_number_that_the_vendor_has_used_is_not_even_sent(world: FoundationWorld) -> None:
    await world.flow.sync()
    row = {"vendorId": "GRAYBAR", "invoiceNumber": "INV-20418", "invoiceDate": "2026-02-01", "invoiceAmount": 5}
    await world.books.seed("apinvoices", row)
    await world.approve_bill(a_vendor_invoice())
    (await world.write()).unwrap()
    item = (await world.inbox())["BOOKS_DUPLICATE"]
    assert "not from here" in item.message
    assert world.flow.wire.count(POSTS) == 0


async def test_two_of_our_own_bills_of_one_number_are_told_apart(world: FoundationWorld) -> None:
    await world.flow.sync()
    await world.approve_bill(a_vendor_invoice())
    await world.approve_bill(a_vendor_invoice(invoice_id="requisition-2"), "approval-2")
    (await world.write()).unwrap()
    assert await world.states() == {PostingState.POSTED: 1, PostingState.PARKED: 1}
    assert "another posting of ours" in (await world.inbox())["BOOKS_DUPLICATE"].message


@pytest.mark.parametrize("status", [400, 409])
async def test_a_sticky_duplicate_says_what_only_the_vendor_can_do(world: FoundationWorld, status: int) -> None:
    await world.books.settings(duplicate_status=status)
    await world.books.seed("timecards", a_card_row("8.00", timecardId="9001"))
    await world.books.delete("timecards", "9001", sticky=True)
    await world.approve(CARD, OTHER)
    assert (await world.write()).unwrap().posted == 1
    item = (await world.inbox())["BOOKS_DUPLICATE"]
    assert "only a person at FOUNDATION can clear" in item.message


async def test_the_same_hours_from_elsewhere_are_asked_about_once(world: FoundationWorld) -> None:
    await world.books.seed("timecards", a_card_row("8.00"))
    await world.approve(CARD)
    (await world.write()).unwrap()
    assert "the same hours" in (await world.inbox())["BOOKS_DUPLICATE"].message
    assert world.flow.wire.count(POSTS) == 0
    (await _resolve(world, "BOOKS_DUPLICATE", RetryFix())).unwrap()
    (await world.write()).unwrap()
    assert len(await world.books.rows("timecards")) == 2
    assert await world.states() == {PostingState.POSTED: 1}


async def test_a_person_may_say_which_record_it_is(world: FoundationWorld) -> None:
    await world.books.seed("timecards", a_card_row("8.00", timecardId="9001"))
    await world.approve(CARD)
    (await world.write()).unwrap()
    fix = InBooksFix(vendor_id="9001", reason="keyed by the office")
    assert (await _resolve(world, "BOOKS_DUPLICATE", fix)).unwrap().released == 1
    posting = await world.posting()
    assert (posting.state, posting.vendor_id) == (PostingState.POSTED, "9001")
    assert posting.history[-1].note == "in_books: keyed by the office"
    assert await world.flow.inbox() == {}
    assert (await world.write()).unwrap().posted == 0


async def test_one_record_is_not_two_of_our_postings(world: FoundationWorld) -> None:
    await world.approve(CARD)
    (await world.write()).unwrap()
    [row] = await world.books.rows("timecards")
    await world.books.admin("POST", "/companies/1/periods", {"payroll_locked_through": "2026-02-28"})
    await world.approve(OTHER)
    (await world.write()).unwrap()
    taken = await _resolve(world, "BOOKS_PERIOD_CLOSED", InBooksFix(vendor_id=row["timecardId"], reason="mistaken"))
    assert taken.error_code == ErrorCode.VALIDATION_FAILED
    assert (await world.states())[PostingState.PARKED] == 1


async def test_a_throttle_gives_the_work_back_until_it_ends(world: FoundationWorld) -> None:
    await world.approve(CARD, OTHER)
    await world.books.fault("throttle")
    report = (await world.write()).unwrap()
    assert report.again_at == world.flow.clock.now() + timedelta(seconds=30)
    assert {posting.attempts for posting in await world.postings()} == {0}
    world.flow.clock.advance(31)
    (await world.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_a_quota_that_is_used_up_is_waited_for(world: FoundationWorld) -> None:
    await world.approve(CARD)
    await world.books.fault("forbidden", code="quota")
    report = (await world.write()).unwrap()
    assert report.again_at is not None
    assert report.again_at > world.flow.clock.now()
    assert await world.states() == {PostingState.PENDING: 1}
    assert await world.flow.inbox() == {}


async def test_a_revoked_key_is_one_item_and_costs_no_attempt(world: FoundationWorld) -> None:
    await world.approve(CARD, OTHER)
    world.key = "gone"
    report = (await world.write()).unwrap()
    assert report.again_at == world.flow.clock.now() + timedelta(minutes=15)
    assert list(await world.flow.inbox()) == ["VENDOR_SETUP_INCOMPLETE connection:foundation"]
    assert await world.states() == {PostingState.PENDING: 2}
    world.key = "sandbox-secondary-key"
    world.flow.clock.advance(901)
    (await world.write()).unwrap()
    await world.assert_books_equal_approvals()
    assert await world.flow.inbox() == {}


async def test_an_app_that_foundation_does_not_know_any_more_is_one_item(world: FoundationWorld) -> None:
    await world.approve(CARD)
    known = await world.books.admin("GET", "/apps")
    for app in known:
        await world.books.admin("POST", "/apps", app | {"client_secret": "rotated"})
    await world.books.admin("DELETE", "/tokens")
    report = (await world.write()).unwrap()
    assert report.again_at == world.flow.clock.now() + timedelta(minutes=15)
    assert list(await world.flow.inbox()) == ["VENDOR_REJECTED connection:foundation"]
    assert await world.states() == {PostingState.PENDING: 1}


async def test_a_company_that_is_not_connected_is_told_so(world: FoundationWorld) -> None:
    connections = DocumentConnections(world.flow.store)
    connection = (await connections.get(COMPANY, VendorName.FOUNDATION)).unwrap()
    lost = connection.model_copy(update={"state": ConnectionState.RECONNECT_REQUIRED})
    (await connections.save(lost)).unwrap()
    await world.approve(CARD)
    assert (await world.write()).error_code == ErrorCode.RECONNECT_REQUIRED
    assert list(await world.flow.inbox()) == ["RECONNECT_REQUIRED connection:foundation"]
    await world.connect()
    (await world.write()).unwrap()
    await world.assert_books_equal_approvals()
    assert await world.flow.inbox() == {}


async def test_a_source_that_changed_before_sending_is_not_sent(world: FoundationWorld) -> None:
    await world.approve(CARD)
    world.flow.clock.advance(minutes=5)
    await world.contractor.jobsite.seed("timeCards", a_card("c-1", hours=[(6, "RT")]))
    (await world.flow.sync()).unwrap()
    (await world.write()).unwrap()
    assert await world.books.rows("timecards") == []
    assert (await world.posting()).state is PostingState.PARKED
    assert "CHANGED_AFTER_APPROVAL" in await world.inbox()


async def test_an_unlinked_supplier_parks_until_a_person_links_it(world: FoundationWorld) -> None:
    await world.flow.sync()
    await world.approve_bill(a_vendor_invoice(supplier_id="acme"))
    (await world.write()).unwrap()
    assert list(await world.flow.inbox()) == ["SUPPLIER_UNMATCHED foundation.supplier:acme"]
    assert (await world.link(LinkedKind.SUPPLIER, "acme", "far too long")).error_code == ErrorCode.VALIDATION_FAILED
    assert (await world.link(LinkedKind.SUPPLIER, "acme", "GRAYBAR")).error_code == ErrorCode.LINK_CONFLICT
    await world.books.seed("vendors", {"vendorId": "ACME", "name": "Acme Supply", "status": "A"})
    assert (await world.link(LinkedKind.SUPPLIER, "acme", "ACME")).unwrap() == 1
    (await world.write()).unwrap()
    assert await world.states() == {PostingState.POSTED: 1}
    assert await world.flow.inbox() == {}


async def test_a_worker_without_a_number_waits_for_one(world: FoundationWorld) -> None:
    await world.contractor.jobsite.seed("members", a_member("lena", "Lena Vogt", None))
    await world.books.seed("employees", {"employeeId": "121", "firstName": "L", "lastName": "V", "status": "A"})
    await world.approve(a_card("c-9", worker="lena", hours=[(8, "RT")]))
    (await world.write()).unwrap()
    assert list(await world.flow.inbox()) == ["EMPLOYEE_NUMBER_MISSING foundation.employee:lena"]
    await world.contractor.jobsite.seed("members", a_member("lena", "Lena Vogt", "121"))
    (await world.flow.sync()).unwrap()
    (await world.write()).unwrap()
    assert await world.states() == {PostingState.POSTED: 1}


async def test_a_job_number_that_foundation_cannot_have_is_not_cut(world: FoundationWorld) -> None:
    await world.contractor.jobsite.seed("projects", a_job("tower", "North Tower", "2026-NORTH-TOWER"))
    await world.approve(a_card("c-9", project="tower", hours=[(8, "RT")]))
    (await world.write()).unwrap()
    item = (await world.inbox())["JOB_UNMATCHED"]
    assert item.details["number"] == "2026-NORTH-TOWER"
    assert world.flow.wire.count(POSTS) == 0


async def test_a_pay_type_without_an_earn_code_waits_for_the_mapping(world: FoundationWorld) -> None:
    await world.set_mappings(earn_codes={"RT": "RT"})
    await world.approve(a_card("c-1", hours=[(8, "RT"), (2, "OT")]))
    assert (await world.write()).unwrap().posted == 1
    assert list(await world.flow.inbox()) == ["PAY_TYPE_UNMAPPED foundation.pay_type:OT"]
    assert await world.set_mappings() == 1
    (await world.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_a_retainage_that_no_percentage_gives_is_caught_before_sending(world: FoundationWorld) -> None:
    await world.flow.sync()
    await world.approve_bill(a_vendor_invoice(lines=[a_cost_line("12345.67")], retainage="1000.01"))
    (await world.write()).unwrap()
    assert "no percentage" in (await world.inbox())["BOOKS_WOULD_REFUSE"].message
    assert world.flow.wire.count(POSTS) == 0


async def test_time_that_rest_does_not_take_waits_in_one_item_for_another_route(world: FoundationWorld) -> None:
    without = frozenset(ASSUMED.writable - {Resource.TIME_CARDS})
    world.dialect = type(ASSUMED)(writable=without)
    await world.approve(CARD, OTHER)
    (await world.write()).unwrap()
    assert list(await world.flow.inbox()) == ["VENDOR_SETUP_INCOMPLETE foundation.route:time_card"]
    assert await world.set_mappings(time_cards="file") == 2
    world.flow.clock.advance(121)
    (await world.write()).unwrap()
    assert await world.states() == {PostingState.POSTED: 2}
    assert len(world.files.files) == 2


async def test_no_record_is_begun_without_time_for_it(world: FoundationWorld) -> None:
    await world.approve(CARD, OTHER, a_card("c-3", worker="ana", hours=[(4, "RT")]))
    report = (await world.write(deadline=StepsDeadline(1))).unwrap()
    assert (report.posted, report.again_at) == (1, world.flow.clock.now())
    (await world.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_a_company_with_much_to_write_hands_its_worker_back(world: FoundationWorld) -> None:
    cards = [a_card(f"c-{n}", worker=worker, hours=[(4, "RT")]) for n, worker in enumerate(("rosa", "ben", "ana"))]
    await world.approve(*cards)

    async def slow(_request: object) -> None:
        world.flow.clock.advance(20)

    for _ in range(3):
        world.flow.wire.on_answer("POST .*timecards", slow)
    report = (await world.write()).unwrap()
    assert report.posted == 2
    assert report.again_at is not None
    assert (await world.write()).unwrap().posted == 1


async def test_a_second_writer_leaves_a_company_alone_that_another_one_writes_for(world: FoundationWorld) -> None:
    await world.approve(CARD)
    seen: list[int] = []

    async def meanwhile(_request: object) -> None:
        report = (await world.write()).unwrap()
        assert report.again_at is not None
        seen.append(report.posted)

    world.flow.wire.on_request("POST .*timecards", meanwhile)
    (await world.write()).unwrap()
    assert seen == [0]
    await world.assert_books_equal_approvals()


async def test_two_writers_without_a_lease_write_nothing_twice(world: FoundationWorld) -> None:
    await world.approve(CARD)

    async def meanwhile(_request: object) -> None:
        world.flow.clock.advance(301)  # the lease has run out under the first one
        (await world.write()).unwrap()

    world.flow.wire.on_request("GET .*timecards", meanwhile)
    (await world.write()).unwrap()
    await world.assert_books_equal_approvals()
    assert len(await world.books.rows("timecards")) == 1


async def test_what_a_person_gives_up_is_never_sent(world: FoundationWorld) -> None:
    await world.books.edit("employees", "107", status="I")
    await world.approve(CARD)
    (await world.write()).unwrap()
    (await _resolve(world, "BOOKS_REFERENCE_INACTIVE", CancelFix(reason="left the company"))).unwrap()
    await world.books.edit("employees", "107", status="A")
    (await world.write()).unwrap()
    assert await world.states() == {PostingState.CANCELLED: 1}
    assert await world.books.rows("timecards") == []
