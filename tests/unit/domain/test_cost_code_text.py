"""Cost codes taken apart: split, never guessed, never cut short."""

import pytest
from pydantic import ValidationError

from fieldledger.domain.cost_code_text import CodePart, CodeParts, CostCodeFormat, spellings
from fieldledger.result import ErrorCode

USUAL = CostCodeFormat()
PHASE, CODE, CLASS = CodePart.PHASE, CodePart.COST_CODE, CodePart.COST_CLASS


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("01-010", CodeParts(cost_code="01-010")),
        ("01-010.L", CodeParts(cost_code="01-010", cost_class="L")),
        ("01-010.1", CodeParts(cost_code="01-010", cost_class="1")),
        ("P1.01-010.L", CodeParts(phase="P1", cost_code="01-010", cost_class="L")),
        (" 01-010 . L ", CodeParts(cost_code="01-010", cost_class="L")),
        ("0017", CodeParts(cost_code="0017")),
    ],
)
def test_one_part_is_the_code_two_are_code_and_class_three_have_the_phase(text: str, parts: CodeParts) -> None:
    assert USUAL.parse(text).unwrap() == parts


@pytest.mark.parametrize("text", ["", None, ".", "01-010.", ".L", "P1..L", "a.b.c.d", " . "])
def test_what_cannot_be_taken_apart_goes_to_a_person(text: str | None) -> None:
    assert USUAL.parse(text).error_code == ErrorCode.COST_CODE_UNMAPPED


def test_codes_with_dots_of_their_own_need_another_separator_or_none() -> None:
    assert USUAL.parse("03.30.00").unwrap().cost_code == "30"  # why the separator is a setting
    assert CostCodeFormat(separator=None).parse("03.30.00").unwrap() == CodeParts(cost_code="03.30.00")
    piped = CostCodeFormat(separator="|").parse("03.30.00|L").unwrap()
    assert piped == CodeParts(cost_code="03.30.00", cost_class="L")


def test_the_order_of_the_parts_is_a_setting() -> None:
    turned = CostCodeFormat(separator="-", orders=((CODE,), (CLASS, CODE), (PHASE, CLASS, CODE)))
    assert turned.parse("L-0310").unwrap() == CodeParts(cost_code="0310", cost_class="L")
    assert turned.parse("P1-L-0310").unwrap() == CodeParts(phase="P1", cost_code="0310", cost_class="L")


def test_hours_without_a_class_have_the_labor_class_and_costs_do_not() -> None:
    rules = CostCodeFormat(labor_class="L")
    assert rules.parse("01-010", labor=True).unwrap().cost_class == "L"
    assert rules.parse("01-010").unwrap().cost_class is None
    assert rules.parse("01-010.M", labor=True).unwrap().cost_class == "M"


@pytest.mark.parametrize(
    ("text", "too_long"),
    [("0123456789.L", ()), ("01234567890.L", ("cost_code",)), ("12345678901.1.12345678901", ("phase", "cost_class"))],
)
def test_a_part_over_ten_characters_is_told_and_kept_whole(text: str, too_long: tuple[str, ...]) -> None:
    parts = USUAL.parse(text).unwrap()
    assert parts.too_long == too_long
    assert ".".join(part for part in (parts.phase, parts.cost_code, parts.cost_class) if part) == text


@pytest.mark.parametrize("orders", [(), ((CODE,), (CLASS,)), ((PHASE, CLASS),), ((CODE, CODE),), ((CODE,), (CODE,))])
def test_an_order_that_is_not_clear_is_refused(orders: tuple[tuple[CodePart, ...], ...]) -> None:
    with pytest.raises(ValidationError):
        CostCodeFormat(orders=orders)


@pytest.mark.parametrize(
    ("division", "code", "expected"),
    [
        ("01", "010", ("010", "01-010")),
        ("01", "01-010", ("01-010",)),
        ("01", "0100", ("0100", "01-0100")),
        (None, "010", ("010",)),
        (" ", " 010 ", ("010",)),
    ],
)
def test_both_styles_of_raken_are_tried_the_code_alone_first(
    division: str | None, code: str, expected: tuple[str, ...]
) -> None:
    assert spellings(division, code) == expected
