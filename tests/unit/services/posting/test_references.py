"""Which rows of the books a record refers to, and which parked postings wait for a row."""

import json

import pytest

from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.posting import PostingError
from fieldledger.services.posting.references import REFERS_TO, in_body, named, told, waits_for
from tests.builders import a_posting

CLINIC = (CounterpartKind.CUSTOMER, "21")
ROSA = (CounterpartKind.EMPLOYEE, "55")


def test_references_are_found_at_any_depth() -> None:
    line = {"AccountBasedExpenseLineDetail": {"AccountRef": {"value": "64"}, "CustomerRef": {"value": "21"}}}
    body = json.dumps({"VendorRef": {"value": "46"}, "Line": [line], "Id": "1", "ClassRef": None})
    assert in_body(body) == {CLINIC, (CounterpartKind.ACCOUNT, "64"), (CounterpartKind.VENDOR, "46")}


def test_rows_survive_the_way_into_a_problem_and_back() -> None:
    assert named(told([ROSA, CLINIC])) == {ROSA, CLINIC}
    assert named({}) == frozenset()


@pytest.mark.parametrize(
    ("details", "waits"),
    [({REFERS_TO: "customer:21, employee:55"}, True), ({REFERS_TO: "customer:22"}, False), ({}, True)],
)
def test_a_posting_waits_for_its_own_rows_or_does_not_say(details: dict[str, str], waits: bool) -> None:
    error = PostingError(code="BOOKS_REFERENCE_INACTIVE", message="off", turn="customer", details=details)
    posting = a_posting().model_copy(update={"error": error})
    assert waits_for(posting, frozenset({CLINIC})) is waits
