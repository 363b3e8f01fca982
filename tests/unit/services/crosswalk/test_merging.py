"""Merging is a person's decision: ids and what was posted stay, links come together, contradictions are refused."""

import pytest

from fieldledger.domain.employee import EmployeeStatus
from fieldledger.result import ErrorCode
from tests.builders import ACCOUNTANT, COMPANY
from tests.unit.services.crosswalk.office import EMPLOYEE, FOUNDATION, PROCORE, PROJECT, QUICKBOOKS, RAKEN, Office


@pytest.fixture
async def twice(office: Office) -> Office:
    """One job that Raken and Procore each founded, linked to a customer and to a job of the books."""
    await office.job("u-1")
    await office.job("procore-7", "2214", "Riverside Clinic", source="procore")
    await office.customer("21", "Riverside Clinic 2214")
    await office.foundation_job("16457", "Clinic")
    (await office.confirm(PROJECT, "u-1", QUICKBOOKS, "21")).unwrap()
    (await office.confirm(PROJECT, "procore-7", FOUNDATION, "16457")).unwrap()
    return office


async def test_the_survivor_has_the_links_of_both_and_both_ids_lead_to_it(twice: Office) -> None:
    (await twice.parts.merging.merge(COMPANY, ACCOUNTANT, PROJECT, "u-1", "procore-7")).unwrap()
    for key in ("u-1", "procore-7"):
        identity = await twice.identity(PROJECT, key)
        assert (identity.canonical_id, identity.aliases) == ("procore-7", ("u-1",))
        assert {link.vendor: link.vendor_id for link in identity.links} == {
            FOUNDATION: "16457",
            QUICKBOOKS: "21",
            RAKEN: "u-1",
        }
    links = twice.parts.links
    assert (await links.ours(COMPANY, PROJECT, QUICKBOOKS, ["21"])).unwrap() == {"21": "procore-7"}
    assert (await links.ours(COMPANY, PROJECT, RAKEN, ["u-1"])).unwrap() == {"u-1": "procore-7"}
    assert (await links.ours(COMPANY, PROJECT, PROCORE, ["7"])).unwrap() == {"7": "procore-7"}
    [entry] = twice.audit("records_merged")
    assert (entry.user_id, entry.entity_id, entry.after["merged_into"]) == (ACCOUNTANT, "project:u-1", "procore-7")


async def test_merging_again_changes_nothing(twice: Office) -> None:
    (await twice.parts.merging.merge(COMPANY, ACCOUNTANT, PROJECT, "u-1", "procore-7")).unwrap()
    before = await twice.identity(PROJECT, "u-1")
    (await twice.parts.merging.merge(COMPANY, ACCOUNTANT, PROJECT, "u-1", "procore-7")).unwrap()
    assert await twice.identity(PROJECT, "u-1") == before


async def test_a_chain_of_merges_stays_one_step_long(twice: Office) -> None:
    await twice.job("procore-8", "2215", "Annex", source="procore")
    await twice.job("third", "2215", "Annex", source="import")
    (await twice.parts.merging.merge(COMPANY, ACCOUNTANT, PROJECT, "u-1", "procore-7")).unwrap()
    (await twice.parts.merging.merge(COMPANY, ACCOUNTANT, PROJECT, "procore-7", "third")).unwrap()
    held = (await twice.identities.held(COMPANY, PROJECT, ["u-1", "procore-7"])).unwrap()
    assert {each.merged_into for each in held.values()} == {"third"}
    assert (await twice.identity(PROJECT, "u-1")).link(QUICKBOOKS) is not None
    (await twice.parts.merging.part(COMPANY, ACCOUNTANT, PROJECT, "u-1")).unwrap()
    assert [link.vendor for link in (await twice.identity(PROJECT, "u-1")).links] == [QUICKBOOKS]
    assert {link.vendor for link in (await twice.identity(PROJECT, "third")).links} == {FOUNDATION, PROCORE}


async def test_two_different_rows_of_the_books_are_refused(twice: Office) -> None:
    await twice.customer("22", "Clinic again")
    (await twice.confirm(PROJECT, "procore-7", QUICKBOOKS, "22")).unwrap()
    refused = await twice.parts.merging.merge(COMPANY, ACCOUNTANT, PROJECT, "u-1", "procore-7")
    assert (refused.error_code, refused.details["linked_to"]) == (ErrorCode.LINK_CONFLICT, "22")
    assert (await twice.identity(PROJECT, "u-1")).canonical_id == "u-1"


async def test_two_jobs_of_one_system_are_two_jobs(office: Office) -> None:
    await office.job("u-1")
    await office.job("u-2")
    refused = await office.parts.merging.merge(COMPANY, ACCOUNTANT, PROJECT, "u-1", "u-2")
    assert (refused.error_code, refused.details["vendor"]) == (ErrorCode.LINK_CONFLICT, "raken")


async def test_a_worker_who_was_hired_again_is_one_worker(office: Office) -> None:
    await office.worker("old", status=EmployeeStatus.DELETED)
    await office.worker("new")
    await office.books_worker("55", "Rosa Delgado", "107")
    assert (await office.parts.auto.run(COMPANY, EMPLOYEE, QUICKBOOKS)).unwrap().linked == []
    [double] = await office.doubles(EMPLOYEE)
    assert (double.reason, [party.id for party in double.parties]) == ("the same number", ["new", "old"])
    (await office.parts.merging.merge(COMPANY, ACCOUNTANT, EMPLOYEE, "old", "new")).unwrap()
    assert await office.doubles(EMPLOYEE) == ()
    [linked] = (await office.parts.auto.run(COMPANY, EMPLOYEE, QUICKBOOKS)).unwrap().linked
    assert (linked.canonical_id, (await office.identity(EMPLOYEE, "old")).link(QUICKBOOKS)) == ("new", linked.links[-1])


@pytest.mark.parametrize(("gone", "into"), [("u-1", "nobody"), ("nobody", "u-1")])
async def test_what_is_not_there_is_not_merged(twice: Office, gone: str, into: str) -> None:
    refused = await twice.parts.merging.merge(COMPANY, ACCOUNTANT, PROJECT, gone, into)
    assert refused.error_code == ErrorCode.NOT_FOUND


async def test_a_merge_can_be_undone_and_everything_goes_back_where_it_was(twice: Office) -> None:
    before = await twice.identity(PROJECT, "u-1"), await twice.identity(PROJECT, "procore-7")
    (await twice.parts.merging.merge(COMPANY, ACCOUNTANT, PROJECT, "u-1", "procore-7")).unwrap()
    (await twice.parts.merging.part(COMPANY, ACCOUNTANT, PROJECT, "u-1")).unwrap()
    after = await twice.identity(PROJECT, "u-1"), await twice.identity(PROJECT, "procore-7")
    unlike = {"version": 0, "refused": ()}
    assert [each.model_copy(update=unlike) for each in after] == [each.model_copy(update=unlike) for each in before]
    assert after[1].was_refused(RAKEN, "u-1")
    assert (await twice.parts.links.ours(COMPANY, PROJECT, QUICKBOOKS, ["21"])).unwrap() == {"21": "u-1"}
    refused = await twice.parts.merging.part(COMPANY, ACCOUNTANT, PROJECT, "u-1")
    assert refused.error_code == ErrorCode.NOT_FOUND


async def test_the_loser_of_a_race_merges_nothing(twice: Office) -> None:
    async def somebody_unlinks(_: object) -> None:
        twice.store.before_commit = None
        (await twice.unlink(PROJECT, "u-1", QUICKBOOKS, "wrong")).unwrap()

    twice.store.before_commit = somebody_unlinks
    lost = await twice.parts.merging.merge(COMPANY, ACCOUNTANT, PROJECT, "u-1", "procore-7")
    assert lost.error_code == ErrorCode.VERSION_CONFLICT
    assert (await twice.identity(PROJECT, "u-1")).canonical_id == "u-1"


async def test_the_record_that_a_merged_one_came_from_is_not_unlinked_but_parted(twice: Office) -> None:
    (await twice.parts.merging.merge(COMPANY, ACCOUNTANT, PROJECT, "u-1", "procore-7")).unwrap()
    refused = await twice.unlink(PROJECT, "procore-7", RAKEN, "wrong")
    assert (refused.error_code, refused.details["held_by"]) == (ErrorCode.LINK_CONFLICT, "u-1")


async def test_what_was_parted_and_merged_again_is_refused_no_more(twice: Office) -> None:
    for _ in range(2):
        (await twice.parts.merging.merge(COMPANY, ACCOUNTANT, PROJECT, "u-1", "procore-7")).unwrap()
        (await twice.parts.merging.part(COMPANY, ACCOUNTANT, PROJECT, "u-1")).unwrap()
    assert len((await twice.identity(PROJECT, "procore-7")).refused) == 1
