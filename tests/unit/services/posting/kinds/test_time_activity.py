"""A posting as the record that QuickBooks takes, and what came back instead."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.clients.quickbooks.models import TimeActivity
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.posting import Posting
from fieldledger.services.posting.kinds import of
from fieldledger.services.posting.kinds.needs import References
from fieldledger.services.posting.kinds.time_activity import MAX_DESCRIPTION
from tests.builders import REGULAR, a_company, a_posting, a_time_activity

COMPANY_SETTINGS = a_company(pay_types={"Regular": REGULAR})
IDS = References(
    {
        (CounterpartKind.EMPLOYEE, "employee-1"): "55",
        (CounterpartKind.CUSTOMER, "project-1"): "21",
        (CounterpartKind.ITEM, REGULAR.service_item): "8",
    }
)


def body(posting: Posting) -> str:
    return json.dumps(of.fields(COMPANY_SETTINGS, posting.payload, posting.marker, IDS))


def description(posting: Posting) -> str:
    return str(json.loads(body(posting))["Description"])


def differences(sent: str, held: TimeActivity) -> dict[str, str]:
    return dict(of.differences(sent, held))


def test_a_record_holds_ids_of_the_books_and_the_jobsites_date() -> None:
    posting = a_posting(payload=a_time_activity(minutes=510))
    assert json.loads(body(posting)) == {
        "NameOf": "Employee",
        "EmployeeRef": {"value": "55"},
        "TxnDate": "2026-02-27",
        "Hours": 8,
        "Minutes": 30,
        "CustomerRef": {"value": "21"},
        "ItemRef": {"value": "8"},
        "BillableStatus": "NotBillable",
        "Description": f"03-300 Carpenter Regular {posting.marker}",
    }


@given(minutes=st.integers(1, 24 * 60))
def test_hours_and_minutes_add_up(minutes: int) -> None:
    record = json.loads(body(a_posting(payload=a_time_activity(minutes=minutes))))
    assert (record["Hours"] * 60 + record["Minutes"], 0 <= record["Minutes"] < 60) == (minutes, True)


@pytest.mark.parametrize(
    ("cost_code", "classification", "words"),
    [(None, None, "Regular"), ("03-300", None, "03-300 Regular"), (None, "Carpenter", "Carpenter Regular")],
)
def test_a_description_leaves_out_what_is_not_known(
    cost_code: str | None, classification: str | None, words: str
) -> None:
    posting = a_posting(payload=a_time_activity(cost_code=cost_code, classification=classification))
    assert description(posting) == f"{words} {posting.marker}"


@given(text=st.text(min_size=1, max_size=5000))
def test_the_marker_is_always_the_last_word_within_the_books_limit(text: str) -> None:
    posting = a_posting(payload=a_time_activity(cost_code=text))
    written = description(posting)
    assert len(written) <= MAX_DESCRIPTION
    assert written.split()[-1] == posting.marker


def _held(**changes: object) -> TimeActivity:
    posting = a_posting()
    return TimeActivity.model_validate({**json.loads(body(posting)), "Id": "77", **changes})


def test_an_echo_as_it_was_sent_has_no_differences() -> None:
    echo = _held(EmployeeRef={"value": "55", "name": "Rosa Delgado"}, Taxable=False, Hours=8, Minutes=0)
    assert differences(body(a_posting()), echo) == {}


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"NameOf": "Other"}, "NameOf"),
        ({"EmployeeRef": None}, "EmployeeRef"),
        ({"EmployeeRef": {"value": "56"}}, "EmployeeRef"),
        ({"CustomerRef": {"value": "22"}}, "CustomerRef"),
        ({"ItemRef": {"value": "1"}}, "ItemRef"),
        ({"TxnDate": "2026-02-28"}, "TxnDate"),
        ({"Hours": 7}, "minutes"),
    ],
)
def test_a_record_that_the_books_typed_anew_is_told(changes: dict[str, object], name: str) -> None:
    assert list(differences(body(a_posting()), _held(**changes))) == [name]


def test_hours_given_as_minutes_are_the_same_time() -> None:
    assert differences(body(a_posting()), _held(Hours=7, Minutes=60)) == {}
