"""QuickBooks tells what changed: our own echo means nothing, a person's edit always reaches the inbox."""

from datetime import date

from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.services.inbox import Inbox
from tests.builders import COMPANY
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_quickbooks import REALM
from tests.integration.flow.simulated_raken import a_card


async def _handle(world: World, events: list[VendorEvent], realm: str = REALM) -> int:
    return (await world.flow.container().events.handle(realm, events)).unwrap()


async def _posted(world: World) -> str:
    """The id in the books of one posted record, whose events were all handled."""
    await world.books.listen()
    await world.with_cards(a_card("c-1", hours=[(8, "RT")]))
    (await world.flow.write()).unwrap()
    await _handle(world, await world.books.events())
    [record] = await world.books.time_activities()
    return str(record["Id"])


async def _edited(world: World) -> str:
    [item] = (await world.flow.inbox()).values()
    [posting] = await world.flow.postings()
    assert (item.code, item.subject) == ("BOOKS_EDITED", f"posting:{posting.posting_id}")
    return ", ".join(f"{name}: {text}" for name, text in sorted(item.details.items()))


async def test_our_own_echo_raises_nothing_and_costs_no_metered_read(world: World) -> None:
    await _posted(world)
    assert await world.flow.inbox() == {}
    assert world.flow.wire.count("/timeactivity/") == 0


async def test_changed_hours_in_the_books_reach_the_inbox(world: World) -> None:
    record = await _posted(world)
    await world.books.edit("TimeActivity", {"Id": record, "Hours": 6})
    await _handle(world, await world.books.events())
    assert await _edited(world) == "minutes: sent 480, holds 360"


async def test_a_changed_date_in_the_books_reaches_the_inbox(world: World) -> None:
    record = await _posted(world)
    await world.books.edit("TimeActivity", {"Id": record, "TxnDate": "2026-02-20"})
    await _handle(world, await world.books.events())
    assert await _edited(world) == "TxnDate: sent 2026-02-27, holds 2026-02-20"


async def test_an_edit_is_noticed_even_if_the_person_removed_our_marker(world: World) -> None:
    record = await _posted(world)
    await world.books.edit("TimeActivity", {"Id": record, "Hours": 6, "Description": "corrected by hand"})
    await _handle(world, await world.books.events())
    assert await _edited(world) == "minutes: sent 480, holds 360"


async def test_a_deletion_in_the_books_reaches_the_inbox_and_is_not_fought(world: World) -> None:
    record = await _posted(world)
    await world.books.delete("TimeActivity", record)
    await _handle(world, await world.books.events())
    assert await _edited(world) == "record: deleted in QuickBooks"
    world.flow.clock.advance(hours=3)
    (await world.flow.write()).unwrap()
    assert await world.books.time_activities() == []


async def test_a_copy_of_our_record_that_a_person_edits_reaches_the_inbox(world: World) -> None:
    record = await _posted(world)
    [ours] = await world.books.time_activities()
    copied = ("NameOf", "EmployeeRef", "CustomerRef", "ItemRef", "TxnDate", "Hours", "Minutes", "Description")
    copy = await world.books.add("TimeActivity", {name: ours[name] for name in copied})
    await world.books.edit("TimeActivity", {"Id": copy["Id"], "TxnDate": "2026-02-26"})
    await _handle(world, await world.books.events())
    differences = (
        f"TxnDate: sent 2026-02-27, holds 2026-02-26, record: posted as {record}, also present as {copy['Id']}"
    )
    assert await _edited(world) == differences


async def test_an_edit_that_changes_nothing_of_ours_raises_nothing(world: World) -> None:
    record = await _posted(world)
    [ours] = await world.books.time_activities()
    await world.books.edit("TimeActivity", {"Id": record, "Description": f"checked by Joan {ours['Description']}"})
    assert await _handle(world, await world.books.events()) == 1
    assert await world.flow.inbox() == {}


async def test_time_that_was_entered_in_the_books_by_hand_is_none_of_our_business(world: World) -> None:
    await _posted(world)
    [ours] = await world.books.time_activities()
    copied = ("NameOf", "EmployeeRef", "CustomerRef", "TxnDate", "Hours", "Minutes")
    theirs = await world.books.add("TimeActivity", {name: ours[name] for name in copied})
    await world.books.edit("TimeActivity", {"Id": theirs["Id"], "Hours": 1})
    assert await _handle(world, await world.books.events()) == 1
    assert await world.flow.inbox() == {}


async def test_events_that_arrive_twice_and_in_any_order_are_handled_once(world: World) -> None:
    record = await _posted(world)
    for hours in (7, 6, 5):
        world.flow.clock.advance(1)
        await world.books.edit("TimeActivity", {"Id": record, "Hours": hours})
    events = await world.books.events()
    reads = world.flow.wire.count(f"timeactivity/{record}$")
    assert await _handle(world, [events[2], events[0], events[1], events[0]]) == 1
    assert world.flow.wire.count(f"timeactivity/{record}$") == reads + 1
    assert await _handle(world, list(reversed(events))) == 0
    [item] = (await world.flow.inbox()).values()
    assert (item.occurrences, item.details["minutes"]) == (1, "sent 480, holds 300")


async def test_the_books_may_send_every_delivery_twice(world: World) -> None:
    await world.books.settings(webhook={"deliver_twice": True})
    record = await _posted(world)
    await world.books.edit("TimeActivity", {"Id": record, "Hours": 6})
    assert await _handle(world, await world.books.events()) == 1
    [item] = (await world.flow.inbox()).values()
    assert item.occurrences == 1


async def test_events_of_a_realm_that_nobody_is_connected_to_are_dropped(world: World) -> None:
    record = await _posted(world)
    await world.books.edit("TimeActivity", {"Id": record, "Hours": 6})
    calls = world.flow.wire.count("quickbooks")
    assert await _handle(world, await world.books.events(), realm="4711") == 0
    assert world.flow.wire.count("quickbooks") == calls
    assert await world.flow.inbox() == {}


async def test_an_event_whose_handling_failed_is_handled_when_it_comes_again(world: World) -> None:
    record = await _posted(world)
    await world.books.edit("TimeActivity", {"Id": record, "Hours": 6})
    events = await world.books.events()
    await world.books.admin("faults", {"kind": "drop_before", "path": "/timeactivity/", "count": 3})
    assert (await world.flow.container().events.handle(REALM, events)).failed
    assert await _handle(world, events) == 1
    assert await _edited(world) == "minutes: sent 480, holds 360"


async def test_an_event_that_overtakes_our_own_recording_raises_nothing(world: World) -> None:
    await world.books.listen()
    await world.with_cards(a_card("c-1"))

    async def events_are_faster(_request: object) -> None:
        [record] = await world.books.time_activities()
        await world.books.edit("TimeActivity", {"Id": record["Id"], "Taxable": True})
        assert await _handle(world, await world.books.events()) == 1

    world.flow.wire.on_answer("/batch$", events_are_faster)
    assert (await world.flow.write()).unwrap().posted == 1
    assert await world.flow.inbox() == {}


async def _tell(world: World) -> None:
    await _handle(world, await world.books.events())


async def test_what_was_mended_in_the_books_closes_its_item(world: World) -> None:
    record = await _posted(world)
    await world.books.edit("TimeActivity", {"Id": record, "Hours": 6})
    await _tell(world)
    [before] = (await world.flow.inbox()).values()
    await world.books.edit("TimeActivity", {"Id": record, "Hours": 8})
    await _tell(world)
    assert await world.flow.inbox() == {}
    [after] = (await DocumentExceptions(world.flow.store).get_many(COMPANY, [before.exception_id])).unwrap()
    assert (after.resolved_by, after.resolution) == ("system", "the books agree with what was posted")


async def test_what_a_person_has_closed_is_told_again_only_when_it_becomes_something_else(
    world: World,
) -> None:
    record = await _posted(world)
    await world.books.edit("TimeActivity", {"Id": record, "Hours": 6})
    await _tell(world)
    [item] = (await world.flow.inbox()).values()
    (await Inbox(DocumentExceptions(world.flow.store), world.flow.clock).resolve(COMPANY, [item.exception_id])).unwrap()
    await world.books.edit("TimeActivity", {"Id": record, "Taxable": True})
    await _tell(world)
    assert await world.flow.inbox() == {}
    await world.books.edit("TimeActivity", {"Id": record, "Hours": 5})
    await _tell(world)
    assert await _edited(world) == "minutes: sent 480, holds 300"


async def test_what_the_books_hold_now_is_kept_with_the_record(world: World) -> None:
    record = await _posted(world)
    await world.books.edit("TimeActivity", {"Id": record, "Hours": 6, "TxnDate": "2026-02-20"})
    await _tell(world)
    [known] = (await DocumentPostings(world.flow.store).books_records(COMPANY, [("TimeActivity", record)])).unwrap()
    assert known.drift is not None
    assert (known.drift.quantity, known.drift.day, known.drift.gone) == (360, date(2026, 2, 20), False)
