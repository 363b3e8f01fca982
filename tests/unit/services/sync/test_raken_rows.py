"""Raken's records as ours: strict about what matters, forgiving about the rest."""

from decimal import Decimal
from typing import Any

import pytest

from fieldledger.domain.employee import EmployeeStatus
from fieldledger.domain.facts.raken_lists import MemberFacts, ProjectFacts
from fieldledger.domain.project import ProjectStatus
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.services.sync.raken.rows import ReadRow, member_row, project_row, read_rows, time_card_row
from fieldledger.services.sync.time_card_sink import time_card
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


def _card(raw: dict[str, Any]) -> TimeCard:
    return time_card(COMPANY, time_card_row(raw))


def _member(raw: dict[str, Any]) -> MemberFacts:
    facts = member_row(raw).facts
    assert isinstance(facts, MemberFacts)
    return facts


def _project(raw: dict[str, Any]) -> ProjectFacts:
    facts = project_row(raw).facts
    assert isinstance(facts, ProjectFacts)
    return facts


def _fields(read: ReadRow, raw: dict[str, Any]) -> str:
    """What a row that cannot be read is at fault for."""
    good, [malformed] = read_rows([raw], read)
    assert not good
    return malformed.path.removeprefix("0.")


def test_a_card_is_read_to_the_hundredth() -> None:
    card = _card(CARD)
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
    card = _card(CARD | {"timeEntries": [ENTRY | {"costCode": cost_code}], "totalHours": None})
    assert card.entries[0].cost_code == expected


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"approved": False}, TimeCardStatus.UNAPPROVED),
        ({"deletedAt": "2026-09-17T08:00:00Z"}, TimeCardStatus.DELETED),
        ({"deletedAt": "2026-09-17T08:00:00Z", "approved": False}, TimeCardStatus.DELETED),
    ],
)
def test_the_status_follows_the_source(changes: dict[str, object], status: TimeCardStatus) -> None:
    assert _card(CARD | changes).status is status


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
    before, after = _card(CARD), _card(CARD | changes)
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
    before, after = _card(CARD), _card(CARD | changes)
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
    assert _fields(time_card_row, card) == fields


@pytest.mark.parametrize("total", [10.24, 10.26, None])
def test_a_total_that_was_rounded_elsewhere_is_accepted(total: float | None) -> None:
    assert _card(CARD | {"totalHours": total}).total_hours == Decimal("10.25")


def test_a_member_may_have_no_number_and_unknown_fields() -> None:
    member = {"uuid": "m-1", "firstName": "Rosa", "lastName": "Delgado", "employeeId": " ", "status": "INVITED", "x": 1}
    employee = _member(member)
    assert (employee.number, employee.last_name, employee.status) == (None, "Delgado", EmployeeStatus.INVITED)


def test_a_number_is_kept_as_written() -> None:
    assert _member({"uuid": "m-1", "employeeId": " 0017-A "}).number == "0017-A"


def test_a_project_may_have_no_number() -> None:
    project = _project({"uuid": "p-1", "name": "Clinic", "number": None, "status": "INACTIVE"})
    assert (project.number, project.status) == (None, ProjectStatus.INACTIVE)


@pytest.mark.parametrize("status", ["ARCHIVED", ""])
def test_a_status_that_nobody_knows_is_malformed(status: str) -> None:
    assert _fields(project_row, {"uuid": "p", "name": "n", "status": status}) == "status"
    assert _fields(member_row, {"uuid": "m", "status": status}) == "status"


def test_only_what_people_see_counts_as_a_change_of_a_project() -> None:
    raw: dict[str, object] = {"uuid": "p-1", "name": "Clinic", "number": "2214", "updatedAt": "2026-09-16T13:02:11Z"}
    before, after = (_project(raw | {"updatedAt": at}) for at in (raw["updatedAt"], None))
    assert before.hashed == after.hashed
    assert _project(raw | {"number": "2215"}).hashed != before.hashed
