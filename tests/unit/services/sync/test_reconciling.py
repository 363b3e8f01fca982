"""Once a day what we hold is compared with what the vendor lists."""

from collections.abc import Callable

from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.services.sync.source import PageRequest
from tests.builders.moments import SYNCED_AT
from tests.fakes.slices import FakeVendor, Held, traits
from tests.unit.services.sync.office import Office

THREE = [Held(f"v{n}", f"vendor {n}", SYNCED_AT) for n in range(1, 4)]


async def an_office(held: list[Held] | None = None) -> tuple[Office, FakeVendor]:
    vendor = FakeVendor(traits(), held or THREE)
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
    hidden = vendor.held[0]

    async def still_there(*_asked: object) -> object:
        vendor.held = [hidden, *vendor.held]
        found = await original(*_asked)  # type: ignore[arg-type]  # handed on as it came
        vendor.held = vendor.held[1:]
        return found

    original, vendor.one = vendor.one, still_there  # type: ignore[method-assign, assignment]  # a vendor that hides it
    vendor.held = vendor.held[1:]
    await office.run()
    assert not any(record.deleted for record in await office.mirrored())
    assert [item.code for item in await office.inbox()] == ["SYNC_DIFFERS"]


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
