"""Text is brought into printable ASCII; ids are refused instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.clients.foundation.text import check_id, is_printable_ascii, printable_ascii, sendable_text
from fieldledger.result import ErrorCode


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("\u201cNorth\u201d Tower \u2013 reroof", '"North" Tower - reroof'),
        ("Jos\u00e9 Nu\u00f1ez", "Jose Nunez"),
        ("two\tcolumns\nand lines", "two columns and lines"),
        ("5\u00bd in", "5 1/2 in"),
        ("\u00bd in", "1/2 in"),
        ("10\u00b2 m\u00b2", "10^2 m2"),
        ("Stra\u00dfe 72\u00b0", "Strasse 72 deg"),
        ("\U0001f477 crew", "crew"),
        ("  padded ", "padded"),
    ],
)
def test_text_stays_readable(typed: str, sent: str) -> None:
    assert printable_ascii(typed) == sent


@given(st.text())
def test_every_text_becomes_sendable_and_stays_so(text: str) -> None:
    once = printable_ascii(text)
    assert is_printable_ascii(once)
    assert printable_ascii(once) == once


def test_text_of_which_nothing_would_be_left_is_refused() -> None:
    failed = sendable_text("name", "\u5efa\u8bbe")
    assert (failed.error_code, failed.details["field"]) == (ErrorCode.VALIDATION_FAILED, "name")
    assert sendable_text("name", "  ").unwrap() == ""


@given(st.text(max_size=12))
def test_an_id_is_passed_unchanged_or_refused(text: str) -> None:
    checked = check_id("jobId", text, 10)
    good = 0 < len(text) <= 10 and text == text.strip() and is_printable_ascii(text)
    assert checked.success is good
    assert checked.unwrap_or(text) == text


@pytest.mark.parametrize("id_", ["GENERAL", "00-02", "GEN02", "1", "A B", "1234567890"])
def test_ids_of_the_books_are_good(id_: str) -> None:
    assert check_id("costCodeId", id_, 10).unwrap() == id_
