"""Beginning runs: on schedule, on request, spread, and never two of one resource."""

from asyncio import sleep
from datetime import datetime, timedelta

import pytest

from fieldledger.domain.connection import ConnectionState, VendorName
from fieldledger.domain.sync_resource import SyncResource, resources_of
from fieldledger.domain.sync_state import SyncMode, next_slot
from fieldledger.repositories.at_once import MOST_AT_ONCE
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.source import PageRequest, SourcePage
from tests.builders import COMPANY, a_company
from tests.builders.moments import SYNCED_AT
from tests.fakes.clock import MONDAY_MORNING
from tests.fakes.slices import FakeVendor, Held, traits
from tests.integration.flow.doubles import NoDeadline, StepsDeadline
from tests.unit.services.sync.office import Office

VENDORS = SyncResource.PROCORE_VENDORS


def an_office() -> Office:
    return Office([FakeVendor(traits(), [Held("v1", "one", SYNCED_AT)])])


async def test_connecting_enrols_everything_that_is_read_by_itself_one_after_the_other() -> None:
    office = an_office()
    await office.connect()
    added = (await office.enrolment.enrol(COMPANY, VendorName.QUICKBOOKS)).unwrap()
    assert added == 1
    added = (await office.enrolment.enrol(COMPANY, VendorName.PROCORE)).unwrap()
    states = (await DocumentSyncStates(office.store).every(COMPANY)).unwrap()
    assert added == len(resources_of(VendorName.PROCORE)) == 14
    due = sorted((state.due_at, state.resource) for state in states if state.resource.vendor is VendorName.PROCORE)
    assert due[0] == (MONDAY_MORNING, SyncResource.PROCORE_PROJECTS)
    assert len({moment for moment, _ in due}) == 14


async def test_enrolling_again_changes_nothing() -> None:
    office = an_office()
    await office.connect()
    await office.enrolment.enrol(COMPANY, VendorName.PROCORE)
    assert (await office.enrolment.enrol(COMPANY, VendorName.PROCORE)).unwrap() == 0


async def test_without_a_connection_the_schedule_pauses_until_it_is_there_again() -> None:
    office = Office([FakeVendor(traits(SyncResource.QUICKBOOKS_BOOKS), [])])
    await office.enrol()
    await office.connect(ConnectionState.RECONNECT_REQUIRED)
    assert (await office.syncing.starter.begin_due(10)).unwrap() == 0
    assert (await office.state()).paused
    office.clock.advance(days=3)
    assert (await DocumentSyncStates(office.store).due(office.clock.now(), 10)).unwrap() == []
    await office.connect()
    await office.enrolment.enrol(COMPANY, VendorName.QUICKBOOKS)
    assert not (await office.state()).paused
    office.clock.advance(minutes=1)
    state = await office.run()
    assert state.last is not None


async def test_a_run_that_is_under_way_is_not_begun_again() -> None:
    office = an_office()
    await office.enrol()
    (await office.syncing.starter.begin_due(10)).unwrap()
    first = (await office.state()).active
    (await office.syncing.starter.begin_due(10)).unwrap()
    second = (await office.state()).active
    assert first is not None
    assert second is not None
    assert first.run_id == second.run_id
    assert len(office.queue.waiting) == 1


async def test_runs_are_begun_side_by_side_and_not_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office([FakeVendor(traits(resource), []) for resource in resources_of(VendorName.PROCORE)])
    await office.enrol()
    office.clock.advance(hours=1)
    busy = most = 0

    async def find(company_id: str, vendor: VendorName) -> Result[None]:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await sleep(0)
        busy -= 1
        return Result.ok(None)

    monkeypatch.setattr(office.syncing.starter, "connected", find)
    assert (await office.syncing.starter.begin_due(100)).unwrap() == 14
    assert 1 < most <= MOST_AT_ONCE


async def test_what_there_is_no_time_for_stays_due() -> None:
    office = Office([FakeVendor(traits(resource), []) for resource in resources_of(VendorName.PROCORE)])
    await office.enrol()
    office.clock.advance(hours=1)
    begun = await office.syncing.starter.begin_due(100, StepsDeadline(MOST_AT_ONCE))
    assert begun.unwrap() == len(office.queue.waiting) == MOST_AT_ONCE
    assert len((await DocumentSyncStates(office.store).due(office.clock.now(), 100)).unwrap()) == 14 - MOST_AT_ONCE
    assert (await office.syncing.starter.begin_due(100)).unwrap() == 14 - MOST_AT_ONCE


async def test_one_that_cannot_be_begun_keeps_no_other_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office([FakeVendor(traits(resource), []) for resource in resources_of(VendorName.PROCORE)])
    await office.enrol()
    office.clock.advance(hours=1)
    original = office.syncing.starter.connected
    answers = [Result[None].fail("the store did not answer", ErrorCode.STORE_UNAVAILABLE)]

    async def connected(company_id: str, vendor: VendorName) -> Result[None]:
        return answers.pop() if answers else await original(company_id, vendor)

    monkeypatch.setattr(office.syncing.starter, "connected", connected)
    assert (await office.syncing.starter.begin_due(100)).unwrap() == 13
    assert (await office.syncing.starter.begin_due(100)).unwrap() == 1


async def test_a_person_begins_a_run_at_once_and_is_told_which() -> None:
    office = an_office()
    await office.enrol()
    await office.run()
    asked = (await office.syncing.starter.request(COMPANY, VENDORS, SyncMode.INCREMENTAL, "user-1")).unwrap()
    assert not asked.queued
    assert office.queue.waiting[0][2] == asked.run.run_id


async def test_of_several_requests_during_a_run_the_full_one_wins() -> None:
    office = an_office()
    await office.enrol()
    (await office.syncing.starter.begin_due(10)).unwrap()
    for mode in (SyncMode.INCREMENTAL, SyncMode.FULL, SyncMode.INCREMENTAL):
        (await office.syncing.starter.request(COMPANY, VENDORS, mode, "user-1")).unwrap()
    wanted = (await office.state()).wanted
    assert wanted is not None
    assert wanted.mode is SyncMode.FULL


@pytest.mark.parametrize(
    ("state", "code"),
    [(ConnectionState.RECONNECT_REQUIRED, "RECONNECT_REQUIRED"), (ConnectionState.DISCONNECTED, "NOT_CONNECTED")],
)
async def test_without_a_connection_a_request_is_refused(state: ConnectionState, code: str) -> None:
    office = an_office()
    await office.connect(state)
    asked = await office.syncing.starter.request(COMPANY, VENDORS, SyncMode.FULL, "user-1")
    assert asked.error_code == code


async def test_what_comes_with_another_resource_cannot_be_asked_for_by_itself() -> None:
    asked = await an_office().syncing.starter.request(COMPANY, SyncResource.QUICKBOOKS_BILLS, SyncMode.FULL, "user-1")
    assert asked.error_code == ErrorCode.NOT_FOUND


async def test_the_next_run_is_due_at_the_resources_own_place_in_the_cadence() -> None:
    office = an_office()
    await office.enrol()
    first = (await office.run()).due_at
    office.clock.set(first)
    second = (await office.run()).due_at
    assert second - first == timedelta(minutes=15)
    assert timedelta(0) < first - MONDAY_MORNING <= timedelta(minutes=15)


async def test_a_company_may_have_a_cadence_of_its_own() -> None:
    office = an_office()
    company = a_company().model_copy(update={"sync_minutes": {VENDORS: 60}})
    (await DocumentCompanies(office.store).save(company)).unwrap()
    await office.enrol()
    first = (await office.run()).due_at
    office.clock.set(first)
    assert (await office.run()).due_at - first == timedelta(minutes=60)


def test_places_in_a_cadence_are_spread_and_stay() -> None:
    every = timedelta(minutes=15)
    slots = [next_slot(MONDAY_MORNING, every, place) for place in range(0, 900, 7)]
    assert len(set(slots)) == len(slots)
    assert all(MONDAY_MORNING < slot <= MONDAY_MORNING + every for slot in slots)
    assert next_slot(slots[0], every, 0) == slots[0] + every
    assert isinstance(slots[0], datetime)


async def test_a_request_during_a_slice_does_not_cost_the_worker_its_slice() -> None:
    vendor = FakeVendor(traits(), [Held(f"v{n}", "one", SYNCED_AT) for n in range(3)], page_size=1)
    office = Office([vendor])
    await office.enrol()
    (await office.syncing.starter.begin_due(10)).unwrap()
    original = vendor.page

    async def page(request: PageRequest) -> Result[SourcePage]:
        if request.cursor == "1":
            asked = await office.syncing.starter.request(COMPANY, VENDORS, SyncMode.FULL, "user-1")
            assert asked.unwrap().queued
        return await original(request)

    vendor.page = page  # type: ignore[method-assign]  # a person asks while the worker reads
    (await office.syncing.engine.carry_on(*office.queue.take()[:3], NoDeadline())).unwrap()
    state = await office.state()
    assert state.last is not None
    assert state.last.counts.created == 3
    assert state.active is not None
    assert state.active.requested_by == "user-1"
