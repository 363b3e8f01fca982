"""GET /v1/exports and /v1/exports/{export_id}/download on a store and a bucket in memory."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from fieldledger.domain.foundation_export import ControlTotals, ExportState, FoundationExport
from fieldledger.domain.foundation_mappings import FoundationKind
from fieldledger.repositories.audit import AuditSpan, DocumentAuditTrail
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.foundation_exports import DocumentFoundationExports
from fieldledger.runtime.event_loop import run
from fieldledger.services.foundation_posting.downloading import ExportDownloads
from fieldledger.services.queries.exports import ExportQueries
from tests.builders import ACCOUNTANT, APPROVED_AT, COMPANY
from tests.builders.foundation import an_export
from tests.fakes.export_files import InMemoryExportFiles
from tests.support.api import Handler, Reply, claims, get
from tests.unit.functions.conftest import Backend

PATH = "/v1/exports"
DOWNLOAD = f"{PATH}/e1/download"
CONTROLS = ControlTotals(
    postings=1,
    rows=1,
    unit="hours",
    quantity=Decimal("8.00"),
    approved=Decimal(480),
    rounding=Decimal(0),
    sha256="ab" * 32,
    bytes=18,
)


@pytest.fixture
def files() -> InMemoryExportFiles:
    return InMemoryExportFiles()


@pytest.fixture
def listing(backend: Backend) -> Handler:
    return backend.handler("api/list_exports", exports=ExportQueries(DocumentFoundationExports(backend.store)))


@pytest.fixture
def downloading(backend: Backend, files: InMemoryExportFiles) -> Handler:
    store = backend.store
    downloads = ExportDownloads(
        DocumentFoundationExports(store), files, DocumentAuditTrail(store), store, backend.clock
    )
    return backend.handler("api/download_export", downloads=downloads)


def keep(
    backend: Backend,
    export_id: str,
    hours: int = 0,
    state: ExportState = ExportState.RECORDED,
    kind: FoundationKind = FoundationKind.TIME_CARD,
    company_id: str = COMPANY,
) -> FoundationExport:
    """An export that was made some hours after the first one."""
    changes = {
        "company_id": company_id,
        "export_id": export_id,
        "kind": kind,
        "state": state,
        "created_at": APPROVED_AT + timedelta(hours=hours),
        "controls": None if state is ExportState.GATHERING else CONTROLS,
        "content": "107,8.00",
    }
    export = an_export().model_copy(update=changes)
    return backend.keep(DocumentFoundationExports(backend.store).save(export))


def ids(reply: Reply) -> list[str]:
    return [export["export_id"] for export in reply.data]


def test_what_is_being_made_comes_first_then_the_newest_file(backend: Backend, listing: Handler) -> None:
    for export_id, hours, state in (
        ("old", 0, ExportState.RECORDED),
        ("new", 2, ExportState.RECORDED),
        ("none", 1, ExportState.EMPTY),
        ("making", 3, ExportState.GATHERING),
        ("stuck", 0, ExportState.WRITTEN),
    ):
        keep(backend, export_id, hours, state)
    keep(backend, "strange", company_id="company-2")
    whole = ids(get(PATH).to(listing))
    paged: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        reply = get(PATH, limit="2", **cursor).to(listing)
        paged += ids(reply)
        following = reply.envelope["meta"]["pagination"]["next_cursor"]
        if following is None:
            break
        cursor = {"cursor": following}
    assert whole == paged == ["making", "stuck", "new", "none", "old"]


def test_an_export_shows_what_a_person_compares_and_not_the_file_itself(backend: Backend, listing: Handler) -> None:
    keep(backend, "e1")
    [export] = get(PATH).to(listing).data
    assert (export["kind"], export["state"], export["requested_by"], export["postings"]) == (
        "time_card",
        "recorded",
        "system",
        1,
    )
    assert (export["controls"]["quantity"], export["controls"]["sha256"]) == ("8.00", "ab" * 32)
    assert not {"content", "items", "company_id"} & set(export)


def test_exports_are_narrowed_to_a_kind(backend: Backend, listing: Handler) -> None:
    keep(backend, "hours")
    keep(backend, "bills", kind=FoundationKind.AP_INVOICE)
    assert ids(get(PATH, kind="ap_invoice").to(listing)) == ["bills"]
    assert get(PATH, kind="checks").to(listing).details["fields"][0]["field"] == "query.kind"


def test_a_file_is_fetched_by_an_address_of_five_minutes_and_the_trail_says_who_asked(
    backend: Backend, files: InMemoryExportFiles, downloading: Handler
) -> None:
    export = keep(backend, "e1")
    files.files[export.file_key] = b"107,8.00"
    data = get(DOWNLOAD).to(downloading).data
    name = export.file_key.rpartition("/")[2]

    assert data["url"] == f"https://files.example/{export.file_key}?name={name}&seconds=300"
    assert data["expires_at"] == (backend.clock.now() + timedelta(minutes=5)).isoformat().replace("+00:00", "Z")
    assert (data["file_name"], data["number"], data["sha256"], data["bytes"]) == (name, 1, "ab" * 32, 18)
    page = run(DocumentAuditTrail(backend.store).page(COMPANY, AuditSpan(entity_id="foundation.export:e1"), 10, None))
    [entry] = page.unwrap().items
    assert (entry.user_id, entry.action, entry.at) == (ACCOUNTANT, "export_downloaded", backend.clock.now())
    assert entry.after == {"number": "1", "file_name": name}


def test_every_further_download_is_marked_as_a_copy_and_told_apart(
    backend: Backend, files: InMemoryExportFiles, downloading: Handler, listing: Handler
) -> None:
    export = keep(backend, "e1")
    files.files[export.file_key] = b"107,8.00"
    names = [get(DOWNLOAD).to(downloading).data["file_name"] for _ in range(3)]
    plain = export.file_key.rpartition("/")[2]

    assert names == [plain, f"COPY-2-{plain}", f"COPY-3-{plain}"]
    assert len(backend.store.documents(TableName.AUDIT)) == 3
    assert [copy["number"] for copy in get(PATH).to(listing).data[0]["copies"]] == [1, 2, 3]


def test_there_is_no_address_without_a_file(backend: Backend, downloading: Handler) -> None:
    keep(backend, "e1", state=ExportState.GATHERING)
    gathering = get(DOWNLOAD).to(downloading)
    keep(backend, "e2")
    lost = get(f"{PATH}/e2/download").to(downloading)
    keep(backend, "e3", company_id="company-2")
    strange = get(f"{PATH}/e3/download").to(downloading)
    assert [(reply.status, reply.code) for reply in (gathering, lost, strange)] == [(404, "NOT_FOUND")] * 3
    assert backend.store.documents(TableName.AUDIT) == []


def test_nobody_gets_an_address_that_the_trail_does_not_know_of(
    backend: Backend, files: InMemoryExportFiles, downloading: Handler
) -> None:
    export = keep(backend, "e1")
    files.files[export.file_key] = b"107,8.00"
    backend.store.fail_next(operation="transact")
    reply = get(DOWNLOAD).to(downloading)
    assert (reply.status, reply.code) == (503, "STORE_UNAVAILABLE")
    assert "files.example" not in reply.text


def test_of_two_downloads_at_once_both_are_noted(
    backend: Backend, files: InMemoryExportFiles, downloading: Handler
) -> None:
    export = keep(backend, "e1")
    files.files[export.file_key] = b"107,8.00"
    backend.store.fail_next(code="VERSION_CONFLICT", operation="transact")
    assert get(DOWNLOAD).to(downloading).status == 200


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("project_manager", 403), ("accountant", 200)])
def test_files_are_for_accountants(
    backend: Backend, files: InMemoryExportFiles, listing: Handler, downloading: Handler, role: str, status: int
) -> None:
    export = keep(backend, "e1")
    files.files[export.file_key] = b"107,8.00"
    assert replace(get(PATH), claims=claims(role)).to(listing).status == status
    assert replace(get(DOWNLOAD), claims=claims(role)).to(downloading).status == status
