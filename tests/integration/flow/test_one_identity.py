"""Links in the whole way of a card: who is unmatched holds up nobody else, and a stale link sends nothing."""

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.posting import PostingState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.result import ErrorCode
from fieldledger.services.crosswalk.deciding import Wanted
from fieldledger.services.crosswalk.unlinking import UnlinkWish
from fieldledger.wiring.crosswalk import CrosswalkParts, crosswalk_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_quickbooks import a_customer_row, an_employee_row
from tests.integration.flow.simulated_raken import a_card, a_job, a_member

PROJECT, EMPLOYEE = IdentityKind.PROJECT, IdentityKind.EMPLOYEE
QUICKBOOKS = VendorName.QUICKBOOKS


def _crosswalk(world: World) -> CrosswalkParts:
    return crosswalk_over(world.flow.store, world.flow.queue, world.flow.clock)


async def _lists_are_read_again(world: World) -> None:
    world.flow.clock.advance(hours=25)
    await world.with_cards(a_card("c-read", worker="ana", project="plant"))
    (await world.flow.write()).unwrap()


async def test_an_unmatched_worker_holds_up_only_their_own_postings(world: World) -> None:
    await world.jobsite.seed("members", a_member("lena", "Lena Vogt", None), a_member("max", "Max Roe", "999"))
    await world.with_cards(
        a_card("c-1"), a_card("c-2", worker="ben"), a_card("c-3", worker="lena"), a_card("c-4", worker="max")
    )
    report = (await world.flow.write()).unwrap()
    assert (report.posted, report.parked) == (2, 2)
    assert sorted(await world.flow.inbox()) == [
        "EMPLOYEE_NUMBER_MISSING employee:lena",
        "EMPLOYEE_UNMATCHED employee:max",
    ]
    [row] = await world.books.seed("Employee", [an_employee_row("Lena Vogt", None)])
    await _lists_are_read_again(world)
    wanted = Wanted(COMPANY, EMPLOYEE, "lena", QUICKBOOKS, str(row["Id"]), ACCOUNTANT, "knows her")
    assert (await _crosswalk(world).links.confirm(ACCOUNTANT, wanted)).unwrap().released == 1
    assert (await world.flow.write()).unwrap().posted == 1
    assert [code for code in await world.flow.inbox() if "lena" in code] == []


async def test_of_two_jobs_of_one_number_neither_is_guessed(
    world: World,
) -> None:
    await world.jobsite.seed("projects", a_job("clinic-2", "Riverside Clinic (again)", "2214"))
    await world.with_cards(a_card("c-1"), a_card("c-2", project="clinic-2"), a_card("c-3", project="plant"))
    report = (await world.flow.write()).unwrap()
    assert (report.posted, report.parked) == (1, 2)
    assert sorted(await world.flow.inbox()) == ["JOB_AMBIGUOUS project:clinic", "JOB_AMBIGUOUS project:clinic-2"]


async def test_a_stale_link_sends_nothing_until_a_person_has_looked(world: World) -> None:
    await world.with_cards(a_card("c-1"))
    (await world.flow.write()).unwrap()
    [newer] = await world.books.seed("Customer", [a_customer_row("Riverside Clinic 2214 ")])
    await _lists_are_read_again(world)
    changes = _crosswalk(world).changes
    followed = (await changes.after_changes(COMPANY, SyncResource.QUICKBOOKS_CUSTOMERS, [str(newer["Id"])])).unwrap()
    assert [each.canonical_id for each in followed.stale] == ["clinic"]
    await world.with_cards(a_card("c-2", worker="ben"))
    assert (await world.flow.write()).unwrap().parked == 1
    assert list(await world.flow.inbox()) == ["LINK_STALE project:clinic"]
    identities = DocumentIdentities(world.flow.store)
    held = (await identities.of(COMPANY, PROJECT, ["clinic"])).unwrap()["clinic"].link(QUICKBOOKS)
    assert held is not None
    wanted = Wanted(COMPANY, PROJECT, "clinic", QUICKBOOKS, held.vendor_id, ACCOUNTANT, "still that one")
    assert (await _crosswalk(world).links.confirm(ACCOUNTANT, wanted)).unwrap().released == 1
    assert (await world.flow.write()).unwrap().posted == 1
    assert (await world.flow.states())[PostingState.POSTED] == 3


async def test_a_card_of_a_merged_job_goes_where_the_survivor_goes(world: World) -> None:
    await world.jobsite.seed("members", a_member("rosa-2", "Rosa Delgado", None))
    await world.with_cards(a_card("c-1"), a_card("c-2", worker="rosa-2"))
    assert (await world.flow.write()).unwrap().parked == 1
    merged = await _crosswalk(world).merging.merge(COMPANY, ACCOUNTANT, EMPLOYEE, "rosa-2", "rosa")
    assert merged.unwrap().released == 1
    assert (await world.flow.write()).unwrap().posted == 1
    minutes = await world.books.minutes()
    assert sum(count for (worker, _, _), count in minutes.items() if worker == "Rosa Delgado") == 960


async def test_a_refused_row_is_asked_of_a_person_again(world: World) -> None:
    await world.with_cards(a_card("c-1"))
    (await world.flow.write()).unwrap()
    wish = UnlinkWish(COMPANY, PROJECT, "clinic", QUICKBOOKS, "another clinic")
    (await _crosswalk(world).unlinking.unlink(ACCOUNTANT, wish)).unwrap()
    await world.with_cards(a_card("c-2", worker="ben"))
    assert (await world.flow.write()).unwrap().parked == 1
    [item] = (await world.flow.inbox()).values()
    assert (item.code, "a person has said" in item.message) == (ErrorCode.JOB_AMBIGUOUS, True)
