"""Which code and type of Procore's project a cost of the books stands on."""

import pytest

from fieldledger.domain.cost_code_text import CostCodeFormat
from fieldledger.domain.facts.procore_cost_codes import CostCodeFacts, CostTypeFacts
from fieldledger.domain.foundation_mappings import FoundationMappings
from fieldledger.domain.job_cost import CostPlace
from fieldledger.services.actuals.codes import CodeIds, ProjectCodes, Unplaced
from fieldledger.services.job_cost.codes import CodeBook
from tests.builders import COMPANY

LABOR = CostTypeFacts(type_id="1", code="L", name="Labor", base_type="labor")
MATERIAL = CostTypeFacts(type_id="2", code="M", name="Materials", base_type="materials")
SUBCONTRACT = CostTypeFacts(type_id="3", code="S", name="Subcontract", base_type="commitment")


def codes(**facts: CostCodeFacts) -> ProjectCodes:
    return ProjectCodes(CodeBook(CostCodeFormat(), FoundationMappings(company_id=COMPANY), facts))


def a_code(code: str, *types: CostTypeFacts, biller: str = "Project") -> CostCodeFacts:
    return CostCodeFacts(code=code, biller_type=biller, cost_types=types)


@pytest.mark.parametrize(
    ("cost_type", "labor", "expected"),
    [
        ("L", True, CodeIds("9", "1")),
        (None, True, CodeIds("9", "1")),
        ("wages", True, CodeIds("9", "1")),
        ("materials", False, CodeIds("9", "2")),
        (None, False, Unplaced("may be of several cost types in Procore")),
        ("X", False, Unplaced("has no such cost type in Procore")),
    ],
)
def test_a_type_is_named_by_the_books_or_the_only_one(
    cost_type: str | None, labor: bool, expected: CodeIds | Unplaced
) -> None:
    known = codes(**{"9": a_code("03-300", LABOR, MATERIAL, SUBCONTRACT)})
    assert known.ids_of(CostPlace(cost_code="03-300", cost_type=cost_type), labor=labor) == expected


def test_without_a_type_the_only_one_that_is_not_for_labor_is_meant() -> None:
    known = codes(**{"9": a_code("03-300", LABOR, MATERIAL)})
    assert known.ids_of(CostPlace(cost_code="03-300"), labor=False) == CodeIds("9", "2")


def test_the_projects_own_code_goes_before_that_of_a_sub_job() -> None:
    known = codes(**{"8": a_code("03-300", MATERIAL, biller="SubJob"), "9": a_code("03-300", MATERIAL)})
    assert known.ids_of(CostPlace(cost_code="03-300"), labor=False) == CodeIds("9", "2")


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (CostPlace(), "has no cost code in the books"),
        (CostPlace(cost_code="99"), "is no cost code of the project in Procore"),
        (CostPlace(phase="01", cost_code="03-300"), "is no cost code of the project in Procore"),
        (CostPlace(cost_code="04-100"), "is several codes in Procore"),
    ],
)
def test_what_is_not_there_exactly_once_is_not_guessed(place: CostPlace, reason: str) -> None:
    known = codes(**{"9": a_code("03-300", MATERIAL), "7": a_code("04-100", MATERIAL), "6": a_code("04-100", MATERIAL)})
    assert known.ids_of(place, labor=False) == Unplaced(reason)
