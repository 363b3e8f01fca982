"""GET /v1/projects/{project_id}/certified-payroll on a store in memory."""

import base64
import hashlib
from dataclasses import replace
from datetime import date

import pytest

from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.posting import Operation, PostingState
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.domain.time_rules import TimeRules
from fieldledger.repositories.audit import AuditSpan, DocumentAuditTrail
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.runtime.event_loop import run
from fieldledger.services.certified_payroll import gathering
from fieldledger.wiring.certified_payroll import certified_payroll_over
from tests.builders import (
    ACCOUNTANT,
    COMPANY,
    WORK_DATE,
    a_company,
    a_posting,
    a_project,
    a_time_activity,
    a_time_card,
    an_employee,
    an_identity,
)
from tests.support.api import Handler, claims, get
from tests.support.lambda_context import FakeLambdaContext
from tests.unit.functions.conftest import Backend

PATH = "/v1/projects/project-1/certified-payroll"
WEEK = "2026-03-01"


@pytest.fixture
def handler(backend: Backend) -> Handler:
    rules = TimeRules(regular_pay_type="Regular", overtime_pay_types=frozenset({"Overtime"}))
    backend.keep(DocumentCompanies(backend.store).save(a_company().model_copy(update={"time": rules})))
    backend.keep(DocumentProjects(backend.store).save(a_project()))
    backend.keep(DocumentEmployees(backend.store).save(an_employee()))
    return backend.handler("api/get_certified_payroll", payrolls=certified_payroll_over(backend.store, backend.clock))


def keep(
    backend: Backend,
    card_id: str = "card-1",
    minutes: int = 480,
    pay_type: str = "Regular",
    *,
    state: PostingState = PostingState.POSTED,
    operation: Operation = Operation.CREATE,
    replaces: str | None = None,
    **card: object,
) -> TimeCard:
    """An approved card with one posting."""
    kept = a_time_card(time_card_id=card_id, status=TimeCardStatus.APPROVED).model_copy(update=card)
    draft = a_time_activity(minutes=minutes, pay_type=pay_type, work_date=kept.work_date)
    plain = a_posting(posting=f"p-{card_id}", payload=draft, state=state)
    posting = plain.model_copy(update={"operation": operation, "replaces": replaces})
    run(backend.store.transact([DocumentPostings(backend.store).write(posting)])).unwrap()
    return backend.keep(
        DocumentTimeCards(backend.store).save(kept.model_copy(update={"posting_ids": (posting.posting_id,)}))
    )


def test_hours_stand_by_worker_class_and_day(backend: Backend, handler: Handler) -> None:
    keep(backend)
    keep(backend, "card-2", 95, "Overtime")
    keep(backend, "card-3", 30, "Holiday", work_date=date(2026, 2, 23))
    data = get(PATH, week_ending=WEEK).to(handler).data
    [line] = data["lines"]
    assert (line["name"], line["number"], data["first_day"]) == ("Rosa Delgado", "107", "2026-02-23")
    assert line["days"][4] == {"straight": 480, "overtime": 95, "double": 0}
    assert line["days"][0] == {"straight": 30, "overtime": 0, "double": 0}
    assert (data["total_minutes"], data["pay_types_as_straight"], data["flagged"]) == (605, ["Holiday"], [])


def test_only_approved_cards_of_the_job_and_the_week_count(backend: Backend, handler: Handler) -> None:
    for number, status in enumerate((TimeCardStatus.READY, TimeCardStatus.UNAPPROVED, TimeCardStatus.DELETED)):
        keep(backend, f"no-{number}", status=status)
    keep(backend, "other job", project_id="project-2")
    keep(backend, "before", work_date=date(2026, 2, 22))
    keep(backend, "after", work_date=date(2026, 3, 2))
    assert get(PATH, week_ending=WEEK).to(handler).data["lines"] == []


def test_a_job_and_a_worker_of_two_systems_are_one(backend: Backend, handler: Handler) -> None:
    for kind, alias, into in (
        (IdentityKind.PROJECT, "p-procore", "project-1"),
        (IdentityKind.EMPLOYEE, "e-procore", "employee-1"),
    ):
        both = an_identity(kind=kind, canonical_id=alias, merged_into=into), an_identity(kind=kind, canonical_id=into)
        run(backend.store.transact([DocumentIdentities(backend.store).write(each) for each in both])).unwrap()
    keep(backend)
    keep(backend, "card-2", 60, project_id="p-procore", employee_id="e-procore")
    [line] = get(PATH, week_ending=WEEK).to(handler).data["lines"]
    assert line["total"]["straight"] == 540


@pytest.mark.parametrize(
    ("flag", "about"),
    [
        ("changed_after_approval", {"status": TimeCardStatus.CHANGED}),
        ("not_posted", {"state": PostingState.PARKED}),
        ("adjusted_after_approval", {"operation": Operation.UPDATE, "replaces": "p-before"}),
    ],
)
def test_what_somebody_should_look_at_is_flagged_and_its_hours_stand(
    backend: Backend, handler: Handler, flag: str, about: dict[str, object]
) -> None:
    keep(backend, **about)
    data = get(PATH, week_ending=WEEK).to(handler).data
    assert ([each["flag"] for each in data["flagged"]], data["lines"][0]["flags"]) == ([flag], [flag])
    assert data["total_minutes"] == 480


def test_a_removal_takes_the_hours_out(backend: Backend, handler: Handler) -> None:
    keep(backend, operation=Operation.REMOVE, replaces="p-before", state=PostingState.PENDING)
    assert get(PATH, week_ending=WEEK).to(handler).data["lines"] == []


def test_a_change_that_was_given_up_leaves_what_it_would_have_changed(backend: Backend, handler: Handler) -> None:
    keep(backend, "before", 300, work_date=date(2020, 1, 1))
    keep(backend, operation=Operation.UPDATE, replaces="p-before", state=PostingState.CANCELLED)
    posting = run(DocumentPostings(backend.store).get(COMPANY, "p-before")).unwrap()
    dated = posting.model_copy(update={"payload": posting.payload.model_copy(update={"work_date": WORK_DATE})})
    run(backend.store.transact([DocumentPostings(backend.store).write(dated)])).unwrap()
    assert get(PATH, week_ending=WEEK).to(handler).data["total_minutes"] == 300


def test_another_day_than_a_weeks_last_is_refused_and_the_right_one_named(handler: Handler) -> None:
    [field] = get(PATH, week_ending="2026-02-27").to(handler).details["fields"]
    assert field["field"] == "query.week_ending"
    assert "Sunday: 2026-03-01" in field["problem"]


@pytest.mark.parametrize("query", [{}, {"week_ending": "1999-12-26"}, {"week_ending": WEEK, "format": "xls"}])
def test_parameters_are_checked(handler: Handler, query: dict[str, str]) -> None:
    assert get(PATH, **query).to(handler).code == "VALIDATION_FAILED"


def test_a_csv_is_a_file_and_the_trail_says_who_took_it(backend: Backend, handler: Handler) -> None:
    keep(backend)
    reply = get(PATH, week_ending=WEEK, format="csv").to(handler)
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.headers["content-disposition"] == 'attachment; filename="certified-payroll-2214-2026-03-01.csv"'
    assert (reply.headers["cache-control"], reply.headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert "Rosa Delgado,107" in reply.text
    span = AuditSpan(entity_id=f"certified_payroll:project-1:{WEEK}")
    [entry] = run(DocumentAuditTrail(backend.store).page(COMPANY, span, 10, None)).unwrap().items
    assert (entry.user_id, entry.action) == (ACCOUNTANT, "certified_payroll_downloaded")
    assert entry.after == {
        "format": "csv",
        "sha256": hashlib.sha256(reply.text.encode()).hexdigest(),
        "minutes": "480",
        "flagged_cards": "0",
    }


def test_a_pdf_goes_through_the_gateway_in_base64(backend: Backend, handler: Handler) -> None:
    keep(backend)
    call = get(PATH, week_ending=WEEK, format="pdf")
    answer = handler(call.event, FakeLambdaContext())
    assert (answer["isBase64Encoded"], answer["headers"]["content-type"]) == (True, "application/pdf")
    assert base64.b64decode(answer["body"]).startswith(b"%PDF-")


def test_looking_leaves_no_trace(backend: Backend, handler: Handler) -> None:
    get(PATH, week_ending=WEEK).to(handler)
    assert run(DocumentAuditTrail(backend.store).page(COMPANY, AuditSpan(), 10, None)).unwrap().items == ()


@pytest.mark.parametrize("kind", ["json", "csv", "pdf"])
def test_another_companys_job_is_not_found(handler: Handler, kind: str) -> None:
    call = replace(get(PATH, week_ending=WEEK, format=kind), claims=claims(company_id="company-2"))
    assert call.to(handler).status == 404


@pytest.mark.parametrize("role", ["viewer", "project_manager"])
def test_it_takes_somebody_who_keeps_the_books(handler: Handler, role: str) -> None:
    call = replace(get(PATH, week_ending=WEEK), claims=claims(role))
    assert call.to(handler).status == 403


def test_a_week_with_more_lines_than_a_file_takes_is_refused(
    backend: Backend, handler: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MOST_LINES", 0)
    keep(backend)
    assert get(PATH, week_ending=WEEK, format="pdf").to(handler).code == "LIST_TOO_LONG"
