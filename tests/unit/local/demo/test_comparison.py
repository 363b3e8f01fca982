"""The demonstration fails if hours in the books are tampered with: changed by a minute, missing, twice."""

from typing import Any

from local.demo.comparison import BooksNames, compare
from local.demo.report import differences

type Row = dict[str, Any]
NAMES = BooksNames({"5": "1004"}, {"6": "2214 Riverside Clinic"}, {"7": "Labor"})


def a_card() -> Row:
    """Eight regular hours, as the API shows them."""
    return {
        "employee": {"employee_id": "e", "number": "1004"},
        "project": {"project_id": "p", "number": "2214"},
        "entries": [{"hours": "8", "pay_type": "RT"}],
    }


def an_activity(hours: int = 8, minutes: int = 0, posting: str = "aa01") -> Row:
    """The same in the books."""
    references = {"EmployeeRef": {"value": "5"}, "CustomerRef": {"value": "6"}, "ItemRef": {"value": "7"}}
    return {**references, "Id": "1", "Hours": hours, "Minutes": minutes, "Description": f"26-050 [fl:{posting}]"}


def _told(*activities: Row) -> list[str]:
    return differences(compare([a_card()], [], activities, NAMES), [])


def test_hours_as_they_were_approved_agree() -> None:
    assert _told(an_activity()) == []


def test_a_minute_too_much_or_too_little_is_told() -> None:
    for tampered in (an_activity(8, 1), an_activity(7, 59)):
        assert _told(tampered) == ["hours differ: worker 1004, job 2214, RT"]


def test_hours_that_are_missing_are_told() -> None:
    assert _told() == ["hours differ: worker 1004, job 2214, RT"]


def test_hours_that_were_posted_twice_are_told_even_if_they_add_up() -> None:
    assert _told(an_activity(4), an_activity(4)) == ["in the books more than once: aa01"]


def test_hours_that_wait_for_a_person_are_no_difference() -> None:
    waits: Row = {"payload": {"employee_id": "e", "project_id": "p", "pay_type": "RT", "minutes": 480}}
    assert compare([a_card()], [waits], [], NAMES).agrees
