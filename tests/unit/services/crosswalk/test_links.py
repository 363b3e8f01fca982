"""Confirming and taking away links: one record of a vendor belongs to one of ours, and a person's word counts."""

import pytest

from fieldledger.domain.identity import IdentityKind, LinkState
from fieldledger.domain.posting import PostingError, PostingState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import ErrorCode
from tests.builders import ACCOUNTANT, COMPANY, a_posting
from tests.unit.services.crosswalk.office import EMPLOYEE, FOUNDATION, PROCORE, PROJECT, QUICKBOOKS, RAKEN, Office


@pytest.fixture
async def crew(office: Office) -> Office:
    """Two workers here, two in the books."""
    await office.worker("rosa", None)
    await office.worker("ben", None, "Ben Okafor")
    await office.books_worker("55", "Rosa Delgado", "107")
    await office.books_worker("56", "Ben Okafor", "112")
    return office


async def test_a_link_is_found_by_our_id_and_by_the_vendors(crew: Office) -> None:
    answer = (await crew.confirm(EMPLOYEE, "rosa", QUICKBOOKS, "55")).unwrap()
    link = answer.identity.link(QUICKBOOKS)
    assert link is not None
    assert (link.vendor_id, link.decided_by, link.reason, link.version) == ("55", ACCOUNTANT, "knows it", 1)
    assert link.decided_at == crew.clock.now()
    assert await crew.link(EMPLOYEE, "rosa", QUICKBOOKS) == link
    assert (await crew.parts.links.ours(COMPANY, EMPLOYEE, QUICKBOOKS, ["55", "56"])).unwrap() == {"55": "rosa"}


async def test_what_raken_founded_is_found_by_its_id_without_a_link(crew: Office) -> None:
    found = (await crew.parts.links.ours(COMPANY, EMPLOYEE, RAKEN, ["rosa", "nobody"])).unwrap()
    assert found == {"rosa": "rosa"}


async def test_a_decision_is_in_the_audit_trail_with_what_was_before(crew: Office) -> None:
    (await crew.confirm(EMPLOYEE, "rosa", QUICKBOOKS, "55")).unwrap()
    (await crew.confirm(EMPLOYEE, "rosa", QUICKBOOKS, "56", replace=True)).unwrap()
    first, second = crew.audit("link_decided")
    assert (first.user_id, first.entity_id, first.before) == (ACCOUNTANT, "employee:rosa", {})
    assert (second.before["vendor_id"], second.after["vendor_id"]) == ("55", "56")
    found = (await crew.parts.links.ours(COMPANY, EMPLOYEE, QUICKBOOKS, ["55", "56"])).unwrap()
    assert found == {"56": "rosa"}


async def test_a_record_of_a_vendor_belongs_to_one_of_ours(crew: Office) -> None:
    (await crew.confirm(EMPLOYEE, "rosa", QUICKBOOKS, "55")).unwrap()
    refused = await crew.confirm(EMPLOYEE, "ben", QUICKBOOKS, "55", replace=True)
    assert (refused.error_code, refused.details["held_by"]) == (ErrorCode.LINK_CONFLICT, "rosa")
    assert await crew.link(EMPLOYEE, "ben", QUICKBOOKS) is None


async def test_one_of_ours_has_one_record_of_a_vendor(crew: Office) -> None:
    (await crew.confirm(EMPLOYEE, "rosa", QUICKBOOKS, "55")).unwrap()
    refused = await crew.confirm(EMPLOYEE, "rosa", QUICKBOOKS, "56")
    assert (refused.error_code, refused.details["linked_to"]) == (ErrorCode.LINK_CONFLICT, "55")


async def test_a_cost_code_may_have_several_records_of_a_vendor(office: Office) -> None:
    for record_id in ("9001", "9002"):
        (await office.confirm(IdentityKind.COST_CODE, "01-010", PROCORE, record_id)).unwrap()
    identity = await office.identity(IdentityKind.COST_CODE, "01-010")
    assert [link.vendor_id for link in identity.links] == ["9001", "9002"]
    left = (await office.unlink(IdentityKind.COST_CODE, "01-010", PROCORE, "closed", "9002")).unwrap()
    assert [link.vendor_id for link in left.identity.links] == ["9001"]


async def test_the_books_vendors_are_told_apart(crew: Office) -> None:
    await crew.shows(SyncResource.FOUNDATION_EMPLOYEES, "DELROS", {"first_name": "Rosa", "last_name": "Delgado"})
    (await crew.confirm(EMPLOYEE, "rosa", QUICKBOOKS, "55")).unwrap()
    (await crew.confirm(EMPLOYEE, "rosa", FOUNDATION, "DELROS")).unwrap()
    assert {link.vendor: link.vendor_id for link in (await crew.identity(EMPLOYEE, "rosa")).links} == {
        QUICKBOOKS: "55",
        FOUNDATION: "DELROS",
    }


@pytest.mark.parametrize(
    ("canonical_id", "vendor_id", "code"),
    [
        ("nobody", "55", ErrorCode.NOT_FOUND),
        ("rosa", "4711", ErrorCode.NOT_FOUND),
        ("rosa", "57", ErrorCode.BOOKS_REFERENCE_INACTIVE),
    ],
)
async def test_only_what_is_there_is_linked(crew: Office, canonical_id: str, vendor_id: str, code: ErrorCode) -> None:
    await crew.shows(SyncResource.FOUNDATION_EMPLOYEES, "57", {"name": "Gone", "active": False})
    await crew.shows(SyncResource.FOUNDATION_EMPLOYEES, "55", {"name": "Rosa"})
    assert (await crew.confirm(EMPLOYEE, canonical_id, FOUNDATION, vendor_id)).error_code == code


async def test_confirming_again_writes_nothing(crew: Office) -> None:
    (await crew.confirm(EMPLOYEE, "rosa", QUICKBOOKS, "55")).unwrap()
    before = await crew.identity(EMPLOYEE, "rosa")
    (await crew.confirm(EMPLOYEE, "rosa", QUICKBOOKS, "55")).unwrap()
    assert await crew.identity(EMPLOYEE, "rosa") == before
    assert len(crew.audit("link_decided")) == 1


async def test_of_two_people_one_takes_the_record(crew: Office) -> None:
    async def somebody_is_faster(_: object) -> None:
        crew.store.before_commit = None
        (await crew.confirm(EMPLOYEE, "ben", QUICKBOOKS, "55")).unwrap()

    crew.store.before_commit = somebody_is_faster
    loser = await crew.confirm(EMPLOYEE, "rosa", QUICKBOOKS, "55")
    assert loser.error_code == ErrorCode.VERSION_CONFLICT
    assert (await crew.confirm(EMPLOYEE, "rosa", QUICKBOOKS, "55")).error_code == ErrorCode.LINK_CONFLICT


async def test_what_a_person_took_away_no_rule_makes_again_and_no_suggestion_names(office: Office) -> None:
    await office.job("clinic")
    await office.customer("21", "Riverside Clinic 2214")
    (await office.parts.auto.run(COMPANY, PROJECT, QUICKBOOKS)).unwrap()
    assert await office.link(PROJECT, "clinic", QUICKBOOKS) is not None
    removed = await office.unlink(PROJECT, "clinic", QUICKBOOKS, "another clinic")
    assert removed.unwrap().identity.links == ()
    assert (await office.parts.auto.run(COMPANY, PROJECT, QUICKBOOKS)).unwrap().linked == []
    page = (await office.parts.links.suggestions(COMPANY, PROJECT, QUICKBOOKS, 10)).unwrap()
    assert [(item.ours.id, item.suggestions) for item in page.items] == [("clinic", ())]
    [entry] = office.audit("link_removed")
    assert (entry.user_id, entry.before["vendor_id"], entry.after["reason"]) == (ACCOUNTANT, "21", "another clinic")


async def test_a_person_may_change_their_mind(office: Office) -> None:
    await office.job("clinic")
    await office.customer("21", "Riverside Clinic 2214")
    (await office.confirm(PROJECT, "clinic", QUICKBOOKS, "21")).unwrap()
    (await office.unlink(PROJECT, "clinic", QUICKBOOKS, "wrong")).unwrap()
    again = (await office.confirm(PROJECT, "clinic", QUICKBOOKS, "21")).unwrap()
    assert [link.vendor_id for link in again.identity.links] == ["21"]
    assert again.identity.refused == ()
    gone = await office.unlink(PROJECT, "plant", QUICKBOOKS, "wrong")
    assert gone.error_code == ErrorCode.NOT_FOUND


async def test_a_stale_link_is_confirmed_as_it_is_and_remembers_in_spite_of_what(office: Office) -> None:
    await office.job("clinic")
    await office.foundation_job("2214", "Riverside Clinic")
    (await office.confirm(PROJECT, "clinic", FOUNDATION, "2214")).unwrap()
    await office.foundation_job("2214", "Riverside Clinic", status="closed")
    (await office.parts.changes.after_changes(COMPANY, SyncResource.FOUNDATION_JOBS, ["2214"])).unwrap()
    stale = await office.link(PROJECT, "clinic", FOUNDATION)
    assert stale is not None
    assert stale.state is LinkState.STALE
    kept = (await office.confirm(PROJECT, "clinic", FOUNDATION, "2214")).unwrap().identity.link(FOUNDATION)
    assert kept is not None
    assert (kept.state, kept.kept_despite, kept.version) == (
        LinkState.CONFIRMED,
        ("2214 Riverside Clinic was closed",),
        2,
    )
    followed = (await office.parts.changes.after_changes(COMPANY, SyncResource.FOUNDATION_JOBS, ["2214"])).unwrap()
    assert followed.stale == []


async def test_a_link_releases_what_waited_for_it_and_nothing_else(crew: Office) -> None:
    postings = DocumentPostings(crew.store)
    for number, subject in enumerate(("employee:rosa", "foundation.employee:rosa", "employee:ben")):
        code = ErrorCode.EMPLOYEE_NUMBER_MISSING
        error = PostingError(code=code, message="no number", turn="customer", details={"subject": subject})
        parked = a_posting(posting=f"p-{number}", state=PostingState.PARKED, error=error)
        (await crew.store.transact([postings.write(parked)])).unwrap()
    assert (await crew.confirm(EMPLOYEE, "rosa", QUICKBOOKS, "55")).unwrap().released == 2
    assert crew.queue.woken == [(COMPANY, ("p-0", "p-1"))]
    assert (await postings.get(COMPANY, "p-2")).unwrap().state is PostingState.PARKED


async def test_a_raken_job_that_founded_one_of_ours_is_merged_and_not_linked(office: Office) -> None:
    await office.job("u-1")
    await office.job("procore-7", source="procore")
    refused = await office.confirm(PROJECT, "procore-7", RAKEN, "u-1")
    assert (refused.error_code, refused.details["held_by"]) == (ErrorCode.LINK_CONFLICT, "u-1")
