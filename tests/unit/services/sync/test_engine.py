"""Runs: from the first page to the last, through every interruption, once."""

from datetime import timedelta
from itertools import pairwise

import pytest

from fieldledger.clients.reading import MalformedRow
from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.sync_state import SyncMode
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.engine import LEASE
from fieldledger.services.sync.source import PageRequest, SourcePage
from tests.builders import COMPANY
from tests.builders.moments import SYNCED_AT
from tests.fakes.clock import MONDAY_MORNING
from tests.fakes.slices import FakeVendor, Held, traits
from tests.integration.flow.doubles import Crash, NoDeadline, StepsDeadline
from tests.unit.services.sync.office import Office

FIVE = [Held(f"v{n}", f"vendor {n}", SYNCED_AT) for n in range(1, 6)]


def counted(counts: SyncCounts) -> SyncCounts:
    """Without what the store charged."""
    return counts.model_copy(update={"read_units": 0, "write_units": 0})


async def test_a_first_run_reads_everything_and_leaves_a_checkpoint() -> None:
    office = Office([FakeVendor(traits(), FIVE)])
    await office.enrol()
    state = await office.run()
    assert state.active is None
    assert state.last is not None
    assert counted(state.last.counts) == SyncCounts(seen=5, created=5, calls=3)
    assert (state.synced_until, state.full_at) == (MONDAY_MORNING, MONDAY_MORNING)
    assert state.full is not None
    assert (state.full.run_id, state.full.pages, state.full.seen) == (state.last.run_id, 3, 5)
    assert [record.record_id for record in await office.mirrored()] == ["v1", "v2", "v3", "v4", "v5"]


async def test_the_next_run_reads_what_changed_and_writes_only_that() -> None:
    vendor = FakeVendor(traits(), FIVE)
    office = Office([vendor])
    await office.enrol()
    await office.run()
    office.clock.advance(minutes=20)
    vendor.change("v3", "renamed", MONDAY_MORNING + timedelta(minutes=5))
    state = await office.run()
    assert state.last is not None
    assert state.last.mode is SyncMode.INCREMENTAL
    assert state.full is not None
    assert state.full.run_id != state.last.run_id
    assert counted(state.last.counts) == SyncCounts(seen=1, updated=1, calls=1)
    window = vendor.asked[-1].window
    assert window is not None
    assert (window.since, window.until) == (MONDAY_MORNING - timedelta(minutes=10), state.last.until)


async def test_unchanged_records_cost_no_write() -> None:
    vendor = FakeVendor(traits(incremental=False), FIVE)
    office = Office([vendor])
    await office.enrol()
    await office.run()
    before = office.store.documents(TableName.RECORDS)
    office.clock.advance(minutes=20)
    state = await office.run()
    assert state.last is not None
    assert counted(state.last.counts) == SyncCounts(seen=5, unchanged=5, calls=3)
    assert office.store.documents(TableName.RECORDS) == before


async def test_a_run_tells_what_it_cost_in_the_store() -> None:
    office = Office([FakeVendor(traits(), FIVE, page_size=5)])
    await office.enrol()
    state = await office.run()
    assert state.last is not None
    assert state.last.counts.write_units == 5
    assert state.last.counts.read_units >= 5


async def test_everything_is_read_again_once_a_day() -> None:
    vendor = FakeVendor(traits(), FIVE)
    office = Office([vendor])
    await office.enrol()
    await office.run()
    office.clock.advance(hours=25)
    state = await office.run()
    assert state.last is not None
    assert state.last.mode is SyncMode.FULL
    assert vendor.asked[-1].window is None


async def test_a_full_read_leaves_the_budget_to_others() -> None:
    vendor = FakeVendor(traits(), FIVE, page_size=9)
    office = Office([vendor])
    await office.enrol()
    await office.run()
    assert vendor.priorities[-1] is Priority.BACKFILL
    office.clock.advance(minutes=20)
    await office.run()
    assert vendor.priorities[-1] is Priority.SYNC


async def test_a_slice_ends_with_its_time_and_the_next_one_goes_on_there() -> None:
    vendor = FakeVendor(traits(), FIVE, page_size=1)
    office = Office([vendor])
    await office.enrol()
    (await office.syncing.starter.begin_due(10)).unwrap()
    for _ in range(3):
        company_id, resource, run_id, _ = office.queue.take()
        (await office.syncing.engine.carry_on(company_id, resource, run_id, StepsDeadline(2))).unwrap()
    state = await office.state()
    assert state.active is None
    assert [request.cursor for request in vendor.asked] == [None, "1", "2", "3", "4"]


async def test_a_long_turn_gives_the_worker_back() -> None:
    vendor = FakeVendor(traits(), FIVE, page_size=1)
    office = Office([vendor])
    await office.enrol()
    (await office.syncing.starter.begin_due(10)).unwrap()

    def slow(_request: PageRequest) -> None:
        office.clock.advance(15)

    vendor.disturb = slow
    assert await office.work() == 3


async def test_progress_can_be_read_while_a_run_is_under_way() -> None:
    vendor = FakeVendor(traits(), FIVE)
    office = Office([vendor])
    await office.enrol()
    (await office.syncing.starter.begin_due(10)).unwrap()
    company_id, resource, run_id, _ = office.queue.take()
    (await office.syncing.engine.carry_on(company_id, resource, run_id, StepsDeadline(1))).unwrap()
    active = (await office.state()).active
    assert active is not None
    assert (active.progress.pages, active.counts.created, active.run_id) == (1, 2, run_id)


async def test_a_message_that_comes_twice_finds_the_lease_taken() -> None:
    vendor = FakeVendor(traits(), FIVE)
    office = Office([vendor])
    await office.enrol()
    (await office.syncing.starter.begin_due(10)).unwrap()
    company_id, resource, run_id, _ = office.queue.take()
    other = office.over(office.store)
    inside: list[object] = []

    async def meanwhile() -> None:
        inside.append((await other.engine.carry_on(company_id, resource, run_id, NoDeadline())).unwrap())

    original = vendor.page

    async def page(request: PageRequest) -> Result[SourcePage]:
        if not inside:
            await meanwhile()
        return await original(request)

    vendor.page = page  # type: ignore[method-assign]  # the second worker comes while the first one reads
    (await office.syncing.engine.carry_on(company_id, resource, run_id, NoDeadline())).unwrap()
    assert inside == [None]
    assert len(vendor.asked) == 3


@pytest.mark.parametrize("commit", range(8))
@pytest.mark.parametrize("after", [False, True])
async def test_a_worker_that_dies_at_any_write_is_followed_by_one_that_ends_the_run(commit: int, after: bool) -> None:
    vendor = FakeVendor(traits(), FIVE)
    office = Office([vendor])
    await office.enrol()
    (await office.syncing.starter.begin_due(10)).unwrap()
    message = office.queue.take()
    left = [commit]

    def die(_writes: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Crash

    hook = "after_commit" if after else "before_commit"
    setattr(office.store, hook, die)
    with pytest.raises(Crash):
        await office.syncing.engine.carry_on(*message[:3], NoDeadline())
    setattr(office.store, hook, None)
    office.clock.advance(LEASE.total_seconds() + 1)
    (await office.syncing.engine.carry_on(*message[:3], NoDeadline())).unwrap()
    await office.work()
    state = await office.state()
    assert state.active is None
    assert state.synced_until == MONDAY_MORNING
    assert [record.facts["name"] for record in await office.mirrored()] == [held.name for held in FIVE]


async def test_a_lost_message_is_sent_again_by_the_schedule() -> None:
    vendor = FakeVendor(traits(), FIVE)
    office = Office([vendor])
    await office.enrol()
    office.queue.lose = True
    (await office.syncing.starter.begin_due(10)).unwrap()
    office.queue.lose = False
    office.clock.advance(minutes=16)
    state = await office.run()
    assert state.active is None
    assert state.last is not None
    assert counted(state.last.counts).created == 5


async def test_out_of_budget_waits_for_the_moment_that_the_vendor_named() -> None:
    vendor = FakeVendor(traits(), FIVE)
    office = Office([vendor])
    await office.enrol()
    (await office.syncing.starter.begin_due(10)).unwrap()
    free_at = MONDAY_MORNING + timedelta(seconds=90)

    def closed(_request: PageRequest) -> Result[SourcePage] | None:
        if office.clock.now() >= free_at:
            return None
        return Result.fail("no budget", ErrorCode.BUDGET_EXHAUSTED, {"retry_at": free_at.isoformat()})

    vendor.disturb = closed
    (await office.syncing.engine.carry_on(*office.queue.take()[:3], NoDeadline())).unwrap()
    waiting = (await office.state()).active
    assert waiting is not None
    assert (waiting.waits_until, waiting.failures) == (free_at, 0)
    assert office.queue.waiting[0][3] == 90
    await office.work()
    assert (await office.state()).active is None


async def test_a_wait_longer_than_a_message_may_wait_is_the_schedules() -> None:
    vendor = FakeVendor(traits(), FIVE)
    office = Office([vendor])
    await office.enrol()
    midnight = MONDAY_MORNING + timedelta(hours=11)

    def closed(_request: PageRequest) -> Result[SourcePage] | None:
        if office.clock.now() >= midnight:
            return None
        return Result.fail("no quota", ErrorCode.VENDOR_QUOTA_EXHAUSTED, {"retry_at": midnight.isoformat()})

    vendor.disturb = closed
    state = await office.run()
    assert office.queue.waiting == []
    assert state.due_at == midnight
    office.clock.set(midnight)
    state = await office.run()
    assert state.last is not None
    assert state.last.counts.created == 5


async def test_an_outage_is_tried_again_a_few_times_and_then_told_to_a_person() -> None:
    vendor = FakeVendor(traits(), FIVE)
    vendor.disturb = lambda _request: Result.fail("bad gateway", ErrorCode.VENDOR_UNAVAILABLE)
    office = Office([vendor])
    await office.enrol()
    state = await office.run()
    assert len(vendor.asked) == 6
    assert state.active is None
    assert state.synced_until is None
    [item] = await office.inbox()
    assert (item.code, item.subject) == ("VENDOR_UNAVAILABLE", "sync:procore/vendors")
    vendor.disturb = lambda _request: None
    office.clock.advance(minutes=16)
    await office.run()
    assert await office.inbox() == []


async def test_a_lost_connection_ends_the_run_and_pauses_the_schedule() -> None:
    vendor = FakeVendor(traits(), FIVE)
    vendor.disturb = lambda _request: Result.fail("sign in again", ErrorCode.RECONNECT_REQUIRED)
    office = Office([vendor])
    await office.enrol()
    await office.run()
    assert {item.subject for item in await office.inbox()} == {"sync:procore/vendors", "connection:procore"}


async def test_rows_that_cannot_be_read_are_told_and_the_others_go_on() -> None:
    vendor = FakeVendor(traits(), FIVE)
    vendor.malformed = (MalformedRow(2, "v9", "2.name", "missing", "abc"),)
    office = Office([vendor])
    await office.enrol()
    state = await office.run()
    assert state.last is not None
    assert counted(state.last.counts) == SyncCounts(seen=6, created=5, failed=1, calls=3)
    [item] = await office.inbox()
    assert (item.code, item.subject, item.details["fields"]) == ("RECORD_MALFORMED", "procore_vendors:v9", "name")


async def test_what_is_asked_for_during_a_run_begins_when_it_ends() -> None:
    vendor = FakeVendor(traits(), FIVE, page_size=9)
    office = Office([vendor])
    await office.enrol()
    await office.run()
    office.clock.advance(minutes=20)
    (await office.syncing.starter.begin_due(10)).unwrap()
    asked = await office.syncing.starter.request(COMPANY, SyncResource.PROCORE_VENDORS, SyncMode.FULL, "user-1")
    assert asked.unwrap().queued
    await office.work()
    state = await office.state()
    assert state.last is not None
    assert (state.last.mode, state.last.requested_by) == (SyncMode.FULL, "user-1")
    kept = (await DocumentSyncStates(office.store).run(COMPANY, state.last.run_id)).unwrap()
    assert kept.finished_at is not None


async def test_windows_are_no_longer_than_the_vendor_allows_and_overlap() -> None:
    month = timedelta(days=30)
    source = FakeVendor(traits(look_back=timedelta(days=62), longest_window=month), FIVE, page_size=9)
    office = Office([source])
    await office.enrol()
    state = await office.run()
    windows = [request.window for request in source.asked if request.window is not None]
    assert len(windows) == 3
    assert all(window.until - window.since <= month for window in windows)
    assert all(later.since < earlier.until for earlier, later in pairwise(windows))
    assert (windows[0].since, windows[-1].until) == (MONDAY_MORNING - timedelta(days=62), MONDAY_MORNING)
    assert state.synced_until == MONDAY_MORNING


async def test_the_next_window_begins_by_the_vendors_own_clock() -> None:
    vendor = FakeVendor(traits(), FIVE, page_size=9)
    vendor.vendor_now = MONDAY_MORNING - timedelta(minutes=3)
    office = Office([vendor])
    await office.enrol()
    assert (await office.run()).synced_until == vendor.vendor_now
