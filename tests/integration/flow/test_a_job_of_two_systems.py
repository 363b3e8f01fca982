"""A job that Procore and Raken both found is one record, whichever of them is read first."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.identities import DocumentIdentities
from tests.builders import ACCOUNTANT, COMPANY
from tests.integration.flow.back_office import JOB, JOBSITE, MASTER_DATA, BackOffice, a_back_office
from tests.integration.flow.simulated_raken import a_card, a_job

PROJECT = IdentityKind.PROJECT
RAKENS = "rakens-job"
DAY = date(2026, 9, 14)


@pytest.fixture
async def office() -> AsyncIterator[BackOffice]:
    """The job stands in Raken too, under the number that it has in Procore."""
    async with a_back_office() as opened:
        await opened.world.jobsite.seed("projects", a_job(RAKENS, "The job", JOB))
        yield opened


def _procores(office: BackOffice) -> str:
    return f"procore-{office.portal.project}"


async def _one_of(office: BackOffice) -> set[str]:
    """What our ids of the two stand for."""
    identities = DocumentIdentities(office.world.flow.store)
    found = (await identities.of(COMPANY, PROJECT, [RAKENS, _procores(office)])).unwrap()
    return {each.canonical_id for each in found.values()}


async def test_procores_job_before_rakens_is_one_job(office: BackOffice) -> None:
    await office.sync(*MASTER_DATA)
    await office.sync(*JOBSITE)

    assert await _one_of(office) == {_procores(office)}
    await office.world.with_cards(a_card("c-1", project=RAKENS))
    (await office.world.flow.write()).unwrap()
    assert [each for each in await office.world.flow.inbox() if each.startswith("JOB_AMBIGUOUS")] == []


async def test_jobs_that_were_read_at_once_are_one_at_the_next_look(office: BackOffice) -> None:
    await office.sync(*JOBSITE)
    await office.sync(*MASTER_DATA)
    links = (await DocumentIdentities(office.world.flow.store).of(COMPANY, PROJECT, [RAKENS])).unwrap()[RAKENS].links

    assert [link.vendor_id for link in links if link.vendor.value == "procore"] == [office.portal.project]


async def test_a_third_record_of_the_number_leaves_all_to_a_person(office: BackOffice) -> None:
    await office.world.jobsite.seed("projects", a_job("rakens-other", "The job again", JOB))
    await office.sync(*MASTER_DATA)
    await office.sync(*JOBSITE)

    assert await _one_of(office) == {RAKENS, _procores(office)}


async def test_what_a_person_parted_is_not_joined_again(office: BackOffice) -> None:
    await office.sync(*MASTER_DATA)
    await office.sync(*JOBSITE)
    (await office.crosswalk.merging.part(COMPANY, ACCOUNTANT, PROJECT, RAKENS)).unwrap()
    await office.world.jobsite.seed("projects", a_job("another", "Another job", "9901"))
    await office.sync(SyncResource.RAKEN_PROJECTS)

    assert await _one_of(office) == {RAKENS, _procores(office)}
