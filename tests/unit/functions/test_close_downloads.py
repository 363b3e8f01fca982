"""GET /v1/closes/{id}?format=pdf: the signed report as a file, byte for byte, for whoever may read reconciliations."""

import base64
from dataclasses import replace

import pytest

from fieldledger.domain.month_close import MonthClose
from fieldledger.http.scopes import PREFIX
from fieldledger.repositories.month_closes import DocumentMonthCloses
from fieldledger.result import ErrorCode
from fieldledger.runtime.event_loop import run
from fieldledger.services.closing.report_files import ReportKind, report_file
from tests.builders import COMPANY
from tests.builders.closes import a_month_close
from tests.support.api import Handler, claims, get
from tests.support.lambda_context import FakeLambdaContext
from tests.unit.functions.conftest import Backend


@pytest.fixture
def close(backend: Backend) -> Handler:
    return backend.handler("api/get_close", closes=DocumentMonthCloses(backend.store))


@pytest.fixture
def signed(backend: Backend) -> MonthClose:
    """February of the company."""
    made = a_month_close(company_id=COMPANY)
    run(backend.store.transact([DocumentMonthCloses(backend.store).write(made)])).unwrap()
    return made


def test_a_pdf_travels_in_base64_under_its_own_type_and_name(close: Handler, signed: MonthClose) -> None:
    answer = close(get(f"/v1/closes/{signed.close_id}", format="pdf").event, FakeLambdaContext())
    headers = answer["headers"]
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, True)
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"] == 'attachment; filename="close-2026-02-01-2026-02-28.pdf"'
    assert headers["x-content-type-options"] == "nosniff"
    content = base64.b64decode(answer["body"], validate=True)
    assert content.startswith(b"%PDF-")
    assert content == report_file(signed, ReportKind.PDF)


@pytest.mark.parametrize("kind", ["csv", "html"])
def test_text_travels_as_it_is(close: Handler, signed: MonthClose, kind: str) -> None:
    answer = close(get(f"/v1/closes/{signed.close_id}", format=kind).event, FakeLambdaContext())
    assert answer["isBase64Encoded"] is False
    assert answer["body"].encode() == report_file(signed, ReportKind(kind))


@pytest.mark.parametrize(("role", "status"), [("accountant", 200), ("viewer", 200), ("project_manager", 403)])
def test_a_pdf_is_for_whoever_may_read_reconciliations(
    close: Handler, signed: MonthClose, role: str, status: int
) -> None:
    call = replace(get(f"/v1/closes/{signed.close_id}", format="pdf"), claims=claims(role))
    assert call.to(close).status == status


@pytest.mark.parametrize(("scope", "status"), [("reconciliations:read", 200), ("closes:sign", 403)])
def test_a_token_of_other_scopes_downloads_nothing(close: Handler, signed: MonthClose, scope: str, status: int) -> None:
    token = {**claims(), "scope": f"{PREFIX}{scope}"}
    assert replace(get(f"/v1/closes/{signed.close_id}", format="pdf"), claims=token).to(close).status == status


@pytest.mark.parametrize("company_id", [COMPANY, "company-2"])
def test_a_close_that_is_none_of_the_companys_is_an_answer_in_json(
    close: Handler, signed: MonthClose, company_id: str
) -> None:
    name = "2026-02-28.unknown" if company_id == COMPANY else signed.close_id
    reply = replace(get(f"/v1/closes/{name}", format="pdf"), claims=claims(company_id=company_id)).to(close)
    assert (reply.status, reply.code) == (404, ErrorCode.NOT_FOUND)
    assert reply.headers["content-type"].partition(";")[0] == "application/json"


def test_a_format_that_there_is_not_is_refused_by_field(close: Handler, signed: MonthClose) -> None:
    reply = get(f"/v1/closes/{signed.close_id}", format="xlsx").to(close)
    assert (reply.status, reply.details["fields"][0]["field"]) == (422, "query.format")
