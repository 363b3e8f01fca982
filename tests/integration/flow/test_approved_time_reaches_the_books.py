"""The main job: what was approved is in the books, to the minute, once."""

from datetime import timedelta

from fieldledger.domain.posting import PostingState
from fieldledger.services.posting.reports import WriterReport
from tests.builders import WORK_DATE
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_raken import a_card


async def test_approved_cards_reach_the_books_to_the_minute_by_worker_job_and_pay_type(world: World) -> None:
    await world.with_cards(
        a_card("c-1", worker="rosa", project="clinic", hours=[(8, "RT"), (1.75, "OT")]),
        a_card("c-2", worker="rosa", project="plant", hours=[(7.33, "RT")], day=WORK_DATE - timedelta(days=1)),
        a_card("c-3", worker="ana", project="clinic", hours=[(0.1, "RT")]),
        a_card("c-4", worker="ben", project="clinic", hours=[(8, "RT")], approved=False),
    )
    report = (await world.flow.write()).unwrap()
    assert (report.posted, report.parked, report.again_at) == (4, 0, None)
    assert (report.sent.batches, report.sent.items, report.sent.unanswered) == (1, 4, 0)
    assert await world.books.minutes() == {
        ("Rosa Delgado", "Riverside Clinic 2214", "Labor"): 480,
        ("Rosa Delgado", "Riverside Clinic 2214", "Labor - Overtime"): 105,
        ("Rosa Delgado", "Water Plant 2230", "Labor"): 440,
        ("Ana Ruiz", "Riverside Clinic 2214", "Labor"): 6,
    }


async def test_the_books_hold_the_jobsites_date_and_what_people_need_to_recognise_the_record(world: World) -> None:
    await world.with_cards(a_card(hours=[(7.5, "RT")]))
    (await world.flow.write()).unwrap()
    [record] = await world.books.time_activities()
    [posting] = await world.flow.postings()
    assert (record["TxnDate"], record["Hours"], record["Minutes"]) == (WORK_DATE.isoformat(), 7, 30)
    assert record["Description"] == f"03-300 RT {posting.marker}"
    assert record["BillableStatus"] == "NotBillable"
    assert (posting.vendor_id, posting.vendor_sync_token) == (record["Id"], record["SyncToken"])


async def test_a_second_run_posts_nothing_more(world: World) -> None:
    await world.with_cards(a_card("c-1", hours=[(8, "RT"), (2, "OT")]), a_card("c-2", worker="ben"))
    (await world.flow.write()).unwrap()
    calls = world.flow.wire.count("quickbooks")
    assert (await world.flow.write()).unwrap() == WriterReport()
    assert world.flow.wire.count("quickbooks") == calls
    await world.assert_books_equal_approvals()


async def test_syncing_and_approving_again_after_posting_changes_nothing_in_the_books(world: World) -> None:
    await world.with_cards(a_card("c-1"), a_card("c-2", worker="ben"))
    (await world.flow.write()).unwrap()
    (await world.flow.sync()).unwrap()
    outcome = await world.flow.approve()
    assert (outcome.time_cards, {skipped.code for skipped in outcome.skipped}) == (0, {"ALREADY_APPROVED"})
    (await world.flow.write()).unwrap()
    assert len(await world.books.time_activities()) == 2


async def test_a_wake_up_that_names_its_postings_posts_the_others_too(world: World) -> None:
    await world.with_cards(a_card("c-1"), a_card("c-2", worker="ben"))
    [(_, named)] = world.flow.queue.woken
    (await world.flow.write(ids=named[:1])).unwrap()
    await world.assert_books_equal_approvals()


async def test_postings_go_out_in_as_few_requests_as_the_books_allow(world: World) -> None:
    days = [WORK_DATE - timedelta(days=n % 20) for n in range(65)]
    cards = [a_card(f"c-{n:03}", day=day, hours=[(6, "RT")]) for n, day in enumerate(days)]
    await world.with_cards(*cards)
    (await world.flow.write()).unwrap()
    assert world.flow.wire.count("/batch$") == 3
    await world.assert_books_equal_approvals()


async def test_what_was_left_behind_is_woken_by_the_sweep_after_its_grace(world: World) -> None:
    await world.with_cards(a_card())
    world.flow.queue.woken.clear()
    assert (await world.flow.sweep().sweep()).unwrap().companies == 0
    world.flow.clock.advance(61)
    assert (await world.flow.sweep().sweep()).unwrap().companies == 1
    assert world.flow.queue.woken == [("company-1", ())]
    (await world.flow.write()).unwrap()
    world.flow.clock.advance(hours=1)
    assert (await world.flow.sweep().sweep()).unwrap().companies == 0
    assert await world.flow.states() == {PostingState.POSTED: 1}
