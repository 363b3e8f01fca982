"""Once a day what we hold is compared with what the vendor lists."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from fieldledger.clients.reading import MalformedRow
from fieldledger.domain.census import bucket_of
from fieldledger.domain.clock import iso
from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncMode
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.source import PageRequest, SourcePage, SourceRow
from fieldledger.services.sync.stepping import days_read, windows
from tests.builders import COMPANY
from tests.builders.moments import SYNCED_AT
from tests.builders.syncs import records_of
from tests.fakes.slices import FakeVendor, Held, Thing, traits
from tests.integration.flow.doubles import Crash
from tests.unit.services.sync.office import Office

THREE = [Held(f"v{n}", f"vendor {n}", SYNCED_AT) for n in range(1, 4)]


async def an_office(**changes: object) -> tuple[Office, FakeVendor]:
    vendor = FakeVendor(traits(**changes), THREE)  # type: ignore[arg-type]  # a test names fields of the traits
    office = Office([vendor])
    await office.enrol()
    await office.run()
    vendor.asked.clear()
    office.clock.advance(hours=25)
    return office, vendor


async def edit_ours(office: Office, change: Callable[[MirrorRecord], MirrorRecord]) -> None:
    mirror = DocumentMirror(office.store)
    record = (await office.mirrored())[0]
    (await mirror.save(change(record))).unwrap()


async def test_equal_censuses_cost_no_further_call_and_no_item() -> None:
    office, vendor = await an_office()
    state = await office.run()
    assert len(vendor.asked) == 2
    assert state.reconciled_at == office.clock.now()
    assert await office.inbox() == []


async def test_a_record_that_vanished_without_a_word_is_asked_for_and_becomes_a_tombstone() -> None:
    office, vendor = await an_office()
    vendor.held = vendor.held[1:]
    await office.run()
    assert [record.record_id for record in await office.mirrored() if record.deleted] == ["v1"]
    [item] = await office.inbox()
    assert (item.code, item.details["vendor_records"], item.details["our_records"]) == ("SYNC_DIFFERS", "2", "3")
    assert item.details["no_longer_listed"] == "v1"


async def test_the_item_closes_when_a_later_comparison_finds_both_the_same() -> None:
    office, vendor = await an_office()
    vendor.held = vendor.held[1:]
    await office.run()
    office.clock.advance(hours=25)
    await office.run()
    assert await office.inbox() == []
    assert len(await office.inbox(ExceptionState.RESOLVED)) == 1


async def test_a_record_that_the_vendor_only_leaves_out_of_its_list_is_kept() -> None:
    office, vendor = await an_office()
    hidden = SourceRow(vendor.traits.resource, "v1", Thing(name="vendor 1"), updated_at=SYNCED_AT)
    vendor.alone = lambda _: Result.ok(SourcePage((hidden,)))
    vendor.held = vendor.held[1:]
    await office.run()
    assert not any(record.deleted for record in await office.mirrored())
    assert [item.code for item in await office.inbox()] == ["SYNC_DIFFERS"]


@pytest.mark.parametrize("code", [ErrorCode.VENDOR_NOT_FOUND, ErrorCode.VENDOR_FORBIDDEN])
async def test_a_record_that_nobody_may_see_is_told_and_kept(code: ErrorCode) -> None:
    office, vendor = await an_office()
    vendor.alone = lambda _: Result.fail("not shown", code)
    vendor.held = vendor.held[1:]
    state = await office.run()
    assert state.reconciled_at == office.clock.now()
    assert not any(record.deleted for record in await office.mirrored())
    assert [item.details["no_longer_listed"] for item in await office.inbox()] == ["v1"]


async def test_records_without_an_address_are_told_and_never_looked_up() -> None:
    office, vendor = await an_office(looked_up=False)
    vendor.held = vendor.held[1:]
    await office.run()
    assert vendor.looked_up == []
    assert not any(record.deleted for record in await office.mirrored())
    [item] = await office.inbox()
    assert (item.details["no_longer_listed"], "no longer listed: look for them there" in item.message) == ("v1", True)


async def test_an_empty_list_is_a_difference_and_deletes_only_by_the_word_of_each_record() -> None:
    office, vendor = await an_office()
    vendor.alone = lambda _: Result.fail("not shown", ErrorCode.VENDOR_FORBIDDEN)
    vendor.held = []
    await office.run()
    assert not any(record.deleted for record in await office.mirrored())
    [item] = await office.inbox()
    assert (item.details["vendor_records"], item.details["no_longer_listed"]) == ("0", "v1, v2, v3")


async def test_however_many_vanished_they_are_looked_up_in_one_night() -> None:
    vendor = FakeVendor(traits(), [Held(f"v{n:03}", f"vendor {n}", SYNCED_AT) for n in range(130)])
    office = Office([vendor])
    await office.enrol()
    await office.run()
    office.clock.advance(hours=25)
    vendor.held = vendor.held[:5]
    state = await office.run()
    assert len([record for record in await office.mirrored() if record.deleted]) == 125
    assert len(vendor.looked_up) == len(set(vendor.looked_up)) == 125
    assert state.reconciled_at == office.clock.now()
    [item] = await office.inbox()
    assert "there was no time" not in item.message


async def test_records_that_nobody_may_see_are_not_looked_up_forever() -> None:
    vendor = FakeVendor(traits(), [Held(f"v{n:03}", f"vendor {n}", SYNCED_AT) for n in range(130)])
    office = Office([vendor])
    await office.enrol()
    await office.run()
    office.clock.advance(hours=25)
    vendor.held = []
    vendor.alone = lambda _: Result.fail("not yours", ErrorCode.VENDOR_FORBIDDEN)
    await office.run()
    assert len(vendor.looked_up) == 50
    [item] = await office.inbox()
    assert "ask for a full sync" in item.message


async def test_a_record_that_cannot_be_read_has_not_vanished() -> None:
    office, vendor = await an_office()
    vendor.held = vendor.held[1:]
    vendor.malformed = (MalformedRow(0, "v1", "0.name", "missing", "hash"),)
    await office.run()
    assert vendor.looked_up == []
    assert {item.code for item in await office.inbox()} == {"RECORD_MALFORMED"}


async def test_a_record_that_is_listed_again_after_it_was_said_to_be_gone_is_named() -> None:
    office, _ = await an_office()
    gone = {"deleted_at": office.clock.now(), "source_updated_at": office.clock.now()}
    await edit_ours(office, lambda record: record.model_copy(update=gone))
    await office.run()
    [item] = await office.inbox()
    assert (item.details["missing_here"], item.details["no_longer_listed"]) == ("v1", "")


async def test_rows_that_come_again_with_the_next_page_are_counted_once() -> None:
    vendor = FakeVendor(traits(), [Held(f"v{n}", "one", SYNCED_AT) for n in range(9)], page_size=4, overlap=2)
    office = Office([vendor])
    await office.enrol()
    state = await office.run()
    assert state.last is not None
    assert (state.last.counts.seen > 9, state.last.progress.pages) == (True, len(vendor.asked))
    assert records_of(state.last, vendor.traits.resource) == 9
    assert await office.inbox() == []


def the_logs(*days_ago: int) -> list[Held]:
    return [Held(f"log-{n:03}", "work", SYNCED_AT, day=SYNCED_AT.date() - timedelta(days=n)) for n in days_ago]


async def an_office_of_logs() -> tuple[Office, FakeVendor]:
    """Logs of each of the last sixty days, read in windows of twenty."""
    windows = {"look_back": timedelta(days=50), "longest_window": timedelta(days=20), "dated_by": "day"}
    vendor = FakeVendor(traits(**windows), the_logs(*range(60)))
    office = Office([vendor])
    await office.enrol()
    await office.run()
    return office, vendor


async def test_windows_of_days_overlap_and_each_day_is_counted_once() -> None:
    office, vendor = await an_office_of_logs()
    state = await office.state()
    assert state.last is not None
    assert {request.window for request in vendor.asked} == set(windows(state.last, vendor.traits))
    assert len({request.window for request in vendor.asked}) == 3
    assert (state.reconciled_at, await office.inbox()) == (office.clock.now(), [])
    first, last = days_read(state.last, vendor.traits) or (None, None)
    of_days = [held for held in vendor.held if first and last and held.day and first <= held.day <= last]
    assert records_of(state.last, vendor.traits.resource) == len(of_days) > 45
    assert state.last.progress.pages == len(vendor.asked), "nothing was listed again"


async def test_a_log_that_vanished_is_found_and_one_before_the_look_back_is_left_alone() -> None:
    office, vendor = await an_office_of_logs()
    vendor.held = [held for held in vendor.held if held.record_id not in {"log-020", "log-050"}]
    office.clock.advance(hours=25)
    await office.run()
    assert [record.record_id for record in await office.mirrored() if record.deleted] == ["log-020"]
    assert [item.details["no_longer_listed"] for item in await office.inbox()] == ["log-020"]


async def test_feeds_of_changes_are_not_compared_by_what_they_happen_to_bring() -> None:
    vendor = FakeVendor(traits(look_back=timedelta(days=62)), THREE)
    office = Office([vendor])
    await office.enrol()
    state = await office.run()
    assert state.last is not None
    assert (state.reconciled_at, state.last.progress.census) == (None, {})


async def test_a_vendor_that_throttles_the_second_look_is_asked_again_when_it_says() -> None:
    office, vendor = await an_office()
    vendor.held = vendor.held[1:]
    again_at = office.clock.now() + timedelta(minutes=2)

    def throttled(record_id: str) -> Result[SourcePage] | None:
        if vendor.looked_up == [record_id]:
            return Result.fail("slowly", ErrorCode.VENDOR_THROTTLED, {"retry_at": iso(again_at)})
        return None

    vendor.alone = throttled
    state = await office.run()
    assert (state.active, state.reconciled_at) == (None, office.clock.now())
    assert office.clock.now() >= again_at
    assert len(await office.inbox()) == 1


async def test_a_comparison_that_would_have_to_wait_for_hours_is_left_to_the_next_read() -> None:
    office, vendor = await an_office()
    before = (await office.state()).reconciled_at
    vendor.held = vendor.held[1:]
    tomorrow = iso(office.clock.now() + timedelta(hours=9))
    vendor.alone = lambda _: Result.fail("no more", ErrorCode.VENDOR_QUOTA_EXHAUSTED, {"retry_at": tomorrow})
    state = await office.run()
    assert (state.active, state.reconciled_at, state.full_at) == (None, before, office.clock.now())
    vendor.alone = lambda _: None
    office.clock.advance(hours=25)
    assert (await office.run()).reconciled_at == office.clock.now()


async def test_whoever_dies_in_the_second_look_leaves_it_to_be_done_again() -> None:
    office, vendor = await an_office()
    vendor.held = vendor.held[1:]

    def dies(_record_id: str) -> Result[SourcePage] | None:
        raise Crash

    vendor.alone = dies
    with pytest.raises(Crash):
        await office.run()
    vendor.alone = lambda _: None
    left = (await office.state()).active
    assert left is not None
    office.clock.advance(minutes=6)
    message = (COMPANY, vendor.traits.resource, left.run_id, 0)
    office.queue.waiting.extend([message, message])
    await office.work()
    assert (await office.state()).reconciled_at == office.clock.now()
    assert [(item.details["no_longer_listed"], item.occurrences) for item in await office.inbox()] == [("v1", 1)]


async def test_an_amount_that_differs_is_found_although_the_keys_are_the_same() -> None:
    office, _ = await an_office()
    await edit_ours(office, lambda record: record.model_copy(update={"amount": record.amount + 5}))
    await office.run()
    [item] = await office.inbox()
    assert (item.details["our_amount"], item.details["vendor_amount"]) == ("5", "0")


async def test_a_record_that_came_while_the_list_was_read_is_no_difference() -> None:
    office, vendor = await an_office()

    def meanwhile(request: PageRequest) -> None:
        if request.cursor is not None and len(vendor.held) == len(THREE):
            vendor.held = [Held("v0", "new", SYNCED_AT), *vendor.held]

    vendor.disturb = meanwhile
    await office.run()
    assert await office.inbox() == []


async def an_office_of_projects() -> tuple[Office, FakeVendor]:
    """Twelve projects, each with two requisitions."""
    names = [f"p{n:02}" for n in range(12)]
    projects = FakeVendor(
        traits(SyncResource.PROCORE_PROJECTS, incremental=False), [Held(name, "open", SYNCED_AT) for name in names]
    )
    requisitions = FakeVendor(
        traits(SyncResource.PROCORE_REQUISITIONS, scoped_by=SyncResource.PROCORE_PROJECTS, incremental=False),
        [Held(f"{name}-{n}", "one", SYNCED_AT, name) for name in names for n in range(2)],
    )
    office = Office([requisitions, projects])
    await projects_first(office)
    requisitions.asked.clear()
    office.clock.advance(hours=25)
    return office, requisitions


async def projects_first(office: Office) -> None:
    await office.enrol()
    await office.run()
    office.clock.advance(minutes=30)
    await office.run()
    office.clock.advance(minutes=30)
    await office.run()


async def test_only_the_part_of_the_projects_that_differs_is_listed_again() -> None:
    office, vendor = await an_office_of_projects()
    vendor.held = [held for held in vendor.held if held.record_id != "p07-1"]
    await office.run()
    asked = [request.scope.scope_id for request in vendor.asked if request.scope is not None]
    again = {scope for scope in asked if asked.count(scope) > 1}
    same_part = {f"p{n:02}" for n in range(12) if bucket_of(f"p{n:02}") == bucket_of("p07")}
    assert again == same_part
    assert len(again) < 6
    assert [record.record_id for record in await office.mirrored() if record.deleted] == ["p07-1"]
    [item] = await office.inbox()
    assert (item.details["no_longer_listed"], item.details["our_records"]) == ("p07-1", str(2 * len(same_part)))


async def test_what_there_was_no_time_for_is_compared_at_the_next_read_although_it_is_the_same_day() -> None:
    office, vendor = await an_office_of_projects()
    before = (await office.state()).reconciled_at
    vendor.held = [held for held in vendor.held if held.record_id != "p07-1"]
    listed: list[str] = []

    class EndsInTheSecondLook:
        def allows(self, _seconds: float) -> bool:
            listed[:] = [request.scope.scope_id for request in vendor.asked if request.scope is not None]
            return len(listed) <= len(set(listed))

    (await office.syncing.starter.begin_due(100)).unwrap()
    await office.work(EndsInTheSecondLook())
    state = await office.state()
    assert (state.active, state.reconciled_at) == (None, before)
    assert "there was no time for all of them" in (await office.inbox())[0].message
    office.clock.advance(minutes=30)
    assert (await office.run()).reconciled_at == office.clock.now()
    assert [record.record_id for record in await office.mirrored() if record.deleted] == ["p07-1"]


async def test_somebody_who_asks_for_everything_has_it_compared_again() -> None:
    office, vendor = await an_office()
    await office.run()
    office.clock.advance(hours=1)
    asked = await office.syncing.starter.request(COMPANY, vendor.traits.resource, SyncMode.FULL, "user-1")
    assert asked.success
    await office.work()
    assert (await office.state()).reconciled_at == office.clock.now()


async def test_projects_that_were_not_read_are_not_compared() -> None:
    rows = FakeVendor(
        traits(
            SyncResource.PROCORE_REQUISITIONS,
            scoped_by=SyncResource.PROCORE_PROJECTS,
            scope_when=lambda record: record.facts["name"] != "closed",
            incremental=False,
        ),
        [Held("r1", "one", SYNCED_AT, "p1"), Held("r2", "two", SYNCED_AT, "p2")],
    )
    projects = FakeVendor(
        traits(SyncResource.PROCORE_PROJECTS, incremental=False),
        [Held("p1", "open", SYNCED_AT), Held("p2", "open", SYNCED_AT)],
    )
    office = Office([projects, rows])
    await office.enrol()
    await office.run()
    office.clock.advance(minutes=5)
    await office.run()
    assert len(await office.mirrored(1)) == 2
    projects.change("p2", "closed", office.clock.now())
    office.clock.advance(hours=25)
    await office.run()
    await office.run()
    assert not any(record.deleted for record in await office.mirrored(1))
    assert await office.inbox() == []
