"""The mirror writes what changed, once, and forgets nothing."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.result import ErrorCode
from fieldledger.services.sync.mirroring import MirrorSink
from fieldledger.services.sync.sinking import Rows
from fieldledger.services.sync.source import SourceRow
from tests.builders import COMPANY
from tests.builders.moments import SYNCED_AT
from tests.fakes.clock import MONDAY_MORNING, FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.fakes.slices import Thing

LATER = SYNCED_AT + timedelta(hours=1)


def a_row(name: str | None = "one", record_id: str = "r1", **changes: object) -> SourceRow:
    facts = None if name is None else Thing(name=name)
    fields = {"scope_id": "p1", "updated_at": SYNCED_AT, "deleted": name is None} | changes
    return SourceRow(SyncResource.PROCORE_REQUISITIONS, record_id, facts, **fields)  # type: ignore[arg-type]  # as given


class Desk:
    def __init__(self) -> None:
        self.store = InMemoryDocumentStore()
        self.mirror = DocumentMirror(self.store)
        self.sink = MirrorSink(self.mirror, FakeClock())

    async def keep(self, *rows: SourceRow) -> SyncCounts:
        return (await self.sink.keep(Rows(COMPANY, rows, MONDAY_MORNING))).unwrap()

    async def held(self) -> Sequence[MirrorRecord]:
        return (await self.mirror.page(COMPANY, SyncResource.PROCORE_REQUISITIONS, 100)).unwrap().items


async def test_a_new_record_is_created_a_changed_one_updated_an_equal_one_left_alone() -> None:
    desk = Desk()
    assert await desk.keep(a_row(), a_row("two", "r2")) == SyncCounts(seen=2, created=2)
    assert await desk.keep(a_row(), a_row("changed", "r2")) == SyncCounts(seen=2, unchanged=1, updated=1)
    assert [record.read(Thing).name for record in await desk.held()] == ["one", "changed"]


async def test_a_deleted_record_stays_as_a_tombstone_with_its_last_facts() -> None:
    desk = Desk()
    await desk.keep(a_row())
    assert await desk.keep(a_row(None)) == SyncCounts(seen=1, deleted=1)
    assert await desk.keep(a_row(None)) == SyncCounts(seen=1, unchanged=1)
    [record] = await desk.held()
    assert record.deleted
    assert record.read(Thing).name == "one"


async def test_a_deletion_of_what_we_never_had_is_not_written() -> None:
    desk = Desk()
    assert await desk.keep(a_row(None)) == SyncCounts(seen=1, unchanged=1)
    assert await desk.held() == ()


async def test_a_record_that_comes_back_lives_again() -> None:
    desk = Desk()
    await desk.keep(a_row())
    await desk.keep(a_row(None, updated_at=LATER))
    assert await desk.keep(a_row(updated_at=LATER)) == SyncCounts(seen=1, updated=1)
    assert not (await desk.held())[0].deleted


async def test_an_older_read_never_replaces_a_newer_one() -> None:
    desk = Desk()
    await desk.keep(a_row("new", updated_at=LATER))
    assert await desk.keep(a_row("old")) == SyncCounts(seen=1, unchanged=1)
    assert (await desk.held())[0].read(Thing).name == "new"


@pytest.mark.parametrize("turned", [False, True])
async def test_of_two_rows_of_one_record_the_newer_one_counts(turned: bool) -> None:
    desk = Desk()
    rows = [a_row("old"), a_row("new", updated_at=LATER)]
    assert await desk.keep(*(reversed(rows) if turned else rows)) == SyncCounts(seen=2, created=1, unchanged=1)
    assert (await desk.held())[0].read(Thing).name == "new"


async def test_somebody_who_was_faster_is_not_overwritten() -> None:
    desk = Desk()
    await desk.keep(a_row())
    other = MirrorSink(desk.mirror, FakeClock())
    raced = []

    async def race(_writes: object) -> None:
        if not raced:
            raced.append(1)
            newer = a_row("theirs", updated_at=LATER)
            (await other.keep(Rows(COMPANY, [newer], MONDAY_MORNING))).unwrap()

    desk.store.before_commit = race
    assert await desk.keep(a_row("ours")) == SyncCounts(seen=1, unchanged=1)
    assert (await desk.held())[0].read(Thing).name == "theirs"


async def test_a_store_that_does_not_answer_fails_the_page() -> None:
    desk = Desk()
    desk.store.fail_next(1, operation="put")
    kept = await desk.sink.keep(Rows(COMPANY, [a_row()], MONDAY_MORNING))
    assert kept.error_code == ErrorCode.STORE_UNAVAILABLE
    assert desk.store.documents(TableName.RECORDS) == []


async def test_ids_that_hold_a_separator_stay_apart() -> None:
    desk = Desk()
    await desk.keep(a_row("a", "x#y", scope_id="p"), a_row("b", "y", scope_id="p#x"))
    assert {(r.scope_id, r.record_id) for r in await desk.held()} == {("p", "x#y"), ("p#x", "y")}
