"""Matching by number: exact and unique, or a person decides."""

import pytest

from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.result import ErrorCode, Result
from fieldledger.services.posting.matching import match_employee, match_job, match_named, normalised
from tests.builders import a_counterpart, a_project, an_employee


@pytest.mark.parametrize(
    ("number", "expected"),
    [("  107 ", "107"), ("a-12", "A-12"), ("22  14", "22 14"), ("0017", "0017"), ("", ""), (None, ""), ("\t", "")],
)
def test_a_number_is_trimmed_and_upper_case_and_otherwise_as_written(number: str | None, expected: str) -> None:
    assert normalised(number) == expected


@pytest.mark.parametrize(("ours", "theirs"), [("107", "107"), (" 107", "107 "), ("a7", "A7")])
def test_a_worker_is_matched_by_number(ours: str, theirs: str) -> None:
    row = a_counterpart(number=theirs)
    assert match_employee(an_employee(number=ours), [a_counterpart(vendor_id="9", number="108"), row]).unwrap() == row


@pytest.mark.parametrize(
    ("number", "rows", "code"),
    [
        (None, [a_counterpart()], ErrorCode.EMPLOYEE_NUMBER_MISSING),
        ("  ", [a_counterpart(number=None), a_counterpart(number=" ")], ErrorCode.EMPLOYEE_NUMBER_MISSING),
        ("107", [], ErrorCode.EMPLOYEE_UNMATCHED),
        ("107", [a_counterpart(number="0107")], ErrorCode.EMPLOYEE_UNMATCHED),
        ("107", [a_counterpart(active=False)], ErrorCode.EMPLOYEE_UNMATCHED),
        ("107", [a_counterpart(number=None)], ErrorCode.EMPLOYEE_UNMATCHED),
        ("107", [a_counterpart(), a_counterpart(vendor_id="56")], ErrorCode.EMPLOYEE_AMBIGUOUS),
    ],
)
def test_a_worker_without_a_unique_number_goes_to_a_person(
    number: str | None, rows: list[Counterpart], code: ErrorCode
) -> None:
    assert match_employee(an_employee(number=number), rows).error_code == code


def test_the_name_of_a_worker_never_decides() -> None:
    twin = a_counterpart(number=None, display_name="Rosa Delgado", email="rosa.delgado@example.com")
    assert match_employee(an_employee(number="107"), [twin]).error_code == ErrorCode.EMPLOYEE_UNMATCHED


def _job(name: str, *, active: bool = True, vendor_id: str = "21") -> Counterpart:
    return a_counterpart(
        kind=CounterpartKind.CUSTOMER, display_name=name, number=None, active=active, vendor_id=vendor_id
    )


@pytest.mark.parametrize(
    "name",
    [
        "Riverside Clinic 2214",
        "2214 Riverside Clinic",
        "2214",
        "Clinic (2214)",
        "Clinic:2214",
        "Clinic #2214",
        "a, 2214",
    ],
)
def test_a_job_is_matched_by_its_number_as_a_whole_word(name: str) -> None:
    row = _job(name)
    assert match_job(a_project(number="2214"), [_job("Depot 2215", vendor_id="9"), row]).unwrap() == row


@pytest.mark.parametrize("name", ["Clinic 22145", "Clinic 02214", "Clinic 2214-A", "Clinic 22 14", "Clinic"])
def test_a_part_of_a_word_is_no_number(name: str) -> None:
    assert match_job(a_project(number="2214"), [_job(name)]).error_code == ErrorCode.JOB_UNMATCHED


def test_a_number_with_a_suffix_is_its_own_number() -> None:
    rows = [_job("Clinic 2214"), _job("Annex 2214-A", vendor_id="22")]
    assert match_job(a_project(number="2214-a"), rows).unwrap().vendor_id == "22"


def test_a_tie_is_never_broken_and_names_its_candidates() -> None:
    rows = [_job("2214 Clinic"), _job("Clinic 2214", vendor_id="22")]
    failed = match_job(a_project(number="2214"), rows)
    assert failed.error_code == ErrorCode.JOB_AMBIGUOUS
    assert "2214 Clinic, Clinic 2214" in (failed.error or "")


def test_an_inactive_twin_breaks_no_match() -> None:
    rows = [_job("Clinic 2214"), _job("Clinic 2214 (deleted)", active=False, vendor_id="22")]
    assert match_job(a_project(number="2214"), rows).unwrap().vendor_id == "21"


@pytest.mark.parametrize("number", [None, "", "  "])
def test_a_job_without_number_goes_to_a_person(number: str | None) -> None:
    assert match_job(a_project(number=number), [_job("Clinic")]).error_code == ErrorCode.JOB_NUMBER_MISSING


def _item(name: str, *, active: bool = True) -> Counterpart:
    return a_counterpart(kind=CounterpartKind.ITEM, display_name=name, number=None, active=active)


def _labor(rows: list[Counterpart]) -> Result[Counterpart]:
    return match_named(CounterpartKind.ITEM, "Labor", rows, ErrorCode.SERVICE_ITEM_UNMATCHED)


def test_an_account_is_matched_by_its_number_too() -> None:
    rows = [a_counterpart(kind=CounterpartKind.ACCOUNT, display_name="Job Costs:Concrete", number="5100")]
    for name in ("5100", "job costs:concrete"):
        found = match_named(CounterpartKind.ACCOUNT, name, rows, ErrorCode.BOOKS_MAPPING_MISSING)
        assert found.unwrap() == rows[0]


def test_an_item_is_matched_by_its_whole_name_whatever_its_case() -> None:
    rows = [_item("Labor - Overtime"), _item("LABOR")]
    assert _labor(rows).unwrap().display_name == "LABOR"


@pytest.mark.parametrize(
    "rows", [[], [_item("Labour")], [_item("Labor", active=False)], [_item("Labor"), _item("labor")]]
)
def test_an_item_that_is_missing_or_not_unique_goes_to_a_person(rows: list[Counterpart]) -> None:
    assert _labor(rows).error_code == ErrorCode.SERVICE_ITEM_UNMATCHED
