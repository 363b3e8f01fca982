"""Point-in-time recovery: a table beside the live one, and lost items back in their place."""

from datetime import UTC, datetime, timedelta

import pytest

from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.result import ErrorCode
from tests.builders import COMPANY, a_company, a_posting, a_project
from tests.unit.local.operations.conftest import Stack

OTHER = "company-2"


@pytest.fixture
def recoverable(stack: Stack) -> Stack:
    for table in stack.tables.values():
        stack.dynamodb.update_continuous_backups(
            TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
    return stack


def restored(stack: Stack, table: str, *more: str) -> tuple[str, str]:
    """What the command says, and the name of the new table."""
    backups = stack.dynamodb.describe_continuous_backups(TableName=stack.tables[table])
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    told = stack.operator("restore", table, recovery["LatestRestorableDateTime"].isoformat(), *more)
    return told, told.rpartition(" ")[2].strip()


async def test_items_that_are_lost_come_back_and_those_that_are_there_stay(recoverable: Stack) -> None:
    companies, projects = DocumentCompanies(recoverable.store), DocumentProjects(recoverable.store)
    company = (await companies.save(a_company())).unwrap()
    project = (await projects.save(a_project())).unwrap()
    told, beside = restored(recoverable, "records")
    assert "0 items are missing now, 0 were changed since, 2 are the same" in told

    await recoverable.store.delete(TableName.RECORDS, f"COMPANY#{COMPANY}", f"PROJECT#{project.project_id}")
    changed = (await companies.save(company.model_copy(update={"name": "Renamed"}))).unwrap()
    assert "1 items were brought back" in recoverable.operator("restore-items", "records", beside)
    assert (await projects.get(COMPANY, project.project_id)).unwrap() == project
    assert (await companies.get(COMPANY)).unwrap() == changed


async def test_older_items_take_the_place_of_newer_ones_only_where_that_is_said(recoverable: Stack) -> None:
    companies = DocumentCompanies(recoverable.store)
    company = (await companies.save(a_company())).unwrap()
    _, beside = restored(recoverable, "records")
    await companies.save(company.model_copy(update={"name": "Spoilt"}))
    assert "1 items were brought back" in recoverable.operator("restore-items", "records", beside, "--replace")
    assert (await companies.get(COMPANY)).unwrap() == company


async def test_whoever_read_before_an_item_was_replaced_does_not_overwrite_it(recoverable: Stack) -> None:
    companies = DocumentCompanies(recoverable.store)
    company = (await companies.save(a_company())).unwrap()
    _, beside = restored(recoverable, "records")
    spoilt = (await companies.save(company.model_copy(update={"name": "Spoilt"}))).unwrap()
    recoverable.operator("restore-items", "records", beside, "--replace")
    assert (await companies.save(spoilt)).error_code == ErrorCode.VERSION_CONFLICT


@pytest.mark.parametrize("table", ["postings", "audit"])
async def test_a_posting_never_becomes_an_older_one_that_would_be_sent_again(recoverable: Stack, table: str) -> None:
    assert "never replaced" in recoverable.refused("restore-items", table, "any", "--replace")


async def test_one_company_can_be_brought_back_alone(recoverable: Stack) -> None:
    postings = DocumentPostings(recoverable.store)
    for company_id in (COMPANY, OTHER):
        write = postings.write(a_posting(posting="p-1").model_copy(update={"company_id": company_id}))
        (await recoverable.store.transact([write])).unwrap()
    _, beside = restored(recoverable, "postings")
    for company_id in (COMPANY, OTHER):
        await recoverable.store.delete(TableName.POSTINGS, f"COMPANY#{company_id}", "POSTING#p-1")
    assert "1 items" in recoverable.operator("restore-items", "postings", beside, "--company", OTHER)
    assert (await postings.get_many(COMPANY, ["p-1"])).unwrap() == []
    (back,) = (await postings.get_many(OTHER, ["p-1"])).unwrap()
    assert back.company_id == OTHER


def test_a_table_without_recovery_is_told(stack: Stack) -> None:
    assert "no point-in-time recovery" in stack.refused("restore", "records", datetime.now(UTC).isoformat())


def test_a_moment_outside_of_what_is_kept_is_refused(recoverable: Stack) -> None:
    long_ago = (datetime.now(UTC) - timedelta(days=400)).isoformat()
    assert "can be restored from" in recoverable.refused("restore", "records", long_ago)


def test_a_moment_without_a_zone_is_refused(recoverable: Stack) -> None:
    assert "zone" in recoverable.refused("restore", "records", "2026-03-02T13:00:00")
