"""A link to a row that was switched off in QuickBooks waits for a person or for the row: nothing is sent meanwhile."""

import pytest

from fieldledger.domain.posting import PostingState
from fieldledger.services.exceptions.fixes import RetryFix
from fieldledger.wiring.exceptions import desk_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_quickbooks import REALM, a_customer_row
from tests.integration.flow.simulated_raken import a_card

ITEM = "BOOKS_REFERENCE_INACTIVE project:clinic"


async def _clinic(world: World) -> str:
    [clinic] = [row for row in await world.books.all("Customer") if "2214" in row["DisplayName"]]
    return str(clinic["Id"])


async def _told(world: World) -> None:
    (await world.flow.container().events.handle(REALM, await world.books.events())).unwrap()


@pytest.fixture(autouse=True)
async def switched_off(world: World) -> None:
    """The clinic is linked, then a bookkeeper switches it off, which QuickBooks tells."""
    await world.books.listen()
    await world.with_cards(a_card("c-0"))
    (await world.flow.write()).unwrap()
    await world.books.edit("Customer", {"Id": await _clinic(world), "Active": False})
    await _told(world)


async def test_it_is_parked_before_anything_is_sent(world: World) -> None:
    await world.with_cards(a_card("c-1", worker="ben"), a_card("c-2", worker="ben", project="plant"))
    report = (await world.flow.write()).unwrap()
    assert (report.posted, report.parked, report.sent.items) == (1, 1, 1)
    item = (await world.flow.inbox())[ITEM]
    assert "switched off in QuickBooks" in item.message


async def test_it_goes_when_the_row_is_switched_on_again(world: World) -> None:
    await world.with_cards(a_card("c-1", worker="ben"))
    (await world.flow.write()).unwrap()
    await world.books.edit("Customer", {"Id": await _clinic(world), "Active": True, "DisplayName": "Clinic 2214"})
    await _told(world)
    assert ITEM not in await world.flow.inbox()
    assert (await world.flow.write()).unwrap().posted == 1


async def test_another_row_that_changes_sends_nothing(world: World) -> None:
    await world.with_cards(a_card("c-1", worker="ben"))
    (await world.flow.write()).unwrap()
    await world.books.add("Customer", a_customer_row("Somebody else"))
    await _told(world)
    assert (await world.flow.states())[PostingState.PARKED] == 1


async def test_a_person_may_try_before_quickbooks_tells(world: World) -> None:
    await world.with_cards(a_card("c-1", worker="ben"))
    (await world.flow.write()).unwrap()
    await world.books.edit("Customer", {"Id": await _clinic(world), "Active": True, "DisplayName": "Clinic 2214"})
    item = (await world.flow.inbox())[ITEM]
    desk = desk_over(world.flow.store, world.flow.queue, world.flow.clock)
    (await desk.resolve(COMPANY, ACCOUNTANT, item.exception_id, RetryFix())).unwrap()
    assert (await world.flow.write()).unwrap().posted == 1


async def test_the_daily_list_shows_it_too(world: World) -> None:
    await world.with_cards(a_card("c-1", worker="ben"))
    (await world.flow.write()).unwrap()
    await world.books.edit("Customer", {"Id": await _clinic(world), "Active": True, "DisplayName": "Clinic 2214"})
    world.flow.clock.advance(hours=25)
    await world.with_cards(a_card("c-2", worker="ben", project="plant"))
    assert (await world.flow.write()).unwrap().posted == 2


async def test_what_quickbooks_refused_goes_with_the_row_that_it_refers_to(world: World) -> None:
    await world.books.fault("item_fault", item=0, code="610")
    await world.with_cards(a_card("c-1", worker="ben", project="plant"))
    (await world.flow.write()).unwrap()
    await world.books.add("Customer", a_customer_row("Somebody else"))
    await _told(world)
    assert (await world.flow.states())[PostingState.PARKED] == 1
    [plant] = [row for row in await world.books.all("Customer") if "2230" in row["DisplayName"]]
    await world.books.edit("Customer", {"Id": plant["Id"], "Notes": "open again"})
    await _told(world)
    assert (await world.flow.write()).unwrap().posted == 1
