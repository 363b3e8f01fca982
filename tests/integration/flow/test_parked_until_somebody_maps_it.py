"""Workers and jobs without counterpart: parked with one exception each, posted as soon as the cause is gone."""

from fieldledger.domain.posting import PostingState
from tests.builders import WORK_DATE
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_quickbooks import REALM, a_customer_row, an_employee_row
from tests.integration.flow.simulated_raken import a_card, a_job, a_member


async def _listening(world: World) -> None:
    await world.books.listen()


async def _told(world: World) -> int:
    return (await world.flow.container().events.handle(REALM, await world.books.events())).unwrap()


async def test_all_time_of_an_unknown_worker_waits_behind_one_exception(world: World) -> None:
    await world.jobsite.seed("members", a_member("new", "Nia Nolan", None))
    cards = [a_card(f"c-{n}", worker="new", day=WORK_DATE.replace(day=n)) for n in range(1, 6)]
    await world.with_cards(*cards, a_card("c-9"))
    report = (await world.flow.write()).unwrap()
    assert (report.posted, report.parked) == (1, 5)
    assert list(await world.flow.inbox()) == ["EMPLOYEE_NUMBER_MISSING employee:new"]


async def test_a_number_added_in_raken_releases_what_waited_for_it(world: World) -> None:
    await world.jobsite.seed("members", a_member("new", "Nia Nolan", None))
    await world.books.seed("Employee", [an_employee_row("Nia Nolan", "118")])
    await world.with_cards(a_card("c-1", worker="new"))
    assert (await world.flow.write()).unwrap().parked == 1
    await world.jobsite.change("members", "new", employeeId="118")
    world.flow.queue.woken.clear()
    (await world.flow.sync()).unwrap()
    assert len(world.flow.queue.woken) == 1
    assert await world.flow.inbox() == {}
    (await world.flow.write()).unwrap()
    assert await world.books.minutes() == {("Nia Nolan", "Riverside Clinic 2214", "Labor"): 480}


async def test_a_worker_whom_raken_sends_only_later_is_released_too(world: World) -> None:
    await world.with_cards(a_card("c-1", worker="late"))
    assert (await world.flow.write()).unwrap().parked == 1
    assert list(await world.flow.inbox()) == ["EMPLOYEE_UNMATCHED employee:late"]
    await world.books.seed("Employee", [an_employee_row("Lara Lund", "121")])
    await world.jobsite.seed("members", a_member("late", "Lara Lund", "121"))
    world.flow.clock.advance(days=1, minutes=1)
    (await world.flow.sync()).unwrap()
    (await world.flow.write()).unwrap()
    assert await world.books.minutes() == {("Lara Lund", "Riverside Clinic 2214", "Labor"): 480}


async def test_a_release_is_not_lost_when_the_sync_stops_in_the_middle(world: World) -> None:
    await world.jobsite.seed("projects", a_job("annex", "Annex", None))
    await world.books.seed("Customer", [a_customer_row("Annex 2301")])
    await world.with_cards(a_card("c-1", project="annex"))
    assert (await world.flow.write()).unwrap().parked == 1
    await world.jobsite.change("projects", "annex", number="2301")
    await world.jobsite.fault("throttle", "/api/members")
    assert (await world.flow.sync()).failed
    world.flow.clock.advance(minutes=15)
    (await world.flow.sync()).unwrap()
    assert (await world.flow.write()).unwrap().posted == 1


async def test_a_customer_added_in_the_books_releases_what_waited_for_it(world: World) -> None:
    await _listening(world)
    await world.jobsite.seed("projects", a_job("annex", "Annex", "2301"))
    await world.with_cards(a_card("c-1", project="annex"), a_card("c-2", worker="ben", project="annex"), a_card("c-3"))
    report = (await world.flow.write()).unwrap()
    assert (report.posted, report.parked) == (1, 2)
    assert list(await world.flow.inbox()) == ["JOB_UNMATCHED project:annex"]
    await world.books.add("Customer", a_customer_row("Annex 2301"))
    await _told(world)
    assert await world.flow.inbox() == {}
    assert (await world.flow.write()).unwrap().posted == 2
    assert await world.flow.states() == {PostingState.POSTED: 3}


async def test_a_customer_that_the_daily_read_found_first_releases_too(world: World) -> None:
    await _listening(world)
    await world.jobsite.seed("projects", a_job("annex", "Annex", "2301"))
    await world.with_cards(a_card("c-1", project="annex"))
    assert (await world.flow.write()).unwrap().parked == 1
    world.flow.clock.advance(hours=25)
    await world.books.add("Customer", a_customer_row("Annex 2301"))
    await world.with_cards(a_card("c-2"))
    assert (await world.flow.write()).unwrap().posted == 1
    await _told(world)
    assert (await world.flow.write()).unwrap().posted == 1


async def test_a_customer_with_another_number_releases_nothing_for_good(world: World) -> None:
    await _listening(world)
    await world.jobsite.seed("projects", a_job("annex", "Annex", "2301"))
    await world.with_cards(a_card("c-1", project="annex"))
    (await world.flow.write()).unwrap()
    await world.books.add("Customer", a_customer_row("Depot 2302"))
    await _told(world)
    assert (await world.flow.write()).unwrap().parked == 1
    [item] = (await world.flow.inbox()).values()
    assert (item.code, item.subject, item.occurrences) == ("JOB_UNMATCHED", "project:annex", 2)


async def test_two_customers_with_the_number_are_a_persons_decision(world: World) -> None:
    await world.books.seed("Customer", [a_customer_row("2214 Old Clinic")])
    await world.with_cards(a_card("c-1"), a_card("c-2", worker="ben"))
    report = (await world.flow.write()).unwrap()
    assert (report.posted, report.parked) == (0, 2)
    [item] = (await world.flow.inbox()).values()
    assert (item.code, item.subject) == ("JOB_AMBIGUOUS", "project:clinic")
    assert "2214 Old Clinic" in item.message


async def test_a_pay_type_without_service_item_waits_too(world: World) -> None:
    await world.with_cards(a_card("c-1", hours=[(8, "RT"), (1, "DT")]))
    report = (await world.flow.write()).unwrap()
    assert (report.posted, report.parked) == (1, 1)
    assert list(await world.flow.inbox()) == ["PAY_TYPE_UNMAPPED pay_type:DT"]
