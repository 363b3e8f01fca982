"""Text that a spreadsheet would run is kept as text, and nothing else is touched."""

import pytest

from fieldledger.domain.spreadsheet_cells import as_text, is_formula


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\0", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_what_begins_like_a_formula_becomes_text(first: str) -> None:
    text = f"{first}HYPERLINK(0)"
    assert is_formula(text)
    assert as_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Rosa Delgado", "1-2", "a=b", "'=1", " =1"])
def test_all_else_stays_as_it_is(text: str) -> None:
    assert as_text(text) == text
