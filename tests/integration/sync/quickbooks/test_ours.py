"""What the sync of the books means for postings: names they wait for, records of ours that somebody changed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from fieldledger.domain.posting import PostingState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncState
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.services.sync.quickbooks.books import BooksSource
from fieldledger.services.sync.source import Span
from fieldledger.wiring.sync_sources.quickbooks import quickbooks_sinks
from tests.builders import COMPANY
from tests.builders.documents import a_vendor_invoice, an_owner_invoice
from tests.integration.flow.documents import approve_bill, approve_invoice, held, open_books
from tests.integration.flow.harness import World, a_contractor
from tests.integration.flow.simulated_quickbooks import a_customer_row
from tests.integration.flow.simulated_raken import a_card, a_job
from tests.integration.sync.walking import Office, Walked

BILLS = SyncResource.QUICKBOOKS_BILLS


@dataclass
class Bureau:
    """A contractor whose books are synced."""

    world: World

    async def sync(self, hours: float | None = None) -> Walked:
        """Everything, or the last hours."""
        flow = self.world.flow
        office = Office(flow.clock, flow.store, quickbooks_sinks(flow.store, flow.queue, flow.clock))
        source = BooksSource(flow.container().books, flow.clock)
        now = flow.clock.now()
        return await office.walk(source, None if hours is None else Span(now - timedelta(hours=hours), now))

    async def has_synced(self) -> None:
        """What the engine notes when a read of the books has ended."""
        now = self.world.flow.clock.now()
        state = SyncState(
            company_id=COMPANY,
            resource=SyncResource.QUICKBOOKS_BOOKS,
            synced_until=now,
            full_at=now,
            due_at=now + timedelta(hours=1),
        )
        states = DocumentSyncStates(self.world.flow.store)
        held = (await states.find(COMPANY, SyncResource.QUICKBOOKS_BOOKS)).unwrap()
        version = 0 if held is None else held.version
        (await states.save(state.model_copy(update={"version": version}))).unwrap()

    async def edits(self) -> list[dict[str, str]]:
        """What the inbox says of records of ours."""
        return [item.details for item in (await self.world.flow.inbox()).values() if item.code == "BOOKS_EDITED"]


@pytest.fixture
async def bureau() -> AsyncIterator[Bureau]:
    """The contractor's whole world."""
    async with a_contractor() as world:
        yield Bureau(world)


async def _posted_bill(bureau: Bureau) -> str:
    """The id of a bill that was posted and whose echo was synced."""
    await open_books(bureau.world)
    await approve_bill(bureau.world, a_vendor_invoice())
    (await bureau.world.flow.write()).unwrap()
    await bureau.sync()
    [bill] = await held(bureau.world, "Bill")
    bureau.world.flow.clock.advance(hours=2)
    return str(bill["Id"])


async def test_our_own_echo_means_nothing(bureau: Bureau) -> None:
    await _posted_bill(bureau)
    await approve_invoice(bureau.world, an_owner_invoice())
    (await bureau.world.flow.write()).unwrap()
    await bureau.sync(hours=3)
    assert await bureau.edits() == []


async def test_a_bill_of_ours_that_somebody_edited_is_told_once_and_costs_no_read_of_its_own(bureau: Bureau) -> None:
    bill = await _posted_bill(bureau)
    await bureau.world.books.edit("Bill", {"Id": bill, "DocNumber": "INV-1"})
    for _ in range(2):
        await bureau.sync(hours=1)
    assert await bureau.edits() == [{"DocNumber": "sent INV-20418, holds INV-1"}]
    [item] = [item for item in (await bureau.world.flow.inbox()).values() if item.code == "BOOKS_EDITED"]
    assert item.occurrences == 1
    assert bureau.world.flow.wire.count("GET quickbooks.test/.*/bill/") == 0


async def test_a_bill_of_ours_that_somebody_deleted_is_told(bureau: Bureau) -> None:
    bill = await _posted_bill(bureau)
    await bureau.world.books.delete("Bill", bill)
    await bureau.sync(hours=1)
    assert await bureau.edits() == [{"record": "deleted in QuickBooks"}]


async def test_a_bill_of_ours_that_was_deleted_before_a_sync_ever_saw_it_is_told(bureau: Bureau) -> None:
    await open_books(bureau.world)
    await bureau.sync()
    await approve_bill(bureau.world, a_vendor_invoice())
    (await bureau.world.flow.write()).unwrap()
    [bill] = await held(bureau.world, "Bill")
    await bureau.world.books.delete("Bill", bill["Id"])
    await bureau.sync(hours=1)
    assert await bureau.edits() == [{"record": "deleted in QuickBooks"}]


async def test_an_edit_is_noticed_even_if_the_person_removed_our_marker(bureau: Bureau) -> None:
    bill = await _posted_bill(bureau)
    await bureau.world.books.edit("Bill", {"Id": bill, "DocNumber": "INV-1", "PrivateNote": "by hand"})
    await bureau.sync(hours=1)
    assert await bureau.edits() == [{"DocNumber": "sent INV-20418, holds INV-1"}]


async def test_what_others_keep_in_the_books_is_no_business_of_ours(bureau: Bureau) -> None:
    bill = await _posted_bill(bureau)
    await bureau.world.books.edit("Bill", {"Id": bill, "TxnDate": "2026-02-20"})
    [vendor] = await held(bureau.world, "Vendor")
    [account, *_] = await held(bureau.world, "Account")
    detail = {"AccountRef": {"value": account["Id"]}}
    kind = "AccountBasedExpenseLineDetail"
    line = {"Amount": 5, "DetailType": kind, kind: detail}
    [other] = await bureau.world.books.seed("Bill", [{"VendorRef": {"value": vendor["Id"]}, "Line": [line]}])
    await bureau.world.books.delete("Bill", other["Id"])
    await bureau.sync(hours=1)
    assert len(await bureau.edits()) == 1


async def test_a_customer_that_the_sync_brings_releases_what_waited_for_it(bureau: Bureau) -> None:
    await bureau.world.jobsite.seed("projects", a_job("annex", "Annex", "2301"))
    await bureau.world.with_cards(a_card("c-1", project="annex"))
    await bureau.sync()
    await bureau.has_synced()
    (await bureau.world.flow.write()).unwrap()
    assert await bureau.world.flow.states() == {PostingState.PARKED: 1}
    bureau.world.flow.clock.advance(hours=1)
    await bureau.world.books.seed("Customer", [a_customer_row("Annex 2301")])
    await bureau.sync(hours=1)
    await bureau.has_synced()
    assert await bureau.world.flow.states() == {PostingState.PENDING: 1}
    (await bureau.world.flow.write()).unwrap()
    assert await bureau.world.flow.states() == {PostingState.POSTED: 1}


async def test_the_writer_reads_no_list_that_the_sync_keeps_up_to_date(bureau: Bureau) -> None:
    await bureau.sync()
    await bureau.has_synced()
    before = bureau.world.flow.wire.count("quickbooks.test/.*/query")
    await bureau.world.with_cards(a_card("c-1"))
    (await bureau.world.flow.write()).unwrap()
    assert await bureau.world.flow.states() == {PostingState.POSTED: 1}
    assert bureau.world.flow.wire.count("quickbooks.test/.*/query") == before


async def test_without_a_sync_for_a_day_the_writer_reads_the_lists_itself(bureau: Bureau) -> None:
    await bureau.sync()
    await bureau.has_synced()
    bureau.world.flow.clock.advance(hours=25)
    before = bureau.world.flow.wire.count("quickbooks.test/.*/query")
    await bureau.world.with_cards(a_card("c-1"))
    (await bureau.world.flow.write()).unwrap()
    assert bureau.world.flow.wire.count("quickbooks.test/.*/query") > before
