"""How records stand with a vendor, and linking them over the desk: ties are never broken unseen."""

import pytest

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import IdentityKind, LinkState
from fieldledger.result import ErrorCode, Result
from fieldledger.services.crosswalk.deciding import Wanted
from fieldledger.services.crosswalk.desk import LinkWish
from fieldledger.services.crosswalk.links import LinkAnswer
from fieldledger.services.crosswalk.overview import LinkFilter, LinkOverview, LinkRow, LinkStanding
from fieldledger.wiring.crosswalk import comparing_over
from fieldledger.wiring.links import link_parts_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.unit.services.crosswalk.office import EMPLOYEE, PROCORE, PROJECT, QUICKBOOKS, RAKEN, SUPPLIER, Office


async def rows(
    office: Office,
    kind: IdentityKind = PROJECT,
    vendor: VendorName = QUICKBOOKS,
    standing: LinkStanding | None = None,
    text: str | None = None,
) -> list[LinkRow]:
    """Everything that the filter lets through, read in pages of two."""
    overview = LinkOverview(comparing_over(office.store))
    wanted = LinkFilter(kind, vendor, standing, text)
    found: list[LinkRow] = []
    start = None
    while True:
        page = (await overview.page(COMPANY, wanted, 2, start)).unwrap()
        found += page.items
        start = page.next_start
        if start is None:
            return found


async def confirm(
    office: Office, canonical_id: str, vendor_id: str, *, despite_tie: bool = False, version: int | None = None
) -> Result[LinkAnswer]:
    wanted = Wanted(COMPANY, PROJECT, canonical_id, QUICKBOOKS, vendor_id, ACCOUNTANT, "knows it")
    desk = link_parts_over(office.store, office.queue, office.clock).desk
    return await desk.confirm(ACCOUNTANT, LinkWish(wanted, version, despite_tie))


async def test_every_record_has_one_standing(office: Office) -> None:
    await office.job("linked", "1001", "Annex")
    await office.job("suggested", "1002", "Bakery")
    await office.job("tied", "1003", "Clinic")
    await office.job("unlinked", "1004", "Depot")
    await office.customer("1", "Annex 1001")
    await office.customer("2", "Bakery 1002")
    await office.customer("3", "Clinic 1003")
    await office.customer("4", "Clinic 1003 phase 2")
    (await office.confirm(PROJECT, "linked", QUICKBOOKS, "1")).unwrap()
    assert [(row.ours.id, row.standing) for row in await rows(office)] == [
        ("linked", LinkStanding.LINKED),
        ("suggested", LinkStanding.SUGGESTED),
        ("tied", LinkStanding.TIED),
        ("unlinked", LinkStanding.UNLINKED),
    ]
    for standing in (LinkStanding.LINKED, LinkStanding.SUGGESTED, LinkStanding.TIED, LinkStanding.UNLINKED):
        assert [row.ours.id for row in await rows(office, standing=standing)] == [standing.value]


async def test_a_link_of_a_job_that_was_closed_is_stale(office: Office) -> None:
    await office.job("clinic")
    await office.foundation_job("2214", "Riverside Clinic")
    (await office.confirm(PROJECT, "clinic", VendorName.FOUNDATION, "2214")).unwrap()
    identity = await office.identity(PROJECT, "clinic")
    link = identity.link(VendorName.FOUNDATION)
    assert link is not None
    stale = link.model_copy(update={"state": LinkState.STALE, "stale_because": "it was closed"})
    (await office.store.transact([office.identities.write(identity.with_link(stale))])).unwrap()
    [row] = await rows(office, vendor=VendorName.FOUNDATION, standing=LinkStanding.STALE)
    assert [(held.vendor_id, held.party and held.party.name) for held in row.held] == [("2214", "Riverside Clinic")]


async def test_what_a_vendor_founded_is_linked_to_it_without_a_link(office: Office) -> None:
    await office.supplier("procore-77", "Acme Concrete")
    [row] = await rows(office, SUPPLIER, PROCORE)
    assert (row.standing, [(held.vendor_id, held.link) for held in row.held]) == (LinkStanding.LINKED, [("77", None)])
    assert [row.standing for row in await rows(office, SUPPLIER, RAKEN)] == [LinkStanding.UNLINKED]


@pytest.mark.parametrize(("text", "found"), [("clinic", ["clinic"]), ("1002", ["bakery"]), ("RIVER", ["clinic"])])
async def test_people_look_for_names_and_numbers_of_both_sides(office: Office, text: str, found: list[str]) -> None:
    await office.job("clinic", "1001", "Clinic")
    await office.job("bakery", "1002", "Bakery")
    await office.customer("1", "1001 Riverside")
    assert [row.ours.id for row in await rows(office, text=text)] == found


async def test_pages_go_by_name_and_show_each_record_once(office: Office) -> None:
    for n in range(5):
        await office.worker(f"w-{n}", None, f"Worker {'edcba'[n]}")
    assert [row.ours.id for row in await rows(office, EMPLOYEE)] == ["w-4", "w-3", "w-2", "w-1", "w-0"]


async def test_a_tie_is_refused_and_names_both_sides(office: Office) -> None:
    await office.job("clinic", "2214", "Clinic")
    await office.customer("21", "Clinic 2214")
    await office.customer("22", "Clinic 2214 phase 2")
    refused = await confirm(office, "clinic", "21")
    assert (refused.error_code, refused.details) == (
        ErrorCode.LINK_AMBIGUOUS,
        {"ours": ["clinic"], "theirs": ["21", "22"]},
    )
    assert await office.link(PROJECT, "clinic", QUICKBOOKS) is None
    (await confirm(office, "clinic", "21", despite_tie=True)).unwrap()
    assert (await confirm(office, "clinic", "21")).success  # it is linked by now


async def test_two_of_ours_that_want_the_same_record_are_a_tie_until_one_is_linked(office: Office) -> None:
    await office.job("old", "2214", "Clinic")
    await office.job("new", "2214", "Clinic")
    await office.customer("21", "Clinic 2214")
    await office.customer("22", "Clinic of 2214")
    assert (await confirm(office, "old", "21")).error_code == ErrorCode.LINK_AMBIGUOUS
    (await confirm(office, "old", "21", despite_tie=True)).unwrap()
    assert [(row.ours.id, row.standing) for row in await rows(office)] == [
        ("new", LinkStanding.SUGGESTED),
        ("old", LinkStanding.LINKED),
    ]
    assert (await confirm(office, "new", "22")).success


async def test_a_record_that_nothing_suggests_may_be_chosen(office: Office) -> None:
    await office.job("clinic", "2214", "Clinic")
    await office.customer("21", "Clinic 2214")
    await office.customer("22", "Clinic 2214 phase 2")
    await office.customer("30", "Somebody else")
    assert (await confirm(office, "clinic", "30")).success


async def test_whoever_saw_older_links_links_nothing(office: Office) -> None:
    await office.job("clinic", "2214", "Clinic")
    await office.customer("21", "Clinic 2214")
    (await confirm(office, "clinic", "21", version=0)).unwrap()
    late = await confirm(office, "clinic", "21", version=0)
    assert (late.error_code, late.details) == (ErrorCode.VERSION_CONFLICT, {"version": 1})
