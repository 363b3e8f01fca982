"""Pages without a change share a checkpoint, and nothing that follows from a change is lost by that."""

from collections.abc import Collection
from datetime import timedelta

import pytest

from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.documents import Put
from fieldledger.result import Result
from fieldledger.services.crosswalk.changes import Followed
from fieldledger.services.sync.engine import LEASE, UNSAVED_PAGES
from tests.builders.moments import SYNCED_AT
from tests.fakes.slices import FakeVendor, Held, traits
from tests.integration.flow.doubles import Crash, NoDeadline
from tests.unit.services.sync.office import Office

PAGES = 25


class Crosswalk:
    """Implements ``CrosswalkChanges``; dies at the first call while ``fragile``."""

    def __init__(self) -> None:
        self.fragile = False
        self.followed: list[str] = []

    async def after_changes(
        self, _company_id: str, _resource: SyncResource, record_ids: Collection[str]
    ) -> Result[Followed]:
        if self.fragile:
            self.fragile = False
            raise Crash
        self.followed.extend(record_ids)
        return Result.ok(Followed())


def _vendor() -> FakeVendor:
    held = [Held(f"v{n:02}", f"vendor {n}", SYNCED_AT) for n in range(PAGES)]
    return FakeVendor(traits(incremental=False), held, page_size=1)


async def _begun(office: Office) -> tuple[str, SyncResource, str]:
    """A first run is over, and the message of the second one waits."""
    await office.enrol()
    await office.run()
    office.clock.advance(minutes=20)
    (await office.syncing.starter.begin_due(10)).unwrap()
    company_id, resource, run_id, _ = office.queue.take()
    return company_id, resource, run_id


@pytest.mark.parametrize(("changed", "checkpoints"), [((), 2), ((0,), 3), ((0, 1, 2), 5), ((5, 20), 3)])
async def test_pages_without_a_change_share_a_checkpoint(changed: tuple[int, ...], checkpoints: int) -> None:
    vendor = _vendor()
    office = Office([vendor])
    message = await _begun(office)
    for n in changed:
        vendor.change(f"v{n:02}", "renamed", office.clock.now())
    saved: list[str] = []
    office.store.after_commit = lambda writes: saved.extend(
        write.document.sk for write in writes if isinstance(write, Put)
    )
    (await office.syncing.engine.carry_on(*message, NoDeadline())).unwrap()
    claimed_and_ended = 2
    assert len([sk for sk in saved if sk.startswith("SYNC#")]) == checkpoints + claimed_and_ended


@pytest.mark.parametrize("place", [0, 1, 4, UNSAVED_PAGES - 1, UNSAVED_PAGES, PAGES - 1])
async def test_the_crosswalk_follows_a_change_whose_worker_died_before_it_could(place: int) -> None:
    vendor, crosswalk = _vendor(), Crosswalk()
    office = Office([vendor], crosswalk=crosswalk)
    message = await _begun(office)
    vendor.change(f"v{place:02}", "renamed", office.clock.now() - timedelta(minutes=1))
    crosswalk.followed.clear()
    crosswalk.fragile = True
    with pytest.raises(Crash):
        await office.syncing.engine.carry_on(*message, NoDeadline())
    office.clock.advance(LEASE.total_seconds() + 1)
    (await office.syncing.engine.carry_on(*message, NoDeadline())).unwrap()
    await office.work()
    assert f"v{place:02}" in crosswalk.followed
    assert (await office.state()).active is None
