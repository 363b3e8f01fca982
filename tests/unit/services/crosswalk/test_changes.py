"""What a sync's changes lead to: links that became certain, links that became stale, records that are kept."""

from datetime import date

import pytest

from fieldledger.domain.employee import EmployeeStatus
from fieldledger.domain.identity import LinkState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode
from fieldledger.services.crosswalk.changes import Followed
from tests.builders import COMPANY, a_counterpart
from tests.unit.services.crosswalk.office import EMPLOYEE, FOUNDATION, PROJECT, QUICKBOOKS, Office

JOBS = SyncResource.FOUNDATION_JOBS


async def _follow(office: Office, *changed: str, resource: SyncResource = JOBS) -> Followed:
    return (await office.parts.changes.after_changes(COMPANY, resource, changed)).unwrap()


@pytest.fixture
async def clinic(office: Office) -> Office:
    """A job that is linked to FOUNDATION."""
    await office.job("clinic", "16457")
    await office.foundation_job("16457", "Riverside Clinic", opened_on=date(2026, 1, 5))
    assert [each.canonical_id for each in (await _follow(office, "16457")).linked] == ["clinic"]
    return office


async def _state(office: Office) -> LinkState | None:
    link = await office.link(PROJECT, "clinic", FOUNDATION)
    return None if link is None else link.state


async def test_a_link_is_stale_when_the_job_closes(clinic: Office) -> None:
    await clinic.foundation_job("16457", "Riverside Clinic", status="closed")
    assert [each.canonical_id for each in (await _follow(clinic, "16457")).stale] == ["clinic"]
    link = await clinic.link(PROJECT, "clinic", FOUNDATION)
    assert link is not None
    assert (link.state, link.stale_because) == (LinkState.STALE, "16457 Riverside Clinic was closed")
    [entry] = clinic.audit("link_stale")
    assert (entry.user_id, entry.before["state"], entry.after["state"]) == ("system", "confirmed", "stale")


async def test_a_link_is_stale_when_a_newer_job_of_the_name_exists(clinic: Office) -> None:
    await clinic.foundation_job("16999", "RIVERSIDE  clinic", opened_on=date(2026, 2, 1))
    await _follow(clinic, "16999")
    link = await clinic.link(PROJECT, "clinic", FOUNDATION)
    assert link is not None
    assert link.stale_because == "a newer job of that name exists: 16999 RIVERSIDE  clinic"


@pytest.mark.parametrize(
    ("name", "opened_on", "status"),
    [
        ("Riverside Clinic", date(2025, 3, 1), "active"),
        ("Riverside Clinic", date(2026, 3, 1), "closed"),
        ("Riverside Clinic Annex", date(2026, 3, 1), "active"),
    ],
    ids=["older", "closed", "of another name"],
)
async def test_no_other_job_makes_a_link_stale(clinic: Office, name: str, opened_on: date, status: str) -> None:
    await clinic.foundation_job("16999", name, opened_on=opened_on, status=status)
    assert (await _follow(clinic, "16999")).stale == []
    assert await _state(clinic) is LinkState.CONFIRMED


async def test_a_newer_job_that_is_another_job_of_ours_makes_nothing_stale(clinic: Office) -> None:
    await clinic.job("second", "16999")
    await clinic.foundation_job("16999", "Riverside Clinic", opened_on=date(2026, 2, 1))
    await _follow(clinic, "16999")
    assert await _state(clinic) is LinkState.CONFIRMED


async def test_where_no_day_tells_a_higher_number_is_newer(office: Office) -> None:
    await office.job("clinic", "2214", "Clinic")
    await office.customer("21", "Clinic 2214")
    await _follow(office, "21", resource=SyncResource.QUICKBOOKS_CUSTOMERS)
    await office.customer("20", "Clinic 2214", active=False)
    assert (await _follow(office, "20", resource=SyncResource.QUICKBOOKS_CUSTOMERS)).stale == []
    await office.customer("22", "clinic 2214")
    stale = (await _follow(office, "22", resource=SyncResource.QUICKBOOKS_CUSTOMERS)).stale
    assert [each.canonical_id for each in stale] == ["clinic"]


async def test_a_worker_who_left_keeps_the_link(office: Office) -> None:
    await office.worker("rosa", status=EmployeeStatus.DELETED)
    await office.books_worker("55", "Rosa Delgado", "107")
    resource = SyncResource.QUICKBOOKS_EMPLOYEES
    assert [each.canonical_id for each in (await _follow(office, "55", resource=resource)).linked] == ["rosa"]
    await office.books(a_counterpart(active=False))
    assert (await _follow(office, "55", resource=resource)).stale == []
    link = await office.link(EMPLOYEE, "rosa", QUICKBOOKS)
    assert link is not None
    assert link.state is LinkState.CONFIRMED


async def test_a_job_of_raken_that_got_its_number_is_linked_to_both_books(office: Office) -> None:
    await office.customer("21", "Clinic 2214")
    await office.foundation_job("2214", "Clinic")
    await office.job("clinic", "2214")
    linked = (await _follow(office, "clinic", resource=SyncResource.RAKEN_PROJECTS)).linked
    assert sorted(link.vendor for each in linked for link in each.links[-1:]) == [FOUNDATION, QUICKBOOKS]


async def test_the_same_changes_told_twice_do_nothing_twice(clinic: Office) -> None:
    await clinic.foundation_job("16457", "Riverside Clinic", status="closed")
    await _follow(clinic, "16457")
    before = await clinic.identity(PROJECT, "clinic")
    assert await _follow(clinic, "16457") == Followed()
    assert await clinic.identity(PROJECT, "clinic") == before


@pytest.mark.parametrize("resource", [SyncResource.RAKEN_TIME_CARDS, SyncResource.PROCORE_BUDGETS])
async def test_resources_that_are_not_compared_cost_nothing(office: Office, resource: SyncResource) -> None:
    assert await _follow(office, "1", resource=resource) == Followed()
    assert await _follow(office) == Followed()
    assert office.store.calls == []


async def test_a_store_that_fails_is_told_and_the_next_call_goes_on(clinic: Office) -> None:
    await clinic.foundation_job("16457", "Riverside Clinic", status="closed")
    clinic.store.fail_next(operation="transact")
    failed = await clinic.parts.changes.after_changes(COMPANY, JOBS, ["16457"])
    assert failed.error_code == ErrorCode.STORE_UNAVAILABLE
    await _follow(clinic, "16457")
    assert await _state(clinic) is LinkState.STALE
