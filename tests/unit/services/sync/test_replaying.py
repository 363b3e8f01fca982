"""A day is read again: from its beginning on, whatever the checkpoint said, and nothing is counted twice."""

from datetime import timedelta

import pytest

from fieldledger.domain.connection import VendorName
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncMode
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.services.sync.replaying import Replay, SyncReplay
from tests.builders import COMPANY
from tests.fakes.clock import MONDAY_MORNING
from tests.fakes.slices import FakeVendor, Held, traits
from tests.unit.services.sync.office import Office

VENDORS, USERS = SyncResource.PROCORE_VENDORS, SyncResource.PROCORE_USERS
YESTERDAY = MONDAY_MORNING - timedelta(days=1)
WEEK_AGO = MONDAY_MORNING - timedelta(days=7)


@pytest.fixture
def vendor() -> FakeVendor:
    return FakeVendor(traits(VENDORS), [Held("1", "Acme", WEEK_AGO), Held("2", "Borough", WEEK_AGO)])


@pytest.fixture
def office(vendor: FakeVendor) -> Office:
    return Office([vendor])


async def replay(office: Office, vendor: VendorName = VendorName.PROCORE) -> Replay:
    replays = SyncReplay(DocumentSyncStates(office.store), office.clock)
    return (await replays.since(COMPANY, vendor, YESTERDAY, "operator")).unwrap()


async def test_what_changed_since_the_day_and_was_missed_is_read_again(office: Office, vendor: FakeVendor) -> None:
    await office.enrol()
    await office.run()
    vendor.change("1", "Acme Ltd", YESTERDAY + timedelta(hours=2))  # the vendor's clock told us too late
    office.clock.advance(minutes=30)
    await office.run()
    assert sorted(record.facts["name"] for record in await office.mirrored()) == ["Acme", "Borough"]

    assert await replay(office) == Replay((VENDORS,), ())
    after = await office.run()
    assert sorted(record.facts["name"] for record in await office.mirrored()) == ["Acme Ltd", "Borough"]
    assert after.last is not None
    assert (after.last.mode, after.last.since) == (SyncMode.INCREMENTAL, YESTERDAY)


async def test_a_replay_of_what_was_read_changes_nothing(office: Office) -> None:
    await office.enrol()
    await office.run()
    before = await office.mirrored()
    await replay(office)
    await office.run()
    assert await office.mirrored() == before


async def test_the_checkpoint_is_where_it_belongs_after_the_replay(office: Office) -> None:
    await office.enrol()
    await office.run()
    await replay(office)
    office.clock.advance(minutes=1)
    assert (await office.run()).synced_until == office.clock.now()


async def test_a_checkpoint_is_never_moved_forward(office: Office) -> None:
    await office.enrol()
    await office.run()
    state = await office.state()
    behind = state.model_copy(update={"synced_until": WEEK_AGO})
    (await DocumentSyncStates(office.store).save(behind)).unwrap()
    await replay(office)
    assert (await office.state()).synced_until == WEEK_AGO


async def test_a_run_that_is_under_way_is_left_alone_and_told(office: Office) -> None:
    await office.enrol()
    (await office.syncing.starter.begin_due(100)).unwrap()
    assert await replay(office) == Replay((), (VENDORS,))
    assert (await office.state()).active is not None


async def test_what_is_paused_or_of_another_vendor_is_left_out(office: Office) -> None:
    await office.enrol()
    assert await replay(office, VendorName.RAKEN) == Replay((), ())
    paused = (await office.state()).model_copy(update={"paused": True})
    (await DocumentSyncStates(office.store).save(paused)).unwrap()
    assert await replay(office) == Replay((), ())
