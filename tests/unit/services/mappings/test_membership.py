"""A valid code may be wrong for the job."""

import pytest

from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode
from fieldledger.services.mappings.membership import MirroredJobCodes
from tests.builders import COMPANY, CONTENT_HASH, SYNCED_AT
from tests.unit.services.crosswalk.office import FOUNDATION, PROJECT, Office

CODES = SyncResource.FOUNDATION_COST_CODES


async def _lists(office: Office, job_no: str, code: str, *, active: bool = True, deleted: bool = False) -> None:
    record = MirrorRecord(
        company_id=COMPANY,
        resource=CODES,
        record_id=code,
        scope_id=job_no,
        facts={"code": code, "active": active},
        content_hash=CONTENT_HASH,
        deleted_at=SYNCED_AT if deleted else None,
        written_at=SYNCED_AT,
    )
    (await office.mirror.save(record)).unwrap()


@pytest.fixture
async def linked() -> Office:
    """A job that is linked to FOUNDATION."""
    office = Office()
    await office.job("clinic")
    await office.foundation_job("16457", "Clinic")
    (await office.confirm(PROJECT, "clinic", FOUNDATION, "16457")).unwrap()
    return office


async def test_codes_that_the_job_does_not_have_are_named(linked: Office) -> None:
    await _lists(linked, "16457", "01-010")
    await _lists(linked, "16457", "01-020", active=False)
    await _lists(linked, "16457", "01-030", deleted=True)
    await _lists(linked, "99999", "01-040")
    codes = MirroredJobCodes(linked.mirror, linked.identities)
    asked = ["01-010", " 01-010 ", "01-020", "01-030", "01-040"]
    assert (await codes.unknown(COMPANY, FOUNDATION, "clinic", asked)).unwrap() == ("01-020", "01-030", "01-040")


async def test_a_job_whose_list_was_never_read_holds_nothing_back(linked: Office) -> None:
    codes = MirroredJobCodes(linked.mirror, linked.identities)
    assert (await codes.unknown(COMPANY, FOUNDATION, "clinic", ["01-010"])).unwrap() == ()


async def test_a_job_without_a_link_has_no_list() -> None:
    office = Office()
    codes = MirroredJobCodes(office.mirror, office.identities)
    assert (await codes.unknown(COMPANY, FOUNDATION, "clinic", ["1"])).error_code == ErrorCode.JOB_UNMATCHED
