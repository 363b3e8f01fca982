"""A preview shows exactly what the writer then sends, or why it would not, and changes nothing."""

import json

from fieldledger.domain.posting import Operation, Posting, PostingState
from fieldledger.repositories.books_preferences import DocumentBooksPreferences, SeenPreferences
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode
from fieldledger.services.posting.adjusting import AdjustTimeCard
from fieldledger.services.posting.preview_desk import PostingPreview
from fieldledger.services.posting.previews import Change
from fieldledger.wiring.approvals import adjustments_over
from fieldledger.wiring.previews import previews_over
from tests.builders import ACCOUNTANT, COMPANY, WORK_DATE
from tests.builders.documents import a_vendor_invoice, an_owner_invoice
from tests.integration.flow.documents import (
    approve_bill,
    approve_invoice,
    change_of,
    open_books,
    request,
)
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_raken import a_card, a_member


async def _preview(world: World, posting: Posting) -> PostingPreview:
    store = world.flow.store
    before = [store.documents(table) for table in TableName]
    calls = world.flow.wire.count(".*")
    shown = (await previews_over(store, world.flow.clock).preview(COMPANY, posting.posting_id)).unwrap()
    assert [store.documents(table) for table in TableName] == before
    assert world.flow.wire.count(".*") == calls
    return shown


async def _sealed(world: World, posting: Posting) -> dict[str, object]:
    """The record in the batch that carried the posting."""
    now = (await DocumentPostings(world.flow.store).get(COMPANY, posting.posting_id)).unwrap()
    item = await DocumentPostings(world.flow.store).sealed_item(COMPANY, now.batch_id or "", now.posting_id)
    sealed = item.unwrap()
    assert sealed is not None
    return dict(json.loads(sealed.body))


async def _pending(world: World) -> Posting:
    [posting] = await world.flow.postings(PostingState.PENDING)
    return posting


async def _lists_are_read(world: World) -> None:
    """A first card is posted, and the name lists with it."""
    await world.with_cards(a_card("c-0", hours=[(8, "RT")]))
    (await world.flow.write()).unwrap()


async def test_a_creation_is_shown_as_it_is_then_sent_with_names(world: World) -> None:
    await _lists_are_read(world)
    await world.with_cards(a_card("c-1", hours=[(2, "OT")], day=WORK_DATE.replace(day=4)))
    posting = await _pending(world)
    shown = await _preview(world, posting)
    assert (shown.will_be_sent, shown.as_sent, shown.drafted.problems) == (True, False, ())
    payload = shown.drafted.payload
    assert payload is not None
    assert payload["operation"] == "create"
    names = {(reference.kind, reference.name) for reference in shown.drafted.references}
    assert ("item", "Labor - Overtime") in names
    assert {kind for kind, _ in names} == {"employee", "customer", "item"}
    assert None not in {name for _, name in names}
    change = shown.drafted.change
    assert change is not None
    assert (change.does, change.vendor_id, {field.before for field in change.fields}) == ("create", None, {None})
    (await world.flow.write()).unwrap()
    assert payload["TimeActivity"] == await _sealed(world, posting)
    after = await _preview(world, posting)
    assert (after.will_be_sent, after.as_sent) == (False, True)
    assert after.drafted.payload is not None
    assert after.drafted.payload["TimeActivity"] == payload["TimeActivity"]
    assert {reference.name for reference in after.drafted.references} == {name for _, name in names}


async def _adjusted(world: World, *hours: tuple[float, str]) -> Posting:
    """A posted card becomes ``hours`` and the change is confirmed."""
    world.flow.clock.advance(minutes=5)
    await world.jobsite.seed("timeCards", a_card("c-0", hours=list(hours)))
    (await world.flow.sync()).unwrap()
    [card] = (await DocumentTimeCards(world.flow.store).get_many(COMPANY, ["c-0"])).unwrap()
    service = adjustments_over(world.flow.store, world.flow.queue, world.flow.clock)
    wanted = AdjustTimeCard(COMPANY, ACCOUNTANT, "adjust-1", "c-0", card.content_hash)
    (await service.confirm(wanted)).unwrap()
    found = [posting for posting in await world.flow.postings() if posting.operation is not Operation.CREATE]
    return found[0]


def _fields(change: Change | None) -> dict[str, tuple[object, object]]:
    assert change is not None
    return {field.field: (field.before, field.after) for field in change.fields}


async def test_an_update_shows_field_by_field_what_it_changes(world: World) -> None:
    await _lists_are_read(world)
    posting = await _adjusted(world, (7, "RT"))
    shown = await _preview(world, posting)
    fields = _fields(shown.drafted.change)
    assert fields.pop("Hours") == (8, 7)
    assert set(fields) == {"Description"}
    assert shown.drafted.change is not None
    assert (shown.drafted.change.does, shown.drafted.change.vendor_id) == ("update", (await _replaced(world)).vendor_id)
    (await world.flow.write()).unwrap()
    sent = await _sealed(world, posting)
    assert shown.drafted.payload is not None
    record = shown.drafted.payload["TimeActivity"]
    assert isinstance(record, dict)
    assert record["Id"] == sent["Id"]
    assert {name: sent[name] for name in record} == record


async def _replaced(world: World) -> Posting:
    [former] = [posting for posting in await world.flow.postings() if posting.operation is Operation.CREATE]
    return former


async def test_a_removal_shows_what_goes(world: World) -> None:
    await _lists_are_read(world)
    shown = await _preview(world, await _adjusted(world, (8, "OT")))
    fields = _fields(shown.drafted.change)
    assert shown.drafted.change is not None
    assert shown.drafted.change.does == "delete"
    assert fields["Hours"] == (8, None)
    assert {after for _, after in fields.values()} == {None}


async def test_an_invoice_is_voided_not_deleted(world: World) -> None:
    await open_books(world)
    posting = await approve_invoice(world, an_owner_invoice())
    (await world.flow.write()).unwrap()
    intended = change_of(posting, posting.payload, Operation.REMOVE, posting.source.content_hash)
    [removal] = (await request(world, intended, approval_id="void")).unwrap()
    shown = await _preview(world, removal)
    assert shown.drafted.change is not None
    assert (shown.drafted.change.does, shown.drafted.change.entity) == ("void", "Invoice")


async def test_what_would_park_a_posting_is_told_instead(world: World) -> None:
    await _lists_are_read(world)
    await world.jobsite.seed("members", a_member("lena", "Lena Vogt", None))
    await world.with_cards(a_card("c-1", worker="lena", hours=[(4, "RT")]))
    shown = await _preview(world, await _pending(world))
    [problem] = shown.drafted.problems
    assert (problem.code, problem.subject) == (ErrorCode.EMPLOYEE_NUMBER_MISSING, "employee:lena")
    assert shown.drafted.payload is None


async def test_closed_books_and_a_changed_source_are_both_told(world: World) -> None:
    await _lists_are_read(world)
    await world.with_cards(a_card("c-1", hours=[(4, "RT")]))
    posting = await _pending(world)
    known = (await DocumentBooksPreferences(world.flow.store).find(COMPANY)).unwrap()
    seen = SeenPreferences(
        company_id=COMPANY,
        closed_through=WORK_DATE,
        read_at=world.flow.clock.now(),
        version=0 if known is None else known.version,
    )
    (await DocumentBooksPreferences(world.flow.store).save(seen)).unwrap()
    world.flow.clock.advance(minutes=5)
    await world.jobsite.seed("timeCards", a_card("c-1", hours=[(3, "RT")]))
    (await world.flow.sync()).unwrap()
    shown = await _preview(world, posting)
    codes = {problem.code for problem in shown.drafted.problems}
    assert codes == {ErrorCode.CHANGED_AFTER_APPROVAL, ErrorCode.BOOKS_PERIOD_CLOSED}


async def test_a_bill_shows_whom_it_waits_for(world: World) -> None:
    await open_books(world)
    await approve_bill(world, a_vendor_invoice())
    vendor, bill = sorted(await world.flow.postings(), key=lambda posting: posting.payload.kind != "vendor")
    shown = await _preview(world, bill)
    assert [other.posting_id for other in shown.waits_for] == [vendor.posting_id]


async def test_another_companys_posting_has_no_preview(world: World) -> None:
    await _lists_are_read(world)
    [posting] = await world.flow.postings()
    previews = previews_over(world.flow.store, world.flow.clock)
    assert (await previews.preview("company-2", posting.posting_id)).error_code == ErrorCode.NOT_FOUND
