"""The routes of company settings through the real services on a store in memory."""

import json
from decimal import Decimal
from typing import Any

import pytest

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.drafts import BillDraft, CostLine
from fieldledger.domain.posting import Posting, PostingError, PostingState
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import ErrorCode
from fieldledger.services.queries.companies import CompanyQueries
from fieldledger.wiring.company import history_over, settings_changes_over
from tests.builders import ACCOUNTANT, WORK_DATE, a_company, a_posting, a_time_activity
from tests.integration.flow.doubles import RecordingQueue
from tests.support.api import Call, Handler, Reply, claims, get
from tests.unit.functions.conftest import Backend

PATH = "/v1/company"


@pytest.fixture
def queue() -> RecordingQueue:
    return RecordingQueue()


@pytest.fixture
def get_company(backend: Backend) -> Handler:
    return backend.handler("api/get_company", companies=CompanyQueries(DocumentCompanies(backend.store)))


@pytest.fixture
def replace_company(backend: Backend, queue: RecordingQueue) -> Handler:
    backend.keep(DocumentCompanies(backend.store).save(a_company()))
    changes = settings_changes_over(backend.store, queue, backend.clock, queue)
    return backend.handler("api/replace_company", changes=changes)


def settings(**changed: object) -> dict[str, Any]:
    """The settings as they stand, as JSON, with some changed."""
    return a_company().settings.model_dump(mode="json") | changed


def replace(wanted: object, version: int = 1, role: str = "admin", **more: object) -> Call:
    body = json.dumps({"settings": wanted, "version": version, "reason": "as agreed", **more})
    return Call("PUT", PATH, claims(role), headers={"content-type": "application/json"}, body=body)


def hold(backend: Backend, *postings: Posting) -> None:
    backend.keep(backend.store.transact([DocumentPostings(backend.store).write(posting) for posting in postings]))


def a_bill() -> BillDraft:
    """A bill of ten dollars."""
    line = CostLine(amount=Decimal("10.00"), project_id="project-1")
    return BillDraft(document_number="INV-1", document_date=WORK_DATE, supplier_id="supplier-1", lines=(line,))


def fields(reply: Reply) -> list[str]:
    return [fault["field"] for fault in reply.details["fields"]]


def test_what_was_read_may_be_sent_back_and_changes_nothing(get_company: Handler, replace_company: Handler) -> None:
    read = get(PATH).to(get_company).data
    assert (read["version"], read["settings"]["name"]) == (1, "Bluestem Builders")
    answer = replace(read["settings"], read["version"]).to(replace_company)
    assert (answer.status, answer.data["version"], answer.data["settings"]) == (200, 1, read["settings"])


def test_a_change_is_kept_with_who_why_and_each_field_before_and_after(
    backend: Backend, get_company: Handler, replace_company: Handler
) -> None:
    per_diem = {**settings()["time"], "per_diem_pay_types": ["PD", "TR"]}
    wanted = settings(locked_through="2026-01-31", time=per_diem, pay_types={"Regular": {"service_item": "Labor 2"}})
    answer = replace(wanted).to(replace_company)
    assert (answer.status, answer.data["version"]) == (200, 2)
    assert get(PATH).to(get_company).data["settings"]["locked_through"] == "2026-01-31"
    replace({**wanted, "locked_through": None}, 2).to(replace_company)
    history = backend.handler("api/list_company_versions", history=history_over(backend.store))
    newest, first = get(f"{PATH}/history").to(history).data
    assert newest["changes"] == [{"field": "locked_through", "before": "2026-01-31", "after": None}]
    assert (first["version"], first["changed_by"], first["reason"]) == (2, ACCOUNTANT, "as agreed")
    assert {change["field"]: (change["before"], change["after"]) for change in first["changes"]} == {
        "locked_through": (None, "2026-01-31"),
        "pay_types.Overtime.service_item": ("Labor - Overtime", None),
        "pay_types.Regular.service_item": ("Labor", "Labor 2"),
        "time.per_diem_pay_types": ([], ["PD", "TR"]),
    }
    entries = [AuditEntry.model_validate_json(document.body) for document in backend.store.documents(TableName.AUDIT)]
    told = {(entry.action, entry.before.get("locked_through"), entry.after.get("locked_through")) for entry in entries}
    assert told == {("settings_changed", None, "2026-01-31"), ("settings_changed", "2026-01-31", None)}


def test_the_history_goes_page_by_page(backend: Backend, replace_company: Handler) -> None:
    for version in range(1, 4):
        replace(settings(name=f"Bluestem {version}"), version).to(replace_company)
    history = backend.handler("api/list_company_versions", history=history_over(backend.store))
    seen: list[int] = []
    query = {"limit": "2"}
    while query:
        page = get(f"{PATH}/history", **query).to(history)
        seen += [row["version"] for row in page.data]
        cursor = page.envelope["meta"]["pagination"]["next_cursor"]
        query = {} if cursor is None else {"limit": "2", "cursor": cursor}
    assert seen == [4, 3, 2]  # the first version was set up by an operator


def test_the_first_settings_set_a_company_up(backend: Backend, replace_company: Handler, get_company: Handler) -> None:
    elsewhere = claims("admin", company_id="company-2")
    assert Call("GET", PATH, elsewhere).to(get_company).status == 404
    call = replace({"name": "Prairie Electric", "pay_periods": {"anchor": "2026-01-05"}}, 0)
    made = Call("PUT", PATH, elsewhere, headers=call.headers, body=call.body).to(replace_company)
    assert (made.status, made.data["version"], made.data["settings"]["books"]["bills"]) == (200, 1, "quickbooks")
    assert get(PATH).to(get_company).data["settings"]["name"] == "Bluestem Builders"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "body.settings.time_zone"),
        ({"time_zone": "America"}, "body.settings.time_zone"),
        ({"time_zone": "a" * 201}, "body.settings.time_zone"),
        ({"name": ""}, "body.settings.name"),
        ({"name": "a\x1bb"}, "body.settings.name"),
        ({"pay_periods": {"anchor": "1999-12-31"}}, "body.settings.pay_periods.anchor"),
        ({"pay_periods": {"anchor": "2026-01-05", "days": 10}}, "body.settings.pay_periods.days"),
        ({"pay_types": {"RT": {"service_item": ""}}}, "body.settings.pay_types.RT.service_item"),
        ({"pay_types": {"RT": {"item": "Labor"}}}, "body.settings.pay_types.RT.service_item"),
        ({"pay_types": {"R\x00T": {"service_item": "Labor"}}}, "body.settings.pay_types"),
        ({"books": {"bills": "sage"}}, "body.settings.books.bills"),
        ({"books": {"time": []}}, "body.settings.books.time"),
        ({"books": {"time": ["quickbooks", "quickbooks"]}}, "body.settings.books.time"),
        ({"documents": {"retainage_payable_account": "x" * 201}}, "body.settings.documents.retainage_payable_account"),
        ({"cost_code_format": {"orders": [["phase"]]}}, "body.settings.cost_code_format"),
        ({"time": {"overtime": "books"}}, "body.settings.time"),
        ({"locked_through": "2101-01-01"}, "body.settings.locked_through"),
        ({"sync_minutes": {"raken/time_cards": 1}}, "body.settings.sync_minutes.raken/time_cards"),
        ({"sync_minutes": {"raken/nothing": 15}}, "body.settings.sync_minutes.raken/nothing.[key]"),
        ({"colour": "red"}, "body.settings.colour"),
        ({"version": 3}, "body.settings.version"),
        ({"company_id": "company-2"}, "body.settings.company_id"),
    ],
)
def test_a_setting_that_cannot_be_is_named(replace_company: Handler, changed: dict[str, object], field: str) -> None:
    reply = replace(settings(**changed)).to(replace_company)
    assert (reply.status, reply.code) == (422, "VALIDATION_FAILED")
    assert field in fields(reply)


def test_whoever_saw_older_settings_changes_nothing(replace_company: Handler) -> None:
    late = replace(settings(name="Other"), 0).to(replace_company)
    assert (late.status, late.code, late.details) == (409, "VERSION_CONFLICT", {"version": 1})


@pytest.mark.parametrize("state", [PostingState.PENDING, PostingState.SEALED, PostingState.PARKED])
def test_the_books_of_bills_stay_while_a_bill_is_on_its_way(
    backend: Backend, replace_company: Handler, state: PostingState
) -> None:
    hold(backend, a_posting(posting="bill-1", payload=a_bill(), state=state))
    other_books = settings(books={"time": ["quickbooks"], "bills": "foundation"})
    refused = replace(other_books).to(replace_company)
    assert (refused.status, refused.code, fields(refused)) == (409, "SETTINGS_IN_USE", ["body.settings.books.bills"])
    assert replace(settings(name="Other")).to(replace_company).status == 200


def test_bills_that_arrived_hold_no_setting(backend: Backend, replace_company: Handler) -> None:
    hold(backend, a_posting(posting="bill-1", payload=a_bill(), state=PostingState.POSTED))
    other_books = settings(books={"time": ["quickbooks"], "bills": "foundation"})
    assert replace(other_books).to(replace_company).status == 200


def test_books_and_pay_types_stay_while_hours_need_them(backend: Backend, replace_company: Handler) -> None:
    hold(
        backend,
        a_posting(posting="p-1", payload=a_time_activity(pay_type="Overtime")),
        a_posting(posting="p-2", payload=a_time_activity(pay_type="Overtime"), state=PostingState.PARKED),
        a_posting(posting="p-3", payload=a_time_activity()),
    )
    books = {"time": ["foundation"], "bills": "quickbooks"}
    refused = replace(settings(books=books, pay_types={"Regular": {"service_item": "Labor"}})).to(replace_company)
    assert (refused.code, [(fault["field"], fault["problem"][-1]) for fault in refused.details["fields"]]) == (
        "SETTINGS_IN_USE",
        [("body.settings.books.time", "3"), ("body.settings.pay_types.Overtime", "2")],
    )


def test_what_waited_for_a_setting_goes_on(backend: Backend, replace_company: Handler, queue: RecordingQueue) -> None:
    error = PostingError(code=ErrorCode.PAY_TYPE_UNMAPPED, message="no item", turn="customer")
    hold(
        backend,
        a_posting(posting="p-1", payload=a_time_activity(pay_type="DT"), state=PostingState.PARKED, error=error),
    )
    assert replace(settings(name="Other")).to(replace_company).data["released"] == 0
    pay_types = settings()["pay_types"] | {"DT": {"service_item": "Labor"}}
    answer = replace(settings(name="Other", pay_types=pay_types), 2).to(replace_company)
    assert (answer.data["released"], [ids for _, ids in queue.woken]) == (1, [("p-1",)])


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("project_manager", 403), ("accountant", 200)])
def test_accountants_read_the_settings(get_company: Handler, replace_company: Handler, role: str, status: int) -> None:
    assert Call("GET", PATH, claims(role)).to(get_company).status == status
    assert replace(settings(), role=role).to(replace_company).status == 403
