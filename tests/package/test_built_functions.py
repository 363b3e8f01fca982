"""Every built function boots under Lambda's runtime with the built layer and nothing else, and answers its event."""

import json
import sysconfig
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from local.settings import ROOT
from tests.package.functions import FOLDERS, Boot, Package, boot
from tests.package.surroundings import Surroundings

# Lambda's limit for a function with all its layers, unzipped.
LIMIT_BYTES: Final = 250 * 1024 * 1024
# Status and error code of each API function's answer to its sample event, on tables that are empty.
API_ANSWERS: Final[dict[str, tuple[int, str | None]]] = {
    "api/adjust_time_card": (404, "NOT_FOUND"),
    "api/approve_owner_invoices": (409, "COMPANY_NOT_CONFIGURED"),
    "api/approve_time_cards": (409, "COMPANY_NOT_CONFIGURED"),
    "api/approve_vendor_invoices": (409, "COMPANY_NOT_CONFIGURED"),
    "api/begin_sign_in": (200, None),
    "api/cancel_posting": (404, "NOT_FOUND"),
    "api/check_connection": (409, "NOT_CONNECTED"),
    "api/close_month": (409, "COMPANY_NOT_CONFIGURED"),
    "api/compare_books": (409, "NOT_CONNECTED"),
    "api/complete_sign_in": (409, "AUTHORIZATION_INVALID"),
    "api/confirm_link": (404, "NOT_FOUND"),
    "api/connect_app": (502, "VENDOR_UNAVAILABLE"),
    "api/create_project": (201, None),
    "api/disconnect": (409, "NOT_CONNECTED"),
    "api/download_export": (404, "NOT_FOUND"),
    "api/dry_run_exception": (404, "NOT_FOUND"),
    "api/fallback": (405, "METHOD_NOT_ALLOWED"),
    "api/get_books_reconciliation": (200, None),
    "api/get_certified_payroll": (404, "NOT_FOUND"),
    "api/get_close": (404, "NOT_FOUND"),
    "api/get_company": (404, "NOT_FOUND"),
    "api/get_daily_report": (409, "NOT_CONNECTED"),
    "api/get_exception": (404, "NOT_FOUND"),
    "api/get_foundation_settings": (200, None),
    "api/get_job_cost": (404, "NOT_FOUND"),
    "api/push_actuals": (404, "NOT_FOUND"),
    "api/get_mapping": (200, None),
    "api/get_owner_invoice": (404, "NOT_FOUND"),
    "api/get_posting": (404, "NOT_FOUND"),
    "api/get_project": (404, "NOT_FOUND"),
    "api/get_sync": (404, "NOT_FOUND"),
    "api/get_time_card": (404, "NOT_FOUND"),
    "api/get_vendor_invoice": (404, "NOT_FOUND"),
    "api/health": (200, None),
    "api/health_details": (200, None),
    "api/list_audit": (200, None),
    "api/list_closes": (200, None),
    "api/list_company_versions": (404, "NOT_FOUND"),
    "api/list_connections": (200, None),
    "api/list_cost_codes": (404, "NOT_FOUND"),
    "api/list_customers": (200, None),
    "api/list_daily_reports": (404, "NOT_FOUND"),
    "api/list_doubles": (200, None),
    "api/list_employees": (200, None),
    "api/list_exceptions": (200, None),
    "api/list_exports": (200, None),
    "api/list_foundation_versions": (200, None),
    "api/list_links": (200, None),
    "api/list_mapping_versions": (200, None),
    "api/list_mappings": (200, None),
    "api/list_owner_invoices": (200, None),
    "api/list_postings": (200, None),
    "api/list_projects": (200, None),
    "api/list_rate_budgets": (200, None),
    "api/list_reconciled_postings": (200, None),
    "api/list_reconciliations": (200, None),
    "api/list_syncs": (200, None),
    "api/list_team": (200, None),
    "api/list_time_cards": (200, None),
    "api/list_vendor_invoices": (200, None),
    "api/list_vendors": (200, None),
    "api/me": (200, None),
    "api/merge_records": (404, "NOT_FOUND"),
    "api/part_records": (404, "NOT_FOUND"),
    "api/preview_posting": (404, "NOT_FOUND"),
    "api/remove_link": (404, "NOT_FOUND"),
    "api/replace_company": (409, "VERSION_CONFLICT"),
    "api/replace_foundation_settings": (200, None),
    "api/replace_mapping": (200, None),
    "api/replay_exceptions": (200, None),
    "api/resolve_exception": (404, "NOT_FOUND"),
    "api/resolve_exceptions": (200, None),
    "api/retry_posting": (404, "NOT_FOUND"),
    "api/set_member": (422, "VALIDATION_FAILED"),
    "api/start_sync": (409, "NOT_CONNECTED"),
    "api/unapprove_owner_invoices": (200, None),
    "api/unapprove_time_cards": (409, "COMPANY_NOT_CONFIGURED"),
    "api/unapprove_vendor_invoices": (200, None),
    "api/import_foundation_payments": (200, None),
    "api/update_project": (404, "NOT_FOUND"),
    "webhooks/procore": (200, None),
    "webhooks/quickbooks": (200, None),
    # The samples are genuine, and were signed long ago.
    "webhooks/foundation": (401, "SIGNATURE_EXPIRED"),
    "webhooks/raken": (401, "SIGNATURE_EXPIRED"),
}
# Documents, not in the envelope.
DOCUMENTS: Final = {
    "api/get_openapi": ("application/json", "/v1/time-cards/approvals"),
    "api/get_docs": ("text/html; charset=utf-8", "/v1/time-cards/approvals"),
    "api/get_operations_page": ("text/html; charset=utf-8", "fieldledger-local"),
    "api/get_operations_file": ("text/javascript; charset=utf-8", 'from "./api.js"'),
}
"""The type of each, and a piece of it: of the API, of the deployment, of the script that the sample event asks for."""
OTHER_ANSWERS: Final[dict[str, dict[str, Any]]] = {
    "workers/foundation_postings": {"batchItemFailures": []},
    "workers/quickbooks_events": {"batchItemFailures": []},
    "workers/quickbooks_postings": {"batchItemFailures": []},
    "workers/sync_slices": {"batchItemFailures": []},
    "workers/vendor_events": {"batchItemFailures": []},
    "schedules/procore_hooks": {"companies": 0, "checked": 0, "not_checked": {}},
    "schedules/sweep_postings": {"companies": 0},
    "schedules/enrol_syncs": {"enrolled": 0},
    "schedules/keep_tokens_alive": {"alive": 0, "to_reconnect": 0, "left": 0},
    "schedules/check_books": {"weeks": 0, "differing": 0, "left": 0},
    "schedules/nightly_actuals": {"jobs": 0, "failed": 0, "written": 0, "refused": 0, "left": 0},
    "schedules/start_syncs": {"begun": 0},
}


def answer_of(started: Boot) -> Any:
    """The one answer; a function that failed shows its own output."""
    assert started.invocation.init_error is None, started.output
    assert started.invocation.error is None, started.output
    [answer] = started.invocation.answers
    return answer


def test_every_function_has_an_expected_answer() -> None:
    assert sorted(API_ANSWERS | DOCUMENTS | OTHER_ANSWERS) == FOLDERS


@pytest.mark.parametrize("folder", sorted(API_ANSWERS))
def test_an_api_function_boots_and_answers_in_the_envelope(folder: str, boots: dict[str, Boot]) -> None:
    answer = answer_of(boots[folder])
    envelope = json.loads(answer["body"])
    status, code = API_ANSWERS[folder]
    assert (answer["statusCode"], (envelope["error"] or {}).get("code")) == (status, code), envelope
    assert envelope["success"] is (code is None)
    assert set(envelope) == {"success", "data", "error", "meta"}


@pytest.mark.parametrize("folder", sorted(DOCUMENTS))
def test_a_document_is_in_the_package_of_its_function(folder: str, boots: dict[str, Boot]) -> None:
    answer = answer_of(boots[folder])
    kind, piece = DOCUMENTS[folder]
    assert (answer["statusCode"], answer["headers"]["content-type"]) == (200, kind)
    assert piece in answer["body"]


@pytest.mark.parametrize("folder", sorted(OTHER_ANSWERS))
def test_a_function_without_a_route_boots_and_does_its_work(folder: str, boots: dict[str, Boot]) -> None:
    answer, expected = answer_of(boots[folder]), OTHER_ANSWERS[folder]
    assert {name: answer[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("folder", "queue"),
    [("webhooks/quickbooks", "QuickbooksEventsQueue"), ("webhooks/procore", "VendorEventsQueue")],
)
def test_a_webhook_that_answered_queued_its_events(
    folder: str, queue: str, boots: dict[str, Boot], surroundings: Surroundings
) -> None:
    assert answer_of(boots[folder])["statusCode"] == 200
    assert surroundings.messages(queue) == 1


@pytest.mark.parametrize("folder", [folder for folder in FOLDERS if folder.startswith("webhooks/")])
def test_a_webhook_answers_without_botocores_client(folder: str, boots: dict[str, Boot]) -> None:
    """It was two fifths of their cold start (docs/decisions/0029)."""
    assert "fieldledger.runtime.direct_aws" in boots[folder].modules
    assert "botocore.compat" not in boots[folder].modules


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_functions_modules_come_from_its_package_the_layer_and_python(
    folder: str, boots: dict[str, Boot], package: Package
) -> None:
    started = boots[folder]
    own, layer = package.code(folder).resolve(), package.layer.resolve()
    assert started.modules["fieldledger"].is_relative_to(layer), started.output
    assert started.modules["app"].is_relative_to(own)
    python = [Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib")]
    allowed = (own, layer, package.runtime.resolve(), *python)
    strangers = {
        name: file
        for name, file in started.modules.items()
        if not any(file.is_relative_to(place) for place in allowed) or "site-packages" in file.parts
    }
    assert strangers == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_functions_path_holds_nothing_of_the_repository_but_the_build(
    folder: str, boots: dict[str, Boot], package: Package
) -> None:
    inside = [entry for entry in boots[folder].path if entry.is_relative_to(ROOT)]
    assert set(inside) == {package.code(folder).resolve(), package.layer.resolve()}
    assert not any("site-packages" in entry.parts for entry in boots[folder].path)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_layer_and_a_function_stay_under_lambdas_limit(folder: str, package: Package) -> None:
    layer, code = (size(path) for path in (package.layer.parent, package.code(folder)))
    assert 0 < code < 1_000_000, "a function's own folder holds its own few modules only"
    assert layer + code < LIMIT_BYTES


def test_without_the_layer_a_function_does_not_start(
    package: Package, surroundings: Surroundings, tmp_path: Path
) -> None:
    own = package.code("api/me")
    (tmp_path / own.name).symlink_to(own)
    started = boot(replace(package, build=tmp_path), "api/me", surroundings, tmp_path / "report")
    assert started.invocation.handed_out == 0
    assert started.invocation.init_error is not None
    assert "No module named 'fieldledger'" in started.invocation.init_error["errorMessage"]


def size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
