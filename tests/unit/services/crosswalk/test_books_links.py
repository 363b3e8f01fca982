"""Links as a writer of the books asks for them."""

from fieldledger.domain.sync_resource import SyncResource
from fieldledger.services.crosswalk.books_links import BooksLinks
from tests.builders import ACCOUNTANT, COMPANY
from tests.unit.services.crosswalk.office import FOUNDATION, PROJECT, QUICKBOOKS, Office


async def test_many_are_asked_for_at_once_and_merged_ids_are_answered_too(office: Office) -> None:
    await office.job("u-1", None)
    await office.job("procore-7", None, source="procore")
    await office.job("plant", None, "Plant")
    await office.foundation_job("16457", "Clinic")
    (await office.confirm(PROJECT, "procore-7", FOUNDATION, "16457")).unwrap()
    (await office.parts.merging.merge(COMPANY, ACCOUNTANT, PROJECT, "u-1", "procore-7")).unwrap()
    office.store.calls.clear()
    links = BooksLinks(office.identities, FOUNDATION)
    found = (await links.links(COMPANY, "project", ["plant", "u-1", "procore-7", "u-1"])).unwrap()
    assert [(link.source_id, link.vendor_id, link.decided_by) for link in found] == [
        ("u-1", "16457", ACCOUNTANT),
        ("procore-7", "16457", ACCOUNTANT),
    ]
    assert len(office.store.calls) <= 2
    assert (await BooksLinks(office.identities, QUICKBOOKS).links(COMPANY, "project", ["u-1"])).unwrap() == []


async def test_a_stale_link_is_told_and_not_left_out(office: Office) -> None:
    await office.job("clinic")
    await office.foundation_job("2214", "Clinic")
    (await office.confirm(PROJECT, "clinic", FOUNDATION, "2214")).unwrap()
    await office.foundation_job("2214", "Clinic", status="closed")
    (await office.parts.changes.after_changes(COMPANY, SyncResource.FOUNDATION_JOBS, ["2214"])).unwrap()
    [link] = (await BooksLinks(office.identities, FOUNDATION).links(COMPANY, "project", ["clinic"])).unwrap()
    assert link.stale_because == "2214 Clinic was closed"
