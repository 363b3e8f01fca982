"""Records that Raken and Procore both know: the first one founds, the others add, nobody's value is lost silently."""

import pytest
from pydantic import JsonValue

from fieldledger.domain.connection import VendorName
from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.field_merging import ConflictMode
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.identity_rules import IdentityRules
from fieldledger.domain.project import ProjectStatus
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.services.crosswalk.placing import Asked
from fieldledger.services.crosswalk.record_fields import Sighting
from tests.builders import COMPANY, a_company
from tests.unit.services.crosswalk.office import EMPLOYEE, PROCORE, PROJECT, RAKEN, Office

PROJECTS = SyncResource.PROCORE_PROJECTS


async def _procore(office: Office, record_id: str, **facts: JsonValue) -> int:
    await office.shows(PROJECTS, record_id, facts)
    return (await office.parts.changes.after_changes(COMPANY, PROJECTS, [record_id])).unwrap().kept


async def _raken(office: Office, uuid: str, **fields: str | None) -> int:
    asked = Asked(COMPANY, PROJECT, RAKEN, [Sighting(uuid, {"status": "active", **fields})])
    return (await office.parts.keeping.keep(asked)).unwrap()


async def test_the_first_source_that_shows_a_job_founds_it(office: Office) -> None:
    assert await _procore(office, "7", project_number="2214", name="Riverside Clinic", active=True) == 1
    [project] = (await office.projects()).values()
    assert (project.project_id, project.source, project.number) == ("procore-7", "procore", "2214")
    assert await _raken(office, "u-1", number="2214 ", name="Riverside clinic") == 0
    assert list(await office.projects()) == ["procore-7"]
    assert (await office.identity(PROJECT, "u-1")).canonical_id == "procore-7"


async def test_a_card_that_names_rakens_job_finds_the_job_that_procore_founded(office: Office) -> None:
    await _procore(office, "7", project_number="2214", name="Clinic")
    await _raken(office, "u-1", number="2214", name="Clinic")
    found = (await office.parts.links.ours(COMPANY, PROJECT, RAKEN, ["u-1"])).unwrap()
    assert found == {"u-1": "procore-7"}


async def test_procore_adds_to_what_raken_founded(office: Office) -> None:
    await office.job("u-1", "2214", "clinic")
    assert await _procore(office, "7", project_number="2214", name="Riverside Clinic") == 1
    [project] = (await office.projects()).values()
    assert (project.project_id, project.source, project.name) == ("u-1", "raken", "Riverside Clinic")
    link = await office.link(PROJECT, "u-1", PROCORE)
    assert link is not None
    assert (link.vendor_id, link.decided_by) == ("7", "rule:number")


async def test_of_two_values_that_of_the_higher_authority_stays_and_the_other_is_on_record(office: Office) -> None:
    await _procore(office, "7", project_number="2214", name="Riverside Clinic")
    assert await _raken(office, "u-1", number="2214", name="clinic (old)") == 0
    assert (await office.projects())["procore-7"].name == "Riverside Clinic"
    [entry] = office.audit("values_not_taken")
    assert (entry.before, entry.after) == (
        {"name": "Riverside Clinic"},
        {"name": "clinic (old)", "not_taken_from": "raken"},
    )


async def test_a_name_links_nothing(office: Office) -> None:
    await office.job("u-1", None, "Riverside Clinic")
    await _procore(office, "7", project_number="2214", name="Riverside Clinic")
    assert sorted(await office.projects()) == ["procore-7", "u-1"]


async def test_a_number_that_two_of_ours_have_links_nothing(office: Office) -> None:
    await office.job("u-1", "2214", "Clinic")
    await office.job("u-2", "2214", "Clinic west")
    await _procore(office, "7", project_number="2214", name="Riverside Clinic")
    assert sorted(await office.projects()) == ["procore-7", "u-1", "u-2"]


async def test_a_number_that_two_of_theirs_have_links_nothing(office: Office) -> None:
    await office.job("u-1", "2214", "Clinic")
    await office.shows(PROJECTS, "8", {"project_number": "2214", "name": "Clinic east"})
    await _procore(office, "7", project_number="2214", name="Riverside Clinic")
    assert (await office.identity(PROJECT, "u-1")).links == ()


async def test_what_only_one_vendor_knows_is_what_it_says_empty_values_too(office: Office) -> None:
    await _procore(office, "7", project_number="2214", name="Clinic")
    assert await _procore(office, "7", name="Clinic", active=False) == 1
    project = (await office.projects())["procore-7"]
    assert (project.number, project.status, project.version) == (None, ProjectStatus.INACTIVE, 0)


async def test_what_did_not_change_is_not_written(office: Office) -> None:
    await _procore(office, "7", project_number="2214", name="Clinic")
    assert await _procore(office, "7", project_number="2214", name="Clinic") == 0


async def test_a_deleted_job_that_nobody_knew_founds_nothing(office: Office) -> None:
    await office.shows(PROJECTS, "7", {"name": "Clinic"}, deleted=True)
    assert (await office.parts.changes.after_changes(COMPANY, PROJECTS, ["7"])).unwrap().kept == 0
    assert await office.projects() == {}


@pytest.mark.parametrize("mark", ["template", "demo"])
async def test_a_template_is_nobodys_job(office: Office, mark: str) -> None:
    assert await _procore(office, "7", number="2214", name="Clinic", **{mark: True}) == 0
    assert await office.projects() == {}


async def test_procores_directory_adds_to_workers_and_makes_none(office: Office) -> None:
    await office.worker("rosa", "107", email="rosa@x.example")
    users = SyncResource.PROCORE_USERS
    await office.shows(users, "1", {"first_name": "R.", "last_name": "Delgado", "email_address": "ROSA@x.example"})
    await office.shows(users, "2", {"first_name": "Ida", "last_name": "Office", "email_address": "ida@x.example"})
    await office.parts.changes.after_changes(COMPANY, users, ["1", "2"])
    assert list(await office.employees()) == ["rosa"]
    link = await office.link(EMPLOYEE, "rosa", PROCORE)
    assert link is not None
    assert (link.vendor_id, link.decided_by, link.score) == ("1", "rule:email", 80)


async def test_a_contradicted_identifier_is_a_persons_turn(office: Office) -> None:
    rules = IdentityRules(modes={IdentityKind.PROJECT: {"number": ConflictMode.IDENTIFIER}})
    await office.company(a_company().model_copy(update={"identity": rules}))
    await office.job("u-1", "2214", "Clinic")
    await _procore(office, "7", project_number="2214", name="Clinic")
    await _procore(office, "7", project_number="2300", name="Clinic")
    assert (await office.projects())["u-1"].number == "2214"
    page = await DocumentExceptions(office.store).by_state(COMPANY, ExceptionState.OPEN, 10, None)
    [item] = page.unwrap().items
    assert (item.code, item.subject, item.details["fields"]) == ("LINK_CONFLICT", "project:u-1", "number")


async def test_which_vendor_may_found_is_the_companys_choice(office: Office) -> None:
    rules = IdentityRules(founders={IdentityKind.PROJECT: frozenset({VendorName.RAKEN})})
    await office.company(a_company().model_copy(update={"identity": rules}))
    assert await _procore(office, "7", project_number="2214", name="Clinic") == 0
    assert await _raken(office, "u-1", number="2214", name="Clinic") == 1
