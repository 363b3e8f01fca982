"""Hours on their way to the books, and what happens to them there: what is prepared, the acts, and how it ends."""

from datetime import date
from typing import Final

from fieldledger.domain.posting import PostingState
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import Result
from fieldledger.services.approvals import ApproveTimeCards
from fieldledger.services.posting.adjusting import AdjustTimeCard
from fieldledger.services.posting.sweep import GRACE
from fieldledger.wiring.approvals import adjustments_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.integration.flow.harness import SETTLE_SECONDS, World
from tests.integration.flow.simulated_quickbooks import REALM, an_employee_row
from tests.integration.flow.simulated_raken import a_card, a_member
from tests.soak.acts import deliver, sweep
from tests.soak.ending import Expected
from tests.soak.quickbooks import QuickbooksScenario as Scenario
from tests.soak.stage import Stage

CARDS: Final = (
    a_card("c-1", worker="rosa", hours=[(8, "RT"), (1.5, "OT")]),
    a_card("c-2", worker="ben", project="plant", hours=[(7.25, "RT")]),
    a_card("c-3", worker="ana", hours=[(4, "RT")]),
)


async def _cards_at_the_jobsite(world: World) -> None:
    await world.jobsite.seed("timeCards", *CARDS)
    (await world.flow.sync()).unwrap()


async def _approved(world: World) -> Result[object]:
    request = ApproveTimeCards(
        company_id=COMPANY,
        user_id=ACCOUNTANT,
        approval_id="approval-soak",
        first_day=date(2026, 1, 1),
        last_day=date(2026, 12, 31),
    )
    return (await world.flow.approvals().approve(request)).map(lambda outcome: outcome)


async def _approve(stage: Stage) -> Result[object]:
    return await _approved(stage.world)


async def _lost_answer(world: World) -> None:
    await _cards_at_the_jobsite(world)
    (await _approved(world)).unwrap()
    await world.books.fault("commit_then_drop")
    await world.flow.write()
    world.flow.clock.advance(SETTLE_SECONDS + GRACE.total_seconds() + 1)


async def _lost_answer_and_edited(world: World) -> None:
    """Rosa's eight hours become seven, in a record that we do not know of yet."""
    await _lost_answer(world)
    row = next(row for row in await world.books.time_activities() if row["Hours"] == 8)
    await world.books.edit("TimeActivity", {"Id": row["Id"], "Hours": 7})


async def _never_arrived_and_forgotten(world: World) -> None:
    """The request was lost before any work, and the queue gave up on it too: an old seal."""
    await _cards_at_the_jobsite(world)
    (await _approved(world)).unwrap()
    await world.books.fault("drop_before")
    await world.flow.write()
    world.flow.clock.advance(days=40)


async def _done_in_part(world: World) -> None:
    """Two of four records are in the books, and about two nothing is known."""
    await _cards_at_the_jobsite(world)
    (await _approved(world)).unwrap()
    await world.books.fault("item_fault", item=1, code="1010")
    await world.books.fault("item_fault", item=2, code="600")
    (await world.flow.write()).unwrap()


async def _done_in_part_and_deleted(world: World) -> None:
    """A person deletes what is recorded, before the rest of its batch is settled: it must not come back."""
    await _done_in_part(world)
    known = await world.flow.postings(PostingState.POSTED)
    await world.books.delete("TimeActivity", str(known[0].vendor_id))
    world.flow.clock.advance(SETTLE_SECONDS + GRACE.total_seconds() + 1)


async def _changed_card(world: World) -> None:
    await _cards_at_the_jobsite(world)
    (await _approved(world)).unwrap()
    (await world.flow.write()).unwrap()
    world.flow.clock.advance(minutes=5)
    await world.jobsite.seed("timeCards", a_card("c-1", worker="rosa", hours=[(6, "RT")]))
    (await world.flow.sync()).unwrap()


async def _adjust(stage: Stage) -> Result[object]:
    """Confirming again after a lost answer says that the card is approved: that is what the person wanted."""
    flow = stage.world.flow
    found = await DocumentTimeCards(flow.store).get_many(COMPANY, ["c-1"])
    if found.failed:
        return found.failure()
    [card] = found.unwrap()
    service = adjustments_over(flow.store, flow.queue, flow.clock)
    confirmed = await service.confirm(AdjustTimeCard(COMPANY, ACCOUNTANT, "adjust-soak", "c-1", card.content_hash))
    return Result.ok(None) if confirmed.error_code == "ALREADY_APPROVED" else confirmed.map(lambda done: done)


async def _unknown_worker(world: World) -> None:
    await world.jobsite.seed("members", a_member("lena", "Lena Vogt", "121"))
    await world.jobsite.seed("timeCards", a_card("c-9", worker="lena", hours=[(8, "RT")]))
    (await world.flow.sync()).unwrap()
    (await _approved(world)).unwrap()
    (await world.flow.write()).unwrap()
    await world.books.listen()
    await world.books.add("Employee", an_employee_row("Lena Vogt", "121"))


async def _posted_and_edited(world: World) -> None:
    await world.books.listen()
    await world.jobsite.seed("timeCards", CARDS[2])
    (await world.flow.sync()).unwrap()
    (await _approved(world)).unwrap()
    (await world.flow.write()).unwrap()
    (await world.flow.container().events.handle(REALM, await world.books.events())).unwrap()
    [record] = await world.books.time_activities()
    await world.books.edit("TimeActivity", {"Id": record["Id"], "Hours": 3})


async def _told(stage: Stage) -> Result[object]:
    """The webhook's message stays in its queue until it is handled."""
    stage.events.extend(await stage.world.books.events())
    handled = await stage.world.flow.container().events.handle(REALM, stage.events)
    return handled.map(lambda count: count)


async def _throttled(world: World) -> None:
    """The books take no batch for now."""
    await _cards_at_the_jobsite(world)
    await world.books.fault("throttle")


async def _changed_before_it_is_sent(world: World) -> None:
    await _cards_at_the_jobsite(world)
    (await _approved(world)).unwrap()
    world.flow.clock.advance(minutes=5)
    await world.jobsite.seed("timeCards", a_card("c-1", worker="rosa", hours=[(6, "RT")]))
    (await world.flow.sync()).unwrap()
    assert await world.books.time_activities() == []


async def _closed_books(world: World) -> None:
    """January is closed, and one card is of January."""
    closed = {"realm_id": REALM, "company_name": "Bluestem Builders", "book_close_date": "2026-01-31"}
    await world.books.admin("realms", closed)
    await world.jobsite.seed("timeCards", a_card("c-old", day=date(2026, 1, 30)))
    await _cards_at_the_jobsite(world)


async def _inactive_job(world: World) -> None:
    """The clinic is switched off in the books, and our list of names does not say so yet."""
    await world.with_cards(a_card("c-0"))
    (await world.flow.write()).unwrap()
    [clinic] = [row for row in await world.books.all("Customer") if "2214" in row["DisplayName"]]
    await world.books.edit("Customer", {"Id": clinic["Id"], "Active": False})
    cards = (a_card("c-1", worker="ben"), a_card("c-2", worker="ben", project="plant", hours=[(4, "RT")]))
    await world.jobsite.seed("timeCards", *cards)
    (await world.flow.sync()).unwrap()


_FOUR: Final = Expected({"TimeActivity": 4, "minutes": 1245})

THREE_CARDS: Final = Scenario("approve and write time", _cards_at_the_jobsite, (_approve, deliver), _FOUR)

LOST_ANSWER: Final = Scenario("settle a lost answer", _lost_answer, (sweep, deliver), _FOUR)
CHANGED_BEFORE_IT_IS_SENT: Final = Scenario(
    "changed before it is sent",
    _changed_before_it_is_sent,
    (sweep, deliver),
    Expected({"TimeActivity": 2, "minutes": 675}, ("CHANGED_AFTER_APPROVAL",), ("CHANGED_AFTER_APPROVAL",) * 2),
)

TIME: Final = (
    THREE_CARDS,
    Scenario("put off by a throttle", _throttled, (_approve, deliver), _FOUR),
    LOST_ANSWER,
    Scenario("an old seal", _never_arrived_and_forgotten, (sweep, deliver), _FOUR),
    Scenario("adjust a card", _changed_card, (_adjust, deliver), Expected({"TimeActivity": 3, "minutes": 1035})),
    Scenario(
        "release what was parked", _unknown_worker, (_told, deliver), Expected({"TimeActivity": 1, "minutes": 480})
    ),
    CHANGED_BEFORE_IT_IS_SENT,
    Scenario(
        "a closed period",
        _closed_books,
        (_approve, deliver),
        Expected({"TimeActivity": 4, "minutes": 1245}, ("BOOKS_PERIOD_CLOSED",), ("BOOKS_PERIOD_CLOSED",)),
    ),
    Scenario(
        "an inactive job",
        _inactive_job,
        (_approve, deliver),
        Expected({"TimeActivity": 2, "minutes": 720}, ("BOOKS_REFERENCE_INACTIVE",), ("BOOKS_REFERENCE_INACTIVE",)),
    ),
    Scenario(
        "edited before it was settled",
        _lost_answer_and_edited,
        (sweep, deliver),
        Expected({"TimeActivity": 4, "minutes": 1185}, ("BOOKS_ECHO_DIFFERS",)),
    ),
    Scenario(
        "deleted while a part was open", _done_in_part_and_deleted, (sweep, deliver), Expected({"TimeActivity": 3})
    ),
    Scenario(
        "told of an edit",
        _posted_and_edited,
        (_told,),
        Expected({"TimeActivity": 1, "minutes": 180}, ("BOOKS_EDITED",)),
    ),
)
