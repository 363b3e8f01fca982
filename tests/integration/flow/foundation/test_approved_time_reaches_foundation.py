"""Approved hours and bills arrive in FOUNDATION once, as pending cards and unposted invoices."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fieldledger.domain.foundation_seal import SealState
from fieldledger.domain.posting import PostingState
from fieldledger.repositories.foundation_outbox import DocumentFoundationOutbox
from fieldledger.result import UnwrapError
from tests.builders import COMPANY
from tests.builders.documents import a_cost_line, a_vendor_invoice
from tests.integration.flow.foundation.world import FoundationWorld
from tests.integration.flow.simulated_raken import a_card

FRIDAY = date(2026, 2, 27)
CARDS = (
    a_card("c-1", worker="rosa", hours=[(8, "RT"), (1.5, "OT")]),
    a_card("c-2", worker="ben", project="plant", hours=[(7.25, "RT")]),
    a_card("c-3", worker="ana", hours=[(4, "RT")]),
)


async def test_every_approved_hour_is_a_pending_card(world: FoundationWorld) -> None:
    await world.approve(*CARDS)
    report = (await world.write()).unwrap()
    assert (report.posted, report.parked, report.again_at) == (4, 0, None)
    await world.assert_books_equal_approvals()
    rows = await world.books.rows("timecards")
    assert {row["status"] for row in rows} == {"PENDING"}
    assert {(row["phaseId"], row["costCodeId"], row["costClassId"]) for row in rows} == {("01", "03-300", "L")}
    assert {p.vendor_id for p in await world.postings()} == {row["timecardId"] for row in rows}
    assert await world.flow.inbox() == {}


async def test_quickbooks_is_not_told_of_what_goes_to_foundation(world: FoundationWorld) -> None:
    await world.approve(*CARDS)
    (await world.flow.write()).unwrap()
    assert await world.contractor.books.minutes() == {}
    assert set(await world.states()) == {PostingState.PENDING}


async def test_the_writer_of_foundation_is_woken_for_its_postings_only(world: FoundationWorld) -> None:
    world.flow.queue.woken.clear()
    world.queue.woken.clear()
    await world.approve(CARDS[1])
    [posting] = await world.postings()
    assert world.queue.woken == [(COMPANY, (posting.posting_id,))]
    assert world.flow.queue.woken == []


async def test_writing_again_changes_nothing(world: FoundationWorld) -> None:
    await world.approve(*CARDS)
    (await world.write()).unwrap()
    assert (await world.write()).unwrap().posted == 0
    await world.assert_books_equal_approvals()


async def test_hours_that_go_to_both_books_are_in_each_of_them_once(world: FoundationWorld) -> None:
    await world.targets("quickbooks", "foundation")
    await world.approve(*CARDS)
    (await world.write()).unwrap()
    (await world.flow.write()).unwrap()
    assert sum((await world.books.hours()).values()) == 2075
    assert sum((await world.contractor.books.minutes()).values()) == 1245
    assert set(await world.flow.states()) == {PostingState.POSTED}


async def test_a_bill_is_an_unposted_invoice_with_its_retainage(world: FoundationWorld) -> None:
    await world.flow.sync()
    posting = await world.approve_bill(a_vendor_invoice())
    assert (await world.write()).unwrap().posted == 1
    [row] = await world.books.rows("apinvoices")
    assert (row["vendorId"], row["invoiceNumber"], row["posted"]) == ("GRAYBAR", "INV-20418", False)
    assert Decimal(str(row["invoiceAmount"])) == 12500
    assert (Decimal(str(row["retainagePercent"])), Decimal(str(row["retainageAmount"]))) == (10, 1250)
    [line] = row["lines"]
    assert (line["jobId"], line["costCodeId"], line["costClassId"], line["accountId"]) == (
        "2214",
        "26-050",
        "M",
        "5100",
    )
    assert row["description"].endswith(posting.marker)


async def test_what_was_sealed_is_kept_with_its_outcome(world: FoundationWorld) -> None:
    await world.approve(CARDS[1])
    (await world.write()).unwrap()
    posting = await world.posting()
    seal = (await DocumentFoundationOutbox(world.flow.store).seal(COMPANY, posting.batch_id or "")).unwrap()
    assert (seal.state, seal.posting_id, seal.sends) == (SealState.CONFIRMED, posting.posting_id, 1)


async def test_a_week_of_thirds_of_hours_adds_up(world: FoundationWorld) -> None:
    """Three times twenty minutes are an hour, although each is 0.33."""
    cards = [a_card(f"c-{job}", project=job, hours=[(1 / 3, "RT")]) for job in ("clinic", "plant")]
    await world.approve(*cards, a_card("c-ot", hours=[(1 / 3, "OT")]))
    (await world.write()).unwrap()
    assert sorted((await world.books.hours()).values()) == [33, 33, 34]


async def test_a_week_that_is_posted_in_several_runs_adds_up_as_a_whole(world: FoundationWorld) -> None:
    """Five times twenty minutes are 1.67 hours, however many runs they go in."""
    told: list[int] = []
    for back in range(5):
        await world.approve(a_card(f"c-{back}", day=FRIDAY - timedelta(days=back), hours=[(1 / 3, "RT")]))
        (await world.write()).unwrap()
        told.append(sum((await world.books.hours()).values()))
    assert told == [33, 67, 100, 133, 167]


async def test_a_bill_of_several_jobs_is_written_line_by_line(world: FoundationWorld) -> None:
    await world.flow.sync()
    lines = [a_cost_line("100.00"), a_cost_line("50.00", project_id="plant")]
    await world.approve_bill(a_vendor_invoice(lines=lines, retainage="0"))
    (await world.write()).unwrap()
    [row] = await world.books.rows("apinvoices")
    assert [(line["jobId"], line["amount"]) for line in row["lines"]] == [("2214", 100), ("2230", 50)]


async def test_the_sweep_wakes_what_was_left_behind(world: FoundationWorld) -> None:
    await world.approve(CARDS[1])
    world.queue.woken.clear()
    world.flow.clock.advance(61)
    assert (await world.sweep().sweep()).unwrap().companies == 1
    assert world.queue.woken == [(COMPANY, ())]
    assert (await world.flow.sweep().sweep()).unwrap().companies == 0


async def test_a_bill_is_not_asked_for_in_the_books_that_the_company_does_not_keep_it_in(
    world: FoundationWorld,
) -> None:
    await world.targets(bills="quickbooks")
    await world.flow.sync()
    with pytest.raises(UnwrapError, match="goes to quickbooks"):
        await world.approve_bill(a_vendor_invoice())
    assert await world.postings() == []


async def test_a_writer_never_takes_the_other_books_postings_whatever_a_wake_up_names(world: FoundationWorld) -> None:
    await world.targets("quickbooks", "foundation")
    await world.approve(CARDS[1])
    everything = [posting.posting_id for posting in await world.flow.postings()]
    assert (await world.flow.write(ids=everything)).unwrap().posted == 1
    assert (await world.write(ids=everything)).unwrap().posted == 1
    assert set(await world.flow.states()) == {PostingState.POSTED}
    assert len(await world.books.rows("timecards")) == 1
