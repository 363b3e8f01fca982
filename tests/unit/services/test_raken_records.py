"""Raken's records as ours: strict about what matters, forgiving about the rest."""

from decimal import Decimal
from typing import Any

import pytest

from fieldledger.domain.employee import EmployeeStatus
from fieldledger.domain.project import ProjectStatus
from fieldledger.domain.time_card import TimeCardStatus
from fieldledger.result import ErrorCode
from fieldledger.services.sync.raken_records import to_employee, to_project, to_time_card
from tests.builders import COMPANY

ENTRY: dict[str, Any] = {
    "hours": 8.0,
    "payType": {"code": "RT"},
    "classification": {"name": "Electrician"},
    "costCode": {"division": "26", "code": "26-050"},
}
CARD: dict[str, Any] = {
    "uuid": "card-1",
    "date": "2026-09-15",
    "worker": {"uuid": "member-1", "firstName": "Rosa"},
    "project": {"uuid": "project-1"},
    "timeEntries": [ENTRY, ENTRY | {"hours": 2.25, "payType": {"code": "OT"}}],
    "totalHours": 10.25,
    "approved": True,
    "updatedAt": "2026-09-16T13:02:11Z",
    "deletedAt": None,
    "somethingNew": {"a": 1},
}


def test_a_card_is_read_to_the_hundredth() -> None:
    card = to_time_card(COMPANY, CARD).unwrap()
    assert [(entry.pay_type, entry.hours) for entry in card.entries] == [("RT", Decimal(8)), ("OT", Decimal("2.25"))]
    assert (card.status, card.work_date.isoformat(), card.entries[0].classification) == (
        TimeCardStatus.READY,
        "2026-09-15",
        "Electrician",
    )


@pytest.mark.parametrize(
    ("cost_code", "expected"),
    [
        ({"division": "26", "code": "26-050"}, "26-050"),
        ({"division": "26", "code": "050"}, "26-050"),
        ({"division": "26", "code": "26 050"}, "26 050"),
        ({"division": "26", "code": "26"}, "26"),
        ({"division": "03", "code": "033000"}, "033000"),
        ({"division": None, "code": "050"}, "050"),
        ({"division": " ", "code": " 050 "}, "050"),
        ({"code": "26-050"}, "26-050"),
        ({"division": "26"}, None),
        ({"division": "26", "code": ""}, None),
        (None, None),
    ],
)
def test_both_styles_of_cost_codes_come_to_the_same_text(cost_code: object, expected: str | None) -> None:
    card = to_time_card(COMPANY, CARD | {"timeEntries": [ENTRY | {"costCode": cost_code}], "totalHours": None})
    assert card.unwrap().entries[0].cost_code == expected


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"approved": False}, TimeCardStatus.UNAPPROVED),
        ({"deletedAt": "2026-09-17T08:00:00Z"}, TimeCardStatus.DELETED),
        ({"deletedAt": "2026-09-17T08:00:00Z", "approved": False}, TimeCardStatus.DELETED),
    ],
)
def test_the_status_follows_the_source(changes: dict[str, object], status: TimeCardStatus) -> None:
    assert to_time_card(COMPANY, CARD | changes).unwrap().status is status


@pytest.mark.parametrize(
    "changes",
    [
        {"updatedAt": "2026-10-01T00:00:00Z"},
        {"approved": False},
        {"somethingNew": 2},
        {"totalHours": None},
        {"worker": {"uuid": "member-1", "firstName": "R."}},
        {"timeEntries": [ENTRY | {"hours": "8.00"}, ENTRY | {"hours": 2.25, "payType": {"code": "OT"}}]},
    ],
)
def test_what_the_books_do_not_see_leaves_the_content_as_it_is(changes: dict[str, object]) -> None:
    before, after = to_time_card(COMPANY, CARD).unwrap(), to_time_card(COMPANY, CARD | changes).unwrap()
    assert after.content_hash == before.content_hash


@pytest.mark.parametrize(
    "changes",
    [
        {"date": "2026-09-14"},
        {"worker": {"uuid": "member-2"}},
        {"project": {"uuid": "project-2"}},
        {"timeEntries": [ENTRY], "totalHours": 8},
        {"deletedAt": "2026-09-17T08:00:00Z"},
        {"timeEntries": [ENTRY, ENTRY | {"hours": 2.25}]},
    ],
)
def test_what_the_books_see_changes_the_content(changes: dict[str, object]) -> None:
    before, after = to_time_card(COMPANY, CARD).unwrap(), to_time_card(COMPANY, CARD | changes).unwrap()
    assert after.content_hash != before.content_hash


def _without(name: str) -> dict[str, object]:
    return {key: value for key, value in CARD.items() if key != name}


@pytest.mark.parametrize(
    ("card", "fields"),
    [
        (_without("uuid"), "uuid"),
        (_without("worker"), "worker"),
        (_without("updatedAt"), "updatedAt"),
        (CARD | {"worker": {"uuid": ""}}, "worker.uuid"),
        (CARD | {"date": "15.09.2026"}, "date"),
        (CARD | {"updatedAt": "2026-09-16T13:02:11"}, "updatedAt"),
        (CARD | {"timeEntries": [ENTRY | {"hours": -1}]}, "timeEntries.0.hours"),
        (CARD | {"timeEntries": [ENTRY | {"hours": 24.5}]}, "timeEntries.0.hours"),
        (CARD | {"timeEntries": [ENTRY | {"hours": "NaN"}]}, "timeEntries.0.hours"),
        (CARD | {"timeEntries": [ENTRY | {"payType": {}}]}, "timeEntries.0.payType.code"),
        (CARD | {"totalHours": 10}, "timeEntries, totalHours"),
        (CARD | {"totalHours": 30}, "totalHours"),
        (CARD | {"timeEntries": []}, "timeEntries, totalHours"),
    ],
)
def test_a_card_that_cannot_be_trusted_names_its_fields_and_not_their_values(
    card: dict[str, object], fields: str
) -> None:
    failed = to_time_card(COMPANY, card)
    assert (failed.error_code, failed.details["fields"]) == (ErrorCode.RECORD_MALFORMED, fields)


@pytest.mark.parametrize("total", [10.24, 10.26, None])
def test_a_total_that_was_rounded_elsewhere_is_accepted(total: float | None) -> None:
    assert to_time_card(COMPANY, CARD | {"totalHours": total}).success


def test_a_member_may_have_no_number_and_unknown_fields() -> None:
    member = {"uuid": "m-1", "firstName": "Rosa", "lastName": "Delgado", "employeeId": " ", "status": "INVITED", "x": 1}
    employee = to_employee(COMPANY, member).unwrap()
    assert (employee.number, employee.display_name, employee.status) == (None, "Rosa Delgado", EmployeeStatus.INVITED)


def test_a_number_is_kept_as_written() -> None:
    assert to_employee(COMPANY, {"uuid": "m-1", "employeeId": " 0017-A "}).unwrap().number == "0017-A"


def test_a_project_may_have_no_number() -> None:
    project = to_project(COMPANY, {"uuid": "p-1", "name": "Clinic", "number": None, "status": "INACTIVE"}).unwrap()
    assert (project.number, project.status) == (None, ProjectStatus.INACTIVE)


@pytest.mark.parametrize("status", ["ARCHIVED", ""])
def test_a_status_that_nobody_knows_is_malformed(status: str) -> None:
    assert to_project(COMPANY, {"uuid": "p", "name": "n", "status": status}).details == {"fields": "status"}
    assert to_employee(COMPANY, {"uuid": "m", "status": status}).error_code == ErrorCode.RECORD_MALFORMED


def test_only_what_people_see_counts_as_a_change_of_a_project() -> None:
    raw: dict[str, object] = {"uuid": "p-1", "name": "Clinic", "number": "2214", "updatedAt": "2026-09-16T13:02:11Z"}
    before, after = (to_project(COMPANY, raw | {"updatedAt": at}).unwrap() for at in (raw["updatedAt"], None))
    assert before.content_hash == after.content_hash
    assert to_project(COMPANY, raw | {"number": "2215"}).unwrap().content_hash != before.content_hash
