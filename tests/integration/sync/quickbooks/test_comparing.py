"""Names and documents that vanish from the books without a word are noticed when everything is read."""

import pytest

from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.services.sync.quickbooks import books
from fieldledger.wiring.sync_sources.quickbooks import quickbooks_sinks
from tests.builders import COMPANY
from tests.builders.syncs import records_of
from tests.integration.sync.quickbooks.conftest import Desk
from tests.integration.sync.running import Runner

R = SyncResource
BOOKS, CUSTOMERS = R.QUICKBOOKS_BOOKS, R.QUICKBOOKS_CUSTOMERS


def _runner(desk: Desk) -> Runner:
    sinks = quickbooks_sinks(desk.store, desk.queue, desk.bookkeeper.clock)
    return Runner(desk.store, {BOOKS: desk.source}, desk.bookkeeper.clock, sinks)


async def _customer(desk: Desk, vendor_id: str) -> Counterpart:
    [row] = (await DocumentCrosswalk(desk.store).rows(COMPANY, CounterpartKind.CUSTOMER, [vendor_id])).unwrap()
    return row


async def _reads(desk: Desk) -> int:
    return int((await desk.bookkeeper.books.stats()).get("metered_reads", 0))


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of eight rows, overlapping by two."""
    monkeypatch.setattr(books, "_PAGE", 8)
    monkeypatch.setattr(books, "_PAGE_OVERLAP", 2)


@pytest.mark.usefixtures("small_pages")
async def test_equal_books_cost_no_further_read_and_no_write(desk: Desk) -> None:
    rows = [{"DisplayName": f"Job {n:02}", "Active": n % 4 > 0} for n in range(30)]
    await desk.bookkeeper.books.seed("Customer", rows)
    runner = _runner(desk)
    await runner.read_all(BOOKS)
    before = await _reads(desk)
    state = await runner.read_all(BOOKS)
    assert state.last is not None
    assert (state.last.counts.changed, await runner.inbox()) == (0, {})
    assert state.last.counts.calls == await _reads(desk) - before == state.last.progress.pages
    assert records_of(state.last, CUSTOMERS) == 31
    assert state.last.counts.seen > sum(records_of(state.last, each) for each in state.last.progress.census)


async def test_a_name_that_vanished_is_switched_off_told_and_then_agrees(desk: Desk) -> None:
    [made] = await desk.bookkeeper.books.seed("Customer", [{"DisplayName": "Old Mill"}])
    runner = _runner(desk)
    await runner.read_all(BOOKS)
    await desk.bookkeeper.books.vanish("Customer", made["Id"])
    state = await runner.read_all(BOOKS)
    assert state.last is not None
    the_list_and_the_record = 2
    assert state.last.counts.calls == state.last.progress.pages + the_list_and_the_record
    item = (await runner.inbox())["sync:quickbooks/customers"]
    assert (item.code, item.details["no_longer_listed"]) == ("SYNC_DIFFERS", made["Id"])
    row = await _customer(desk, made["Id"])
    assert (row.active, row.gone) == (False, True)
    await runner.read_all(BOOKS)
    assert await runner.inbox() == {}
    assert set(await runner.inbox(ExceptionState.RESOLVED)) == {"sync:quickbooks/customers"}


async def test_the_last_name_of_a_list_is_missed_as_well(desk: Desk) -> None:
    """The vendor says nothing of a list that is empty, which is no reason not to compare it."""
    [made] = await desk.bookkeeper.books.seed("Class", [{"Name": "Concrete"}])
    runner = _runner(desk)
    await runner.read_all(BOOKS)
    await desk.bookkeeper.books.vanish("Class", made["Id"])
    await runner.read_all(BOOKS)
    assert (await runner.inbox())["sync:quickbooks/classes"].details["vendor_records"] == "0"


async def test_a_name_that_is_switched_off_is_still_there_until_it_vanishes(desk: Desk) -> None:
    [made] = await desk.bookkeeper.books.seed("Customer", [{"DisplayName": "Old Mill"}])
    runner = _runner(desk)
    await runner.read_all(BOOKS)
    await desk.bookkeeper.books.edit("Customer", {"Id": made["Id"], "Active": False})
    await runner.read_all(BOOKS)
    row = await _customer(desk, made["Id"])
    assert (row.active, row.gone, await runner.inbox()) == (False, False, {})
    await desk.bookkeeper.books.vanish("Customer", made["Id"])
    await runner.read_all(BOOKS)
    assert ((await _customer(desk, made["Id"])).gone, set(await runner.inbox())) == (True, {f"sync:{CUSTOMERS}"})
    await runner.read_all(BOOKS)
    assert await runner.inbox() == {}


async def test_a_bill_that_vanished_becomes_a_tombstone(desk: Desk) -> None:
    [made] = await desk.bookkeeper.books.seed("Bill", [desk.a_bill(DocNumber="B-1")])
    runner = _runner(desk)
    await runner.read_all(BOOKS)
    await desk.bookkeeper.books.vanish("Bill", made["Id"])
    await runner.read_all(BOOKS)
    assert (await runner.inbox())["sync:quickbooks/bills"].details["no_longer_listed"] == made["Id"]
    assert (await desk.office.held(R.QUICKBOOKS_BILLS))[made["Id"]].deleted
