"""Matching by number: exact and unique, or a person decides."""

import pytest

from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.domain.employee import Employee, EmployeeStatus
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.party import Party
from fieldledger.domain.party_matching import Matcher
from fieldledger.domain.project import Project
from fieldledger.repositories.parties import employee_party, project_party
from fieldledger.result import ErrorCode, Result
from fieldledger.services.posting.matching import CODES, as_party, match_named, match_number
from tests.builders import a_counterpart, a_project, an_employee


def _match_employee(employee: Employee, rows: list[Counterpart], *others: Employee) -> Result[Party]:
    ours = [employee_party(each) for each in (employee, *others)]
    return match_number(ours[0], Matcher(ours, map(as_party, rows)), CODES[IdentityKind.EMPLOYEE])


def _match_job(project: Project, rows: list[Counterpart], *others: Project) -> Result[Party]:
    ours = [project_party(each) for each in (project, *others)]
    return match_number(ours[0], Matcher(ours, map(as_party, rows)), CODES[IdentityKind.PROJECT])


@pytest.mark.parametrize(("ours", "theirs"), [("107", "107"), (" 107", "107 "), ("a7", "A7")])
def test_a_worker_is_matched_by_number(ours: str, theirs: str) -> None:
    row = a_counterpart(number=theirs)
    assert _match_employee(
        an_employee(number=ours), [a_counterpart(vendor_id="9", number="108"), row]
    ).unwrap() == as_party(row)


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
    assert _match_employee(an_employee(number=number), rows).error_code == code


def test_the_name_of_a_worker_never_decides() -> None:
    twin = a_counterpart(number=None, display_name="Rosa Delgado", email="rosa.delgado@example.com")
    assert _match_employee(an_employee(number="107"), [twin]).error_code == ErrorCode.EMPLOYEE_UNMATCHED


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
    assert _match_job(a_project(number="2214"), [_job("Depot 2215", vendor_id="9"), row]).unwrap() == as_party(row)


@pytest.mark.parametrize("name", ["Clinic 22145", "Clinic 02214", "Clinic 2214-A", "Clinic 22 14", "Clinic"])
def test_a_part_of_a_word_is_no_number(name: str) -> None:
    assert _match_job(a_project(number="2214"), [_job(name)]).error_code == ErrorCode.JOB_UNMATCHED


def test_a_number_with_a_suffix_is_its_own_number() -> None:
    rows = [_job("Clinic 2214"), _job("Annex 2214-A", vendor_id="22")]
    assert _match_job(a_project(number="2214-a"), rows).unwrap().id == "22"


def test_a_tie_is_never_broken_and_names_its_candidates() -> None:
    rows = [_job("2214 Clinic"), _job("Clinic 2214", vendor_id="22")]
    failed = _match_job(a_project(number="2214"), rows)
    assert failed.error_code == ErrorCode.JOB_AMBIGUOUS
    assert "2214 Clinic, Clinic 2214" in (failed.error or "")


def test_an_inactive_twin_breaks_no_match() -> None:
    rows = [_job("Clinic 2214"), _job("Clinic 2214 (deleted)", active=False, vendor_id="22")]
    assert _match_job(a_project(number="2214"), rows).unwrap().id == "21"


@pytest.mark.parametrize("number", [None, "", "  "])
def test_a_job_without_number_goes_to_a_person(number: str | None) -> None:
    assert _match_job(a_project(number=number), [_job("Clinic")]).error_code == ErrorCode.JOB_NUMBER_MISSING


@pytest.mark.parametrize("status", list(EmployeeStatus))
def test_a_number_that_two_workers_have_is_a_tie_on_our_side(status: EmployeeStatus) -> None:
    twin = an_employee(employee_id="employee-2", first_name="Rosa Maria", status=status)
    failed = _match_employee(an_employee(), [a_counterpart()], twin)
    assert failed.error_code == ErrorCode.EMPLOYEE_AMBIGUOUS
    assert "Rosa Delgado, Rosa Maria Delgado" in (failed.error or "")


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
