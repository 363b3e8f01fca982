"""Everything of one company in a zip, and nothing of it left: two steps, counted, the books untouched."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.connection import ConnectionState
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from local.errors import LocalStackError
from local.operations import rows
from local.operations.company_erasure import ERASURES, CompanyErasure
from tests.builders import (
    COMPANY,
    a_company,
    a_connection,
    a_posting,
    a_project,
    an_audit_entry,
    an_exception,
)
from tests.unit.local.operations.conftest import BUCKET, Stack

NEIGHBOUR = f"{COMPANY}0"
"""Its name begins with that of the company, so that a prefix of a key would reach it too."""

PROJECTS = 30
"""More than one batch of deletions."""


async def fill(stack: Stack, company_id: str, state: ConnectionState = ConnectionState.DISCONNECTED) -> None:
    """Rows of every table, a claim of a vendor account, and a file."""
    (await DocumentCompanies(stack.store).save(a_company().model_copy(update={"company_id": company_id}))).unwrap()
    for number in range(PROJECTS):
        project = a_project().model_copy(update={"company_id": company_id, "project_id": f"project-{number}"})
        (await DocumentProjects(stack.store).save(project)).unwrap()
    posting = a_posting().model_copy(update={"company_id": company_id})
    audit = DocumentAuditTrail(stack.store).write(an_audit_entry(company_id=company_id))
    (await stack.store.transact([DocumentPostings(stack.store).write(posting), audit])).unwrap()
    (await DocumentExceptions(stack.store).save(an_exception(company_id=company_id))).unwrap()
    connection = a_connection(company_id=company_id, account_id=f"realm-{company_id}", state=state)
    connections = DocumentConnections(stack.store)
    (await connections.claim_account(connection)).unwrap()
    (await connections.save(connection)).unwrap()
    stack.s3.put_object(Bucket=BUCKET, Key=f"{company_id}/bills/2026/03/a.csv", Body=b"first")
    stack.s3.put_object(Bucket=BUCKET, Key=f"{company_id}/bills/2026/03/a.csv", Body=b"job,amount")


def everything(stack: Stack) -> dict[str, list[str]]:
    """Keys of all tables."""
    return {
        table: sorted(f"{rows.text(row, 'pk')}/{rows.text(row, 'sk')}" for row in rows.every_row(stack.dynamodb, name))
        for table, name in stack.tables.items()
    }


def lines(archive: zipfile.ZipFile, table: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in archive.read(f"{table}.jsonl").splitlines()]


def erasure(stack: Stack) -> CompanyErasure:
    return CompanyErasure(stack.dynamodb, stack.s3, stack.tables, BUCKET)


def confirmation(told: str) -> str:
    return told.rpartition("--confirm ")[2].strip()


async def test_an_export_holds_every_row_of_the_company_and_none_of_its_neighbour(stack: Stack, tmp_path: Path) -> None:
    await fill(stack, COMPANY)
    await fill(stack, NEIGHBOUR)
    told = stack.operator("export-company", "--company", COMPANY, str(tmp_path / "all.zip"))
    assert f"{PROJECTS + 1} records, 1 postings, 3 control, 1 audit, 1 files" in told
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        found = {table: lines(archive, table) for table in rows.TABLES}
        assert {str(line["pk"]) for table in found.values() for line in table} == {
            f"COMPANY#{COMPANY}",
            f"ACCOUNT#quickbooks#realm-{COMPANY}",
        }
        assert archive.read("files/bills/2026/03/a.csv") == b"job,amount"
        counts = json.loads(archive.read("manifest.json"))["counts"]
    assert counts == {**{table: len(found[table]) for table in rows.TABLES}, "files": 1}


async def test_an_export_holds_records_as_they_are_stored_without_the_vendors_tokens(
    stack: Stack, tmp_path: Path
) -> None:
    await fill(stack, COMPANY)
    stack.operator("export-company", "--company", COMPANY, str(tmp_path / "all.zip"))
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        (company,) = [line for line in lines(archive, "records") if line["sk"] == "COMPANY"]
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert company["version"] == 1
    expected = a_company().model_dump(mode="json", exclude={"version"})
    assert company["record"] == expected
    assert b"ciphertext" not in whole


async def test_the_first_step_counts_and_deletes_nothing(stack: Stack) -> None:
    await fill(stack, COMPANY)
    before = everything(stack)
    told = stack.operator("erase-company", "--company", COMPANY)
    assert f"{PROJECTS + 1} records, 1 postings, 3 control, 1 audit, 2 files" in told
    after = everything(stack)
    assert after.pop("audit") == sorted([*before.pop("audit"), f"{ERASURES}/REQUEST#{COMPANY}"])
    assert after == before


async def test_the_second_step_leaves_no_row_and_no_file_and_the_neighbour_whole(stack: Stack) -> None:
    await fill(stack, NEIGHBOUR)
    alone = everything(stack)
    await fill(stack, COMPANY)
    told = stack.operator("erase-company", "--company", COMPANY)
    erased = stack.operator("erase-company", "--company", COMPANY, "--confirm", confirmation(told))
    assert f"{PROJECTS + 1} records, 1 postings, 3 control, 1 audit, 2 files" in erased
    after = everything(stack)
    (kept,) = set(after["audit"]) - set(alone["audit"])
    assert kept.startswith(f"{ERASURES}/ERASED#")
    assert {**after, "audit": alone["audit"]} == alone
    assert erasure(stack).left(COMPANY) == 0
    versions = stack.s3.list_object_versions(Bucket=BUCKET)["Versions"]
    assert {version["Key"].split("/")[0] for version in versions} == {NEIGHBOUR}


async def test_what_stays_says_who_erased_how_much_and_when(stack: Stack) -> None:
    await fill(stack, COMPANY)
    told = stack.operator("erase-company", "--company", COMPANY)
    stack.operator("erase-company", "--company", COMPANY, "--confirm", confirmation(told))
    (row,) = rows.every_row(stack.dynamodb, stack.tables["audit"])
    entry = AuditEntry.model_validate_json(rows.text(row, "body"))
    assert (entry.user_id, entry.action, entry.entity_id) == ("operator", "company.erased", COMPANY)
    assert entry.after == {"records": str(PROJECTS + 1), "postings": "1", "control": "3", "audit": "1", "files": "2"}


@pytest.mark.parametrize("state", [ConnectionState.CONNECTED, ConnectionState.RECONNECT_REQUIRED])
async def test_a_company_that_is_connected_is_not_erased(stack: Stack, state: ConnectionState) -> None:
    await fill(stack, COMPANY, state)
    before = everything(stack)
    assert "disconnect first" in stack.refused("erase-company", "--company", COMPANY)
    assert everything(stack) == before


async def test_a_company_that_connects_after_the_first_step_is_not_erased(stack: Stack) -> None:
    await fill(stack, COMPANY)
    told = stack.operator("erase-company", "--company", COMPANY)
    connections = DocumentConnections(stack.store)
    connection = (await connections.find_all(COMPANY)).unwrap()[0]
    (await connections.save(connection.model_copy(update={"state": ConnectionState.CONNECTED}))).unwrap()
    assert "connected again" in stack.refused("erase-company", "--company", COMPANY, "--confirm", confirmation(told))
    assert len(everything(stack)["records"]) == PROJECTS + 1


async def test_nothing_is_erased_without_a_request_or_by_the_code_of_another(stack: Stack) -> None:
    await fill(stack, COMPANY)
    await fill(stack, NEIGHBOUR)
    code = confirmation(stack.operator("erase-company", "--company", NEIGHBOUR))
    assert "confirms no erasure" in stack.refused("erase-company", "--company", COMPANY, "--confirm", code)
    stack.operator("erase-company", "--company", COMPANY)
    assert "confirms no erasure" in stack.refused("erase-company", "--company", COMPANY, "--confirm", code)
    assert len(everything(stack)["records"]) == 2 * (PROJECTS + 1)


async def test_a_request_stands_for_a_week(stack: Stack) -> None:
    await fill(stack, COMPANY)
    asked = datetime(2026, 3, 2, tzinfo=UTC)
    code = erasure(stack).request(COMPANY, "operator", asked).code
    with pytest.raises(LocalStackError, match="older than a week"):
        erasure(stack).erase(COMPANY, code, "operator", asked + timedelta(days=7, seconds=1))
    assert erasure(stack).erase(COMPANY, code, "operator", asked + timedelta(days=7))["postings"] == 1


async def test_an_erasure_that_died_half_way_goes_on_with_the_same_code(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(stack, COMPANY)
    code = confirmation(stack.operator("erase-company", "--company", COMPANY))
    with monkeypatch.context() as broken:
        broken.setattr(CompanyErasure, "_erase_files", _dies)
        with pytest.raises(ConnectionError):
            stack.operator("erase-company", "--company", COMPANY, "--confirm", code)
    erased = stack.operator("erase-company", "--company", COMPANY, "--confirm", code)
    assert "0 records, 0 postings, 0 control, 0 audit, 2 files" in erased
    assert erasure(stack).left(COMPANY) == 0


async def test_a_row_that_was_written_meanwhile_is_found_by_the_scan(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(stack, COMPANY)
    code = confirmation(stack.operator("erase-company", "--company", COMPANY))
    late = DocumentExceptions(stack.store).write(an_exception(subject="late")).document
    row = {"pk": {"S": late.pk}, "sk": {"S": late.sk}, "body": {"S": late.body}, "version": {"N": "1"}}

    def write_late(_self: CompanyErasure, _company_id: str) -> int:
        stack.dynamodb.put_item(TableName=stack.tables["control"], Item=row)
        return 0

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(CompanyErasure, "_erase_files", write_late)
        assert "1 rows" in stack.refused("erase-company", "--company", COMPANY, "--confirm", code)
    assert "1 control" in stack.operator("erase-company", "--company", COMPANY, "--confirm", code)


def test_a_company_of_which_there_is_nothing_is_told(stack: Stack) -> None:
    assert "nothing of" in stack.refused("erase-company", "--company", "unknown")


def _dies(_self: CompanyErasure, _company_id: str) -> int:
    raise ConnectionError("the laptop was closed")


def test_an_export_leaves_nothing_unfinished_behind(stack: Stack, tmp_path: Path) -> None:
    stack.operator("export-company", "--company", COMPANY, str(tmp_path / "all.zip"))
    assert [each.name for each in tmp_path.iterdir()] == ["all.zip"]
